"""One copy of the rules, and whichever process a kiosk comes to has it; while the store is away, kiosks keep theirs."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

import pytest

from central.bundles.published import Published, copy
from central.objects import Folder
from kiosk.faults import Fault
from kiosk.sync.connection import CentreError
from tests.sync.rules.conftest import RuledKiosk
from tests.workbench.centre import PROVINCE, ROOT
from tests.workbench.province import Province

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)


@pytest.fixture
def province(tmp_path):
    """It publishes on a machine of its own."""
    (tmp_path / "publisher").mkdir()
    return Province(tmp_path / "publisher", NOW)


@pytest.fixture
def lay(province, centre):
    """What was published is where the centre's processes read it."""

    def lay() -> int:
        with centre.objects() as objects:
            return copy(Published(Folder(province.served), ""), objects)

    return lay


@pytest.fixture
def ruled(tmp_path, province):
    """A kiosk that believes the province."""
    kiosk = RuledKiosk(tmp_path / "ruled", "kiosk-1")
    kiosk.now = NOW
    province.lay_root(kiosk.workspace)
    yield kiosk
    kiosk.close()


def test_whoever_answers_says_the_same(calls, lay):
    lay()
    callers = [calls() for _ in range(4)]
    for name in ("1.root", "2.targets", "timestamp"):
        answers = [caller.ask("GET", f"/v1/bundles/metadata/{name}.json") for caller in callers]
        assert {answer.status for answer in answers} == {200}
        assert len({answer.body for answer in answers}) == 1


def test_a_trial_is_taken_and_left_again_wherever_the_rules_lie(ruled, province, centre, lay):
    lay()
    line = ruled.over_the_line(centre)
    ruled.ask(line).pull()
    assert ruled.shown == "Khai sinh"
    province.rename("Đăng ký khai sinh")
    province.attempt(0, "device/kiosk-1")
    lay()
    ruled.ask(line).pull()
    assert ruled.shown == "Đăng ký khai sinh"
    province.rollout.withdraw(province.keys)
    lay()
    ruled.ask(line).pull()
    assert ruled.shown == "Khai sinh"


def test_before_anything_was_published_there_is_nothing(kiosk):
    for path in ("metadata/1.root.json", "metadata/timestamp.json", "targets/all/1.catalogue.toml"):
        assert kiosk.ask("GET", f"/v1/bundles/{path}").status == 404


class TestAtAProvince:
    @pytest.fixture(params=[PROVINCE])
    def home(self, request):
        return request.param

    def test_copied_by_command(self, ruled, province, centre):
        def sync():
            done = subprocess.run(
                [
                    *(sys.executable, "-m", "central", "bundle", "sync"),
                    *("--repository", str(province.served)),
                ],
                cwd=ROOT,
                env={**os.environ, **centre.environment},
                capture_output=True,
                text=True,
            )
            return done.returncode, done.stdout + done.stderr

        assert sync() == (0, "5 files copied\n")
        assert sync() == (0, "0 files copied\n")
        ruled.ask(ruled.over_the_line(centre)).pull()
        assert ruled.rules.version == province.rollout.version("kiosk-1", "")

    def test_while_the_store_is_away_kiosks_keep_what_they_have(
        self, ruled, province, centre, lay, engines
    ):
        lay()
        line = ruled.over_the_line(centre)
        ruled.ask(line).pull()
        before = ruled.rules.version
        province.rename("Giấy khai sinh")
        province.publish()
        lay()
        engines.kill_store()
        try:
            with pytest.raises(CentreError) as away:
                ruled.ask(line).pull()
        finally:
            engines.start()
        assert away.value.fault in (Fault.CENTRE_BUSY, Fault.CENTRE_UNREACHABLE)
        assert ruled.rules.version == before
        ruled.ask(line).pull()
        assert ruled.shown == "Giấy khai sinh"
