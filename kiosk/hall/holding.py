"""Who holds which number: the one desk in whose own log it may be called, so that none is called twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.rules.queue.entries import Heard, Kind, order_of


@dataclass(frozen=True)
class Held:
    """A number, and who may call it: the kiosk that gave it, or who took it over after that one was switched off.

    `by` holds it since it wrote its own entry number `since`.
    """

    by: int
    since: int


@dataclass(frozen=True)
class Taken:
    """A person's word at `by` that the machine `of` is off, of which `known` was the last entry."""

    of: int
    by: int
    known: int


@dataclass(frozen=True)
class Holding:
    """What the log says of holders: the same for all who have read the same."""

    numbers: Mapping[str, Held]  # by turn
    taken: tuple[Taken, ...]  # in the log's order

    def said_off(self, kiosk: int, head: int) -> bool:
        """Whether somebody said today that this machine is off, and it wrote nothing since; `head`: its last entry."""
        return any(one.of == kiosk and one.known >= head for one in self.taken)


def holding(heard: Iterable[Heard]) -> Holding:
    """By the log alone. What was given behind a taker's back stays with the kiosk that gave it.

    A taking reaches exactly what its writer knew of that machine, which its `known` says: a machine that is on after
    all and gives a number behind the cut goes on with that one by itself.
    """
    numbers: dict[str, Held] = {}
    taken: list[Taken] = []
    for each in sorted(heard, key=order_of):
        entry = each.entry
        if entry.kind is Kind.DRAWN:
            numbers.setdefault(entry.turn, Held(entry.origin, entry.seq))
        elif entry.kind is Kind.TAKEN_OVER:
            taken.append(Taken(entry.of, entry.origin, entry.known))
            for turn, held in numbers.items():
                if held.by == entry.of and held.since <= entry.known:
                    numbers[turn] = Held(entry.origin, entry.seq)
    return Holding(numbers, tuple(taken))
