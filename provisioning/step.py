"""One thing that is done to a box: named, looked at before, done, and undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from kiosk.model import Words
from provisioning.box import Box


class Standing(StrEnum):
    """How a step stands on this box."""

    DONE = "done"
    OPEN = "open"  # to be done
    ABSENT = "absent"  # this box has nothing that it could be done to: no TPM, no touchscreen, no running systemd


def _nothing(_: Box) -> None:
    return None


@dataclass(frozen=True)
class Step:
    """`look` changes nothing and is right after every interruption; `do` may be called on a half-done box and again.

    After `do` returned `look` says DONE. `undo` leaves the box as if the step had never been there, cases apart;
    None: there is nothing to take back. `note`: what the technician is to know beside how it stands, None mostly. All
    raise BoxError with one sentence for the technician.
    """

    name: str  # small words and hyphens: as the plan, the journal and the tests call it
    what: Words  # one line of the plan
    look: Callable[[Box], Standing]
    do: Callable[[Box], None]
    undo: Callable[[Box], None] | None = None
    note: Callable[[Box], Words | None] = _nothing
    long: bool = False  # a minute or more on a slow card: the technician is told before it begins
