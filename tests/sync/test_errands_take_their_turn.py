"""Errands beside carrying: each in its turn, and one that fails keeps no other from its own."""

from __future__ import annotations

import itertools

from kiosk.faults import Fault
from kiosk.store.errors import StoreError
from kiosk.sync.connection import CentreError
from kiosk.sync.errands import AGAIN, LONGEST, Errands


class Asked:
    """An errand that is worth doing every ten seconds."""

    def __init__(self, error: Exception | None = None) -> None:
        self.times = 0
        self.error = error

    def run(self) -> float:
        self.times += 1
        if self.error:
            raise self.error
        return 10.0


def test_each_is_done_at_once_and_then_when_it_is_due():
    now, often = [0.0], Asked()
    errands = Errands((often,), lambda: now[0])
    errands.run()
    errands.run()
    assert (often.times, errands.rest()) == (1, 10.0)
    now[0] = 10.0
    errands.run()
    assert often.times == 2


def test_one_that_fails_keeps_no_other_from_its_turn_and_waits_longer_each_time():
    now, well = [0.0], Asked()
    dead = Asked(CentreError(Fault.CENTRE_UNREACHABLE, "cut"))
    full = Asked(StoreError(Fault.DISK_FULL))
    errands = Errands((dead, full, well), lambda: now[0])
    errands.run()
    assert (dead.times, full.times, well.times) == (1, 1, 1)
    waits = []
    only = Errands((dead,), lambda: now[0])
    for _ in range(9):
        only.run()
        waits.append(only.rest())
        now[0] += waits[-1]
    assert waits[0] == AGAIN
    assert waits[-1] == LONGEST
    assert all(later >= sooner for sooner, later in itertools.pairwise(waits))


def test_without_errands_there_is_nothing_to_wait_for():
    assert Errands((), lambda: 0.0).rest() == float("inf")
