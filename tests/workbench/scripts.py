"""What the citizen in front of the screen does: a visit with every mishap, and visits without end."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

import psutil

from kiosk.faults import Fault
from kiosk.journey.states import (
    ChooseLanguage,
    ChooseProcedure,
    ConfirmHolder,
    FeedPapers,
    LeaveQuestion,
    NeedsClerk,
    PresentCard,
    PrivacyNotice,
    ReadingCard,
    ReviewPages,
    Scanning,
    Sealing,
    ShowProcedure,
    StillThere,
    TakeTicket,
    Welcome,
)
from tests.workbench.people import MAI
from tests.workbench.walker import PATIENCE, Script, Until, Walker

COPY = "2.000815"  # chứng thực bản sao: the original, and the copy
BIRTH = "1.001193"  # đăng ký khai sinh: the declaration, the birth notification, the card's copy
WRONG = "019190000999"


def visit(walker: Walker) -> Iterator[Until]:
    """One citizen registers a birth; wrong number, empty tray, jam and second thoughts included."""
    yield from _choose(walker)
    yield from _identify(walker)
    yield from _first_paper(walker)
    yield from _other_papers(walker)
    yield from _finish(walker)


def _choose(walker: Walker) -> Iterator[Until]:
    yield walker.until(Welcome)
    yield walker.key("start")
    walker.shot("welcome")
    walker.touch("start")
    yield walker.until(ChooseLanguage)
    walker.shot("choose-language")
    walker.touch("language-vi")
    yield walker.until(ChooseProcedure)
    walker.shot("choose-procedure")
    walker.touch("search")
    yield walker.key("key-k")
    for letter in "khai":
        walker.touch(f"key-{letter}")
        yield walker.seconds(0.15)
    walker.touch("key-space")
    yield walker.seconds(0.15)
    for letter in "sinh":
        walker.touch(f"key-{letter}")
        yield walker.seconds(0.15)
    walker.shot("search")
    walker.touch("show-found")
    yield walker.key(f"procedure-{BIRTH}")
    walker.shot("found")
    walker.touch(f"procedure-{BIRTH}")
    yield walker.until(ShowProcedure)
    walker.shot("show-procedure")
    walker.touch("start-procedure")
    yield walker.until(PrivacyNotice)
    walker.shot("privacy-notice")
    walker.touch("accept-notice")


def _identify(walker: Walker) -> Iterator[Until]:
    yield walker.until(PresentCard)
    walker.shot("present-card")
    walker.act("lay-card")
    yield from _type(walker, WRONG)
    yield walker.until(PresentCard, lambda state: state.trouble is Fault.CARD_WRONG_NUMBER)
    walker.shot("wrong-number")
    walker.act("lift-card")
    yield walker.seconds(1.0)
    while isinstance(walker.state, PresentCard):  # the code instead of typing once more
        walker.act("hold-code")
        yield walker.seconds(1.0)
    yield walker.until(ReadingCard)
    walker.shot("reading-card")
    walker.act("lay-card")
    yield walker.until(ConfirmHolder)
    walker.shot("confirm-holder")
    walker.touch("confirm-holder")


def _type(walker: Walker, number: str) -> Iterator[Until]:
    yield walker.key("digit-0")
    for digit in number:
        walker.touch(f"digit-{digit}")
        yield walker.seconds(0.1)
    if isinstance(walker.state, PresentCard) and walker.touchable("read-card"):
        walker.touch("read-card")
    yield walker.seconds(0.2)


def _first_paper(walker: Walker) -> Iterator[Until]:
    yield walker.until(FeedPapers)
    walker.shot("feed-papers")
    walker.touch("scan-papers")
    yield walker.until(FeedPapers, lambda state: state.trouble is Fault.SCANNER_EMPTY)
    walker.shot("tray-empty")
    walker.act("load", kinds=["to-khai-khai-sinh", "to-khai-khai-sinh"])
    walker.act("slow", seconds=1.5)  # as fast as a real feeder, so that a person sees pages come
    walker.touch("scan-papers")
    yield walker.until(Scanning, lambda state: state.visit.pages > 0)
    yield walker.seconds(0.3)
    walker.shot("scanning")
    walker.act("slow", seconds=0)
    yield walker.until(ReviewPages)
    yield walker.seconds(0.3)
    walker.shot("review-pages")
    walker.touch("delete-page")
    yield walker.key("restore-page")
    walker.shot("page-deleted")
    walker.touch("restore-page")
    yield walker.key("delete-page")
    walker.touch("delete-page")
    yield walker.key("restore-page")
    walker.touch("page-after")
    walker.act("load", kinds=["to-khai-khai-sinh"])
    yield walker.key("scan-again")
    walker.touch("scan-again")
    yield walker.until(FeedPapers, lambda state: state.replacing)
    walker.shot("page-again")
    walker.touch("scan-papers")
    yield walker.until(Scanning)
    yield walker.until(ReviewPages, lambda state: state.visit.pages == 1)
    yield walker.key("start-over")
    walker.touch("start-over")
    yield walker.until(LeaveQuestion)
    walker.shot("leave-question")
    walker.touch("stay")
    yield walker.until(ReviewPages)
    _next_paper(walker)


def _next_paper(walker: Walker) -> None:
    """On to the next paper; asked about a page in trouble, the citizen keeps it."""
    walker.touch("next-paper")
    if isinstance(walker.state, ReviewPages) and walker.state.asked:
        walker.touch("next-paper")


def _other_papers(walker: Walker) -> Iterator[Until]:
    yield walker.until(FeedPapers)
    walker.act("load", kinds=["giay-chung-sinh", "giay-chung-sinh"])
    walker.act("jam", after=1)
    yield walker.key("scan-papers")
    walker.touch("scan-papers")
    yield walker.until(NeedsClerk)
    walker.shot("needs-clerk-jam")
    walker.act("clear")
    walker.act("take-out")
    walker.touch("clerk-resume")
    yield walker.until(ReviewPages)
    yield walker.seconds(0.5)
    walker.shot("after-the-jam")
    yield walker.until(StillThere)
    walker.shot("still-there")
    walker.touch("stay")
    yield walker.until(ReviewPages)
    while True:
        yield walker.key("next-paper")
        _next_paper(walker)
        yield Until("the next paper or the end", lambda: not isinstance(walker.state, ReviewPages))
        if not isinstance(walker.state, FeedPapers):
            return
        walker.act("load", kinds=["can-cuoc"])
        yield walker.key("scan-papers")
        walker.touch("scan-papers")
        yield walker.until(ReviewPages)
        yield walker.seconds(0.3)
        walker.shot("another-paper")


def _finish(walker: Walker) -> Iterator[Until]:
    if isinstance(walker.state, Sealing):
        walker.shot("sealing")
    yield walker.until(TakeTicket, lambda state: state.printed == "done")
    yield walker.seconds(0.3)
    walker.shot("take-ticket")
    walker.touch("ticket-taken")
    yield walker.until(Welcome)
    yield walker.seconds(0.5)
    walker.shot("welcome-again")


def wander(walker: Walker) -> Iterator[Until]:
    """Visit after visit without end, from whatever state the screen is in: it may be killed at any time.

    Every ticket's label is written down once it stands on the screen.
    """
    yield from _wander(walker, walker.note)


def _wander(walker: Walker, saw: Callable[[str], None]) -> Iterator[Until]:
    shown: str | None = None
    while True:
        yield walker.seconds(0.08)
        match walker.state:
            case PresentCard(number=number) if walker.touchable("digit-1") and not number:
                yield from _card_or_not(walker)
            case FeedPapers(paper=0):
                walker.act("take-out")
                walker.act("load", kinds=["to-khai-khai-sinh"])
                yield from _touch_if(walker, "scan-papers")
            case TakeTicket(ticket=ticket, printed=printed):
                if shown != ticket.label:
                    shown = ticket.label
                    saw(shown)
                if printed != "waiting":
                    yield from _touch_if(walker, "ticket-taken")
            case NeedsClerk():
                walker.act("clear")
                yield from _touch_if(walker, "clerk-resume")
            case ReadingCard() | Scanning() | Sealing():
                continue
            case _:
                yield from _touch_if(walker, *ONWARD)


ONWARD = (
    *(
        "start",
        "language-vi",
        f"procedure-{BIRTH}",
        "start-procedure",
        "accept-notice",
        "read-card",
    ),
    *("confirm-holder", "next-paper", "paper-missing", "priority-none", "see-pages", "stay"),
)


def _card_or_not(walker: Walker) -> Iterator[Until]:
    """Every second citizen has a card; whoever goes on after an interruption needs the one that was read."""
    if not walker.state.visit.expected and hash(walker.state.visit.case) % 2:
        yield from _touch_if(walker, "skip-card")
        return
    for digit in MAI.number:
        if not isinstance(walker.state, PresentCard):
            return
        yield from _touch_if(walker, f"digit-{digit}")
    yield from _touch_if(walker, "read-card")


def _touch_if(walker: Walker, *keys: str) -> Iterator[Until]:
    """Touch the first of these that stands on the screen."""
    for key in keys:
        if walker.touchable(key):
            walker.touch(key)
            break
    yield walker.seconds(0.08)


def copy(walker: Walker) -> Iterator[Until]:
    """One citizen without a card hands in a paper to have a certified copy of it."""
    yield from copying(walker, lambda: isinstance(walker.state, TakeTicket))
    yield from _ticket(walker)


def copy_by_card(walker: Walker) -> Iterator[Until]:
    """The same by somebody whose card is read; so that every device of the kiosk is asked for something."""
    yield from copying(walker, lambda: isinstance(walker.state, PresentCard))
    while isinstance(walker.state, PresentCard):
        walker.act("hold-code")
        yield walker.seconds(1.0)
    yield walker.until(ReadingCard)
    walker.act("lay-card")
    yield walker.until(ConfirmHolder)
    walker.touch("confirm-holder")
    yield from copying(walker, lambda: isinstance(walker.state, TakeTicket), object)
    yield from _ticket(walker)


def _ticket(walker: Walker) -> Iterator[Until]:
    yield walker.until(TakeTicket, lambda state: state.printed == "done")
    walker.note(walker.state.ticket.code)
    walker.touch("ticket-taken")
    yield walker.until(Welcome)


def copying(walker: Walker, enough: Callable[[], bool], at: type = Welcome) -> Iterator[Until]:
    """Onwards with a paper to be copied, until it is far enough."""
    onward = [key for key in ONWARD if key != f"procedure-{BIRTH}"]
    onward += [f"procedure-{COPY}", "field-chung-thuc"]
    yield walker.until(at)
    end = time.monotonic() + 3 * PATIENCE
    while not enough():
        assert time.monotonic() < end, "no way onwards with a certified copy"
        match walker.state:
            case PresentCard():
                yield from _touch_if(walker, "skip-card")
            case FeedPapers(paper=0) if not walker.state.visit.pages:
                walker.act("take-out")
                walker.act("load", kinds=["giay-chung-sinh"])
                yield from _touch_if(walker, "scan-papers")
            case FeedPapers():
                yield from _touch_if(walker, "paper-missing")
            case Scanning() | Sealing():
                pass
            case _:
                yield from _touch_if(walker, *onward)
        yield walker.seconds(0.3)


def visits(walker: Walker) -> Iterator[Until]:
    """As many visits as VISITS says; after each, this process's memory in MiB is noted."""
    wanted, made, present = int(os.environ["VISITS"]), 0, ""
    moves = _wander(walker, lambda label: None)
    while made < wanted:
        yield next(moves)
        if isinstance(walker.state, TakeTicket) and walker.state.ticket.case != present:
            present = walker.state.ticket.case
            made += 1
            walker.note(f"{psutil.Process().memory_info().rss / 2**20:.1f}")


