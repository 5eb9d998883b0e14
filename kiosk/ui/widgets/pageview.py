"""A scanned page on screen: one texture for the widget's whole life, whatever page it shows."""

from __future__ import annotations

from typing import Any, Protocol

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget
from PIL import Image, ImageOps

from kiosk.model import Page
from kiosk.ui.area import Area
from kiosk.ui.theme import Size, Theme
from kiosk.ui.widgets.shapes import Panel
from kiosk.ui.widgets.text import Text


class Pictures(Protocol):
    """Where a page's picture comes from."""

    def page(self, page: Page, width: int, height: int) -> Image.Image | None:
        """The page made small enough for that place, any mode; None where it cannot be shown."""
        ...


class PageView(Widget):
    """A page in its frame; loads after the frame that shows its place, so that a touch is answered at once."""

    def __init__(
        self, theme: Theme, area: Area, pictures: Pictures, loading: str, unseen: str
    ) -> None:
        super().__init__(
            pos=(area.x, area.y), size=(area.width, area.height), size_hint=(None, None)
        )
        palette = theme.palette
        edge = theme.mm(0.4)
        self.add_widget(Panel(area, palette.shade, palette.line, theme.mm(1), edge))
        self._pictures, self._loading, self._unseen = pictures, loading, unseen
        self._note = Text(
            theme, "", area.inset(theme.mm(2)), Size.BODY, align="center", balanced=True
        )
        self.add_widget(self._note)
        inner = area.inset(edge)
        self._pixels = (int(inner.width), int(inner.height))
        self.texture = Texture.create(size=self._pixels, colorfmt="rgb")
        self.texture.flip_vertical()
        with self.canvas.after:
            self._shown = Color(1, 1, 1, 0)
            Rectangle(texture=self.texture, pos=(inner.x, inner.y), size=self._pixels)
        self.page: Page | None = None
        self._due = Clock.create_trigger(self._load)

    def show(self, page: Page | None) -> None:
        """Show `page`, or an empty place."""
        if page == self.page:
            return
        same = page is not None and self.page is not None and page.id == self.page.id
        self.page = page
        if not same:  # a page that was turned or looked at stands until its new picture is there
            self._shown.a = 0
            self._note.say(self._loading if page else "")
        if page:
            self._due()

    def tell(self, words: str) -> None:
        """Words in the empty place."""
        self.show(None)
        self._note.say(words)

    def forget(self) -> None:
        """Leave no pixel of a page in the texture."""
        self._due.cancel()
        self.page = None
        self._shown.a = 0
        self._blit(Image.new("RGB", self._pixels))

    def _load(self, _: Any) -> None:  # noqa: ANN401 - Kivy's time since the last frame
        if self.page is None:
            return
        picture = self._pictures.page(self.page, *self._pixels)
        if picture is None:
            self._note.say(self._unseen)
            return  # what stood there of this page stays
        whole = Image.new("RGB", self._pixels, "white")
        picture = ImageOps.contain(picture.convert("RGB"), self._pixels)
        whole.paste(
            picture,
            ((whole.width - picture.width) // 2, (whole.height - picture.height) // 2),
        )
        self._blit(whole)
        self._shown.a = 1

    def _blit(self, picture: Image.Image) -> None:
        self.texture.blit_buffer(picture.tobytes(), colorfmt="rgb", bufferfmt="ubyte")
        self.canvas.ask_update()
