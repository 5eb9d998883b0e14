"""What the technician says of this box with `plan` and `apply`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Order:
    """Nothing of it is kept: what is not said stays as the box has it, or comes as the bundle has it."""

    bundle: Path | None = None  # the folder on the stick; None: nothing is brought
    settings: Path | None = None  # a kiosk.toml of the technician's own
    device: str | None = None
    kiosk: int | None = None
    agency: str | None = None
