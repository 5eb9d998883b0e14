"""Foreign files judged and made into clean pages; whatever they hold, they meet a throw-away child first."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, NoReturn, Self

from drivers.limited import LimitedError, Reason
from drivers.nursery import Nursery
from kiosk.dossier.importing.kinds import HEAD, Kind, kind_of, must_fit
from kiosk.dossier.importing.pictures import MOST_FRAMES
from kiosk.dossier.importing.refused import ImportReason, ImportRefused
from kiosk.dossier.importing.render import drawn

PICTURES = "kiosk.dossier.importing.pictures:frame"
PDFS = "kiosk.dossier.importing.pdfs:inspected"
MOST_PICTURE = 40 * 1024 * 1024  # bytes of the child's answer: a JPEG in base64
LONG_SIDE = 297 / 25.4  # inches: what a camera saw is taken for a sheet of A4


@dataclass(frozen=True)
class Signature:
    """What a PDF declares of one signature. Nothing of it is checked here: kiosk.dossier.signing.caged does that."""

    by: str = field(repr=False)  # "" where it does not say
    at: str  # as it writes it, "D:20261123081500+07'00'"; "" where it does not say
    whole: bool  # it covers the file to its end: nothing was added later


@dataclass(frozen=True)
class Judged:
    """A foreign file that may be taken."""

    kind: Kind
    pages: int
    signatures: tuple[Signature, ...] = ()  # with any, it must be kept byte for byte
    sizes: tuple[tuple[float, float], ...] = ()  # of a PDF's pages, in points


@dataclass(frozen=True)
class ForeignPage:
    """One side, ready to be kept as a page: upright, grey or RGB, written by us, with nothing but its pixels."""

    jpeg: bytes = field(repr=False)
    width: int  # pixels
    height: int
    dpi: int  # of a photo: as if its long side were A4's
    photo: bool  # a camera took it, or nothing tells that a scanner did: may lie askew on a table


class Foreign:
    """Takes strangers' files apart; used from one thread, and closed (it has two processes waiting).

    Whatever the bytes are, ImportRefused is the only thing that is raised.
    """

    def __init__(self) -> None:
        self._pictures = Nursery(PICTURES, MOST_PICTURE)
        self._pdfs = Nursery(PDFS)

    def judge(self, data: bytes) -> Judged:
        """What the file is, once looked through; raises ImportRefused where it is not taken."""
        kind = _kind(data)
        if kind is Kind.PDF:
            return self._judged_pdf(data)
        said = self._frame(data, 0)
        return Judged(kind, said["frames"])

    def pages(self, data: bytes) -> Iterator[ForeignPage]:
        """Its pages in order, one held at a time; raises ImportRefused, also in the middle.

        A PDF's are drawn at 300 dpi.
        """
        kind = _kind(data)
        if kind is Kind.PDF:
            for number, size in enumerate(self._judged_pdf(data).sizes, start=1):
                jpeg, width, height, dpi = drawn(data, number, size)
                yield ForeignPage(jpeg, width, height, dpi, photo=False)
            return
        number, frames = 0, 1
        while number < frames:
            said = self._frame(data, number)
            frames = said["frames"]
            yield _page(said)
            number += 1

    def close(self) -> None:
        """End its processes; it may be used again all the same."""
        self._pictures.close()
        self._pdfs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    def _frame(self, data: bytes, number: int) -> dict[str, Any]:
        asked = data + number.to_bytes(4, "big")
        return _answer(
            self._pictures, PICTURES, asked, ("frames", "jpeg", "width", "height", "dpi")
        )

    def _judged_pdf(self, data: bytes) -> Judged:
        said = _answer(self._pdfs, PDFS, data, ("pages", "signatures"))
        try:
            sizes = tuple((float(width), float(height)) for width, height in said["pages"])
            signatures = tuple(
                Signature(str(one["by"]), str(one["at"]), bool(one["whole"]))
                for one in said["signatures"]
            )
        except (TypeError, ValueError, KeyError):
            _unreadable()
        return Judged(Kind.PDF, len(sizes), signatures, sizes)


def _kind(data: bytes) -> Kind:
    kind = kind_of(data[:HEAD])
    must_fit(kind, len(data))
    return kind


def _answer(
    nursery: Nursery, function: str, data: bytes, wanted: tuple[str, ...]
) -> dict[str, Any]:
    """The child's answer with all that was wanted; a child that was taken over may say anything."""
    try:
        said = nursery.run(function, data)
    except LimitedError as error:
        if error.reason is Reason.OVERRAN:
            raise ImportRefused(ImportReason.UNREADABLE, "it takes too long") from None
        _unreadable()
    if not isinstance(said, dict):
        _unreadable()
    if "refused" in said:
        try:
            reason = ImportReason(said["refused"])
        except ValueError:
            _unreadable()
        raise ImportRefused(reason)
    if not all(name in said for name in wanted):
        _unreadable()
    if "frames" in wanted and not (
        isinstance(said["frames"], int) and 0 < said["frames"] <= MOST_FRAMES
    ):
        _unreadable()
    return said


def _page(said: dict[str, Any]) -> ForeignPage:
    try:
        jpeg = base64.b64decode(said["jpeg"], validate=True)
        width, height, dpi = int(said["width"]), int(said["height"]), int(said["dpi"])
    except (TypeError, ValueError):
        _unreadable()
    if width < 1 or height < 1 or not jpeg.startswith(b"\xff\xd8\xff"):
        _unreadable()
    photo = bool(said.get("photo")) or dpi <= 0
    return ForeignPage(
        jpeg, width, height, dpi if dpi > 0 else round(max(width, height) / LONG_SIDE) or 1, photo
    )


def _unreadable() -> NoReturn:
    raise ImportRefused(ImportReason.UNREADABLE) from None
