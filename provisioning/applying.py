"""kiosk-provisioning apply: the steps that are left, in order, each whole or not at all."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from kiosk.model import Language, Words
from provisioning import journal, system
from provisioning.box import Box, BoxError
from provisioning.layout import LOCK, OWN
from provisioning.planning import arguments, looked, needs, show
from provisioning.seat import at_the_screen
from provisioning.step import Standing, Step
from provisioning.steps import every

FINISHED = Words(
    "Xong. Xem lại bằng: kiosk-provisioning check",
    "Done. Look at it again with: kiosk-provisioning check",
)
AFTERWARDS = Words(
    "Kiosk mở ra khi khởi động lại: hãy làm xong các bước ở đây rồi mới gõ reboot.",
    "The kiosk opens at the next start: do here what is left to do, then type reboot.",
)


def command(rest: list[str], language: Language) -> int:
    """Shows the plan, then does what is left of it; raises BoxError at the first step that cannot be done."""
    box = Box()
    order = arguments("apply", rest)
    system.check(box)
    box.folder(OWN, mode=0o700)
    with box.alone(LOCK), between_steps() as pause:
        steps = every(order)
        standings = looked(box, steps)
        show(box, steps, standings, language)
        needs(box, order, standings, language)
        for step in steps:
            pause()
            _step(box, step, language)
    print(FINISHED.of(language))
    if box.is_running and at_the_screen(box):
        print(AFTERWARDS.of(language))
    return 0


@contextmanager
def between_steps() -> Iterator[Callable[[], None]]:
    """Calls of what it gives end the work (KeyboardInterrupt) once somebody asked for that: never inside a step."""
    asked: list[int] = []

    def hear(number: int, _: FrameType | None) -> None:
        asked.append(number)

    def pause() -> None:
        if asked:
            raise KeyboardInterrupt

    heard = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, hear) for number in heard}
    try:
        yield pause
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _step(box: Box, step: Step, language: Language) -> None:
    if step.look(box) is not Standing.OPEN:
        return
    if step.long:
        long = Words("mất vài phút, đừng rút điện", "takes minutes, leave the power on")
        print(f"  … {step.what.of(language)} ({long.of(language)})", flush=True)
    began = time.monotonic()
    try:
        step.do(box)
        if step.look(box) is Standing.OPEN:
            raise _did_not_hold(step)
    except (BoxError, OSError):
        with suppress(OSError):  # a disk that takes nothing takes no note either
            journal.note(box, step.name, journal.Act.FAILED, time.monotonic() - began)
        raise
    seconds = time.monotonic() - began
    journal.note(box, step.name, journal.Act.DONE, seconds)
    print(f"  ✓ {step.what.of(language)} ({seconds:.1f} s)", flush=True)


def _did_not_hold(step: Step) -> BoxError:
    return BoxError(
        Words(
            f"Bước “{step.what.vi}” làm rồi mà chưa đạt: hãy chạy lại; nếu vẫn vậy, gửi gói hỗ trợ.",
            f"The step “{step.what.en}” was done and does not hold: run this again; if it stays so, send a support "
            "bundle.",
        )
    )
