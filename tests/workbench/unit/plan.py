"""What a service is started with, handed over from who keeps it to the process that becomes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from tests.workbench.unit.text import Section


@dataclass(frozen=True)
class Plan:
    """`places`: paths as the service sees them, to paths of this machine; the last laid lie uppermost."""

    name: str  # kiosk-devices.service
    rows: Mapping[str, tuple[str, ...]]  # of [Service]
    command: tuple[str, ...]
    room: str  # an empty folder, its tree is mounted on it
    user: int
    group: int
    more_groups: tuple[int, ...] = ()
    users: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    lent_writable: tuple[str, ...] = ()  # of places: what the bench lends beside what the unit says
    credentials: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    calls: Mapping[str, list[str]] = field(default_factory=dict)
    own_users: bool = False

    @property
    def service(self) -> Section:
        return Section({name: tuple(values) for name, values in self.rows.items()})

    def to_json(self) -> str:
        return json.dumps(asdict(self))


def from_json(text: str) -> Plan:
    return Plan(**json.loads(text))
