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


def close(window: Any, *, also_its_frame: bool = True) -> None:  # noqa: ANN401 - Kivy's Window
    """Swallow every key (Escape, F1, F11, F12, Ctrl-anything) of `window`.

    `also_its_frame`: and Alt-F4 and close buttons; only a window on somebody's desk keeps those.
    """
    window.bind(on_keyboard=_swallow, on_key_down=_swallow)
    if also_its_frame:
        window.bind(on_request_close=_swallow)


def _swallow(*_: Any, **__: Any) -> bool:  # noqa: ANN401
    return True
