"""The control sheet notes every hand-over with both times; nothing later takes one out."""

import datetime as dt

from kiosk.rules.flow.acts import Act, Clock, Kind, Place
from kiosk.rules.flow.handovers import hand_overs

T = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)


def act(kind, minutes, by, **more):
    return Act(kind, T + dt.timedelta(minutes=minutes), by, **more)


def test_the_other_side_has_it_from_its_first_act_on():
    acts = [
        act(Kind.RECEIVED, 0, "lan"),
        act(Kind.NOTED, 5, "hung", note="xem"),
        act(Kind.TAKEN, 10, "minh"),
        act(Kind.HANDED_ON, 20, "minh", to=Place.LEADER),
    ]
    first, second = hand_overs(acts)
    assert (first.giver, first.to, first.taker) == ("lan", Place.SPECIALIST, "minh")
    assert first.taken == T + dt.timedelta(minutes=10)
    assert (second.source, second.to, second.taken) == (Place.SPECIALIST, Place.LEADER, None)


def test_an_undone_hand_over_stays_and_says_so():
    acts = [
        act(Kind.RECEIVED, 0, "lan"),
        act(Kind.HANDED_ON, 10, "minh", to=Place.ARCHIVIST),
        act(Kind.UNDONE, 11, "minh"),
        act(Kind.HANDED_ON, 12, "minh", to=Place.LEADER),
    ]
    assert [(each.to, each.undone) for each in hand_overs(acts)] == [
        (Place.SPECIALIST, False),
        (Place.ARCHIVIST, True),
        (Place.LEADER, False),
    ]


def test_more_acts_never_change_when_somebody_gave_or_took():
    due = T + dt.timedelta(minutes=15)
    acts = [
        act(Kind.RECEIVED, 0, "lan", clock=Clock(due, due, due)),
        act(Kind.TAKEN, 3, "minh"),
        act(Kind.HANDED_ON, 10, "minh", to=Place.LEADER),
        act(Kind.APPROVED, 20, "hung"),
        act(Kind.ISSUED, 30, "thao"),
        act(Kind.RETURNED, 40, "lan"),
    ]
    told = {}
    for count in range(1, len(acts) + 1):
        for number, each in enumerate(hand_overs(acts[:count])):
            kept = told.setdefault(number, each)
            assert (each.given, each.giver) == (kept.given, kept.giver)
            assert kept.taken in (None, each.taken)
            told[number] = each
    assert [each.late for each in hand_overs(acts)] == [False, False, True, True, True]
