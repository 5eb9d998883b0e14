"""Kivy made fit for a kiosk; called before anything of Kivy is imported."""

from __future__ import annotations

import os

from kiosk.settings import Screen

FRAMES = 30  # a second, at most; nothing moves by itself


def configure(screen: Screen) -> None:
    """Set up Kivy for `screen`: no key, gesture or module leaves the kiosk, no mark at a second finger.

    Nothing of the machine's own Kivy configuration is kept; call once, before importing kivy elsewhere.
    """
    os.environ.setdefault("KIVY_NO_ARGS", "1")
    os.environ.setdefault("KIVY_LOG_MODE", "PYTHON")  # Kivy's log goes where ours goes
    os.environ["KIVY_NO_ENV_CONFIG"] = "1"  # KCFG_* variables cannot change what is set here
    from kivy.config import Config

    width, height = screen.panel
    for provider in list(Config.options("input")):
        Config.remove_option("input", provider)
    for module in list(Config.options("modules")):  # F12 screenshots, Ctrl-E inspector, webdebugger
        Config.remove_option("modules", module)
    options: dict[str, dict[str, object]] = {
        "kivy": {
            "exit_on_escape": 0,
            "pause_on_minimize": 0,
            "desktop": 0,
            "keyboard_mode": "",
        },
        "graphics": {
            "width": width,
            "height": height,
            "rotation": screen.rotation,  # of the picture, and of every touch with it
            "fullscreen": 1 if screen.fullscreen else 0,
            "borderless": 1 if screen.fullscreen else 0,
            "resizable": 0,
            "show_cursor": 0 if screen.fullscreen else 1,
            "maxfps": FRAMES,
            "multisamples": 0,
            "allow_screensaver": 0,
            "verify_gl_main_thread": 0,
        },
        # SDL makes the first finger of a touchscreen a mouse, and Kivy hears no finger on a desktop: one touch is one
        # touch. A provider of Kivy's own (mtdev, hidinput) would tell every touch a second time.
        "input": {"mouse": "mouse,disable_multitouch"},
        "postproc": {"double_tap_time": 0, "triple_tap_time": 0},
    }
    for section, table in options.items():
        for name, value in table.items():
            Config.set(section, name, str(value))
