"""The papers of a visit: awaited, scanned, looked at, kept or given up, until the last one is complete."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey.effects import Effect
from kiosk.journey.events import Event
from kiosk.journey.states import (
    AskPriority,
    ConfirmHolder,
    FeedPapers,
    Paper,
    PresentCard,
    ReviewPages,
    Scanning,
    Sealing,
    State,
    Visit,
)
from kiosk.model import Page, PageVerdict

Move: TypeAlias = tuple[State, tuple[Effect, ...]]
Calm: TypeAlias = FeedPapers | ReviewPages


def in_trouble(page: Page) -> bool:
    """Whether something is wrong with a page that nobody has kept as it is; a blank side is nothing wrong."""
    look = page.look
    bad = look is not None and not look.blank and look.verdict is not PageVerdict.OK
    return bad and not page.accepted


def troubled(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """Those of the pages that are in trouble."""
    return tuple(page for page in pages if in_trouble(page))


def scan(fed: FeedPapers) -> Move:
    visit, paper, replacing, after = fed.visit, fed.paper, fed.replacing, fed.after
    held = visit.papers[paper]
    if fed.backs and not held.fronts:  # its stack was parted, or a page of it is gone
        return calm(visit, paper), ()
    fronts = held.fronts if fed.backs else 0
    batch = do.ScanBatch(visit.case, held.document, replacing, after, fronts)
    return Scanning(visit, paper, replacing, after, backs=fed.backs), (batch,)


def review(state: ReviewPages, event: Event) -> Move:
    """What a touch means where pages are looked at."""
    visit, orders = kept(state)
    paper = state.paper
    document = visit.papers[paper].document
    match event:
        case ev.NextPressed() | ev.PriorityPressed() if visit.papers[paper].pages:
            return _go_on(state, visit, orders, ask=isinstance(event, ev.PriorityPressed))
        case ev.DeletePressed(page) if has(visit, paper, page):
            return replace(state, deleted=(*state.deleted, page), trouble=None), ()
        case ev.RestorePressed(page):
            return replace(state, deleted=tuple(id_ for id_ in state.deleted if id_ != page)), ()
        case ev.TurnPressed(page) if has(visit, paper, page):
            return state, (do.TurnPage(visit.case, page, document),)
        case ev.AcceptPressed(page) if has(visit, paper, page):
            return state, (do.AcceptPage(visit.case, page, document),)
        case ev.RescanPressed(page) if has(visit, paper, page):
            return FeedPapers(visit, paper, replacing=page), orders
        case ev.InsertPressed(page) if has(visit, paper, page):
            return FeedPapers(visit, paper, after=page), orders
        case ev.MorePressed():
            return FeedPapers(visit, paper), orders
        case ev.BacksPressed() if turnable(state):
            return FeedPapers(visit, paper, backs=True), orders
        case ev.BackPressed():
            return before(visit, paper), orders
        case _:
            return state, ()


def turnable(state: ReviewPages) -> int:
    """Of how many sheets the backs can be scanned now; none while a page is touched away."""
    return 0 if state.deleted else state.visit.papers[state.paper].fronts


def told(event: ev.PagesChanged | ev.BatchScanned) -> Paper:
    """What the store says of a document."""
    return Paper(event.document, event.pages, event.fronts, event.counted)


def onwards(visit: Visit, paper: int, ask: bool = False) -> Move:
    """The next paper, or the ticket after the last one; `ask`: not before it is said why it is called sooner.

    A look may have come after its paper was left: no trouble is sealed that nobody was asked about.
    """
    if paper + 1 < len(visit.papers):
        return calm(visit, paper + 1), ()
    for number, earlier in enumerate(visit.papers):
        if troubled(earlier.pages):
            return ReviewPages(visit, number, asked=True), ()
    return (AskPriority(visit), ()) if ask else seal(visit)


def seal(visit: Visit, taken: int | None = None) -> Move:
    """The number is drawn. `taken`: as with Sealing."""
    sealing = do.SealCase(
        visit.case,
        visit.procedure,
        visit.language,
        tuple(paper.document for paper in visit.papers),
        visit.priority,
        visit.errand,
        visit.field,
        visit.appointment,
        taken is not None,
    )
    return Sealing(visit, taken=taken), (sealing,)


def calm(visit: Visit, paper: int) -> Calm:
    """Where a document goes on from when the scanner rests: its pages, or the empty tray."""
    return (ReviewPages if visit.papers[paper].pages else FeedPapers)(visit, paper)


def before(visit: Visit, paper: int) -> State:
    if paper > 0:
        return calm(visit, paper - 1)
    return ConfirmHolder(visit) if visit.holder else PresentCard(visit)


def found_again(visit: Visit) -> Move:
    """The last paper that has pages; the store tells them anew, for a batch may have gone on meanwhile."""
    with_pages = [number for number, paper in enumerate(visit.papers) if paper.pages]
    told = tuple(do.TellPages(visit.case, visit.papers[number].document) for number in with_pages)
    return calm(replace(visit, expected=None), with_pages[-1] if with_pages else 0), told


def has(visit: Visit, paper: int, page: str) -> bool:
    return any(held.id == page for held in visit.papers[paper].pages)


def notes(before: State, after: State) -> tuple[Effect, ...]:
    """What is kept of a visit when its citizen begins a batch or goes to another paper."""
    fed = (FeedPapers, Scanning, ReviewPages)
    if not isinstance(before, fed) or not isinstance(after, fed):
        return ()
    begins = isinstance(after, Scanning) and not isinstance(before, Scanning)
    if not begins and (before.paper == after.paper or not after.visit.pages):
        return ()
    visit = after.visit
    documents = tuple(paper.document for paper in visit.papers)
    return (do.NoteVisit(visit.case, visit.procedure, visit.language, documents),)


def _go_on(state: ReviewPages, visit: Visit, orders: tuple[Effect, ...], ask: bool) -> Move:
    """Never blocked, but asked once more where a page is in trouble; going on then keeps it as it is."""
    paper = visit.papers[state.paper]
    bad = troubled(paper.pages)
    if bad and not state.asked:
        return replace(state, asked=True, trouble=None), ()
    pages = tuple(replace(page, accepted=page.accepted or page in bad) for page in paper.pages)
    accepted = tuple(do.AcceptPage(visit.case, page.id, paper.document) for page in bad)
    after, effects = onwards(_with(visit, state.paper, pages), state.paper, ask)
    return after, (*orders, *accepted, *effects)


def kept(state: ReviewPages) -> tuple[Visit, tuple[Effect, ...]]:
    """The visit without the pages touched away, and the orders to delete them."""
    visit, paper = state.visit, state.visit.papers[state.paper]
    gone = [page for page in paper.pages if page.id in state.deleted]
    if not gone:
        return visit, ()
    orders = tuple(do.DeletePage(visit.case, page.id, paper.document) for page in gone)
    return _with(visit, state.paper, tuple(p for p in paper.pages if p not in gone)), orders


def _with(visit: Visit, paper: int, pages: tuple[Page, ...]) -> Visit:
    papers: tuple[Paper, ...] = tuple(
        replace(held, pages=pages) if number == paper else held
        for number, held in enumerate(visit.papers)
    )
    return replace(visit, papers=papers)
