"""Separator sheets: what their QR codes say, and how they part one batch of pages into documents."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

MOST_SHEETS = 99
# `tach` is “to part”; the number after it counts versions of this text.
_CODE = re.compile(r"tach1:(\d\.\d{6})?:([a-z0-9]+(?:-[a-z0-9]+)*):([1-9]\d?)?", re.ASCII)
_LONGEST = 100  # of a document's id: the code must stay one that any scanner reads
# The provisional code on our own ticket: agency, day, kiosk, serial.
_TICKET = re.compile(r"[A-Z0-9]{1,8}(?:\.[A-Z0-9]{1,8}){0,4}-\d{6}-K\d{2}-\d{4,}", re.ASCII)


@dataclass(frozen=True)
class Separator:
    """“Behind me lies document `document`.” Of a ticket, which only says “the next one”, all is empty."""

    document: str = ""  # id of the required document
    procedure: str = ""  # its code; empty: whichever procedure the batch is for
    sheets: int | None = None  # how many sheets should come; None: nobody counted

    def __post_init__(self) -> None:
        if self.sheets is not None and not 1 <= self.sheets <= MOST_SHEETS:
            raise ValueError(f"from 1 to {MOST_SHEETS} sheets")

    @property
    def code(self) -> str:
        """The text of its QR code, ASCII; raises ValueError for a document or procedure that has none."""
        text = f"tach1:{self.procedure}:{self.document}:{self.sheets or ''}"
        if len(self.document) > _LONGEST or not _CODE.fullmatch(text):
            raise ValueError("no separator can say this")
        return text


def parsed(code: str) -> Separator | None:
    """The separator that a QR code's text makes; None for any other code a paper may carry."""
    if _TICKET.fullmatch(code):
        return Separator()
    found = _CODE.fullmatch(code)
    if not found or len(found[2]) > _LONGEST:
        return None
    return Separator(found[2], found[1] or "", int(found[3]) if found[3] else None)


@dataclass(frozen=True)
class Part:
    """Pages that belong together, by their places in the batch, from 0."""

    separator: Separator | None  # None: they lay before the first one
    pages: tuple[int, ...]
    sheets: int

    @property
    def complete(self) -> bool:
        """As many sheets as its separator says; where it does not say it, at least one."""
        wanted = self.separator.sheets if self.separator else None
        return self.sheets == wanted if wanted is not None else self.sheets > 0


@dataclass(frozen=True)
class Parted:
    """A batch in parts. Every page of it is in exactly one part, or is a separator's side."""

    parts: tuple[Part, ...]
    separators: tuple[int, ...]  # pages that belong to no document

    @property
    def incomplete(self) -> tuple[Part, ...]:
        """Parts of which a sheet is missing, or has come too many."""
        return tuple(part for part in self.parts if not part.complete)


def part(codes: Sequence[tuple[str, ...]], sides: int = 1) -> Parted:
    """A batch parted at its separators; `codes` are the texts of each page's QR codes.

    `sides` 2: pages come in pairs, front and back of one sheet, and a separator's empty back goes with it.
    A ticket with nothing behind it makes no part: two lie on each other easily.
    """
    if sides not in (1, 2):
        raise ValueError("a sheet has one side or two")
    parts: list[Part] = []
    separators: list[int] = []
    pages: list[int] = []
    open_at: Separator | None = None
    for sheet in _sheets(len(codes), sides):
        found = _separator([code for page in sheet for code in codes[page]])
        if found is None:
            pages += sheet
            continue
        parts += _closed(open_at, pages, sides)
        separators += sheet
        open_at, pages = found, []
    parts += _closed(open_at, pages, sides)
    return Parted(tuple(parts), tuple(separators))


@dataclass(frozen=True)
class Shares:
    """Whose the pages of a batch are, by their places in it, from 0."""

    documents: tuple[str, ...]  # of each page its document; "" for a separator
    unknown: tuple[int, ...]  # separators that name no paper of the visit: they stay, as pages
    incomplete: tuple[tuple[str, Part], ...] = ()  # not as many sheets of it as its separator says


def share(
    codes: Sequence[tuple[str, ...]],
    first: str,
    procedure: str,
    documents: Sequence[str],
    backs: Collection[int] = (),
) -> Shares:
    """Each page of a batch given to its document, and its sheets counted.

    `codes` as for `part`; `backs` are the pages that are no sheet of their own; `first` is the document that
    was being scanned, `documents` are those of the visit's procedure, in order. A ticket begins the one after
    the document it lies in. A separator that names another procedure or document, or comes after the last
    one, parts nothing.
    """
    known = [page if _fits(_separator(list(page)), procedure, documents) else () for page in codes]
    while True:
        parted = part(known)
        whose, beyond = _whose(parted.parts, first, documents)
        if beyond is None:
            break
        known[beyond] = ()
    unknown = tuple(
        number
        for number, page in enumerate(codes)
        if number not in parted.separators and _separator(list(page))
    )
    counted = [
        (whose[part.pages[0]], _counted(part, backs))
        for part in parted.parts
        if part.pages and part.separator and part.separator.sheets
    ]
    incomplete = tuple((document, each) for document, each in counted if not each.complete)
    return Shares(tuple(whose.get(number, "") for number in range(len(codes))), unknown, incomplete)


def _sheets(count: int, sides: int) -> Iterator[list[int]]:
    for first in range(0, count, sides):
        yield list(range(first, min(first + sides, count)))


def _separator(codes: list[str]) -> Separator | None:
    """The one that says most: a ticket that slipped onto a separator sheet does not undo it."""
    found = [separator for code in codes if (separator := parsed(code))]
    return next((one for one in found if one.document), found[0] if found else None)


def _fits(separator: Separator | None, procedure: str, documents: Sequence[str]) -> bool:
    return (
        separator is not None
        and separator.procedure in ("", procedure)
        and separator.document in ("", *documents)
    )


def _counted(part: Part, backs: Collection[int]) -> Part:
    return replace(part, sheets=sum(page not in backs for page in part.pages))


def _whose(
    parts: Sequence[Part], first: str, documents: Sequence[str]
) -> tuple[dict[int, str], int | None]:
    """Pages and their documents; and the place of a ticket behind which no document is left, or None."""
    whose: dict[int, str] = {}
    document = first
    for each in parts:
        if each.separator is not None:
            named = each.separator.document or _after(document, documents)
            if not named:
                return whose, each.pages[0] - 1
            document = named
        whose.update(dict.fromkeys(each.pages, document))
    return whose, None


def _after(document: str, documents: Sequence[str]) -> str:
    """The next required document; "" after the last one."""
    following = dict(itertools.pairwise(documents))
    return following.get(document, "")


def _closed(separator: Separator | None, pages: list[int], sides: int) -> list[Part]:
    if not pages and (separator is None or not separator.document):
        return []
    return [Part(separator, tuple(pages), -(-len(pages) // sides))]
