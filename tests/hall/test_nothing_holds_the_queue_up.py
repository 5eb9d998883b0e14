"""A kiosk that may not call yet, a disk that was slow, a clock that was days off: everybody else is called on."""

import contextlib
import datetime as dt
import threading

import pytest

from kiosk.faults import Fault
from kiosk.hall.conductor import Conductor
from kiosk.hall.line import Line
from kiosk.hall.others import Silence, Unclear
from kiosk.hall.proof import Key
from kiosk.rules.queue.deeds import Asked, Deed, NotNow, Why
from kiosk.rules.queue.standing import TurnState
from kiosk.settings import Settings
from kiosk.store.errors import StoreError
from kiosk.store.moments import OFFICE_ZONE
from tests.workbench.office import COUNTERS, SECRET, Machine, until

MONDAY = dt.datetime(2026, 11, 23, 9, tzinfo=OFFICE_ZONE)


class Wall:
    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


@contextlib.contextmanager
def conducting(machine: Machine, broken=lambda: None):
    conductor = Conductor(machine.workspace, Settings(counters=COUNTERS), machine.clock)
    conductor.start(broken)
    try:
        yield conductor
    finally:
        conductor.stop()


def waiting(conductor):
    turns = conductor.hall().turns.values()
    return [turn.label for turn in turns if turn.state is TurnState.WAITING]


def test_who_stands_behind_numbers_that_a_restarted_kiosk_may_not_call_yet_is_called(three):
    """The third machine is dead and nobody said so: the second, restarted, waits for its word with three numbers."""
    first, second, third = (three.desks[kiosk] for kiosk in (1, 2, 3))
    second.draw(3)
    until(lambda: len(first.waiting()) == 3)
    first.draw()
    third.stop()
    second.stop()
    second.start(three.others_of(2))
    until(lambda: first.conductor.others.reaches(2))
    until(lambda: second.conductor.others.whole_since(1, second.conductor._back))
    assert first.do(Deed.NEXT, 1) == "A1-001"
    assert first.refuses(Deed.NEXT, 2) is Why.JUST_BACK  # which says what to do
    asked = first.conductor.hall().turns
    turn = next(turn.id for turn in asked.values() if turn.label == "A2-001")
    assert first.refuses(Deed.CALL, 2, turn=turn) is Why.JUST_BACK


def test_a_number_that_was_read_with_a_deed_that_changes_nothing_is_shown(tmp_path, monkeypatch):
    machine = Machine(tmp_path, 0)
    with conducting(machine) as conductor:
        conductor.do(Asked("1" * 32, Deed.OPEN, 1))
        decide = conductor._decide

        def drawn_just_before(*args):
            machine.draw()
            return decide(*args)

        monkeypatch.setattr(conductor, "_decide", drawn_just_before)
        conductor.do(Asked("2" * 32, Deed.OPEN, 1))
        until(lambda: waiting(conductor) == ["A001"])
        assert conductor.lacks({})[-1][0].kind == "drawn"


def test_a_disk_in_trouble_between_two_letters_ends_no_exchange(two, monkeypatch):
    neighbour = two.desks[1].neighbours.of(2)
    asked = threading.Event()

    def in_trouble(*_):
        if threading.current_thread() is neighbour._thread:
            asked.set()
        raise StoreError(Fault.STORE_FAILED)

    with monkeypatch.context() as trouble:
        trouble.setattr(neighbour, "heard", in_trouble)
        assert asked.wait(60)
    until(lambda: neighbour.known().whole > two.desks[1].conductor.now().steady - 1.0)
    assert neighbour._thread.is_alive()
    two.desks[1].draw()
    until(two.same_story)


@pytest.mark.parametrize("days", [1, 3, 2000])
def test_numbers_of_a_day_that_the_clock_had_wrong_are_called_when_it_is_put_right(tmp_path, days):
    wall = Wall(MONDAY - dt.timedelta(days=days))
    machine = Machine(tmp_path, 0, wall)
    with conducting(machine) as conductor:
        machine.draw(2)
        until(lambda: waiting(conductor) == ["A001", "A002"])
        wall.now = MONDAY
        until(lambda: conductor.now().wall == MONDAY)
        conductor.do(Asked("1" * 32, Deed.NEXT, 1))
        assert waiting(conductor) == ["A002"]


def test_a_log_that_nobody_can_read_any_more_ends_the_process(tmp_path, monkeypatch):
    """Or boards would show the last minute for ever, and pads be told to press again."""
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    ended = threading.Event()
    with conducting(Machine(tmp_path, 0), ended.set) as conductor:

        def unforeseen(_):
            raise ZeroDivisionError

        monkeypatch.setattr(conductor, "_look", unforeseen)
        assert ended.wait(60)
        with pytest.raises(NotNow) as refused:
            conductor.do(Asked("1" * 32, Deed.NEXT, 1))
        assert refused.value.why is Why.LINE


@pytest.mark.parametrize(
    ("status", "why"),
    [(200, Silence.WRONG_SECRET), (403, Silence.WRONG_SECRET), (503, Silence.BUSY)],
)
def test_a_refusal_that_nobody_proved_may_hide_that_it_was_done(monkeypatch, status, why):
    class Refused:
        def __init__(self) -> None:
            self.status = status

        def getheader(self, *_: str) -> str:
            return ""

    line = Line("http://127.0.0.1:9", Key(SECRET, 1, 2))
    monkeypatch.setattr(line, "_exchange", lambda *_: (Refused(), b""))
    with pytest.raises(Unclear) as unheard:
        line._post("/desk/deed", b"{}")
    assert unheard.value.why is why


def test_a_disk_in_trouble_after_a_call_was_written_does_not_say_that_nothing_was_done(
    two, monkeypatch
):
    one, other = two.desks[1], two.desks[2]
    other.draw()
    until(lambda: one.waiting() == ["A2-001"])
    turn = next(iter(one.conductor.hall().turns))

    def in_trouble(*_):
        raise StoreError(Fault.STORE_FAILED)

    monkeypatch.setattr(other.neighbours.of(1), "lacking", in_trouble)
    with pytest.raises(Unclear):
        one.neighbours.do(2, one.asked_for(Deed.NEXT, 1), turn)
    until(lambda: other.at(1) == "A2-001")
