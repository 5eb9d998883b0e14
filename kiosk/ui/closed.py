"""The closed window: no key, chord or close request gets out of the kiosk."""

from __future__ import annotations

from typing import Any

from kivy.app import App


class ClosedApp(App):
    """A Kivy app whose settings (F1) never open and whose window only the service closes."""

    use_kivy_settings = False

    def open_settings(self, *_: Any) -> bool:  # noqa: ANN401 - Kivy's signature
        return False

    def display_settings(self, _settings: Any) -> bool:  # noqa: ANN401
        return False


def close(window: Any) -> None:  # noqa: ANN401 - Kivy's Window
    """Swallow every key (Escape, F1, F11, F12, Ctrl-anything) and Alt-F4 of `window`."""
    window.bind(on_keyboard=_swallow, on_key_down=_swallow, on_request_close=_swallow)


def _swallow(*_: Any, **__: Any) -> bool:  # noqa: ANN401
    return True
