"""A month of 2,000 cases at 6 counters and 2 kiosks: nobody starves, no number is called twice, none is lost."""

import pytest

from tests.workbench.queue_month import month

SEEDS = [20261123, 7]


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"seed-{seed}")
def played(request):
    return month(request.param)


def test_nothing_happens_in_it_that_must_never_be(played):
    """Passed by who came later than the greatest head start, called twice, contested, or left over in the evening."""
    assert played.wrong == []
    assert played.cases == 2000
    assert sum(len(waits) for waits in played.waits.values()) == 2000


def test_what_may_go_wrong_went_wrong_in_it(played):
    wanted = {
        "split",
        "clock set",
        "machine off",
        "came back",
        "transfer",
        "park",
        "undone",
        "ready",
    }
    assert wanted <= set(played.happened)


def test_most_of_the_waits_that_were_told_came_true(played):
    """At least four of five, and what is told says something: half an hour wide on the average of busy days."""
    assert played.told > 1500
    assert played.held >= 0.8 * played.told
    assert sum(played.widths) <= 40 * played.told
