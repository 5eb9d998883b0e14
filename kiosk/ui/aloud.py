"""Screens read aloud, in Vietnamese: what each says, and whether this visit wants to hear it.

Never anything personal: whoever stands behind hears it too. So nothing here takes a value of a visit, a card or an
appointment; the ticket's number is called out in the hall anyway.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TypeAlias

from kiosk.faults import Fault, remedy
from kiosk.hall.spoken import number_of
from kiosk.journey import effects as do
from kiosk.journey import states as at
from kiosk.journey.states import State, case_of, language_of
from kiosk.model import Language, Unmet
from kiosk.ui.words import Phrases

BEGUN = 60.0  # seconds: who wants to hear the first screen, and begins no visit in them, has gone
HEARD = 45.0  # seconds of reading that count as somebody standing there; no screen needs as many
Said: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]  # keys of the words asked, and of answers

_REASONS = ("elderly", "disabled", "with-child", "merit", "online")


def spoken(state: State, say: Phrases) -> tuple[str, ...]:
    """What a screen says, for a voice: what it asks, then what can be touched."""
    asked, choices = _said(state)
    texts = [*_trouble(state), *(say(key) for key in asked)]
    if isinstance(state, at.TakeTicket) and state.taken:
        texts.insert(0, say("ticket.to-counter", counter=state.taken))
    elif isinstance(state, at.TakeTicket) and not state.leaving and state.taken is None:
        texts.insert(0, f"{say('ticket.title')} {number_of(state.ticket.label)}")
    if isinstance(state, at.NeedsClerk) and state.counter:
        texts.insert(0, say("clerk.goes", counter=state.counter))
    question = " ".join(_sentence(text) for text in texts)
    if not choices:
        return (question,)
    named = ", ".join(_voiced(say(key)) for key in choices)
    return question, _sentence(say("aloud.touch", choices=named))


def _said(state: State) -> Said:
    match state:
        case at.Welcome() | at.VisitQuestion() | at.StillThere() | at.LeaveQuestion():
            return _at_the_edges(state)
        case at.ChooseLanguage():
            return ("language.question",), ("language.vi", "language.en")
        case at.ChooseProcedure():
            return ("choose.question", "aloud.choose"), ("choose.search", "errand.other")
        case at.ShowProcedure():
            return ("aloud.procedure",), ("procedure.start", "bar.back")
        case at.PrivacyNotice():
            points = ("title", "what", "leave", "screen")
            return tuple(f"notice.{point}" for point in points), ("notice.accept",)
        case at.PresentCard() | at.ReadingCard() | at.ConfirmHolder():
            return _of_the_card(state)
        case at.FeedPapers() | at.Scanning() | at.ReviewPages():
            return _of_papers(state)
        case at.AskPriority(visit):
            if visit.priority:  # why stands on the screen alone
                return ("priority.title",), ("priority.keep", "priority.decline")
            reasons = (*_REASONS, "none")
            return ("priority.title",), tuple(f"priority.{reason}" for reason in reasons)
        case at.EnterAppointment(unmet=unmet):
            return _of_an_appointment(unmet), ("appointment.go",)
        case at.Sealing(called=called):
            return (("sealing.called",) if called else ("sealing.title", "sealing.meanwhile")), ()
        case at.TakeTicket(taken=int(counter)):
            where = () if counter else ("ticket.to-desk",)
            return (*where, "ticket.goes-on", "ticket.papers"), ("ticket.understood",)
        case at.TakeTicket(leaving=True):
            return ("ticket.when",), ("ticket.stay",)
        case at.TakeTicket():
            return ("ticket.wait", "ticket.remember"), ()
        case at.NeedsClerk(counter=counter, comes=comes, told=told):
            told_so = ("clerk.comes" if comes else "clerk.told" if told else "clerk.calling",)
            return (*(() if counter else told_so), "clerk.counter"), ("clerk.resume", "clerk.leave")


def _at_the_edges(
    state: at.Welcome | at.VisitQuestion | at.StillThere | at.LeaveQuestion,
) -> Said:
    match state:
        case at.Welcome(ready=False):
            return ("welcome.wait",), ()
        case at.Welcome(closed=None):
            return ("welcome.greeting",), ("welcome.start",)
        case at.Welcome():
            return ("welcome.closed", "welcome.closed-go"), ()
        case at.VisitQuestion():
            return ("found.title",), ("found.go-on", "found.leave")
        case at.StillThere():
            return ("still.title",), ("still.more", "still.leave")
        case at.LeaveQuestion():
            return ("leave.title", "leave.what"), ("leave.stay", "leave.leave")


def _of_the_card(state: at.PresentCard | at.ReadingCard | at.ConfirmHolder) -> Said:
    match state:
        case at.PresentCard(trouble=None):
            return ("card.title", "card.number"), ("card.read", "card.skip")
        case at.PresentCard():
            return (), ("card.read", "card.skip")
        case at.ReadingCard(percent=percent):
            return ("reading.title" if percent else "reading.waiting",), ()
        case at.ConfirmHolder():
            return ("aloud.confirm",), ("confirm.yes", "confirm.no")


def _of_papers(state: at.FeedPapers | at.Scanning | at.ReviewPages) -> Said:
    match state:
        case at.FeedPapers(trouble=None, backs=True):
            return ("feed.turn-over",), ("feed.scan-backs",)
        case at.FeedPapers(trouble=None):
            return ("feed.title",), ("feed.scan", "feed.missing")
        case at.FeedPapers():
            return (), ("feed.scan", "feed.missing")
        case at.Scanning(ahead=ahead):
            return ("scanning.queued" if ahead else "scanning.title",), ("scanning.stop",)
        case at.ReviewPages(visit, paper):
            onwards = "next-paper" if paper + 1 < len(visit.papers) else "finish"
            return ("aloud.review",), ("review.more", f"review.{onwards}")


def _of_an_appointment(unmet: Unmet | None) -> tuple[str, ...]:
    if unmet is None:
        return ("appointment.title",)
    if unmet in (Unmet.EARLY, Unmet.LATE):  # when somebody is expected is theirs to know
        return ("aloud.appointment",)
    return (f"appointment.{unmet}",)


def _trouble(state: State) -> tuple[str, ...]:
    """What went wrong, and what to do."""
    match state:
        case (
            at.PresentCard(trouble=Fault() as fault)
            | at.FeedPapers(trouble=Fault() as fault)
            | at.ReviewPages(trouble=Fault() as fault)
            | at.AskPriority(trouble=Fault() as fault)
            | at.EnterAppointment(trouble=Fault() as fault)
        ):
            return remedy(fault).what.vi, remedy(fault).do.vi
        case at.NeedsClerk(fault=fault) if fault is not Fault.CLERK_CALLED:
            return (remedy(fault).what.vi,)
        case _:
            return ()


def _sentence(text: str) -> str:
    words = _voiced(text)
    return words if words[-1:] in ("?", ".", "!", ":") else f"{words}."


def _voiced(text: str) -> str:
    """Without the signs that a voice reads out, or stumbles over."""
    return re.sub(r"\s+", " ", re.sub(r"[/“”•]|\.\.\.", " ", text)).strip().rstrip(".")


class Aloud:
    """Whether this visit is read aloud. `ask` reaches the devices; call on the UI thread only.

    What a touch on its button does stands on the button: read, be quiet, read again.
    """

    def __init__(
        self,
        ask: Callable[[do.Speak | do.StopSpeaking], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask, self._now = ask, now
        self._on = self._speaking = False
        self._texts: tuple[str, ...] = ()  # of the screen that stands
        self._case = ""
        self._since = 0.0  # when the last reading began
        self._nth = 0

    @property
    def words(self) -> str:
        """The key of what its button says."""
        if not self._on:
            return "listen"
        return "quiet" if self._speaking else "listen-again"

    @property
    def heard(self) -> bool:
        """Whether somebody listens just now: a question must not run out before it was read."""
        return self._speaking and self._now() - self._since < HEARD

    def show(self, state: State, say: Phrases) -> None:
        """This screen stands there now: it is read, and the one before no longer."""
        case = case_of(state) or ""
        vietnamese = language_of(state) is Language.VI
        if self._on and self._case and not case:  # the visit is over
            self.forget()
        texts = spoken(state, say) if vietnamese else ()
        if texts == self._texts and case == self._case:
            return
        self._texts, self._case = texts, case
        if self._on:
            self._read()

    def touch(self) -> None:
        """On, and reading; quiet, and off; or once more what stands there."""
        if self._speaking:
            self.forget()
            return
        self._on = True
        self._read()

    def over(self, nth: int) -> None:
        """That reading is; a word on an earlier one comes late."""
        if nth == self._nth:
            self._speaking = False

    def look(self) -> bool:
        """Whether it went off by itself: somebody listened at the first screen, and left."""
        left = self._on and not self._case and self._now() - self._since >= BEGUN
        if left:
            self.forget()
        return left

    def forget(self) -> None:
        """Off, and quiet at once."""
        if self._on:
            self._ask(do.StopSpeaking(self._case))
        self._on = self._speaking = False

    def _read(self) -> None:
        self._since = self._now()
        self._speaking = bool(self._texts)
        if not self._texts:
            self._ask(do.StopSpeaking(self._case))
            return
        self._nth += 1
        self._ask(do.Speak(self._case, self._texts, self._nth))
