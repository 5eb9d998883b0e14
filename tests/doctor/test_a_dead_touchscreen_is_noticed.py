"""A touch panel that is gone or that nobody's finger reaches any more is noticed by the doctor."""

import datetime as dt
import os

import pytest

from kiosk.doctor.check import Verdict
from kiosk.doctor.subject import Subject
from kiosk.doctor.touch import panels, touch
from kiosk.settings import Settings
from kiosk.store.moments import OFFICE_ZONE
from kiosk.workspace import Workspace

SYS = "sys/class/input"
FRIDAY = dt.datetime(2026, 11, 13, 16, 0, tzinfo=OFFICE_ZONE)
# As the kernel wrote them for real devices: properties, keys, axes.
PANEL = ("2", "400 0 0 0 0 0", "2608000 3")
OLD_PANEL = ("0", "400 0 0 0 0 0", "1000003")
PAD = ("5", "e520 10000 0 0 0 0", "2608000 3")
MOUSE = ("0", "1f0000 0 0 0 0", "0")
KEYBOARD = ("0", "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe", "0")


@pytest.fixture
def plug(tmp_path):
    def plugged(name, device):
        at = tmp_path / SYS / f"event{len(list((tmp_path / SYS).glob('*')))}" / "device"
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
        workspace = Workspace(tmp_path)
        if last is not None:
            workspace.touched.touch()
            os.utime(workspace.touched, (last.timestamp(),) * 2)
        (tmp_path / "sys/class/drm/card0-HDMI-A-1").mkdir(parents=True, exist_ok=True)
        return touch(Subject(Settings(), workspace, None, lambda: now, root=tmp_path))

    return looked


def test_panels_are_told_from_pads_mice_and_keyboards(plug, tmp_path):
    for name, device in (
        ("Kính", PANEL), ("Kính cũ", OLD_PANEL), ("Pad", PAD), ("Chuột", MOUSE), ("Phím", KEYBOARD),
    ):  # fmt: skip
        plug(name, device)
    assert panels(
        Subject(Settings(), Workspace(tmp_path), None, lambda: FRIDAY, root=tmp_path)
    ) == ("Kính", "Kính cũ")


def test_a_panel_that_is_gone_is_bad(plug, found):
    plug("Chuột", MOUSE)
    finding = found(FRIDAY, last=FRIDAY)
    assert finding.verdict is Verdict.BAD
    assert "USB" in finding.remedy.vi


def test_a_panel_that_was_touched_lately_is_well(plug, found):
    plug("Kính", PANEL)
    finding = found(FRIDAY + dt.timedelta(3), last=FRIDAY)
    assert (finding.verdict, finding.remedy) == (Verdict.OK, None)
    assert finding.figures["model"] == "Kính"


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
