"""The packages of the bundle, installed without a line."""

from __future__ import annotations

from provisioning.step import Step


def steps() -> tuple[Step, ...]:
    return ()
