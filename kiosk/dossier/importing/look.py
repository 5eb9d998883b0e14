"""Look at what somebody brings, without keeping it: files, or what lies on a stick.

    python -m kiosk.dossier look FILE... [--pages DIR] [--language vi]
    python -m kiosk.dossier look --stick DIR [--language vi]

One line a file: its kind, its pages, and of a signed one who signed it and whether it was altered since; or why it is
not taken. Nobody is trusted here as a signer (python -m kiosk.dossier verify --trust does that). With --pages each page
is written there as a JPEG, photos straightened. A stick is only listed. Ends with 0 where everything is taken, else 1.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

from kiosk.dossier.importing import folder
from kiosk.dossier.importing.foreign import Foreign, Judged
from kiosk.dossier.importing.refused import ImportReason, ImportRefused, words
from kiosk.dossier.importing.stick import attached
from kiosk.dossier.importing.straight import straightened
from kiosk.dossier.signing.caged import verified
from kiosk.dossier.signing.told import lines
from kiosk.model import Language, Words
from kiosk.store.moments import OFFICE_ZONE

_TAKEN = Words("{name}: {kind}, {pages} trang", "{name}: {kind}, pages: {pages}")
_SIGNED = Words("  chữ ký số: {said}", "  signatures: {said}")
_LISTED = Words("{name}: {kind}, {size} byte", "{name}: {kind}, {size} bytes")
_MORE = Words("Còn {more} tệp chưa xem đến.", "{more} more files were not looked at.")


def add_to(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE")
    parser.add_argument("--stick", type=Path, metavar="DIR", help="list what lies on it instead")
    parser.add_argument("--pages", type=Path, metavar="DIR", help="write the pages there")
    parser.add_argument("--language", type=Language, choices=list(Language), default=Language.VI)


def told(arguments: argparse.Namespace) -> Iterator[tuple[bool, str]]:
    """Line by line what is seen, and whether it is taken; raises OSError where no page can be written."""
    speak: Language = arguments.language
    if arguments.stick is not None:
        yield from _stick(arguments.stick, speak)
    with Foreign() as foreign:
        for file in arguments.files:
            try:
                data = _read(file)
                judged = foreign.judge(data)
                if arguments.pages is not None:
                    _write(foreign, data, arguments.pages, file.stem)
            except ImportRefused as error:
                yield False, f"{file}: {words(error.reason).of(speak)}"
                continue
            yield True, "\n".join(_lines(file, judged, data, speak))


def _stick(place: Path, speak: Language) -> Iterator[tuple[bool, str]]:
    try:
        with attached(place) as stick:
            listing = stick.candidates()
    except ImportRefused as error:
        yield False, f"{place}: {words(error.reason).of(speak)}"
        return
    for one in listing.candidates:
        yield True, _LISTED.of(speak).format(name=one.name, kind=one.kind.value, size=one.size)
    if listing.more:
        yield True, _MORE.of(speak).format(more=listing.more)


def _read(file: Path) -> bytes:
    try:
        root = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        raise ImportRefused(ImportReason.MISSING) from None
    try:
        folder.looked_at(root, (file.name,))
        return folder.read(root, (file.name,))
    finally:
        os.close(root)


def _write(foreign: Foreign, data: bytes, place: Path, name: str) -> None:
    place.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(foreign.pages(data), start=1):
        (place / f"{name}-{number:03d}.jpg").write_bytes(straightened(page).jpeg)


def _lines(file: Path, judged: Judged, data: bytes, speak: Language) -> Iterator[str]:
    yield _TAKEN.of(speak).format(name=file, kind=judged.kind.value, pages=judged.pages)
    if judged.signatures:
        report = verified(data, (), dt.datetime.now(dt.UTC))
        said, *more = lines(report, OFFICE_ZONE, speak)
        yield _SIGNED.of(speak).format(said=said)
        yield from (f"  {line}" for line in more)
