"""A pane of glass: the real window and the real widgets without a display, touched and photographed."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from PIL import Image

from kiosk.journey.events import Event
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.working_days import Today
from kiosk.settings import Office, Screen
from kiosk.ui.config import configure


class Glass:
    """One per process; call before anything of Kivy is imported. Set SDL_VIDEODRIVER=offscreen first."""

    def __init__(self, screen: Screen) -> None:
        configure(screen)
        from kivy.base import EventLoop, runTouchApp
        from kivy.core.window import Window

        self.screen = screen
        self.window = Window
        self._loop = EventLoop
        self.stage_shown = None
        runTouchApp(embedded=True)
        self._turns = itertools.count()

    def stage(
        self,
        office: Office,
        catalogue: Catalogue,
        pictures,
        happen: Callable[[Event], None] | None = None,
        codes: bool = False,
        hotline: str = "",
        today: Callable[[], Today] = Today,
        aloud=None,
    ):
        """A new stage on the glass in place of the last one."""
        from kiosk.ui.stage import Stage

        if self.stage_shown is not None:
            self.window.remove_widget(self.stage_shown)
        self.stage_shown = Stage(
            self.screen,
            office,
            catalogue,
            pictures,
            happen or (lambda event: None),
            lambda: "c" * 32,
            codes,
            hotline,
            today,
            aloud,
        )
        self.window.add_widget(self.stage_shown)
        return self.stage_shown

    def turn(self, times: int = 1) -> None:
        """Let the clock turn and the window draw."""
        for _ in range(times):
            self._loop.idle()

    def touch(self, widget, lift: bool = True) -> None:
        """A finger on the middle of a widget, through the window, and off again."""
        self.touch_at(*widget.center, lift=lift)

    def touch_at(self, x: float, y: float, lift: bool = True) -> None:
        finger = self._finger(x, y)
        self._loop.post_dispatch_input("begin", finger)
        if lift:
            self._loop.post_dispatch_input("end", finger)

    def slide(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """A finger put down in one place and lifted in another."""
        finger = self._finger(*start)
        self._loop.post_dispatch_input("begin", finger)
        finger.move(self._share(*end))
        self._loop.post_dispatch_input("update", finger)
        self._loop.post_dispatch_input("end", finger)

    def _finger(self, x: float, y: float):
        from kivy.input.motionevent import MotionEvent

        class Finger(MotionEvent):
            def depack(self, args) -> None:
                self.is_touch = True
                self.type_id = "touch"
                self.sx, self.sy = args
                self.profile = ["pos"]
                super().depack(args)

        return Finger("finger", next(self._turns), self._share(x, y))

    def _share(self, x: float, y: float) -> tuple[float, float]:
        return x / self.screen.width, y / self.screen.height

    def close(self) -> None:
        """Take the pane out."""
        if self.stage_shown is not None:
            self.window.remove_widget(self.stage_shown)
        self._loop.close()

    def picture(self) -> Image.Image:
        """What the glass shows."""
        from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glPixelStorei, glReadPixels

        glPixelStorei(0x0D05, 1)  # GL_PACK_ALIGNMENT
        size = (self.screen.width, self.screen.height)
        raw = glReadPixels(0, 0, *size, GL_RGB, GL_UNSIGNED_BYTE)
        return Image.frombytes("RGB", size, bytes(raw)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
