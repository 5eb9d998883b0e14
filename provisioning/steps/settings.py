"""kiosk.toml, the province's trust, and folders."""

from __future__ import annotations

from provisioning.step import Step


def steps() -> tuple[Step, ...]:
    return ()
