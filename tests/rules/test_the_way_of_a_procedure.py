"""The internal process of a procedure: its steps with hours, and whether somebody approved it."""

import datetime as dt

import pytest

from kiosk.contract.rules.entries import RulesError
from kiosk.contract.rules.processes import Decided, Stage, processes
from kiosk.rules.catalogue import parse
from kiosk.rules.flow.acts import Place
from kiosk.rules.flow.processes import USUAL, process_of, unapproved, warning
from kiosk.store.rulebook import Rules
from kiosk.workspace import CATALOGUE

DAY = dt.date(2026, 11, 23)
STAGES = (Stage("reception", 120), Stage("specialist", 180), Stage("return-desk", 30))


def decided(code: str, approved: bool = True, since=dt.date(2026, 1, 1)) -> Decided:
    day = dt.date(2025, 12, 1) if approved else None
    return Decided(code, STAGES, since, "12/QĐ-UBND" if approved else "", day)


def test_the_steps_are_places_with_their_hours():
    way = process_of("1.000001", [decided("1.000001")], DAY)
    assert [step.place for step in way.steps] == [Place.RECEPTION, Place.SPECIALIST, Place.RETURN]
    assert way.hours == 5.5
    assert way.hours_at(Place.SPECIALIST) == 3
    assert way.after(Place.RECEPTION) is Place.SPECIALIST
    assert way.after(Place.RETURN) is Place.NONE
    assert way.after(Place.LEADER) is Place.NONE


def test_an_approved_one_names_its_decision_and_warns_of_nothing():
    way = process_of("1.000001", [decided("1.000001")], DAY)
    assert way.decision == "12/QĐ-UBND (01/12/2025)"
    assert warning(way) is None


def test_one_that_nobody_approved_warns():
    way = process_of("1.000001", [decided("1.000001", approved=False)], DAY)
    assert "chưa được phê duyệt" in warning(way).vi


def test_a_procedure_without_one_takes_the_usual_way_and_says_so():
    way = process_of("1.000001", [], DAY)
    assert tuple(step.place for step in way.steps) == USUAL
    assert not way.approved
    assert "chưa có quy trình nội bộ" in warning(way).vi


def test_the_newest_that_holds_counts():
    both = [decided("1.000001", approved=False), decided("1.000001", since=dt.date(2026, 12, 1))]
    assert not process_of("1.000001", both, DAY).approved
    assert process_of("1.000001", both, dt.date(2026, 12, 1)).approved


def test_fourteen_of_a_hundred_and_twenty_five_are_listed():
    codes = [f"1.{n:06}" for n in range(125)]
    missing, waiting = codes[3:10], codes[40:47]
    given = [decided(code, code not in waiting) for code in codes if code not in missing]
    assert unapproved(codes, given, DAY) == (*missing, *waiting)


def test_every_procedure_shipped_has_a_sample_that_fits_its_deadline():
    said, shipped = Rules().processes(), parse(CATALOGUE.read_text(encoding="utf-8"), DAY)
    assert said.sample
    for procedure in shipped.procedures:
        way = process_of(procedure.code, said.processes, DAY)
        assert way.known
        days = {"same-day": 1, "working-days": procedure.due.number, "calendar-days": 22}
        assert way.hours <= 8 * days[procedure.due.count]
    codes = [procedure.code for procedure in shipped.procedures]
    assert unapproved(codes, said.processes, DAY) == ("1.014027", "1.001731", "1.013967")


GOOD = """
[[process]]
procedure = "1.000001"
valid_from = 2026-01-01
decision = "12/QĐ-UBND"
decided_on = 2025-12-01
steps = [{ place = "reception", hours = 0.5 }]
"""


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"reception"', '"kitchen"', "place"),
        ("0.5", "-1", "hours"),
        ("0.5", "nan", "hours"),
        ("0.5", "0.001", "hours"),
        ("0.5", '"half"', "hours"),
        ("decided_on = 2025-12-01", "", "decision"),
        ('[{ place = "reception", hours = 0.5 }]', "[]", "steps"),
        ("[[process]]", "[[process]]\nextra = 1", "no such field"),
        (GOOD, GOOD * 2, "stands there twice"),
    ],
)
def test_what_is_wrong_with_a_process_is_named(old, new, why):
    assert processes(GOOD).processes[0].stages == (Stage("reception", 30),)
    with pytest.raises(RulesError, match=why):
        processes(GOOD.replace(old, new))
