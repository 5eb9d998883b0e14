"""The number, large, whether or not paper came out, and how it stands in the hall's queue."""

from __future__ import annotations

from functools import partial

from kiosk.journey.events import (
    BackPressed,
    Event,
    LaterPressed,
    ReprintPressed,
    ReturnChosen,
    TicketTaken,
)
from kiosk.journey.states import Printing, TakeTicket
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.button import Kind


class TakeTicketScreen(Screen):
    """The number; times at which its citizen may come back instead of waiting; or where a clerk goes on with it."""

    has_back = False

    def draw(self, state: TakeTicket) -> None:
        if state.taken is not None:
            self._taken(state.taken)
        elif state.leaving:
            self._leaving(state)
        elif self.theme.portrait:
            self._portrait(state)
        else:
            self._landscape(state)

    def _taken(self, counter: int) -> None:
        """A clerk took the case over: thanks, and where to go."""
        mm, say, room = self.theme.mm, self.kit.say, self.room
        if self.theme.portrait:
            self.scene("clerk", room.head)
            area = room.body
            area.cut_top(mm(8))
        else:
            area = room.body
            self.scene("clerk", room.head)
        where = say("ticket.to-counter", counter=counter) if counter else say("ticket.to-desk")
        self.cut_heading(area, where)
        area.cut_top(mm(2))
        self.cut_text(area, say("ticket.goes-on"), Size.LEAD)
        self.cut_text(area, say("ticket.papers"), Size.LEAD)
        self.primary("ticket-taken", say("ticket.understood"), TicketTaken(), icon="tick")

    def _portrait(self, state: TakeTicket) -> None:
        mm, say, room = self.theme.mm, self.kit.say, self.room
        area = room.upper
        area.cut_top(mm(6))
        self.text(
            area.cut_top(mm(15), mm(2)),
            say("ticket.title"),
            Size.HEADING,
            bold=True,
            align="center",
        )
        self._number(area.cut_top(mm(58), mm(3)), state)
        lines = self._queue(state)
        first = area.cut_top(mm(14), mm(1))
        self.text(first, lines[0], Size.HEADING, bold=True, align="center")
        for line in lines[1:]:
            self.text(area.cut_top(mm(11), mm(1)), line, Size.LEAD, bold=True, align="center")
        for line in self._small(state):
            self.text(
                area.cut_top(mm(9), mm(1)), line, align="center", colour=self.theme.palette.soft
            )
        area.cut_top(mm(4))
        offered = self._offered(state)
        if offered:
            row = area.cut_bottom(mm(26), mm(4))
            self._beside(row.columns(len(offered), self.theme.gap), offered)
        self._paper(area, state)
        self._done(state, room.action)

    def _landscape(self, state: TakeTicket) -> None:
        mm, say, area = self.theme.mm, self.kit.say, self.room.whole
        row = area.cut_bottom(self.theme.touch, self.theme.gap)
        offered, done = self._offered(state), state.printed != Printing.WAITING
        if done:
            share = 0.5 if len(offered) < 2 else 0.4
            self._done(state, row.cut_right(row.width * share, self.theme.gap))
        self._beside(row.columns(max(1, len(offered)), self.theme.gap), offered)
        lines, known = self._queue(state), bool(state.queue and state.queue.counters)
        failed = state.printed == Printing.FAILED and state.trouble
        words = " · ".join(lines) if failed and known else say("ticket.title")
        self.text(area.cut_top(mm(8.5), mm(1)), words, Size.LEAD, bold=True, align="center")
        if failed and state.trouble:
            place = area.cut_bottom(mm(15.5), mm(0.5))
            low = self.banner_height(state.trouble, place.width) > place.height
            self.banner(place, state.trouble, say("ticket.remember") if low else "")
        else:
            small = [*self._small(state)[:1], say(self._printing(state))]
            below = area.cut_bottom(mm(7), mm(0.5))
            self.text(below, " · ".join(small), align="center")
            self.text(area.cut_bottom(mm(7.5)), " · ".join(lines), bold=True, align="center")
        self._number(area, state)

    def _leaving(self, state: TakeTicket) -> None:
        """A time is touched, and that is all."""
        mm, say, room = self.theme.mm, self.kit.say, self.room
        offers = state.queue.offers if state.queue else ()
        kept = say("ticket.kept", label=state.ticket.label)
        if self.theme.portrait:
            self.cut_heading(room.head, say("ticket.when"))
            self.cut_text(room.head, kept, Size.LEAD)
            side = min(room.head.height, mm(64))
            self.disc("clock", room.head.middle(side, side))
            area = room.body
            area.cut_top(mm(6))
            places = [area.cut_top(mm(36), self.theme.gap) for _ in offers]
        else:
            area = room.whole
            row = area.cut_bottom(self.theme.touch, self.theme.gap)
            self.room.action = row.cut_right(row.width * 0.6)
            self.cut_heading(area, say("ticket.when"))
            self.cut_text(area, kept, Size.LEAD)
            area.cut_bottom(mm(2))
            places = area.columns(max(1, len(offers)), self.theme.gap)
        for until, place in zip(offers, places, strict=False):
            time = self.kit.time(until)
            self.button(
                f"return-{time.replace(':', '')}", place, time,
                partial(self.kit.happen, ReturnChosen(until)), icon="clock", size=Size.BANNER,
            )  # fmt: skip
        self.primary("stay", say("ticket.stay"), BackPressed(), icon="tick")

    def _number(self, area: Area, state: TakeTicket) -> None:
        self.text(area, state.ticket.label, Size.NUMBER, bold=True, align="center", capitals=True)

    def _queue(self, state: TakeTicket) -> list[str]:
        """The counter, who comes before, and how long: whatever is known, the weightiest first."""
        say, queue = self.kit.say, state.queue
        if queue and queue.until:
            return [say("ticket.back-at", time=self.kit.time(queue.until)), say("ticket.then")]
        if not queue or not queue.counters:
            return [say("ticket.wait")]
        counters = ", ".join(str(number) for number in queue.counters)
        lines = [say("ticket.counter", counters=counters)]
        lines.append(say("ticket.ahead", people=queue.ahead) if queue.ahead else say("ticket.next"))
        if queue.ahead and queue.longest:
            lines.append(say("ticket.minutes", shortest=queue.shortest, longest=queue.longest))
        return lines

    def _small(self, state: TakeTicket) -> list[str]:
        say, queue = self.kit.say, state.queue
        lines = []
        if queue and queue.priority:
            lines.append(say("priority.short", why=say(f"priority.{queue.priority}")))
        if state.ticket.procedure and self.theme.portrait:
            lines.append(say("ticket.code", code=state.ticket.code))
        return lines

    def _offered(self, state: TakeTicket) -> list[str]:
        """Keys of what may be touched beside the next step."""
        keys = ["reprint-ticket"] if state.printed != Printing.WAITING else []
        if state.queue and state.queue.offers:
            keys.append("come-back-later")
        return keys

    def _beside(self, places: list[Area], keys: list[str]) -> None:
        say, happen = self.kit.say, self.kit.happen
        look: dict[str, tuple[str, str, Event]] = {
            "reprint-ticket": ("ticket.reprint", "printer", ReprintPressed()),
            "come-back-later": ("ticket.later", "clock", LaterPressed()),
        }
        for key, place in zip(keys, places, strict=False):
            words, icon, event = look[key]
            self.button(key, place, say(words), partial(happen, event), icon=icon)

    def _done(self, state: TakeTicket, place: Area) -> None:
        if state.printed == Printing.WAITING:
            return
        words = "ticket.taken" if state.printed == Printing.DONE else "ticket.done"
        self.button(
            "ticket-taken", place, self.kit.say(words),
            lambda: self.kit.happen(TicketTaken()), kind=Kind.PRIMARY, size=Size.LEAD, icon="tick",
        )  # fmt: skip

    def _paper(self, area: Area, state: TakeTicket) -> None:
        """What became of the paper, and what to do."""
        mm = self.theme.mm
        if state.printed == Printing.FAILED and state.trouble:
            high = self.banner_height(state.trouble, area.width)
            self.banner(area.cut_top(min(high, area.height), mm(4)), state.trouble)
            self.scene("clerk", area)
            return
        self.text(
            area.cut_bottom(mm(14)), self.kit.say(self._printing(state)), Size.LEAD, align="center",
            balanced=True,
        )  # fmt: skip
        self.scene("printing", area)

    def _printing(self, state: TakeTicket) -> str:
        return "ticket.printed" if state.printed == Printing.DONE else "ticket.printing"
