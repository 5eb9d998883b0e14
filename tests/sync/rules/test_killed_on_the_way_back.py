"""Killed at any moment while it leaves a trial: the kiosk has the one version or the other, and then what holds."""

from __future__ import annotations

import shutil
import signal
from functools import partial

import pytest

from tests.sync.rules.conftest import RuledKiosk
from tests.sync.rules.test_killed_while_taking_rules import DONE, in_a_child, pulls

TRIED, HELD = "Đăng ký khai sinh", "Giấy khai sinh"
TURNS = 3  # tests that share the moments


@pytest.fixture
def trying(ruled, province):
    """The folder of a kiosk that tries a version which the province has just called back."""
    province.rename(HELD)
    province.publish()
    ruled.ask(province.served).pull()
    province.rename(TRIED)
    province.attempt(100)
    ruled.ask(province.served).pull()
    assert ruled.shown == TRIED
    province.rollout.withdraw(province.keys)
    ruled.db.execute("pragma wal_checkpoint(truncate)")
    return ruled.workspace.root


@pytest.mark.parametrize("turn", range(TURNS))
def test_killed_at_every_change_of_the_disk(trying, province, tmp_path, turn):
    shown, moment, ended = [], 1 + turn, -signal.SIGKILL
    while ended != DONE:
        assert ended == -signal.SIGKILL
        folder = tmp_path / "killed"
        shutil.copytree(trying, folder, symlinks=True)
        ended = in_a_child(partial(pulls, folder, province.served, moment))
        kiosk = RuledKiosk(folder)
        shown.append(kiosk.shown)
        kiosk.ask(province.served).pull()
        assert (kiosk.shown, kiosk.standing.fault) == (HELD, None), moment
        damaged = kiosk.workspace.rules_versions / kiosk.rules.version / "catalogue.toml"
        damaged.write_bytes(b"")
        assert kiosk.rules.version.startswith("2-")  # never again what was called back
        kiosk.close()
        shutil.rmtree(folder)
        moment += TURNS
    assert set(shown) == {TRIED, HELD}
    assert shown.index(HELD) == shown.count(TRIED)  # once it is left, it is
