"""The province's rules reach a kiosk over a real line: each its own, cheaply, and again after a cut."""

from __future__ import annotations

import datetime as dt

import pytest

from kiosk.faults import Fault
from kiosk.store.asked_rules import AskedRules
from kiosk.store.cases import Cases
from kiosk.store.journal import JournalEvent
from kiosk.store.rulebook import KEPT
from kiosk.sync.connection import CentreError
from kiosk.sync.puller import EVERY
from tests.sync.rules.conftest import RuledKiosk


def test_a_version_comes_over_the_line_and_is_in_use(kiosk, province, centre):
    assert kiosk.shown == "Khai sinh"
    province.rename("Đăng ký khai sinh")
    number = province.publish()
    assert kiosk.ask(kiosk.over_the_line(centre)).run() == EVERY
    assert kiosk.shown == "Đăng ký khai sinh"
    assert kiosk.rules.version.startswith(f"{number}-")
    assert kiosk.rules.issued == province.now
    assert kiosk.standing.at == kiosk.now
    assert kiosk.standing.fault is None
    assert kiosk.noted() == [(JournalEvent.RULES_TAKEN, "")]


def test_asking_costs_two_questions_and_a_kilobyte_while_nothing_is_new(kiosk, province, centre):
    line = kiosk.over_the_line(centre)
    puller = kiosk.ask(line)
    puller.run()
    line.asked.clear()
    line.bytes = 0
    province.extend()
    puller.run()
    assert line.asked == ["metadata/2.root.json", "metadata/timestamp.json"]
    assert line.bytes < 1000


def test_only_files_that_changed_are_fetched(ruled, province, counted):
    province.write("all/holidays.toml", 'source = "invented"\noff = [2026-09-02]\n')
    province.publish()
    ruled.ask(counted).pull()
    fetched = [path for path in counted.asked if path.startswith("targets/")]
    assert [path.rpartition(".")[0].rpartition(".")[2] for path in fetched] == ["holidays"]
    assert set(ruled.rules.files) == {"catalogue.toml", "holidays.toml"}


def test_what_came_before_the_line_was_cut_is_not_fetched_again(kiosk, province, counted):
    province.write("all/holidays.toml", 'source = "invented"\n')
    province.publish()
    counted.instead["holidays"] = CentreError(Fault.CENTRE_UNREACHABLE, "cut")
    with pytest.raises(CentreError):
        kiosk.ask(counted).pull()
    assert kiosk.rules.version == ""
    counted.instead.clear()
    counted.asked.clear()
    kiosk.ask(counted).pull()
    assert not [path for path in counted.asked if "catalogue" in path]
    assert kiosk.rules.version


def test_each_kiosk_has_what_is_for_it_and_cannot_ask_for_anothers(
    kiosk, province, centre, tmp_path
):
    province.write("all/settings.toml", "[scanner]\nwait = 3.0\n")
    province.write("device/kiosk-1/settings.toml", "[scanner]\nwait = 5.0\n")
    province.write("device/kiosk-2/settings.toml", "[scanner]\nwait = 7.0\n")
    province.publish()
    line = kiosk.over_the_line(centre)
    kiosk.ask(line).pull()
    assert "5.0" in kiosk.rules.settings()
    assert not [path for path in line.asked if "kiosk-2" in path]
    (other,) = (province.served / "targets" / "device" / "kiosk-2").iterdir()
    with pytest.raises(CentreError) as refused:
        line.bundle(f"targets/device/kiosk-2/{other.name}", 1000)
    assert refused.value.fault is Fault.CENTRE_DENIED
    second = RuledKiosk(tmp_path / "kiosk-2", "kiosk-2")
    province.lay_root(second.workspace)
    second.ask(second.over_the_line(centre)).pull()
    assert "7.0" in second.rules.settings()
    second.close()


def test_a_kiosk_without_a_root_asks_nobody(kiosk, counted):
    kiosk.workspace.rules_root.unlink()
    assert kiosk.ask(counted).run() == EVERY
    assert counted.asked == []


def test_files_for_software_of_tomorrow_are_left_where_they_are(kiosk, province, counted):
    province.write("all/queue-plan.toml", "what = 'nobody here knows'")
    province.publish()
    kiosk.ask(counted).pull()
    assert set(kiosk.rules.files) == {"catalogue.toml"}


def test_a_day_later_the_same_version_is_still_in_order(ruled, province):
    ruled.now += dt.timedelta(days=3)
    province.now = ruled.now
    province.extend()
    before = ruled.rules.version
    ruled.ask(province.served).pull()
    assert ruled.rules.version == before
    assert ruled.standing.at == ruled.now


def test_a_province_of_a_thousand_kiosks_still_fits(kiosk, province):
    for number in range(1000):
        province.write(f"device/kiosk-{number + 10}/settings.toml", "[scanner]\nwait = 3.0\n")
    province.publish()
    kiosk.ask(province.served).pull()
    assert kiosk.rules.version


def test_rules_that_a_case_was_accepted_under_are_kept(kiosk, province):
    kiosk.ask(province.served).pull()
    first = kiosk.rules.version
    Cases(kiosk.db).open("a" * 32, kiosk.now)
    AskedRules(kiosk.db).accept("a" * 32, first)
    for number in range(12):
        province.rename(f"Khai sinh {number}")
        province.publish()
        kiosk.ask(province.served).pull()
    kept = {path.name for path in kiosk.workspace.rules_versions.iterdir()}
    assert {first, kiosk.rules.version} <= kept
    assert len(kept) == 1 + KEPT
