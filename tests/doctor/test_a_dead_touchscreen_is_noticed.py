"""A touch panel that is gone or that nobody's finger reaches any more is noticed by the doctor."""

import datetime as dt
import os

import pytest

from kiosk.doctor.check import Verdict
from kiosk.doctor.touch import check, panels
from kiosk.rules.working_days import WorkingDays
from kiosk.store.moments import OFFICE_ZONE

FRIDAY = dt.datetime(2026, 11, 20, 16, 0, tzinfo=OFFICE_ZONE)
# As the kernel wrote them for real devices: properties, keys, axes.
PANEL = ("2", "400 0 0 0 0 0", "2608000 3")
OLD_PANEL = ("0", "400 0 0 0 0 0", "1000003")
PAD = ("5", "e520 10000 0 0 0 0", "2608000 3")
MOUSE = ("0", "1f0000 0 0 0 0", "0")
KEYBOARD = ("0", "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe", "0")


@pytest.fixture
def plug(tmp_path):
    def plugged(name, device):
        at = tmp_path / "input" / f"event{len(list(tmp_path.glob('input/*')))}" / "device"
        (at / "capabilities").mkdir(parents=True)
        (at / "name").write_text(name + "\n")
        for file, text in zip(
            ("properties", "capabilities/key", "capabilities/abs"), device, strict=True
        ):
            (at / file).write_text(text + "\n")

    return plugged


@pytest.fixture
def found(tmp_path):
    """What the doctor says at `now` of a screen that was touched `last`."""

    def looked(now, last=None):
        touched = tmp_path / "touched"
        if last is not None:
            touched.touch()
            os.utime(touched, (last.timestamp(),) * 2)
        devices = tmp_path / "input"
        return check(touched, lambda: now, lambda _: WorkingDays(), devices).look()

    return looked


def test_panels_are_told_from_pads_mice_and_keyboards(plug, tmp_path):
    for name, device in (
        ("Kính", PANEL), ("Kính cũ", OLD_PANEL), ("Pad", PAD), ("Chuột", MOUSE), ("Phím", KEYBOARD),
    ):  # fmt: skip
        plug(name, device)
    assert panels(tmp_path / "input") == ("Kính", "Kính cũ")


def test_a_panel_that_is_gone_is_bad(plug, found):
    plug("Chuột", MOUSE)
    finding = found(FRIDAY, last=FRIDAY)
    assert finding.verdict is Verdict.BAD
    assert "USB" in finding.remedy.vi


def test_a_panel_that_was_touched_lately_is_well(plug, found):
    plug("Kính", PANEL)
    finding = found(FRIDAY + dt.timedelta(3), last=FRIDAY)
    assert (finding.verdict, finding.remedy) == (Verdict.OK, None)
    assert finding.figures["panel"] == "Kính"


def test_three_working_days_without_a_touch_are_told_and_weekends_do_not_count(plug, found):
    plug("Kính", PANEL)
    wednesday, thursday = FRIDAY + dt.timedelta(5), FRIDAY + dt.timedelta(6)
    assert found(wednesday, last=FRIDAY).verdict is Verdict.OK
    finding = found(thursday, last=FRIDAY)
    assert finding.verdict is Verdict.POOR
    assert "3" in finding.what.vi


def test_a_new_kiosk_asks_to_be_touched_once(plug, found):
    plug("Kính", PANEL)
    assert found(FRIDAY).verdict is Verdict.POOR
