"""kiosk-provisioning check: is this box what it should be?"""

from __future__ import annotations

from kiosk.model import Language
from provisioning import system
from provisioning.box import Box
from provisioning.order import Order
from provisioning.planning import looked, show
from provisioning.step import Standing
from provisioning.steps import every


def command(rest: list[str], language: Language) -> int:
    """Exit code 0: every step holds, apart from what this machine does not have; 1: some do not."""
    box = Box()
    system.check(box)
    steps = every(Order())
    standings = looked(box, steps)
    show(box, steps, standings, language)
    return int(Standing.OPEN in standings)
