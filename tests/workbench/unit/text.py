"""A unit's text as systemd reads it: repeated lines add up, an empty one begins anew, drop-ins come behind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

_SPANS = {"ms": 0.001, "s": 1.0, "": 1.0, "min": 60.0, "h": 3600.0}


class UnitError(Exception):
    """The unit says something that is not understood here; named, so that nothing is passed over."""


@dataclass(frozen=True)
class Section:
    """What one section says; every line kept, in order."""

    rows: Mapping[str, tuple[str, ...]]

    def all(self, name: str) -> tuple[str, ...]:
        """The values since the last empty one."""
        values = self.rows.get(name, ())
        last = max((at for at, value in enumerate(values) if not value), default=-1)
        return values[last + 1 :]

    def one(self, name: str, usual: str = "") -> str:
        return (self.rows.get(name) or (usual,))[-1]

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(word for value in self.all(name) for word in value.split())

    def yes(self, name: str) -> bool:
        """Raises UnitError for a word that is neither yes nor no."""
        told = self.one(name, "no")
        if told not in ("yes", "no", "true", "false", "1", "0"):
            raise UnitError(f"{name}={told}")
        return told in ("yes", "true", "1")

    def seconds(self, name: str, usual: float) -> float:
        told = self.one(name)
        if not told:
            return usual
        if told == "infinity":
            return float("inf")
        found = re.fullmatch(r"([0-9.]+)(ms|s|min|h|)", told)
        if not found:
            raise UnitError(f"{name}={told}")
        return float(found[1]) * _SPANS[found[2]]


def read(paths: Iterable[Path]) -> dict[str, Section]:
    """The sections of a unit and of its drop-ins, read in this order. Raises UnitError, OSError."""
    sections: dict[str, dict[str, list[str]]] = {}
    for path in paths:
        rows: dict[str, list[str]] | None = None
        text = path.read_text(encoding="utf-8").replace("\\\n", " ")
        for line in map(str.strip, text.splitlines()):
            if not line or line[0] in "#;":
                continue
            if line.startswith("[") and line.endswith("]"):
                rows = sections.setdefault(line[1:-1], {})
                continue
            name, equals, value = line.partition("=")
            if rows is None or not equals or "%" in value:
                raise UnitError(f"{path.name}: {line}")
            rows.setdefault(name.strip(), []).append(value.strip())
    return {
        name: Section({key: tuple(values) for key, values in rows.items()})
        for name, rows in sections.items()
    }
