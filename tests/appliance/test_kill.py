"""kill -9 of every process while citizens come and go: nothing acknowledged is lost, doubled or torn."""

from __future__ import annotations

import sys

import pytest

from tests.workbench.children import none_left
from tests.workbench.kill_round import SHARES, kill_round
from tests.workbench.seeds import told

KILLS = 50


@pytest.mark.device
@pytest.mark.timeout(1200)
def test_no_kill_loses_or_doubles_a_case_or_a_number(tmp_path, capsys, request):
    seed = told(request)
    with none_left():
        outcome = kill_round(tmp_path / "b", seed, KILLS)
    with capsys.disabled():
        words = ", ".join(f"{name} {count}" for name, count in outcome.kills.most_common())
        sys.stdout.write(
            f"{outcome.kills.total()} kills ({words}), {outcome.writing.total()} in open "
            f"writes, {outcome.cuts} cuts; {outcome.found.cases} cases acknowledged "
        )
    assert not outcome.failure
    assert not outcome.found.lost
    assert not outcome.found.doubled
    assert not outcome.found.torn
    assert not outcome.found.disordered
    assert outcome.kills.keys() == SHARES.keys()
    assert outcome.kills.total() >= KILLS
    assert outcome.writing.total() >= KILLS / 3
    assert outcome.found.cases > 10
    assert outcome.found.envelopes > outcome.found.cases
    assert outcome.cuts
