"""A machine died: a person says so at a pad, and its numbers are called elsewhere; it comes back and hears of it."""

import contextlib
import itertools

import pytest

from kiosk.hall import neighbours
from kiosk.hall.conductor import ASLEEP
from kiosk.rules.queue.deeds import Deed, NotNow, Why
from kiosk.store.queue_log import Steady, steady
from tests.workbench.office import house, until


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """A second of silence is enough for a person to say so."""
    monkeypatch.setattr(neighbours, "OFF", 1.0)


def test_its_numbers_are_called_elsewhere_only_after_a_persons_word(two):
    one, other = two.desks[1], two.desks[2]
    one.draw(2)
    until(lambda: len(other.waiting()) == 2)
    one.stop()
    until(lambda: not other.conductor.others.reaches(1))
    assert other.refuses(Deed.NEXT, 2) is Why.NOBODY
    until(lambda: other.conductor.desks()[0].may_be_said_off)
    other.do(Deed.TAKE_OVER, of=1)
    assert other.conductor.desks()[0].said_off
    assert other.do(Deed.NEXT, 2) == "A1-001"
    one.start(two.others_of(1))
    two.until_all_hear()
    until(lambda: not other.conductor.desks()[0].said_off)
    until(two.same_story)
    one.draw()
    assert one.do(Deed.NEXT, 1) == "A1-002"  # asked for at the second kiosk, which holds it now
    assert one.do(Deed.NEXT, 1) == "A1-003"  # and this one is its own
    until(two.same_story)
    assert [entry.origin for entry in one.entries() if entry.kind == "called"] == [1, 2, 2]


def test_of_three_two_take_over_together_and_one_of_them_calls(three):
    first, second, third = (three.desks[kiosk] for kiosk in (1, 2, 3))
    first.draw(2)
    until(lambda: len(third.waiting()) == len(second.waiting()) == 2)
    first.stop()
    until(lambda: third.conductor.others.senior() == 2)
    until(lambda: third.conductor.desks()[0].may_be_said_off)
    until(lambda: second.conductor.desks()[0].may_be_said_off)
    second.do(Deed.TAKE_OVER, of=1)
    third.conductor.order(third.asked_for(Deed.TAKE_OVER, of=1))  # at the same moment, unheard
    for desk in itertools.cycle((third, second)):
        with contextlib.suppress(NotNow):  # until both know who took over: nobody can be called
            desk.press(Deed.NEXT, desk.kiosk)
        if second.waiting() == third.waiting() == []:
            break
    calls = [entry for entry in second.entries() if entry.kind == "called"]
    assert len(calls) == len({entry.turn for entry in calls}) == 2
    first.start(three.others_of(1))


def test_a_machine_that_comes_back_alone_calls_what_is_new_and_waits_with_what_is_old(two):
    """The other one may have been told that it was off. A person's word that the other is off sets it free."""
    one, other = two.desks[1], two.desks[2]
    one.draw(2)
    until(lambda: len(other.waiting()) == 2)
    one.stop(), other.stop()
    one.start(two.others_of(1))
    until(lambda: len(one.waiting()) == 2)
    assert one.refuses(Deed.NEXT) is Why.JUST_BACK
    one.draw()
    assert one.do(Deed.NEXT) == "A1-003"
    until(lambda: one.conductor.desks()[0].may_be_said_off)
    one.do(Deed.TAKE_OVER, of=2)
    assert one.do(Deed.NEXT) == "A1-001"
    other.start(two.others_of(2))
    two.until_all_hear()


class Sleeper:
    """A steady clock that goes on while its process stands still."""

    def __init__(self) -> None:
        self.slept = 0.0

    def __call__(self) -> Steady:
        now = steady()
        return Steady(now.boot, now.seconds + self.slept)


def test_a_desk_that_stood_still_hears_the_others_before_it_calls_again(tmp_path):
    sleeper = Sleeper()
    with house(tmp_path, 2, steadies={1: sleeper}) as two:
        one, other = two.desks[1], two.desks[2]
        one.draw(2)
        until(lambda: len(one.waiting()) == len(other.waiting()) == 2)
        for line in two.lines.values():
            line.cut()
        until(lambda: not other.conductor.others.reaches(1))
        assert one.press(Deed.NEXT, 1) == "A1-001"
        sleeper.slept += ASLEEP * 2
        assert one.do(Deed.NEXT, 1) == ""  # the one at the counter is done with
        assert one.refuses(Deed.NEXT, 1) is Why.JUST_BACK
        for line in two.lines.values():
            line.mend()
        two.until_all_hear()
        assert one.do(Deed.NEXT, 1) == "A1-002"
