"""The screen that nobody leaves: compositor, touch, rotation, no other terminal."""

from __future__ import annotations

from provisioning.step import Step


def steps() -> tuple[Step, ...]:
    return ()
