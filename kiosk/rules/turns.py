"""Whose batch a scanner takes up next, where several counters and the citizen at the screen share it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """A counter's batch that is not over. `number` grows with every asking: lower came first."""

    number: int
    scanner: str = ""  # the one it was asked of; "" for any
    begun_at: str = ""  # where its first pages came: there lie its other sheets

    def goes_to(self, scanner: str) -> bool:
        """Whether this scanner may take it up."""
        return self.begun_at in ("", scanner) and self.scanner in ("", scanner)

    def meets(self, other: Asked) -> bool:
        """Whether some scanner might have to choose between the two."""
        mine, theirs = self.begun_at or self.scanner, other.begun_at or other.scanner
        return not mine or not theirs or mine == theirs


def next_batch(scanner: str, waiting: Iterable[Asked], citizen: bool = False) -> Asked | None:
    """First come, first served; nobody's while a `citizen` stands at this scanner.

    A citizen's papers may lie in the feeder unasked: no counter's batch may pull them in.
    """
    if citizen:
        return None
    mine = (asked for asked in waiting if asked.goes_to(scanner))
    return min(mine, key=lambda asked: asked.number, default=None)


def ahead(asked: Asked, unfinished: Iterable[Asked]) -> int:
    """How many batches may have to be over before this one begins: never more than came before it."""
    return sum(other.number < asked.number and asked.meets(other) for other in unfinished)
