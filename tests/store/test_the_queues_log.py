"""The log of the hall's queue: numbered without gaps, told to other desks, aged by a clock that nobody sets."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.model import Errand, Priority
from kiosk.rules.queue.entries import Drawn, Entry, EntryError, Kind, from_json
from kiosk.store.database import open_database
from kiosk.store.queue_log import QueueLog, Steady
from kiosk.workspace import Workspace

NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 23)
TURN = "a" * 32


class Machine:
    """A kiosk's log with a steady clock that the test moves."""

    def __init__(self, folder, kiosk):
        self.db = open_database(Workspace(folder / f"kiosk-{kiosk}"))
        self.steady = Steady("boot-1", 1000.0)
        self.log = QueueLog(self.db, kiosk, lambda: self.steady)

    def wait(self, seconds):
        self.steady = dataclasses.replace(self.steady, seconds=self.steady.seconds + seconds)

    def draw(self, label="A007", now=NOW):
        return self.log.write(Kind.DRAWN, now, turn=TURN, drawn=Drawn(label, DAY, "ho-tich"))


@pytest.fixture
def machines(tmp_path):
    both = Machine(tmp_path, 1), Machine(tmp_path, 2)
    yield both
    for machine in both:
        machine.db.close()


def test_two_machines_tell_each_other_all_they_know(machines):
    one, two = machines
    for _ in range(3):
        one.draw()
    two.draw("A2-001")
    assert two.log.take(one.log.after(two.log.heads(), NOW), NOW) == 3
    assert one.log.take(two.log.after(one.log.heads(), NOW), NOW) == 1
    assert one.log.heads() == two.log.heads() == {1: 3, 2: 1}
    assert one.log.take(two.log.after({}, NOW), NOW) == 0  # once more, and nothing doubles


def test_an_entry_whose_forerunner_is_missing_waits_for_it(machines):
    one, two = machines
    first, second = ((one.draw(), 0.0) for _ in range(2))
    assert two.log.take([second], NOW) == 0
    assert two.log.take([second, first], NOW) == 2


def test_what_is_written_after_hearing_of_something_comes_behind_it(machines):
    one, two = machines
    heard = [one.draw() for _ in range(5)]
    two.log.take(one.log.after({}, NOW), NOW)
    assert two.draw("A2-001").clock > heard[-1].clock


def test_what_two_machines_wrote_apart_stands_as_it_happened(machines):
    one, two = machines
    busy = [one.draw() for _ in range(20)]
    assert two.draw("A2-001", NOW + dt.timedelta(minutes=5)).clock > busy[-1].clock


def test_a_clock_that_goes_back_turns_no_order_round(machines):
    one, _ = machines
    clocks = [one.draw(now=NOW - dt.timedelta(days=each)).clock for each in range(4)]
    assert clocks == sorted(set(clocks))


def test_nobodys_wait_changes_when_the_clock_is_set(machines):
    one, two = machines
    one.draw()
    one.wait(600)
    wrong = NOW - dt.timedelta(days=3)
    ((entry, age),) = one.log.after({}, wrong)
    assert age == 600
    two.log.take([(entry, age)], NOW + dt.timedelta(hours=5))  # its own clock is another one
    two.wait(60)
    (heard,), _ = two.log.since(DAY, NOW)
    assert two.steady.seconds - heard.moment == 660


def test_after_a_restart_the_wall_clock_is_all_there_is(machines):
    one, _ = machines
    one.draw()
    one.steady = Steady("boot-2", 5.0)
    (heard,), last = one.log.since(DAY, NOW + dt.timedelta(seconds=90))
    assert one.steady.seconds - heard.moment == 90
    assert one.log.since(DAY, NOW, last) == ((), last)
    back, _ = one.log.since(DAY, NOW - dt.timedelta(hours=1))
    assert back[0].moment == 5.0  # nobody has waited less than nothing


def test_yesterdays_entries_are_not_todays(machines):
    one, _ = machines
    one.draw()
    tomorrow = dt.date(2026, 11, 24)
    one.wait(9 * 3600)
    assert len(one.log.since(tomorrow, NOW)[0]) == 1  # the clock was set: no night has passed
    one.wait(3 * 3600)
    assert one.log.since(tomorrow, NOW)[0] == ()
    assert one.log.version() == 1


_words = st.from_regex(r"[a-z0-9-]{0,40}", fullmatch=True)
_moments = st.datetimes(timezones=st.just(dt.UTC)).map(lambda m: m.replace(microsecond=0))
_drawn = st.builds(
    Drawn,
    label=st.from_regex(r"[A-Z][0-9]?-?[0-9]{3,4}", fullmatch=True),
    day=st.dates(),
    field=_words,
    procedure=st.sampled_from(["", "1.001193"]),
    errand=st.sampled_from(Errand),
    priority=st.sampled_from(Priority),
    same_day=st.booleans(),
    appointment=st.none() | _moments,
)
_entries = st.builds(
    Entry,
    origin=st.integers(0, 99),
    seq=st.integers(1, 10**9),
    clock=st.integers(1, 10**9),
    at=_moments,
    kind=st.sampled_from([kind for kind in Kind if kind is not Kind.DRAWN]),
    turn=st.sampled_from(["", TURN]),
    counter=st.integers(0, 99),
    field=_words,
    until=st.none() | _moments,
    of=st.integers(-1, 99),
    step=_words,
    deed=_words,
)


@given(entry=_entries, drawn=st.none() | _drawn)
def test_an_entry_told_is_the_entry_heard(entry, drawn):
    if drawn:
        entry = dataclasses.replace(entry, kind=Kind.DRAWN, drawn=drawn)
    assert from_json(entry.to_json()) == entry


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "danced"},
        {"origin": 100},
        {"seq": -1},
        {"seq": True},
        {"turn": "../etc"},
        {"field": "Hộ tịch"},
        {"at": "2026-11-23T02:00:00"},
        {"at": 5},
        {"more": 1},
        {"drawn": None},
        {"drawn": {"label": "A007", "day": "2026-11-23"}},
        {"drawn": {"label": "<b>", "day": "2026-11-23", "field": "x"}},
        {"drawn": {"label": "A007", "day": "2026-11-23", "field": "x", "same_day": "yes"}},
    ],
)
def test_what_is_no_entry_is_refused(change):
    told = Entry(1, 1, 1, NOW, Kind.DRAWN, turn=TURN, drawn=Drawn("A007", DAY, "x")).to_json()
    assert from_json(told).drawn.label == "A007"
    with pytest.raises(EntryError):
        from_json(told | change)


@pytest.mark.parametrize("told", [None, 5, "x", [], {}, [1], {"kind": "drawn"}])
def test_nonsense_is_refused(told):
    with pytest.raises(EntryError):
        from_json(told)
