"""How far something is: a bar that grows, and nothing that spins."""

from __future__ import annotations

from kivy.graphics import Color, SmoothRoundedRectangle
from kivy.uix.widget import Widget

from kiosk.ui.area import Area
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.shapes import Panel


class Progress(Widget):
    """A bar from 0 to 100 percent."""

    def __init__(self, theme: Theme, area: Area, percent: int = 0) -> None:
        super().__init__(
            pos=(area.x, area.y), size=(area.width, area.height), size_hint=(None, None)
        )
        palette = theme.palette
        self.add_widget(Panel(area, palette.card, palette.line, area.height / 2, theme.mm(0.5)))
        self._inner = area.inset(theme.mm(1))
        with self.canvas.after:
            Color(*palette.done)
            self._bar = SmoothRoundedRectangle(pos=(self._inner.x, self._inner.y), size=(0, 0))
        self.percent = -1
        self.show(percent)

    def show(self, percent: int) -> None:
        self.percent = max(0, min(100, percent))
        height = self._inner.height
        width = max(height, self._inner.width * self.percent / 100) if self.percent else 0
        self._bar.radius = [height / 2]
        self._bar.size = (round(width), round(height) if width else 0)
