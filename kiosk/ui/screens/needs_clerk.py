"""Stopped: a clerk must look. What happened, what to do, and that nothing is lost."""

from __future__ import annotations

from kiosk.faults import Fault, remedy
from kiosk.journey.events import ClerkResumed, LeaveConfirmed
from kiosk.journey.states import NeedsClerk, TakeTicket
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size


class NeedsClerkScreen(Screen):
    has_back = False

    def draw(self, state: NeedsClerk) -> None:
        mm, say, room, palette = self.theme.mm, self.kit.say, self.room, self.theme.palette
        words = remedy(state.fault)
        called = state.fault is Fault.CLERK_CALLED
        ink = palette.ink if called else palette.stop
        if self.theme.portrait:
            area = room.body
            self.scene("clerk", room.head)
            area.cut_top(mm(8))
            leave = area.cut_bottom(mm(24), mm(6))
        else:
            leave = room.head.cut_bottom(self.theme.touch, self.theme.gap)
            self.scene("clerk", room.head)
            area = room.body
            area.cut_top(mm(3))
        self.cut_heading(area, self.kit.of(words.what)).tint(ink)
        if not called:
            self.cut_text(area, say("clerk.coming"), Size.LEAD, bold=True)
        area.cut_top(mm(3))
        if isinstance(state.resume, TakeTicket):  # whatever happens, the number stays in sight
            number = f"{say('ticket.title')} {state.resume.ticket.label}"
            self.cut_text(area, number, Size.HEADING, bold=True)
        self.cut_text(area, self.kit.of(words.do), Size.LEAD)
        end = "bar.finish" if isinstance(state.resume, TakeTicket) else "clerk.leave"
        self.button("leave", leave, say(end), lambda: self.kit.happen(LeaveConfirmed()))
        self.button(
            "clerk-resume", room.action, say("clerk.resume"),
            lambda: self.kit.happen(ClerkResumed()), icon="person",
        )  # fmt: skip
