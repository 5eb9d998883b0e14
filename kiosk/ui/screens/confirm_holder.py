"""Is this you? Name, year of birth and the last four digits, nothing more."""

from __future__ import annotations

from kiosk.journey.events import HolderConfirmed, HolderDenied
from kiosk.journey.states import ConfirmHolder
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size


class ConfirmHolderScreen(Screen):
    def draw(self, state: ConfirmHolder) -> None:
        mm, say, room = self.theme.mm, self.kit.say, self.room
        portrait, palette = self.theme.portrait, self.theme.palette
        holder = state.visit.holder
        if portrait:
            head = room.head
            self.cut_heading(head, say("confirm.title"))
            self.scene("number", head)
            area = room.body
            area.cut_top(mm(4))
            no = area.cut_bottom(mm(26), mm(10))
            card = area.cut_top(min(area.height, mm(95)))
        else:
            whole = room.whole
            self.cut_heading(whole, say("confirm.title"))
            whole.cut_bottom(self.theme.touch, self.theme.gap)
            card = whole
            row = Area(room.head.x, room.action.y, room.whole.width, room.action.height)
            no, room.action = row.columns(2, self.theme.gap)
        if holder is not None:
            self.panel(card, palette.card, palette.line)
            inner = card.inset(mm(6 if portrait else 5), mm(6 if portrait else 2))
            small = self.theme.type_size(Size.LEAD) * 1.4
            number = inner.cut_bottom(small)
            born = inner.cut_bottom(small, mm(2))
            self.text(inner, holder.name, Size.BANNER, bold=True, balanced=True)
            self.text(born, say("confirm.born", year=holder.birth_year), Size.LEAD)
            self.text(number, say("confirm.number", last4=holder.last4), Size.LEAD)
        self.button(
            "deny-holder", no, say("confirm.no"), lambda: self.kit.happen(HolderDenied()),
            icon="cross", size=Size.LEAD,
        )  # fmt: skip
        self.primary("confirm-holder", say("confirm.yes"), HolderConfirmed(), icon="tick")