def gaps(walker: Walker) -> Iterator[Until]:
    """One visit with a card and a batch of eight sheets, each a second apart as from a quick feeder.

    gaps.json gets the seconds between the Clock's turns meanwhile.
    """
    turns: list[float] = []
    busy = (ReadingCard, Scanning)
    yield from _to_the_card(walker)
    walker.watch_turns(turns, lambda: isinstance(walker.state, busy))
    for digit in MAI.number:
        yield from _touch_if(walker, f"digit-{digit}")
    yield from _touch_if(walker, "read-card")
    yield walker.until(ConfirmHolder)
    walker.touch("confirm-holder")
    yield walker.until(FeedPapers)
    walker.act("take-out")
    walker.act("load", kinds=["to-khai-khai-sinh"] * 8)
    walker.act("slow", seconds=1.0)
    yield from _touch_if(walker, "scan-papers")
    yield walker.until(ReviewPages)
    walker.act("slow", seconds=0)
    walker.keep("gaps.json", turns)


def stacks(walker: Walker) -> Iterator[Until]:
    """Visits without a card, each with a stack of STACK sheets, until SHEETS were scanned.

    Each stack's seconds are noted; stacks.json gets, for the time while it was scanned, the seconds between the
    Clock's turns and how many of them its thread was at work; then the seconds between turns of other times.
    """
    wanted, size = int(os.environ["SHEETS"]), int(os.environ["STACK"])
    turns: list[float] = []
    worked: list[float] = []
    others: list[float] = []
    scanned, began = 0, 0.0
    walker.watch_turns(turns, lambda: isinstance(walker.state, Scanning))
    walker.watch_turns(worked, lambda: isinstance(walker.state, Scanning), time.thread_time)
    walker.watch_turns(others, lambda: not isinstance(walker.state, Scanning))
    while scanned < wanted:
        match walker.state:
            case PresentCard():
                yield from _touch_if(walker, "skip-card")
            case FeedPapers(paper=0) if not began:
                walker.act("load", kinds=["to-khai-khai-sinh"] * size)
                began = time.monotonic()
                yield from _touch_if(walker, "scan-papers")
            case ReviewPages(visit=visit) if began and visit.pages == size:
                walker.note(f"{time.monotonic() - began:.2f}")
                scanned, began = scanned + size, 0.0
            case Scanning() | Sealing():
                pass
            case _:
                yield from _touch_if(walker, *ONWARD, "ticket-taken")
        yield walker.seconds(0.1)
    walker.keep("stacks.json", [turns, worked, others])


def _to_the_card(walker: Walker) -> Iterator[Until]:
    while not isinstance(walker.state, PresentCard):
        yield from _touch_if(walker, *ONWARD)


SCRIPTS: dict[str, Script] = {
    "visit": visit,
    "copy": copy,
    "copy-by-card": copy_by_card,
    "wander": wander,
    "visits": visits,
    "gaps": gaps,
    "stacks": stacks,
}
