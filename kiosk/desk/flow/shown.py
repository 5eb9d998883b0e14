"""What a case's page shows of the holder, the papers, the results and the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.desk.console.page import Page
from kiosk.desk.flow.words import TEXT
from kiosk.desk.reception.words import REASON
from kiosk.desk.reception.words import TEXT as RECEPTION
from kiosk.desk.words import CARD
from kiosk.model import Words
from kiosk.rules.fees import money
from kiosk.rules.flow.acts import BY_CARD, Act, Paper
from kiosk.rules.flow.alarm import Alarm
from kiosk.rules.flow.standing import Standing, counted
from kiosk.store.cases import Cases, SealedCase
from kiosk.store.documents import Documents
from kiosk.store.results import ResultRow, Results, ResultState


@dataclass(frozen=True)
class Shown:
    """A case's state in what the template needs."""

    sealed: SealedCase
    stands: Standing
    procedure: Words
    owner: str  # name, "" nobody's yet
    reached: Alarm
    alarm: Words | None
    left: dt.timedelta | None  # working time until it is due, or since; None where none runs
    place_due: dt.datetime | None  # until when its process lets it lie there
    unapproved: Words | None


@dataclass(frozen=True)
class ShownHolder:
    """The holder with no more of the number than was asked for."""

    name: str = field(repr=False)
    born: dt.date = field(repr=False)
    number: str = field(repr=False)
    whole: bool
    card: Words
    doubt: Words | None


@dataclass(frozen=True)
class ShownPaper:
    """One document of the dossier; `number` is its place in the dossier, from 1."""

    number: int
    name: Words
    pages: int


def shown_holder(page: Page, case: str, whole: bool) -> ShownHolder | None:
    """None where the case has none, or was erased."""
    holder = Cases(page.db).holder(case)
    if holder is None:
        return None
    doubt = Cases(page.db).card(case).doubt
    number = holder.number if whole else f"•••• {holder.number[-4:]}"
    return ShownHolder(
        *(holder.name, holder.birth_date, number, whole, CARD[holder.verdict]),
        CARD[doubt] if doubt else None,
    )


def shown_papers(page: Page, sealed: SealedCase) -> tuple[ShownPaper, ...]:
    """In the order of the dossier, without what proves the card."""
    names = _names(page, sealed)
    return tuple(
        ShownPaper(number, names.get(each.id, Words(each.id, each.id)), each.pages)
        for number, each in enumerate(Documents(page.db).of(sealed.case), start=1)
        if each.pages
    )


@dataclass(frozen=True)
class ShownReception:
    """What was agreed at the counter: fees, how the result goes out, and papers of which nothing was scanned."""

    charges: tuple[tuple[str, Words], ...]
    delivery: Words
    phone: str = field(repr=False)
    on_behalf_of: str = field(repr=False)
    papers: tuple[tuple[Words, Words], ...] = ()


def shown_reception(page: Page, sealed: SealedCase, acts: Sequence[Act]) -> ShownReception | None:
    """None for a case that does not count as received, and for one that was erased."""
    said = next((act.reception for act in reversed(counted(acts)) if act.reception), None)
    if said is None or sealed.erased:
        return None
    names = _names(page, sealed)
    usual = RECEPTION["direct"]
    return ShownReception(
        tuple((each.name, money(each.amount)) for each in said.charges),
        RECEPTION.get(said.delivery, usual),
        *(said.phone, said.on_behalf_of),
        papers=tuple(
            (Words(each.name, each.name) if each.name else names[each.document], _instead(each))
            for each in said.papers
            if (each.reused or each.unscanned) and (each.name or each.document in names)
        ),
    )


def _instead(paper: Paper) -> Words:
    """Where a paper is that was not scanned."""
    if paper.unscanned:
        return REASON[paper.unscanned]
    if paper.reused == BY_CARD:
        return TEXT["by_card"]
    code, words = paper.reused, TEXT["reused"]
    return Words(words.vi.format(code=code), words.en.format(code=code))


def _names(page: Page, sealed: SealedCase) -> dict[str, Words]:
    """Of the papers that its procedure asks for; none where the catalogue has it no more."""
    try:
        required = page.catalogue.procedure(sealed.procedure).documents
    except KeyError:
        return {}
    return {each.id: each.name for each in required}


def shown_results(page: Page, code: str) -> tuple[tuple[ResultRow, Words, bool], ...]:
    """Each with where it is, and whether it may be opened here."""
    found = []
    for row in Results(page.db).of(code):
        expired = row.valid_until is not None and row.valid_until < page.day
        here = row.state is ResultState.HERE
        word = TEXT["result_expired" if here and expired else f"result_{row.state.value}"]
        found.append((row, word, bool(row.path) and not expired))
    return tuple(found)


def ran_words(reached: Alarm) -> Words | None:
    """What is said beside the due date while it is not reached."""
    return TEXT.get(f"alarm_{reached.value}") if reached else None
