"""The citizen's screen, whose own thread is stuck for ever once SIGUSR1 comes: as `python -m kiosk.ui`."""

from __future__ import annotations

import signal
import sys
import time

import kiosk.ui.__main__ as kiosk_ui


def main() -> int:
    def stick(*_: object) -> None:
        from kivy.clock import Clock  # not before the screen has made Kivy fit for a kiosk

        Clock.schedule_once(lambda _: time.sleep(3600))

    signal.signal(signal.SIGUSR1, stick)
    return kiosk_ui.main()


if __name__ == "__main__":
    sys.exit(main())
