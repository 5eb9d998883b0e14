"""A trial reaches whom it names and a share of all others, and whatever is said of it oddly reaches nobody."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.contract import ContractError
from kiosk.contract.rules import sets
from kiosk.contract.rules.sets import PATH, Sets, Settled, Trial

DAY = "2026-11-02T01:30:00+00:00"
HOLDS = Settled(5, DAY)
DEVICES = [f"kiosk-{number}" for number in range(2000)]


def reached(trial):
    return {device for device in DEVICES if trial.reaches(device, "H38.101")}


def test_whom_a_smaller_share_reaches_a_larger_one_reaches_too():
    before = reached(Trial(6, DAY))
    assert before == set()
    for share in (1, 5, 25, 60, 99, 100):
        now = reached(Trial(6, DAY, share))
        assert before < now
        assert abs(len(now) - len(DEVICES) * share / 100) < 80
        before = now
    assert before == set(DEVICES)


def test_other_devices_go_first_at_the_next_trial():
    first, second = (reached(Trial(number, DAY, 5)) for number in (6, 7))
    assert first - second
    assert second - first


def test_named_offices_and_devices_try_it_and_nobody_else():
    trial = Trial(6, DAY, to=("office/H38.102", "device/kiosk-7"))
    assert reached(trial) == {"kiosk-7"}
    assert trial.reaches("kiosk-1", "H38.102")
    assert not trial.reaches("kiosk-1", "")
    assert not trial.reaches("H38.102", "kiosk-7")


@pytest.mark.parametrize(
    ("share", "to"),
    [
        (-1, ()),
        (101, ()),
        (0, ("kiosk-7",)),
        (0, ("device/Kiosk 7",)),
        (0, ("office/h38",)),
        (0, ("all",)),
        (0, ("device/kiosk-7/x",)),
        (0, tuple(f"device/kiosk-{number}" for number in range(1001))),
    ],
)
def test_a_trial_for_nobody_that_could_be_is_none(share, to):
    with pytest.raises(ContractError):
        Trial(6, DAY, share, to)


def test_what_is_said_of_sets_comes_back_as_it_was():
    for said in (Sets(HOLDS), Sets(HOLDS, Trial(6, DAY, 5, ("device/a",), ("all/fees.toml",)))):
        assert Sets.from_json(said.to_json()) == said


TRIAL = Trial(6, DAY, 100).to_json()


@pytest.mark.parametrize(
    "odd",
    [
        {**TRIAL, "share": "100"},
        {**TRIAL, "share": 101},
        {**TRIAL, "share": True},
        {**TRIAL, "to": "device/kiosk-1"},
        {**TRIAL, "to": [["device/kiosk-1"]]},
        {**TRIAL, "without": None},
        {**TRIAL, "number": 5},
        {**TRIAL, "number": 0},
        {**TRIAL, "issued": "yesterday"},
        {**TRIAL, "issued": "2026-11-02T01:30:00"},
        {**TRIAL, "issued": "9999-12-31T23:59:59-12:00"},
        {**TRIAL, "issued": "0001-01-01T00:00:00+14:00"},
        {"number": 6},
        [],
        None,
    ],
)
def test_a_trial_that_is_said_oddly_reaches_nobody(odd):
    said = {"settled": HOLDS.to_json(), "trial": odd}
    assert Sets.believed(said, Settled(9, DAY)) == Sets(HOLDS)


@pytest.mark.parametrize("odd", [None, 3, [], {}, {"settled": 5}, {"settled": {"number": "5"}}])
def test_where_nothing_understandable_is_said_all_there_is_holds(odd):
    assert Sets.believed(odd, Settled(9, DAY)) == Sets(Settled(9, DAY))


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda one: st.lists(one) | st.dictionaries(st.text(), one),
)


@given(ANY, ANY, ANY)
def test_no_odd_word_keeps_a_kiosk_from_what_holds(share, to, number):
    trial = {**TRIAL, "share": share, "to": to, "number": number}
    said = Sets.believed({"settled": HOLDS.to_json(), "trial": trial}, Settled(9, DAY))
    assert said.settled == HOLDS
    assert said.of("kiosk-1", "").number >= 5


def test_what_is_for_the_device_goes_before_its_offices_and_that_before_what_is_for_all():
    there = [
        *("all/a.toml", "all/b.toml", "all/c.toml"),
        *("office/H38.101/b.toml", "office/H38.101/c.toml", "device/kiosk-1/c.toml"),
        *("office/H38.102/a.toml", "device/kiosk-2/a.toml"),
    ]
    placed = sets.by_place(sets.paths(HOLDS, there))
    assert sets.mine("kiosk-1", "H38.101", placed, lambda name: True) == {
        "a.toml": "all/a.toml",
        "b.toml": "office/H38.101/b.toml",
        "c.toml": "device/kiosk-1/c.toml",
    }
    assert sets.mine("kiosk-3", "", placed, lambda name: name != "b.toml") == {
        "a.toml": "all/a.toml",
        "c.toml": "all/c.toml",
    }


def test_a_trial_is_what_holds_but_for_what_is_other_in_it():
    there = ["all/a.toml", "all/b.toml", "trial/all/b.toml", "trial/device/kiosk-1/words/vi.toml"]
    trial = Trial(6, DAY, 100, without=("all/a.toml",))
    assert sets.paths(trial, there) == {
        "all/b.toml": "trial/all/b.toml",
        "device/kiosk-1/words/vi.toml": "trial/device/kiosk-1/words/vi.toml",
    }
    assert sets.paths(HOLDS, there) == {"all/a.toml": "all/a.toml", "all/b.toml": "all/b.toml"}


def test_a_version_is_named_by_its_number_and_by_what_is_in_it():
    files = {name: hashlib.sha256(name.encode()).hexdigest() for name in ("a.toml", "b.toml")}
    first = sets.version(5, files)
    assert first.startswith("5-")
    assert first == sets.version(5, dict(reversed(files.items())))
    assert first != sets.version(6, files)
    assert first != sets.version(5, {**files, "a.toml": files["b.toml"]})
    assert first != sets.version(5, {"a.toml": files["a.toml"]})


@pytest.mark.parametrize(
    ("path", "fits"),
    [
        ("all/catalogue.toml", True),
        ("office/H38.101/roster.toml", True),
        ("device/kiosk-1/words/vi.toml", True),
        ("office/h38.101/roster.toml", False),
        ("office/H38..101/roster.toml", False),
        ("office/roster.toml", False),
        ("trial/all/catalogue.toml", False),
        ("all/../catalogue.toml", False),
        ("all/.hidden", False),
        ("all", False),
    ],
)
def test_what_a_path_may_be(path, fits):
    assert bool(PATH.fullmatch(path)) is fits
