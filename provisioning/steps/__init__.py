"""Everything that makes a bare box a kiosk, in order."""

from __future__ import annotations

from provisioning.order import Order
from provisioning.step import Step
from provisioning.steps import (
    base,
    keys,
    packages,
    screen,
    services,
    settings,
    usb,
    users,
    zone,
)


def every(order: Order) -> tuple[Step, ...]:
    """In the order in which they are done; undone from the last to the first."""
    return (
        *base.steps(),
        *packages.steps(order),
        *users.steps(),
        *settings.steps(order),
        *zone.steps(),
        *keys.steps(),
        *screen.steps(),
        *usb.steps(),
        *services.steps(),
    )
