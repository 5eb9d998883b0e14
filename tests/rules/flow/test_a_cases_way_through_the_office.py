"""A case's way: every act fits how it stands, somebody is always responsible, and taking back is the inverse."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kiosk.contract.news import CaseStatus
from kiosk.plain import built, spare
from kiosk.rules.flow.acts import NEEDS, PLACES, Act, Clock, Kind, Place, Wanted
from kiosk.rules.flow.deeds import (
    AT,
    UNDO_FOR,
    Why,
    may,
    may_extend,
    may_undo,
    role_for,
    targets,
)
from kiosk.rules.flow.standing import standing
from kiosk.rules.roster import RIGHTS, Role

START = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)
STAFF = (Role.CLERK, Role.SPECIALIST, Role.LEADER, Role.ARCHIVIST)
CLOCK = Clock(*(START + dt.timedelta(days=days) for days in (4, 3, 3.6)))
LATER = Clock(*(START + dt.timedelta(days=days) for days in (9, 7, 8)))


def act(kind, hour=0, **more):
    said = {"clock": CLOCK} if kind is Kind.RECEIVED else {}
    return Act(kind, START + dt.timedelta(hours=hour), "somebody", **(said | more))


def after(*kinds):
    return standing([each if isinstance(each, Act) else act(each) for each in kinds])


@some.composite
def ways(draw, most=12):
    """Acts as the office could do them, each allowed where it is done, some of them taken back."""
    acts = []
    for number in range(draw(some.integers(0, most))):
        stands = standing(acts)
        if draw(some.booleans()) and not may(stands, Kind.UNDONE, STAFF):
            acts.append(act(Kind.UNDONE, number))
        fits = [
            kind
            for kind in Kind
            if kind is not Kind.UNDONE and not may(standing(acts), kind, STAFF)
        ]
        kind = draw(some.sampled_from(fits))
        to = Place.NONE
        if kind in (Kind.HANDED_ON, Kind.SENT_BACK):
            to = draw(some.sampled_from(sorted(targets(standing(acts).place, kind))))
        elif kind is Kind.RECEIVED:
            to = draw(some.sampled_from([Place.SPECIALIST, Place.LEADER, Place.RECEPTION]))
        clock = LATER if kind in (Kind.PAPERS_CAME, Kind.PAID, Kind.EXTENDED) else CLOCK
        acts.append(
            act(kind, number, to=to, clock=clock, person=draw(some.sampled_from(["", "minh"])))
        )
    return acts


@given(ways())
def test_somebody_is_responsible_until_a_case_is_over(acts):
    stands = standing(acts)
    assert stands.over == (stands.place is Place.NONE)
    if not stands.over:
        assert any(stands.place in PLACES[role] for role in STAFF)


@given(ways())
def test_whoever_is_responsible_can_always_do_something_to_it(acts):
    stands = standing(acts)
    if stands.over:
        return
    roles = [role for role in STAFF if stands.place in PLACES[role]]
    assert not may(stands, Kind.TAKEN, roles)
    ends_or_moves = set(Kind) - {Kind.TAKEN, Kind.NOTED, Kind.UNDONE}
    assert any(not may(stands, kind, STAFF) for kind in ends_or_moves)


@given(ways())
def test_days_rest_exactly_while_papers_or_a_payment_are_waited_for_or_it_was_stopped(acts):
    stands = standing(acts)
    waits = (CaseStatus.PAPERS_WANTED, CaseStatus.PAYMENT_WANTED, CaseStatus.STOPPED)
    assert (stands.rests_since is not None) == (stands.status in waits)


@given(ways(), some.data())
def test_taking_back_is_as_if_it_had_never_been_done(acts, data):
    fits = [
        kind for kind in Kind if kind is not Kind.UNDONE and not may(standing(acts), kind, STAFF)
    ]
    kind = data.draw(some.sampled_from(fits))
    to = next(iter(sorted(targets(standing(acts).place, kind))), Place.NONE)
    back = standing([*acts, act(kind, to=to), act(Kind.UNDONE)])
    before = standing(acts)
    assert replace(back, acts=0, undone=False) == replace(before, acts=0, undone=False)


@given(ways())
def test_what_was_written_down_and_read_again_stands_the_same(acts):
    read = [built(Act, json.loads(json.dumps(spare(each))), spared=True) for each in acts]
    assert standing(read) == standing(acts)


@given(ways())
def test_it_is_done_in_a_role_that_may(acts):
    stands = standing(acts)
    for kind in Kind:
        if kind is Kind.UNDONE or may(stands, kind, STAFF):
            continue
        role = role_for(stands, kind, STAFF)
        assert RIGHTS[role] & NEEDS[kind]
        assert kind not in AT or stands.over or stands.place in PLACES[role]


@settings(max_examples=20)
@given(ways())
def test_neither_helper_nor_technician_does_anything_to_a_case(acts):
    for role in (Role.HELPER, Role.TECHNICIAN):
        assert all(may(standing(acts), kind, [role]) for kind in Kind if kind is not Kind.UNDONE)


def test_a_leader_approves_what_lies_with_the_leader():
    lies = after(Kind.RECEIVED, act(Kind.HANDED_ON, to=Place.LEADER))
    assert may(lies, Kind.APPROVED, [Role.LEADER]) is None
    assert may(lies, Kind.APPROVED, [Role.SPECIALIST]) is Why.RIGHT
    assert may(after(Kind.RECEIVED), Kind.APPROVED, [Role.LEADER]) is Why.PLACE


def test_nobody_issues_what_no_leader_decided():
    assert Place.ARCHIVIST not in targets(Place.SPECIALIST, Kind.HANDED_ON)
    assert may(after(Kind.RECEIVED), Kind.ISSUED, STAFF) is Why.PLACE


def test_a_case_that_waits_for_papers_is_neither_decided_nor_extended():
    rests = after(Kind.RECEIVED, act(Kind.HANDED_ON, to=Place.SPECIALIST), Kind.ASKED_MORE)
    assert may(rests, Kind.EXTENDED, STAFF) is Why.RESTS
    assert may(rests, Kind.PAYMENT_ASKED, STAFF) is Why.RESTS
    assert may(rests, Kind.PAID, STAFF) is Why.NOT_WAITED
    assert may(rests, Kind.PAPERS_CAME, [Role.CLERK]) is None  # at the counter, wherever it lies


def test_papers_asked_for_twice_rest_since_the_first_time():
    twice = after(
        Kind.RECEIVED, act(Kind.ASKED_MORE, 2), act(Kind.ASKED_MORE, 5, wanted=(Wanted("x", "X"),))
    )
    assert twice.rests_since == START + dt.timedelta(hours=2)
    assert len(twice.wanted) == 1


def test_days_run_on_by_the_clock_that_came_with_the_papers():
    stands = after(Kind.RECEIVED, Kind.ASKED_MORE, act(Kind.PAPERS_CAME, clock=LATER))
    assert (stands.clock, stands.rests_since, stands.status) == (LATER, None, CaseStatus.IN_HAND)


def test_a_waiting_case_handed_to_a_colleague_goes_on_waiting():
    stands = after(
        Kind.RECEIVED, Kind.ASKED_MORE, act(Kind.HANDED_ON, to=Place.SPECIALIST, person="hoa")
    )
    assert (stands.owner, stands.status) == ("hoa", CaseStatus.PAPERS_WANTED)
    assert stands.rests_since


def test_a_decided_case_handed_to_a_colleague_stays_decided():
    stands = after(
        Kind.RECEIVED, act(Kind.HANDED_ON, to=Place.LEADER), Kind.APPROVED, Kind.ISSUED,
        act(Kind.HANDED_ON, to=Place.RETURN, person="lan"),
    )  # fmt: skip
    assert (stands.place, stands.owner, stands.status) == (Place.RETURN, "lan", CaseStatus.DECIDED)


def test_a_stopped_case_is_over_until_the_leader_takes_it_up_again():
    stopped = after(Kind.RECEIVED, Kind.ASKED_MORE, Kind.STOPPED)
    assert stopped.over
    assert may(stopped, Kind.SENT_BACK, [Role.CLERK, Role.SPECIALIST]) is Why.RIGHT
    assert role_for(stopped, Kind.SENT_BACK, STAFF) is Role.LEADER
    again = after(
        Kind.RECEIVED, Kind.STOPPED, act(Kind.SENT_BACK, to=Place.SPECIALIST, clock=LATER)
    )
    assert (again.status, again.clock, again.rests_since) == (CaseStatus.IN_HAND, LATER, None)


def test_no_more_excuses_than_the_law_allows():
    once = after(Kind.RECEIVED, act(Kind.EXTENDED, clock=LATER))
    assert (once.clock, once.extended) == (LATER, 1)
    assert may_extend(once) is Why.EXTENDED
    assert may_extend(once, most=2) is None


def test_a_date_put_right_by_hand_is_no_excuse():
    stands = after(Kind.RECEIVED, act(Kind.REDATED, clock=LATER))
    assert (stands.clock, stands.extended) == (LATER, 0)


def test_whoever_did_it_takes_it_back_within_ten_minutes():
    stands = after(Kind.RECEIVED)
    assert may_undo(stands, "somebody", START + UNDO_FOR) is None
    assert may_undo(stands, "somebody", START + UNDO_FOR + dt.timedelta(seconds=1)) is Why.LATE
    assert may_undo(stands, "somebody else", START) is Why.ANOTHERS


def test_a_clock_put_back_gives_nobody_more_time_to_take_it_back():
    stands = after(Kind.RECEIVED)
    assert may_undo(stands, "somebody", START - dt.timedelta(days=1)) is Why.LATE


def test_nobody_takes_back_what_the_centre_did():
    assert may_undo(after(replace(act(Kind.RECEIVED), by="")), "", START) is Why.ANOTHERS


@pytest.mark.parametrize("kind", [Kind.RETURNED, Kind.WITHDRAWN, Kind.STOPPED, Kind.EXTENDED])
def test_what_left_the_house_is_not_taken_back(kind):
    stands = after(Kind.RECEIVED, act(kind, clock=LATER))
    assert may_undo(stands, "somebody", START) is Why.PAPER_OUT


def test_only_the_very_last_act_is_taken_back():
    assert may_undo(after(Kind.RECEIVED, Kind.NOTED, Kind.UNDONE), "somebody", START) is Why.NOTHING
