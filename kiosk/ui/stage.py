"""The stage: shows the screen of a state, and changes no more than what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from kivy.uix.widget import Widget

from kiosk.journey.events import Event
from kiosk.journey.states import Sealing, State, TakeTicket, Welcome, language_of
from kiosk.model import Language
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.working_days import Today
from kiosk.settings import Office, Screen
from kiosk.store.rulebook import Rules
from kiosk.ui.aloud import Aloud
from kiosk.ui.frame import Frame, FrameLook, look_of, room_of
from kiosk.ui.kit import Kit
from kiosk.ui.kit import Screen as StateScreen
from kiosk.ui.screens import screen_of
from kiosk.ui.theme import Theme, register_fonts
from kiosk.ui.widgets.pageview import Pictures
from kiosk.ui.words import Phrases, spoken


class Stage(Widget):
    """All the citizen sees. `happen` hears every touch that means something; `show` takes every new state.

    Whatever is touchable has a key that never changes with the language: `find("scan-papers")`.
    """

    def __init__(
        self,
        screen: Screen,
        office: Office,
        catalogue: Catalogue,
        pictures: Pictures,
        happen: Callable[[Event], None],
        new_case: Callable[[], str],
        codes: bool = False,
        hotline: str = "",
        today: Callable[[], Today] = Today,
        aloud: Aloud | None = None,
    ) -> None:
        """`codes`: this kiosk has a barcode reader, and cards may be held before it; `hotline`: whom to call;
        `aloud`: reads screens aloud, where it can.
        """
        super().__init__(size_hint=(None, None), size=(screen.width, screen.height))
        register_fonts()
        self.screen = screen
        self._phrases: dict[Language, Phrases] = spoken(Rules())
        self._theme = Theme(screen)
        self._kit = Kit(
            self._theme, self._phrases[Language.VI], office, catalogue, pictures, happen, new_case,
            codes, hotline, today,
        )  # fmt: skip
        self._aloud = aloud
        self._frame: Frame | None = None
        self._screen: StateScreen | None = None
        # What a screen knows and no state does (typed digits, an open list); gone with the visit.
        self._memory: dict[type, dict[str, Any]] = {}
        self.state: State = Welcome()
        self.show(self.state)

    def show(self, state: State) -> None:
        """Show `state`: in place where its screen can, else as a new screen."""
        language = language_of(state)
        kit = replace(self._kit, theme=self._theme, say=self._phrases[language])
        same = (
            self._screen is not None
            and type(state) is type(self.state)
            and kit == self._kit
            and self._screen.show(state)
        )
        if type(state) is not type(self.state):  # questions opened at its last visit are closed
            self._memory.get(type(state), {}).pop("asked", None)
        self.state = state
        if self._aloud is not None:
            self._aloud.show(state, self._phrases[Language.VI])
        if same:
            self.heard()
            return
        self._kit = kit
        self._build()

    def renew(self, catalogue: Catalogue, phrases: dict[Language, Phrases]) -> None:
        """Offer and say what other rules have; for a moment when nobody stands there."""
        self._phrases = phrases
        say = phrases[language_of(self.state)]
        self._kit = replace(self._kit, catalogue=catalogue, say=say)
        self._build()

    def reset(self) -> None:
        """Forget large letters and contrast, and whatever a screen still held of the citizen."""
        self._theme = Theme(self._theme.screen)
        self._memory.clear()
        if self._aloud is not None:
            self._aloud.forget()
            self.heard()
        if self._theme != self._kit.theme:
            self.show(self.state)

    def toggle(self, what: str) -> None:
        """Switch large letters (`"large"`), high contrast (`"contrast"`) or reading aloud (`"aloud"`)."""
        if what == "aloud" and self._aloud is not None:
            self._aloud.touch()
            self.heard()
            return
        if what == "large":
            self._theme = replace(self._theme, large=not self._theme.large)
        else:
            self._theme = replace(self._theme, contrast=not self._theme.contrast)
        self.show(self.state)

    def heard(self) -> None:
        """Say on the button what a touch on it does now; it changes when a reading ends, too."""
        if self._aloud is not None and self._screen is not None:
            self._fit_frame(self._look(self._screen.has_back))

    def on_touch_down(self, touch: Any) -> bool:  # noqa: ANN401 - Kivy is untyped
        """The frame first: a screen may take every touch that is left."""
        parts = (self._frame, self._screen)
        return any(part is not None and part.dispatch("on_touch_down", touch) for part in parts)

    def find(self, key: str) -> Widget:
        """The touchable of that key; raises KeyError where the screen has none."""
        for widget in self._touchables():
            if widget.key == key:
                return widget
        raise KeyError(key)

    def keys(self) -> tuple[str, ...]:
        """Every touchable of the screen, in drawing order."""
        return tuple(widget.key for widget in self._touchables() if widget.enabled)

    def _touchables(self) -> Iterator[Widget]:
        for widget in self.walk(restrict=True):
            if hasattr(widget, "key"):
                yield widget

    def _build(self) -> None:
        if self._screen is not None:
            self._screen.forget()
            self.remove_widget(self._screen)
        kind = screen_of(self.state)
        self._fit_frame(self._look(kind.has_back))
        room = room_of(self._theme, kind.has_back, kind.left_share)
        if isinstance(self.state, (Welcome, Sealing, TakeTicket)):
            self._memory.clear()
        memory = self._memory.setdefault(type(self.state), {})
        self._screen = kind(self._kit, room, self.state, memory)
        self.add_widget(self._screen)

    def _look(self, back: bool) -> FrameLook:
        look = look_of(self.state, back)
        if self._aloud is None or self._kit.language is not Language.VI:
            return look  # what is read is Vietnamese
        return replace(look, listen=self._aloud.words)

    def _fit_frame(self, look: FrameLook) -> None:
        held = self._frame
        if held is not None:
            if held.look == look and held.kit == self._kit:
                return
            self.remove_widget(held)
        self._frame = Frame(self._kit, look, self._back, self.toggle)
        self.add_widget(self._frame, index=len(self.children))

    def _back(self) -> None:
        if self._screen is not None:
            self._screen.back()
