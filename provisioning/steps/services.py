"""The four services and what runs at night."""

from __future__ import annotations

from provisioning.step import Step


def steps() -> tuple[Step, ...]:
    return ()
