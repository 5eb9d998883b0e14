"""The packages of the bundle, installed without a line."""

from __future__ import annotations

from provisioning.box import Box
from provisioning.order import Order
from provisioning.step import Step


def steps(order: Order) -> tuple[Step, ...]:
    return ()


def room(box: Box, order: Order) -> int:
    return 0
