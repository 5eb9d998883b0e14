"""Everything that makes a bare box a kiosk, in order."""

from __future__ import annotations

from provisioning.step import Step
from provisioning.steps import (
    base,
    keys,
    packages,
    screen,
    services,
    settings,
    usb,
)


def every() -> tuple[Step, ...]:
    """In the order in which they are done; undone from the last to the first."""
    return (
        *base.steps(),
        *packages.steps(),
        *settings.steps(),
        *keys.steps(),
        *screen.steps(),
        *usb.steps(),
        *services.steps(),
    )
