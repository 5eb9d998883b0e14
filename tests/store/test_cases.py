"""A case is open, then sealed for good or forgotten for good."""

import datetime as dt
from dataclasses import replace

import pytest

from kiosk.model import CardField, CaseState, Verdict
from kiosk.store.cases import Cases
from kiosk.store.database import CaseGone
from kiosk.store.pages import Pages


@pytest.fixture
def cases(db):
    return Cases(db)


def test_a_case_opened_twice_keeps_its_key_and_its_time(cases, morning):
    cases.open("case-1", morning)
    key = cases.key("case-1")
    cases.open("case-1", morning + dt.timedelta(minutes=1))
    assert (cases.key("case-1"), cases.opened_at("case-1")) == (key, morning)
    assert len(key) == 32


def test_two_cases_never_share_a_key(cases, morning):
    cases.open("case-1", morning)
    cases.open("case-2", morning)
    assert cases.key("case-1") != cases.key("case-2")


def test_the_holder_comes_back_as_given_and_can_be_taken_away(cases, holder, morning):
    cases.open("case-1", morning)
    differing = replace(holder, differs=(CardField.NAME, CardField.BIRTH_DATE))
    for given in (holder, replace(holder, expiry=dt.date(2039, 2, 28)), differing, None):
        cases.set_holder("case-1", given)
        assert cases.holder("case-1") == given


def test_what_proves_the_holder_is_known_as_long_as_the_holder_is(cases, holder, morning):
    cases.open("case-1", morning)
    assert cases.evidence("case-1") == ""
    cases.set_holder("case-1", holder, "case-1/proof.json")
    assert cases.evidence("case-1") == "case-1/proof.json"
    cases.set_holder("case-1", None)
    assert cases.evidence("case-1") == ""
    cases.set_holder("case-1", holder, "case-1/other.json")
    cases.forget("case-1", morning)
    assert cases.evidence("case-1") == ""


@pytest.mark.parametrize("verdict", Verdict)
def test_how_far_the_card_was_believed_comes_back_too(cases, holder, morning, verdict):
    cases.open("case-1", morning)
    cases.set_holder("case-1", replace(holder, verdict=verdict))
    assert cases.holder("case-1").verdict is verdict


def test_a_late_card_finds_no_case_to_write_into(cases, holder, morning):
    cases.open("case-1", morning)
    cases.forget("case-1", morning)
    with pytest.raises(CaseGone):
        cases.set_holder("case-1", holder)
    assert cases.holder("case-1") is None


def test_an_unknown_case_has_no_key(cases):
    assert cases.state("case-1") is None
    with pytest.raises(CaseGone):
        cases.key("case-1")


def test_a_forgotten_case_has_no_key_no_holder_and_no_files(
    workspace, db, vault, cases, holder, morning
):
    cases.open("case-1", morning)
    cases.set_holder("case-1", holder)
    Pages(db, vault).add("case-1", "to-khai", b"pixels", 1, 1, 300, morning)
    cases.forget("case-1", morning)
    cases.forget("case-1", morning)
    assert cases.state("case-1") is CaseState.FORGOTTEN
    assert cases.holder("case-1") is None
    assert list(workspace.vault.iterdir()) == []
    with pytest.raises(CaseGone):
        cases.key("case-1")


def test_the_key_of_a_forgotten_case_is_not_left_in_the_write_ahead_log(workspace, cases, morning):
    cases.open("case-1", morning)
    cases.forget("case-1", morning)
    assert workspace.database.with_name("kiosk.db-wal").stat().st_size == 0


def test_a_forgotten_case_is_not_opened_again(cases, morning):
    cases.open("case-1", morning)
    cases.forget("case-1", morning)
    cases.open("case-1", morning)
    assert cases.state("case-1") is CaseState.FORGOTTEN


def test_cases_left_open_by_a_crash_are_listed_oldest_first(cases, morning):
    for minute, case in enumerate(("case-2", "case-1", "case-3")):
        cases.open(case, morning + dt.timedelta(minutes=minute))
    cases.forget("case-1", morning)
    assert cases.open_cases() == ("case-2", "case-3")


def test_a_time_without_a_zone_is_refused(cases):
    with pytest.raises(ValueError, match="zone"):
        cases.open("case-1", dt.datetime(2026, 11, 23, 8, 15))  # noqa: DTZ001 - what is refused
