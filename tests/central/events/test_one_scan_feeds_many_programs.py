"""A40: a case is scanned once, and every connected system has it, each in its own time."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

from central.deliveries import Became, DeliveryState, pause
from central.targets import Alarm, TargetError, TargetState
from tests.workbench.told import BEGIN, correcting, invented

SYSTEMS = ("dvc", "ho-tich", "vbdlis")


def kinds(rows):
    return [row["kind"] for row in rows]


def counts(centre, name):
    target = centre.targets.one(name)
    return target.waiting, target.taken, target.refused, target.done


def test_one_scan_three_systems_one_of_them_down(centre):
    for name in SYSTEMS:
        centre.targets.add(name)
    said = centre.receive(invented())
    for name in SYSTEMS:
        (given,) = centre.claim(name)
        assert given["announcement"] == said.to_json() | {"files": [vars(said.files[0])]}
        down = name == "vbdlis"
        centre.settle(name, given, Became.LATER if down else Became.DONE, reason="is down")
    assert [counts(centre, name) for name in SYSTEMS] == [(0, 0, 0, 1), (0, 0, 0, 1), (1, 0, 0, 0)]
    assert centre.claim("vbdlis") == []  # not before its pause is over
    centre.wait(minutes=1)
    (again,) = centre.claim("vbdlis")
    assert (again["try"], again["event"]) == (2, given["event"])
    assert centre.settle("vbdlis", again, reference="VBDLIS-77") == "done"
    assert counts(centre, "vbdlis") == (0, 0, 0, 1)


def test_the_pauses_grow_up_to_an_hour():
    assert [pause(tries) for tries in (1, 2, 3)] == [dt.timedelta(minutes=n) for n in (1, 2, 4)]
    assert pause(7) == pause(100_000) == dt.timedelta(hours=1)


def test_a_system_is_told_of_its_procedures_and_offices_alone(centre):
    centre.targets.add("ho-tich", procedures=["1.00*", "2.000815"])
    centre.targets.add("dat-dai", procedures=["1.0"], offices=["Bộ phận*"])
    centre.targets.add("xa-ben", offices=["Xã bên"])
    told = [
        centre.receive(invented(procedure="1.001193")),
        centre.receive(invented(procedure="2.000815")),
    ]
    centre.receive(invented(procedure="2.0008155"))
    (ground,) = [centre.receive(invented(procedure="1.0"))]
    given = centre.work_off("ho-tich")
    assert {row["envelope"] for row in given} == {said.envelope for said in told}
    assert [row["envelope"] for row in centre.work_off("dat-dai")] == [ground.envelope]
    assert centre.work_off("xa-ben") == []


def test_an_office_is_its_agency_code_where_the_centre_knows_one(centre):
    with centre.database.change() as db:
        db.execute(
            text(
                "insert into devices (name, office, key, state, added_at, changed_at) "
                "values ('kiosk-1', 'H38.101', 'aa', 'active', '', '')"
            )
        )
    centre.targets.add("dvc", offices=["H38.*"])
    centre.targets.add("by-name", offices=["Bộ phận Một cửa"])
    told = centre.receive(invented())
    other = centre.receive(invented(device="kiosk-2"))
    assert [row["envelope"] for row in centre.work_off("dvc")] == [told.envelope]
    assert [row["envelope"] for row in centre.work_off("by-name")] == [other.envelope]


def test_a_system_that_comes_later_gets_what_happened_since_the_day_it_names(centre):
    centre.receive(invented())
    centre.wait(days=2)
    said = centre.receive(invented())
    centre.wait(days=2)
    centre.targets.add("late", since=dt.date(2026, 11, 25))
    centre.targets.add("new")
    assert [row["envelope"] for row in centre.work_off("late")] == [said.envelope]
    assert centre.work_off("new") == []


def test_a_process_whose_clock_is_behind_tells_a_new_system_too(centre, process):
    centre.targets.add("dvc")
    behind = process()
    behind.wait(minutes=-5)
    said = behind.receive(invented())
    assert [row["envelope"] for row in centre.work_off("dvc")] == [said.envelope]


def test_many_past_cases_come_in_parts_and_none_is_lost(centre, monkeypatch):
    monkeypatch.setattr("central.targets.FILLING", 2)
    said = []
    for day in range(4):  # two at each moment but one
        said += [centre.receive(invented()) for _ in range(1 if day == 2 else 2)]
        centre.wait(seconds=1)
    centre.targets.add("late", since=dt.date(2026, 11, 1))
    assert {row["envelope"] for row in centre.work_off("late")} == {one.envelope for one in said}


def test_what_was_received_by_the_release_before_is_told_too(centre):
    said = centre.receive(invented(), noted=False)
    centre.targets.add("late", since=dt.date(2026, 11, 1))
    centre.tell(said, "in-hand")
    other = centre.receive(invented(), noted=False)
    centre.tell(other, "in-hand")
    given = centre.work_off("late")
    for envelope in (said.envelope, other.envelope):
        mine = [row for row in given if row["envelope"] == envelope]
        assert kinds(mine) == ["case-received", "status-told"]


def test_what_a_system_told_itself_is_not_told_it_again(centre):
    for name in ("dvc", "ho-tich"):
        centre.targets.add(name)
    said = centre.receive(invented())
    centre.tell(said, "in-hand", told_by="dvc")
    assert kinds(centre.work_off("dvc")) == ["case-received"]
    assert kinds(centre.work_off("ho-tich")) == ["case-received", "status-told"]


def test_the_same_thing_is_one_event_whatever_is_asked_again(centre):
    centre.targets.add("dvc")
    said = centre.receive(invented())
    with centre.database.change() as db:
        centre.events.received(db, said, BEGIN.isoformat())
    assert kinds(centre.work_off("dvc")) == ["case-received"]


def test_the_case_waits_behind_what_was_refused_and_others_flow_on(centre):
    centre.targets.add("dvc")
    said = centre.receive(invented())
    centre.receive(correcting(said))
    (given,) = centre.claim("dvc")
    assert centre.settle("dvc", given, Became.REFUSED, reason="no such procedure") == "refused"
    other = centre.receive(invented())
    assert [row["envelope"] for row in centre.work_off("dvc")] == [other.envelope]
    (refused,) = centre.deliveries.refused("dvc")
    assert (refused["event"], refused["reason"]) == (given["event"], "no such procedure")
    assert centre.deliveries.free("dvc", given["event"], DeliveryState.WAITING)
    assert kinds(centre.work_off("dvc")) == ["case-received", "correction-received"]


def test_a_person_lets_a_case_go_on_without_an_event(centre):
    centre.targets.add("dvc")
    said = centre.receive(invented())
    centre.receive(correcting(said))
    (given,) = centre.claim("dvc")
    centre.settle("dvc", given, Became.REFUSED)
    assert centre.deliveries.free("dvc", given["event"], DeliveryState.ASIDE)
    assert kinds(centre.work_off("dvc")) == ["correction-received"]
    assert not centre.deliveries.free("dvc", "0" * 32, DeliveryState.ASIDE)


def test_a_lost_answer_gives_the_event_again_and_the_late_one_still_counts(centre):
    centre.targets.add("dvc")
    centre.receive(invented())
    (first,) = centre.claim("dvc", seconds=60)
    assert centre.claim("dvc") == []
    centre.wait(seconds=60)
    (second,) = centre.claim("dvc")
    assert (first["try"], second["try"]) == (1, 2)
    assert centre.settle("dvc", first, Became.REFUSED) == "taken"  # not the try that counts
    assert centre.settle("dvc", first, reference="A") == "done"
    assert centre.settle("dvc", second, Became.LATER, reference="B") == "done"
    assert counts(centre, "dvc") == (0, 0, 0, 1)


def test_an_outcome_of_what_was_never_given_changes_nothing(centre):
    for name in ("dvc", "other"):
        centre.targets.add(name)
    centre.receive(invented())
    (given,) = centre.claim("dvc")
    assert centre.settle("other", given) == "unknown"
    assert centre.settle("dvc", given | {"try": 2}) == "unknown"
    assert centre.settle("dvc", given | {"event": "0" * 32}) == "unknown"
    assert counts(centre, "other") == (1, 0, 0, 0)


def test_a_stopped_system_gets_nothing_and_loses_nothing(centre):
    centre.targets.add("dvc")
    centre.targets.stop("dvc")
    said = centre.receive(invented())
    assert centre.claim("dvc") == []
    centre.targets.resume("dvc")
    assert [row["envelope"] for row in centre.work_off("dvc")] == [said.envelope]


def test_an_ended_system_may_come_back_under_its_name(centre):
    centre.targets.add("dvc")
    centre.receive(invented())
    centre.work_off("dvc")
    waiting = centre.receive(invented())
    centre.targets.end("dvc")
    assert centre.targets.all() == []
    assert centre.targets.state("dvc") is TargetState.ENDED
    with pytest.raises(TargetError):
        centre.targets.end("dvc")
    centre.targets.add("dvc", since=dt.date(2026, 11, 1))
    assert [row["envelope"] for row in centre.work_off("dvc")] == [waiting.envelope]


def test_an_adding_that_was_interrupted_gives_nothing_until_it_is_resumed(centre, monkeypatch):
    said = centre.receive(invented())
    monkeypatch.setattr(centre.targets, "_fill", lambda name: None)
    centre.targets.add("dvc", since=dt.date(2026, 11, 1))
    centre.receive(correcting(said))
    assert centre.claim("dvc") == []
    monkeypatch.undo()
    centre.targets.resume("dvc")
    assert kinds(centre.work_off("dvc")) == ["case-received", "correction-received"]


def test_names_and_patterns_that_make_no_sense_add_nothing(centre):
    centre.targets.add("dvc")
    for name, procedures in (("dvc", []), ("Dvc", []), ("a", ["1.*.2"]), ("a", [""])):
        with pytest.raises(TargetError):
            centre.targets.add(name, procedures=procedures)
    assert [target.name for target in centre.targets.all()] == ["dvc"]


def test_alarms_say_who_is_silent_who_is_late_and_who_refuses(centre):
    centre.targets.add("dvc")
    centre.receive(invented())
    centre.receive(invented())

    def alarms():
        return centre.targets.one("dvc").alarms(centre.clock)

    assert alarms() == []
    centre.wait(hours=2)
    assert alarms() == [Alarm.SILENT]
    first, second = centre.claim("dvc", seconds=3600)
    centre.settle("dvc", first, Became.REFUSED)
    assert alarms() == [Alarm.REFUSED]
    centre.wait(hours=3)
    assert alarms() == [Alarm.SILENT, Alarm.LATE, Alarm.REFUSED]
    centre.targets.stop("dvc")
    assert alarms() == [Alarm.REFUSED]
    centre.targets.resume("dvc")
    centre.settle("dvc", second)
    centre.deliveries.free("dvc", first["event"], DeliveryState.ASIDE)
    assert alarms() == []
