"""Whatever comes between: each system does each event of a case once, in the order in which they happened."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.deliveries import Became, DeliveryState
from tests.workbench.told import correcting, invented

NUMBERS = itertools.count()
WORKERS = 2

happens = st.tuples(st.just("happens"), st.integers(0, 2))
claims = st.tuples(st.just("claims"), st.integers(0, WORKERS - 1), st.integers(1, 3))
answers = st.tuples(
    st.just("answers"),
    st.integers(0, WORKERS - 1),
    st.sampled_from(["done", "later", "refused", "lost", "twice"]),
)
waits = st.tuples(st.just("waits"), st.sampled_from([10, 61, 4000]))


class System:
    """A connected system: it does an event it has not done before, and remembers which it did."""

    def __init__(self, centre, name):
        self.centre, self.name = centre, name
        self.done = []
        self.held = [[] for _ in range(WORKERS)]

    def claim(self, worker, most):
        self.held[worker] += self.centre.claim(self.name, most, seconds=60)

    def answer(self, worker, how):
        if not self.held[worker]:
            return
        row = self.held[worker].pop(0)
        if how in ("done", "lost", "twice") and row["event"] not in [
            done["event"] for done in self.done
        ]:
            self.done.append(row)
        for _ in range({"lost": 0, "twice": 2}.get(how, 1)):
            became = Became(how) if how in list(Became) else Became.DONE
            self.centre.settle(self.name, row, became)

    def finish(self):
        """Every refusal looked at by a person, every lost answer over."""
        while self.centre.targets.one(self.name).oldest or self.centre.deliveries.refused(
            self.name
        ):
            for row in self.centre.deliveries.refused(self.name):
                self.centre.deliveries.free(self.name, row["event"], DeliveryState.WAITING)
            self.centre.wait(hours=2)
            self.claim(0, 50)
            while self.held[0]:
                self.answer(0, "done")


@pytest.fixture
def systems(centre):
    """Of the next example: it has its own procedure, the tables stay."""

    def make():
        number = next(NUMBERS)
        names = [f"a-{number}", f"b-{number}"]
        for name in names:
            centre.targets.add(name, procedures=[f"P.{number}"])
        return [System(centre, name) for name in names]

    return make


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.one_of(happens, claims, claims, answers, answers, waits), max_size=40))
def test_any_interleaving_of_two_workers_keeps_the_order(centre, systems, steps):
    both = systems()
    procedure = both[0].name.replace("a-", "P.")
    cases = {}
    happened = defaultdict(int)
    for step in steps:
        match step:
            case ("happens", n):
                if n in cases:
                    centre.receive(correcting(cases[n]))
                else:
                    cases[n] = centre.receive(invented(procedure=procedure))
                happened[cases[n].case] += 1
            case ("claims", worker, most):
                for system in both:
                    system.claim(worker, most)
            case ("answers", worker, how):
                both[worker % 2].answer(worker, how)
                both[0].answer(worker, "done")
            case ("waits", seconds):
                centre.wait(seconds=seconds)
    for system in both:
        system.finish()
        numbers = defaultdict(list)
        for row in system.done:
            numbers[row["case"]].append(row["number"])
        assert numbers == {case: list(range(1, many + 1)) for case, many in happened.items()}
