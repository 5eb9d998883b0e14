"""Figures: what was measured, beside whom, and whether it reaches its target."""

from __future__ import annotations

import json
import statistics
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TARGETS = Path(__file__).with_name("targets.toml")


class BenchError(Exception):
    """A measurement cannot be made, or has no target: no figure is better than a wrong one."""


@dataclass(frozen=True)
class Figure:
    """One measured value; `ratio` is what a peer's target is about, `spread` its lowest and highest run."""

    bench: str
    figure: str
    ours: float
    unit: str
    peer: float | None = None
    peer_name: str = ""
    ratio: float | None = None
    spread: tuple[float, float] | None = None
    runs: int = 1
    note: str = ""


@dataclass(frozen=True)
class Target:
    """A row of targets.toml: exactly one bound, on the ratio where there is a peer, else on `ours`.

    `recorded` is what `recorded_of` needed when somebody measured it; it was not run beside us, so no ratio
    is made of it.
    """

    bench: str
    figure: str
    at_least: float | None = None
    at_most: float | None = None
    recorded: float | None = None
    recorded_of: str = ""

    def holds(self, figure: Figure) -> bool:
        value = figure.ours if figure.ratio is None else figure.ratio
        if self.at_least is not None:
            return value >= self.at_least
        return self.at_most is not None and value <= self.at_most

    def __str__(self) -> str:
        return f">= {self.at_least:g}" if self.at_least is not None else f"<= {self.at_most:g}"


def targets(bench: str, path: Path = TARGETS) -> dict[str, Target]:
    """The targets of one bench by figure; raises BenchError where there are none."""
    rows = tomllib.loads(path.read_text(encoding="utf-8")).get("target", [])
    found = {row["figure"]: Target(**row) for row in rows if row["bench"] == bench}
    if not found:
        raise BenchError(f"targets.toml has no row for {bench}")
    return found


def of_runs(values: Sequence[float]) -> tuple[float, tuple[float, float]]:
    """Median and spread of at least five runs."""
    if len(values) < 5:
        raise BenchError("fewer than five runs")
    return statistics.median(values), (min(values), max(values))


def line(figure: Figure, target: Target) -> str:
    """The figure as one JSON line."""
    row: dict[str, object] = {
        "bench": figure.bench,
        "figure": figure.figure,
        "ours": _short(figure.ours),
        "peer": _short(target.recorded if figure.peer is None else figure.peer),
        "peer_name": figure.peer_name or target.recorded_of,
        "ratio": _short(figure.ratio),
        "unit": figure.unit,
        "target": str(target),
        "holds": target.holds(figure),
        "runs": figure.runs,
        "spread": [_short(end) for end in figure.spread] if figure.spread else None,
    }
    if figure.note:
        row["note"] = figure.note
    return json.dumps(row, ensure_ascii=False)


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
