"""kiosk-provisioning remove: the box as it was before, apart from the cases."""

from __future__ import annotations

import argparse
import time

from kiosk.model import Language, Words
from provisioning import applying, apt, journal, layout, system
from provisioning.box import Box
from provisioning.order import Order
from provisioning.steps import every, packages

KEPT = Words(
    f"Đã gỡ. Hồ sơ vẫn còn trong {layout.STATE}, khóa trong {layout.CREDENTIALS}; "
    "muốn xóa hẳn thì thêm --with-cases.",
    f"Removed. Cases are left in {layout.STATE}, their keys in {layout.CREDENTIALS}; "
    "--with-cases erases them.",
)
GONE = Words("Đã gỡ. Máy không còn hồ sơ nào.", "Removed. No case is on this box.")


def command(rest: list[str], language: Language) -> int:
    """Every step is undone, from the last to the first; raises BoxError at the first that cannot be, and the same
    again goes on from there."""
    parser = argparse.ArgumentParser(prog="kiosk-provisioning remove")
    parser.add_argument("--with-cases", action="store_true", help="erase the cases too, for ever")
    with_cases = parser.parse_args(rest).with_cases
    box = Box()
    system.check_root()
    box.folder(layout.OWN, mode=0o700)
    with box.alone(layout.LOCK), applying.between_steps() as pause:
        for step in reversed(every(Order())):
            pause()
            if step.undo is None:
                continue
            began = time.monotonic()
            step.undo(box)
            seconds = time.monotonic() - began
            journal.note(box, step.name, journal.Act.UNDONE, seconds)
            print(f"  ✓ {step.what.of(language)} ({seconds:.1f} s)", flush=True)
        box.remove(layout.OWN)
        # Last, for with them this tool goes.
        apt.purge(box, packages.OURS)
        if with_cases:
            for folder in (layout.STATE, layout.ETC, layout.RELEASES):
                box.remove(folder)
    kept = box.path(layout.STATE).exists()
    print((KEPT if kept else GONE).of(language))
    return 0
