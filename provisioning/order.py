"""What this box is to become, as the technician said it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from provisioning.box import Box
from provisioning.layout import OWN

_KEPT = OWN / "order.json"


@dataclass(frozen=True)
class Order:
    """Kept on the box, so that an interrupted `apply`, and `check` after it, need not be told again.

    What is empty is as kiosk.toml, or the bundle, has it. `kiosk` -1: not said.
    """

    bundle: str = ""  # the folder on the stick, absolute; "": nothing is brought
    settings: str = ""  # a kiosk.toml of the technician's own, absolute
    device: str = ""
    kiosk: int = -1
    agency: str = ""

    @property
    def source(self) -> Path | None:
        return Path(self.bundle) if self.bundle else None

    def over(self, earlier: Order) -> Order:
        """This order; what it does not say is as `earlier` said."""
        return Order(
            self.bundle or earlier.bundle,
            self.settings or earlier.settings,
            self.device or earlier.device,
            self.kiosk if self.kiosk >= 0 else earlier.kiosk,
            self.agency or earlier.agency,
        )

    @classmethod
    def of(cls, box: Box) -> Order:
        """What was said last; an empty order on a bare box."""
        try:
            return cls(**json.loads(box.read(_KEPT) or "{}"))
        except (TypeError, ValueError):  # torn or of another release: the technician says it again
            return cls()

    def keep(self, box: Box) -> None:
        if self != Order.of(box):
            box.write(_KEPT, json.dumps(vars(self)), mode=0o600)
