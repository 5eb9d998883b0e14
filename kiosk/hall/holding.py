"""Who holds which number: the one desk in whose own log it may be called, so that none is called twice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
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
    moment: float  # steady seconds here


@dataclass(frozen=True)
class Holding:
    """What the log says of holders: the same for all who have read the same."""

    numbers: Mapping[str, Held]  # by turn
    taken: tuple[Taken, ...]  # in the log's order

    def said_off(self, kiosk: int, head: int, heard: float) -> bool:
        """Whether somebody said that this machine is off, and nothing came of it since.

        `head`: its last entry; `heard`: when its desk was heard last.
        """
        return any(
            one.of == kiosk and one.known >= head and one.moment >= heard for one in self.taken
        )


def calls(
    number: Held,
    desk: int,
    taken: bool,
    back: int,
    present: Collection[int],
    whole: Callable[[int], bool],
    knows: Callable[[int], int],
) -> bool:
    """Whether `desk` may call a number in its own log now.

    `taken`: another kiosk gave it. `back`: the desk's last entry when it came back from wherever it was: until then it
    may have been said off, and what it held be called elsewhere. `present`: the other desks that nobody said are off;
    `whole` of one: all it knows was heard since; `knows`: the desk's last entry that one is known to have.
    """
    if number.by != desk:
        return False
    if number.since <= back and not all(whole(other) for other in present):
        return False
    # Two may have taken it over, not knowing of each other: then one of them reads so before both have read both.
    return not taken or all(knows(other) >= number.since for other in present)


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
            taken.append(Taken(entry.of, entry.origin, entry.known, each.moment))
            for turn, held in numbers.items():
                if held.by == entry.of and held.since <= entry.known:
                    numbers[turn] = Held(entry.origin, entry.seq)
    return Holding(numbers, tuple(taken))
