"""The workbench window's table: a panel for each device, its state in words, its buttons, the last ticket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.core.image import Image as Picture
from kivy.core.window import Window
from kivy.graphics import Color, Line, RoundedRectangle
from kivy.metrics import dp
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.image import Image
from kivy.uix.label import Label
from kivy.uix.scrollview import ScrollView

from kiosk.model import Words
from kiosk.ui.theme import CALM, FONT, Colour, register_fonts
from tests.workbench.hands import SECTIONS, Choice, Deed, Look, Section, number_to_type

KEY, HEAD, ROUND = dp(40), dp(38), dp(7)
TICKET = dp(196)  # height kept for the last ticket
WAITS = Words("Bàn thử không trả lời, xin chờ", "The workbench does not answer; waiting")
BUSY = Words("Đang làm…", "Doing it…")
TYPE = Words("Số cần nhập trên kiosk", "The number to type at the kiosk")
TICKET_NAME = Words("Phiếu in gần nhất", "Last ticket")
NO_TICKET = Words("Chưa in phiếu nào", "none printed yet")


def _two(words: Words, large: int, small: int) -> str:
    return (
        f"[size={int(dp(large))}][b]{words.vi}[/b][/size]\n[size={int(dp(small))}]{words.en}[/size]"
    )


class Text(Label):
    """Words in the kiosk's own type, within their place."""

    def __init__(self, text: str = "", **look: Any) -> None:
        usual = {"color": CALM.ink, "font_name": FONT, "markup": True, "valign": "middle"}
        super().__init__(text=text, line_height=0.95, **(usual | look))
        self.bind(size=lambda _, size: setattr(self, "text_size", size))


class Surface:
    """A rounded ground with an edge beneath a widget."""

    def __init__(self, widget: Any, ground: Colour, edge: Colour) -> None:
        self._widget = widget
        with widget.canvas.before:
            self._ground = Color(*ground)
            self._plate = RoundedRectangle(radius=[ROUND])
            Color(*edge)
            self._edge = Line(width=dp(0.7))
        widget.bind(pos=self._lay, size=self._lay)

    def tint(self, ground: Colour) -> None:
        self._ground.rgba = ground

    def _lay(self, *largs: object) -> None:
        pos, size = self._widget.pos, self._widget.size
        self._plate.pos, self._plate.size = pos, size
        self._edge.rounded_rectangle = (*pos, *size, ROUND)


class Key(ButtonBehavior, Text):
    """A button that does what its choice says of the latest look."""

    def __init__(self, choice: Choice, press: Callable[[Deed], None]) -> None:
        super().__init__(halign="center", disabled_color=CALM.line)
        self._choice, self._press = choice, press
        self._deed: Deed | None = None
        self._surface = Surface(self, CALM.card, CALM.line)
        self.disabled = True

    def show(self, look: Look | None) -> None:
        """Say what it would do now; without a look it waits."""
        self.disabled = look is None
        if look is not None:
            self._deed = self._choice(look)
            self.text = _two(self._deed.words, 13, 10)

    def on_state(self, *largs: object) -> None:
        self._surface.tint(CALM.accent if self.state == "down" else CALM.card)

    def on_release(self) -> None:
        if self._deed is not None:
            self._press(self._deed)


class Panel(BoxLayout):
    """One device."""

    def __init__(self, section: Section, press: Callable[[Deed], None]) -> None:
        pad = dp(7)
        height = HEAD + len(section.rows) * (KEY + dp(5)) + 2 * pad
        super().__init__(
            orientation="vertical", padding=pad, spacing=dp(5), size_hint_y=None, height=height
        )
        self._surface = Surface(self, CALM.paper, CALM.hair)
        self._section = section
        head = BoxLayout(size_hint_y=None, height=HEAD)
        head.add_widget(Text(_two(section.name, 15, 11), size_hint_x=0.36))
        self._about = Text(halign="right", color=CALM.soft)
        head.add_widget(self._about)
        self.add_widget(head)
        self._keys = [[Key(choice, press) for choice in row] for row in section.rows]
        for row in self._keys:
            line = BoxLayout(spacing=dp(5))
            for key in row:
                line.add_widget(key)
            self.add_widget(line)

    def show(self, look: Look | None) -> None:
        if look is not None:
            self._about.text = _two(self._section.about(look), 13, 11)
        for row in self._keys:
            for key in row:
                key.show(look)


class Ticket(BoxLayout):
    """The last ticket as the printer's paper shows it."""

    def __init__(self) -> None:
        super().__init__(orientation="vertical", size_hint_y=None, height=HEAD + TICKET)
        self._words = Text(size_hint_y=None, height=HEAD)
        self._picture = Image(opacity=0)
        self._path = ""
        self.add_widget(self._words)
        self.add_widget(self._picture)

    def show(self, tickets: list[str]) -> None:
        count = f" ({len(tickets)})" if tickets else f": {NO_TICKET.vi.lower()}"
        english = f" ({len(tickets)})" if tickets else f": {NO_TICKET.en}"
        self._words.text = _two(Words(TICKET_NAME.vi + count, TICKET_NAME.en + english), 15, 11)
        if tickets and tickets[-1] != self._path:
            self._path = tickets[-1]
            self._picture.texture = Picture(self._path, nocache=True, mipmap=True).texture
            self._picture.opacity = 1


class Table(ScrollView):
    """Everything, one under the other; scrolls where the window is low."""

    def __init__(self, press: Callable[[Deed], None]) -> None:
        register_fonts()
        super().__init__(do_scroll_x=False, bar_width=dp(6), scroll_type=["bars", "content"])
        self._press = press
        Window.clearcolor = CALM.tint
        rows = BoxLayout(orientation="vertical", padding=dp(8), spacing=dp(6), size_hint_y=None)
        rows.bind(minimum_height=rows.setter("height"))
        self._number = Text(halign="center", size_hint_y=None, height=dp(58))
        rows.add_widget(self._number)
        self._panels = [Panel(section, self._pressed) for section in SECTIONS]
        for panel in self._panels:
            rows.add_widget(panel)
        self._ticket = Ticket()
        rows.add_widget(self._ticket)
        self.add_widget(rows)
        self.show(None, busy=False)

    def show(self, look: Look | None, busy: bool) -> None:
        """Show the latest look; None: the bench gave no answer. `busy`: something is still being done."""
        for panel in self._panels:
            panel.show(look)
        if look is None:
            self._number.text = _two(WAITS, 15, 11)
            return
        self._ticket.show(look["tickets"])
        if busy:
            self._number.text = _two(BUSY, 15, 11)
        else:
            note = f"{TYPE.vi} · {TYPE.en}"
            digits = f"[size={int(dp(26))}][b]{number_to_type(look)}[/b][/size]"
            self._number.text = f"[size={int(dp(11))}]{note}[/size]\n{digits}"

    def _pressed(self, deed: Deed) -> None:
        self._number.text = _two(BUSY, 15, 11)
        self._press(deed)
