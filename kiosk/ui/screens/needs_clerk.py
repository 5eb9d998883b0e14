"""Stopped, or a clerk was called: what happened, who comes, what to do meanwhile, and that nothing is lost."""

from __future__ import annotations

from kiosk.faults import Fault, remedy
from kiosk.journey.events import ClerkResumed, LeaveConfirmed
from kiosk.journey.states import NeedsClerk, TakeTicket, Welcome
from kiosk.ui.answers import AnsweringScreen
from kiosk.ui.area import Area
from kiosk.ui.theme import Size
from kiosk.ui.widgets.text import height_of


class NeedsClerkScreen(AnsweringScreen):
    """Nobody is said to come who did not say so, and whom to call stands there from the first moment."""

    has_back = False

    def draw(self, state: NeedsClerk) -> None:
        procedure = _procedure(state)
        if self.asks:
            self.draw_questions(procedure)
            return
        mm, say, room = self.theme.mm, self.kit.say, self.room
        if self.theme.portrait:
            area, asking = room.body, room.body
            self.scene("clerk", room.head)
            area.cut_top(mm(8))
        else:
            area, asking = room.body, room.head
            area.cut_top(mm(3))
        end = "clerk.leave"
        if isinstance(state.resume, (TakeTicket, Welcome)):
            end = "bar.finish"
        high = mm(24) if self.theme.portrait else self.theme.touch
        leave = asking.cut_bottom(high, mm(6) if self.theme.portrait else self.theme.gap)
        self.button("leave", leave, say(end), lambda: self.kit.happen(LeaveConfirmed()))
        if self.has_questions(procedure):
            place = asking.cut_bottom(high, mm(6) if self.theme.portrait else self.theme.gap)
            self.button("questions", place, say("clerk.questions"), self.ask, icon="search")
        if not self.theme.portrait:
            high = height_of(self.theme, self._elsewhere, Size.BODY, room.head.width)
            self.text(room.head.cut_bottom(high, self.theme.mm(2)), self._elsewhere, valign="top")
            self.scene("clerk", room.head)
        self.button(
            "clerk-resume", room.action, say("clerk.resume"),
            lambda: self.kit.happen(ClerkResumed()), icon="person",
        )  # fmt: skip
        self._what(area, state)

    def _what(self, area: Area, state: NeedsClerk) -> None:
        say, palette = self.kit.say, self.theme.palette
        words = remedy(state.fault)
        if state.fault is Fault.CLERK_CALLED:
            self.cut_heading(area, self._who(state)).tint(palette.ink)
        else:
            self.cut_heading(area, self.kit.of(words.what)).tint(palette.stop)
            self.cut_text(area, self._who(state), Size.LEAD, bold=True)
        area.cut_top(self.theme.mm(3 if self.theme.portrait else 1))
        if isinstance(state.resume, TakeTicket):  # whatever happens, the number stays in sight
            number = f"{say('ticket.title')} {state.resume.ticket.label}"
            self.cut_text(area, number, Size.HEADING, bold=True)
        self.cut_text(area, self.kit.of(words.do), Size.LEAD)
        if self.theme.portrait:
            area.cut_top(self.theme.mm(3))
            self.cut_text(area, self._elsewhere, Size.LEAD)

    @property
    def _elsewhere(self) -> str:
        """Where to turn if nobody comes."""
        say = self.kit.say
        hotline = self.kit.hotline.replace(" ", "\u00a0")  # a number stays on its line
        return say("clerk.hotline", number=hotline) if hotline else say("clerk.counter")

    def _who(self, state: NeedsClerk) -> str:
        """How far the call has come; no more than is known."""
        if state.counter:
            return self.kit.say("clerk.goes", counter=state.counter)
        if state.comes:
            return self.kit.say("clerk.comes")
        return self.kit.say("clerk.told" if state.told else "clerk.calling")


def _procedure(state: NeedsClerk) -> str:
    """What the visit behind the call is about; "" where nothing was chosen yet."""
    resume = state.resume
    if isinstance(resume, Welcome):
        return ""
    return resume.ticket.procedure if isinstance(resume, TakeTicket) else resume.visit.procedure
