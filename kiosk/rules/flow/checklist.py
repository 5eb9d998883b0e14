"""The checklist of a case: which required documents are there, which need not be, and which are missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.model import Origin, Procedure, Verdict, Words
from kiosk.rules.flow.acts import BY_CARD, Paper, Unscanned, Wanted

_BELIEVED = frozenset({Verdict.PROVEN, Verdict.MAY_BE_A_COPY})
_COPY = "bản sao"
_NOT_THERE = "Chưa có trong hồ sơ"  # forms are Vietnamese, whatever language the clerk reads


@dataclass(frozen=True)
class Source:
    """Where the office has such a document already."""

    code: str  # of the earlier case
    day: dt.date  # on which that was handed in
    procedure: str
    result: bool = False  # it is what came of that case
    case: str = ""
    number: int = 0  # of the document in that case; 0 for a result


@dataclass(frozen=True)
class Item:
    """One line of the checklist."""

    document: str
    name: Words
    hint: Words = Words("", "")
    pages: int = 0  # scanned
    wanted: bool = True  # False: further papers that the procedure does not ask for
    by_card: bool = False  # the holder's chip proves what it says
    may_show_card: bool = False  # a clerk may look at the card instead
    sources: tuple[Source, ...] = ()

    @property
    def missing(self) -> bool:
        """Nothing of it is there, and a choice must be made."""
        return self.wanted and not self.pages and not self.by_card

    def usual(self) -> Paper:
        """As it is most likely handed in: a copy where a copy is asked for, else the original."""
        if not self.pages:
            return Paper(self.document, self.name.vi, reused=BY_CARD if self.by_card else "")
        copy = self.name.vi.casefold().startswith(_COPY)
        return Paper(self.document, self.name.vi, int(not copy), int(copy))

    def ask(self) -> Wanted:
        """As it is asked for, with the catalogue's own guidance."""
        why = _NOT_THERE if self.missing else ""
        return Wanted(self.document, self.name.vi, why, self.hint.vi)


def checklist(
    procedure: Procedure | None,
    pages: Mapping[str, int],
    verdict: Verdict | None,
    sources: Mapping[str, tuple[Source, ...]],
    names: Mapping[str, Words],
) -> tuple[Item, ...]:
    """What the procedure asks for in its order, then whatever else was handed in.

    `pages`: scanned, by document. `verdict`: of the holder's card, None without one or where it is in doubt. `names`:
    of documents that the procedure does not ask for.
    """
    required = procedure.documents if procedure else ()
    known = {document.id for document in required}
    asked = [
        Item(
            document.id,
            document.name,
            document.hint,
            pages.get(document.id, 0),
            by_card=document.origin is Origin.CARD and verdict in _BELIEVED,
            may_show_card=document.origin is Origin.CARD,
            sources=sources.get(document.id, ()) if document.origin is Origin.ISSUED else (),
        )
        for document in required
    ]
    further = [
        Item(id, names.get(id, Words(id, id)), pages=count, wanted=False)
        for id, count in pages.items()
        if id not in known
    ]
    return (*asked, *further)


def lacking(items: Sequence[Item], papers: Sequence[Paper]) -> tuple[Item, ...]:
    """Required documents that no page, no source and no reason stands for: no paper is left unscanned."""
    stands = {
        paper.document for paper in papers if paper.reused or paper.unscanned is not Unscanned.NONE
    }
    return tuple(item for item in items if item.missing and item.document not in stands)


def not_to_be_had(items: Sequence[Item], papers: Sequence[Paper]) -> tuple[Item, ...]:
    """Documents for which a source was named that this checklist does not know."""
    by_id = {item.document: item for item in items}
    wrong = [paper for paper in papers if not _fits(by_id.get(paper.document), paper)]
    return tuple(by_id[paper.document] for paper in wrong if paper.document in by_id)


def _fits(item: Item | None, paper: Paper) -> bool:
    if item is None:
        return False
    if paper.reused == BY_CARD:
        return item.by_card
    if paper.unscanned is Unscanned.CARD_SEEN:
        return item.may_show_card
    return not paper.reused or any(paper.reused == source.code for source in item.sources)
