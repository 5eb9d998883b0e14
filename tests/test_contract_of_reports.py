"""What a kiosk tells of itself: what is said arrives, and there is no room in it for anything else."""

import gzip
import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.contract import ContractError
from kiosk.contract.report import (
    Asking,
    Backlog,
    CheckTold,
    DeviceStanding,
    Doctor,
    Head,
    Report,
    RulesStanding,
)

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
AT = "2026-11-23T00:02:00+00:00"
REPORT = Report(
    at=AT,
    software="0.1.0",
    python="3.13.5",
    system="debian-13",
    up=777_600,
    services={"devices": 86_000, "sync": 86_400},
    rules=RulesStanding("12-abcdef01", "2026-11-20T00:02:00+00:00", "2026-12-04T00:02:00+00:00"),
    backlog=Backlog(3, 1, 1, 7200, "2026-11-22T10:02:00+00:00"),
    free=61,
    certificate="2027-01-22T00:02:00+00:00",
    devices=(
        DeviceStanding("scanner", "scanner-jammed", "2026-11-22T21:02:00+00:00"),
        *(
            DeviceStanding(one, "", "2026-11-14T00:02:00+00:00")
            for one in ("disk", "printer", "reader")
        ),
    ),
    journal=Head(4120, DIGEST),
    asked=96,
    of=Head(4101, DIGEST[::-1]),
)


@pytest.mark.parametrize(
    "report",
    [
        REPORT,
        replace(REPORT, of=None, asked=0, certificate="", rules=RulesStanding(), backlog=Backlog()),
        replace(REPORT, journal=Head(0, ""), devices=(), services={}),
        replace(REPORT, of=Head(9000, "")),
        replace(REPORT, doctor=Doctor(AT, ())),
        replace(
            REPORT,
            doctor=Doctor(
                AT,
                (
                    CheckTold("scanner", "ok", model="Mẫu 100", driver="airscan", figure="31"),
                    CheckTold("clock", "bad", "Đồng hồ chạy sai.", "The clock is wrong."),
                ),
            ),
        ),
    ],
)
def test_a_report_arrives_as_it_was_told(report):
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_moments_are_kept_in_one_zone_so_that_they_sort():
    told = REPORT.to_json() | {"at": "2026-11-23T07:02:00+07:00"}
    assert Report.from_json(told).at == AT


def without(name):
    return {key: value for key, value in REPORT.to_json().items() if key != name}


@pytest.mark.parametrize("name", sorted(set(REPORT.to_json()) - {"of", "certificate"}))
def test_a_report_without_a_field_is_none(name):
    with pytest.raises(ContractError):
        Report.from_json(without(name))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("at", "yesterday"),
        ("at", "2026-11-23T00:02:00"),
        ("at", "0001-01-01T00:00:00+14:00"),
        ("software", "Nguyễn Văn Thử"),
        ("software", "x" * 41),
        ("python", ""),
        ("system", "<script>"),
        ("doctor", {"at": AT}),
        ("doctor", {"at": AT, "checks": [{"name": "disk", "verdict": "fine"}]}),
        ("doctor", {"at": AT, "checks": [{"name": "disk", "verdict": "ok", "model": 7}]}),
        ("doctor", {"at": AT, "checks": [{"name": "disk", "verdict": "ok"}] * 41}),
        ("up", -1),
        ("up", True),
        ("up", 10**12),
        ("services", {"sync": -1}),
        ("services", {"Nguyễn": 1}),
        ("services", {f"s{n}": 1 for n in range(9)}),
        ("services", []),
        ("rules", {"version": "../etc"}),
        ("rules", None),
        ("backlog", {"waiting": 1}),
        ("backlog", REPORT.to_json()["backlog"] | {"waiting": -1}),
        ("backlog", REPORT.to_json()["backlog"] | {"oldest": "long"}),
        ("free", 101),
        ("free", -1),
        ("certificate", "never"),
        ("devices", "scanner"),
        ("devices", [REPORT.to_json()["devices"][0]] * 17),
        ("devices", [{"device": "scanner", "fault": "Nguyễn Văn Thử", "since": AT}]),
        ("devices", [{"device": "001099000001 ", "fault": "", "since": AT}]),
        ("devices", [{"device": "scanner", "fault": "", "since": "now"}]),
        ("journal", {"seq": 0, "digest": DIGEST}),
        ("journal", {"seq": 7, "digest": ""}),
        ("journal", {"seq": 7, "digest": "00"}),
        ("asked", -1),
        ("of", {"seq": "7", "digest": ""}),
        ("of", 7),
    ],
)
def test_what_has_another_shape_is_refused(name, wrong):
    with pytest.raises(ContractError):
        Report.from_json(REPORT.to_json() | {name: wrong})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(REPORT.to_json())), ANYTHING))
def test_nothing_that_comes_raises_anything_but_the_contracts_error(wrong):
    with suppress(ContractError):
        Report.from_json(REPORT.to_json() | wrong)


@pytest.mark.parametrize(
    "told", [{}, {"asked": 1}, {"asked": -1, "of": 0}, {"asked": 1, "of": ""}, []]
)
def test_an_answer_of_another_shape_is_refused(told):
    with pytest.raises(ContractError):
        Asking.from_json(told)


def test_an_answer_arrives_as_it_was_told():
    assert Asking.from_json(Asking(7, 4120).to_json()) == Asking(7, 4120)


def test_a_report_is_small_on_the_line():
    said = {**REPORT.to_json(), "device": "h38-101-k1", "nonce": DIGEST[:32]}
    packed = gzip.compress(json.dumps(said, separators=(",", ":")).encode(), mtime=0)
    assert len(packed) <= 700
