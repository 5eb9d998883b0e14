"""kiosk-provisioning check: is this box what it should be?"""

from __future__ import annotations

from kiosk.model import Language, Words
from provisioning import system
from provisioning.box import Box
from provisioning.order import Order
from provisioning.planning import looked, show
from provisioning.step import Standing
from provisioning.steps import every

DEVICES = Words(
    "Thiết bị, thẻ nhớ, đường truyền: xem bằng kiosk-doctor",
    "Devices, disk and line: kiosk-doctor looks at them",
)


def command(rest: list[str], language: Language) -> int:
    """Exit code 0: every step holds, apart from what this machine does not have; 1: some do not."""
    box = Box()
    system.check(box)
    steps = every(Order())
    standings = looked(box, steps)
    show(box, steps, standings, language)
    print(DEVICES.of(language))
    return int(Standing.OPEN in standings)
