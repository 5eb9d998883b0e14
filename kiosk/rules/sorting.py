"""A batch of pages becomes named documents: what is proposed to the clerk, and what the clerk's touches make of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.rules.separator import share

FURTHER = "bo-sung"  # id of papers that are none of the procedure's own


@dataclass(frozen=True)
class Side:
    """One scanned side, as far as sorting asks for it."""

    id: str
    blank: bool = False
    size: str = ""  # of its sheet: "A4", ...; "" unknown
    separators: tuple[str, ...] = ()  # texts of its codes that part documents
    back: bool = False  # it is no sheet of its own


@dataclass(frozen=True)
class Choice:
    """What becomes of one side."""

    begins: bool = False  # a document begins with it
    document: str = ""  # its id; "": the next one of the checklist
    dropped: bool = False  # it is no page of any document


@dataclass(frozen=True)
class Part:
    """One document of the batch: its id, and its sides by their places, from 0."""

    document: str
    sides: tuple[int, ...]


def proposed(
    sides: Sequence[Side], procedure: str, documents: Sequence[str], usual: Mapping[str, int]
) -> tuple[Choice, ...]:
    """How a batch is probably to be parted: a choice for each side, in their order.

    By its separator sheets where it has some; else by how many pages each paper `usual`ly has, where that comes out
    even; else where the sheet's size changes or a blank side lies between; else a page each for all but the last.
    """
    if any(side.separators for side in sides) and documents:
        return _by_separators(sides, procedure, documents)
    kept = [place for place, side in enumerate(sides) if not side.blank]
    begins = set(_starts(sides, kept, documents, usual))
    return tuple(Choice(begins=place in begins) for place in range(len(sides)))


def sorted_out(
    sides: Sequence[Side], choices: Sequence[Choice], documents: Sequence[str], blanks: bool
) -> tuple[Part, ...]:
    """The documents that these choices make, in the order of their first sides; `blanks`: blank sides are kept.

    A document that begins with a side which is dropped begins with the one behind it. What begins without a name is
    the next of the checklist, behind its last one further papers. Named twice, both are one document.
    """
    parts: dict[str, list[int]] = {}
    current, begins, name = "", True, ""
    for place, (side, choice) in enumerate(zip(sides, choices, strict=True)):
        if choice.begins:
            begins, name = True, choice.document
        if choice.dropped or (side.blank and not blanks):
            continue
        if begins:
            current = name or _next(current, documents)
            begins, name = False, ""
        parts.setdefault(current, []).append(place)
    return tuple(Part(document, tuple(places)) for document, places in parts.items())


def _by_separators(
    sides: Sequence[Side], procedure: str, documents: Sequence[str]
) -> tuple[Choice, ...]:
    backs = [place for place, side in enumerate(sides) if side.back]
    shares = share([side.separators for side in sides], documents[0], procedure, documents, backs)
    choices: list[Choice] = []
    last = ""
    for place, document in enumerate(shares.documents):
        parting = not document
        back_of_one = sides[place].back and sides[place].blank and choices and choices[-1].dropped
        dropped = parting or bool(back_of_one)
        begins = not dropped and document != last
        choices.append(Choice(begins, document if begins else "", dropped))
        last = last if dropped else document
    return tuple(choices)


def _starts(
    sides: Sequence[Side], kept: Sequence[int], documents: Sequence[str], usual: Mapping[str, int]
) -> Iterable[int]:
    if not kept:
        return ()
    counts = [usual.get(document, 1) for document in documents]
    if any(document in usual for document in documents) and sum(counts) == len(kept):
        return [kept[n] for n in itertools.accumulate([0, *counts[:-1]])]
    seen = [
        here
        for before, here in itertools.pairwise(kept)
        if here != before + 1 or _differ(sides[before].size, sides[here].size)
    ]
    if 0 < len(seen) < len(documents):
        return [kept[0], *seen]
    return kept[: max(1, min(len(documents), len(kept)))]


def _differ(one: str, other: str) -> bool:
    return bool(one) and bool(other) and one != other


def _next(current: str, documents: Sequence[str]) -> str:
    if not current and documents:
        return documents[0]
    following = dict(itertools.pairwise(documents))
    return following.get(current, FURTHER)
