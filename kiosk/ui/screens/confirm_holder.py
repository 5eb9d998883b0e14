"""Is this you? Name, year of birth, the last four digits, and how far the card is believed."""

from __future__ import annotations

from kiosk.journey.events import HolderConfirmed, HolderDenied
from kiosk.journey.states import ConfirmHolder
from kiosk.model import MaskedHolder
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.text import height_of


class ConfirmHolderScreen(Screen):
    def draw(self, state: ConfirmHolder) -> None:
        mm, say, room = self.theme.mm, self.kit.say, self.room
        if self.theme.portrait:
            area = room.upper
            no = area.cut_bottom(mm(26), mm(10))
            self.cut_heading(area, say("confirm.title"))
            area.cut_top(mm(4))
        else:
            area = room.whole
            row = area.cut_bottom(self.theme.touch, self.theme.gap)
            self.cut_heading(area, say("confirm.title"))
            no, room.action = row.columns(2, self.theme.gap)
        if state.visit.holder is not None:
            self._holder(area, state.visit.holder)
        self.button(
            "deny-holder", no, say("confirm.no"), lambda: self.kit.happen(HolderDenied()),
            icon="cross", size=Size.LEAD,
        )  # fmt: skip
        self.primary("confirm-holder", say("confirm.yes"), HolderConfirmed(), icon="tick")

    def _holder(self, area: Area, holder: MaskedHolder) -> None:
        """A card with a face that is nobody's: no photo stands on the citizen's screen."""
        mm, say, palette, theme = self.theme.mm, self.kit.say, self.theme.palette, self.theme
        self.panel(area, palette.card, palette.line)
        inner = area.inset(mm(8 if theme.portrait else 5), mm(6 if theme.portrait else 2))
        born = say("confirm.born", year=holder.birth_year)
        number = say("confirm.number", last4=holder.last4)
        verdict = self._verdict(holder)
        line = theme.type_size(Size.LEAD) * 1.45
        if theme.portrait:
            align = "center"
            high = height_of(theme, holder.name, Size.BANNER, inner.width, True, True)
            proof = height_of(theme, verdict, Size.BODY, inner.width)
            rest = high + 2 * line + proof + mm(12)
            side = min(inner.height - rest - mm(10), mm(64))
            inner = inner.middle(inner.width, side + mm(10) + rest)
            face = inner.cut_top(side, mm(10))
            disc = face.middle(side, side)
        else:
            align = "left"
            side = min(inner.height, mm(34))
            face = inner.cut_left(side, mm(7))
            disc = face.middle(side, side)
            proof = height_of(theme, verdict, Size.BODY, inner.width)
        self.disc("person", disc)
        below = inner.cut_bottom(proof, mm(6 if theme.portrait else 1))
        self.text(below, verdict, colour=palette.soft, align=align)
        if theme.portrait:
            self.text(inner.cut_bottom(line), number, Size.LEAD, align=align)
            self.text(inner.cut_bottom(line, mm(2)), born, Size.LEAD, align=align)
        else:  # on a low screen they share a line
            row = inner.cut_bottom(line, mm(1))
            self.text(row.cut_left(row.width * 0.37, mm(4)), born, Size.LEAD)
            self.text(row, number, Size.LEAD)
        self.text(inner, holder.name, Size.BANNER, bold=True, balanced=True, align=align)

    def _verdict(self, holder: MaskedHolder) -> str:
        """How far the card is believed, and what its code says otherwise."""
        say = self.kit.say
        parts = [say(f"verdict.{holder.verdict}")] if holder.verdict else []
        if holder.differs:
            fields = ", ".join(say(f"field.{which}") for which in holder.differs)
            parts.append(say("confirm.differs", fields=fields))
        if holder.elderly:
            parts.append(say("priority.known", why=say("priority.elderly")))
        return ". ".join(parts)
