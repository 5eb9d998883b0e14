"""One desk: what other processes write is there at once, a day ends at midnight in Vietnam, a sick disk is told."""

import asyncio
import contextlib
import datetime as dt
import os
import time

import pytest

from kiosk.hall.changes import Versions
from kiosk.hall.conductor import ASLEEP, Conductor
from kiosk.rules.queue.deeds import Asked, Deed, NotNow, Why
from kiosk.rules.queue.standing import TurnState
from kiosk.settings import Settings
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.queue_log import Steady, steady
from tests.workbench.office import COUNTERS, Machine, until


class Time:
    """The office's clocks, in a test's hands."""

    def __init__(self, wall: dt.datetime) -> None:
        self.wall, self.ahead = wall, 0.0

    def __call__(self) -> dt.datetime:
        return self.wall

    def steadily(self) -> Steady:
        now = steady()
        return Steady(now.boot, now.seconds + self.ahead)

    def passes(self, span: dt.timedelta) -> None:
        self.wall += span
        self.ahead += span.total_seconds()


EVENING = dt.datetime(2026, 11, 23, 23, 50, tzinfo=OFFICE_ZONE)


@pytest.fixture
def clocks():
    return Time(EVENING)


@pytest.fixture
def machine(tmp_path, clocks):
    return Machine(tmp_path, 0, clocks)


@contextlib.contextmanager
def conducting(machine, clocks):
    conductor = Conductor(machine.workspace, Settings(counters=COUNTERS), clocks, clocks.steadily)
    conductor.start()
    try:
        yield conductor
    finally:
        conductor.stop()


@pytest.fixture
def conductor(machine, clocks):
    with conducting(machine, clocks) as one:
        yield one


def labels(conductor, state=TurnState.WAITING):
    return [turn.label for turn in conductor.hall().turns.values() if turn.state is state]


def test_a_number_that_another_process_draws_waits_in_the_hall(machine, conductor):
    machine.draw(2)
    until(lambda: labels(conductor) == ["A001", "A002"])


def test_a_number_drawn_at_the_same_moment_counts_for_the_deed(machine, conductor):
    """Nobody waits until the desk has looked: whoever asks sees what is in the log now."""
    machine.draw()
    hall = conductor.do(Asked("p-1", Deed.NEXT, 1))
    assert [turn.label for turn in hall.turns.values() if turn.counter == 1] == ["A001"]


def test_what_was_called_is_safe_from_the_end_of_the_process(machine, clocks):
    machine.draw()
    with conducting(machine, clocks) as conductor:
        conductor.do(Asked("p-1", Deed.NEXT, 1))
    with conducting(machine, clocks) as conductor:
        until(lambda: labels(conductor, TurnState.CALLED) == ["A001"])
        conductor.do(Asked("p-1", Deed.NEXT, 1))  # the pad asks once more: it never got the answer
        assert labels(conductor, TurnState.CALLED) == ["A001"]


def test_at_midnight_in_vietnam_the_hall_is_empty_while_the_desk_runs(machine, conductor, clocks):
    machine.draw(2)
    until(lambda: len(labels(conductor)) == 2)
    clocks.passes(dt.timedelta(minutes=20))
    with pytest.raises(NotNow) as refused:
        conductor.do(Asked("p-1", Deed.NEXT, 1))
    assert refused.value.why is Why.NOBODY
    machine.draw()
    hall = conductor.do(Asked("p-2", Deed.NEXT, 1))
    assert [turn.label for turn in hall.turns.values() if turn.counter == 1] == ["A003"]


def test_yesterdays_entries_of_the_day_before_are_not_read_any_more(machine, conductor, clocks):
    machine.draw(2)
    until(lambda: len(conductor.seen().heard) == 2)
    clocks.passes(dt.timedelta(days=2))
    until(lambda: conductor.seen().heard == ())


@pytest.fixture
def elsewhere():
    """The machine's own time zone is a wrong one."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "America/Los_Angeles"
    time.tzset()
    yield
    os.environ.pop("TZ")
    if before:
        os.environ["TZ"] = before
    time.tzset()


def test_the_offices_day_is_vietnams_whatever_zone_the_machine_is_set_to(tmp_path, elsewhere):
    """16:59 and 17:01 UTC are two days in Vietnam, and one on this machine."""
    clocks = Time(dt.datetime(2026, 11, 23, 16, 59, tzinfo=dt.UTC))
    machine = Machine(tmp_path, 0, clocks)
    with conducting(machine, clocks) as conductor:
        assert conductor.now().wall.hour == 23
        machine.draw()
        until(lambda: labels(conductor) == ["A001"])
        clocks.passes(dt.timedelta(minutes=2))
        with pytest.raises(NotNow):
            conductor.do(Asked("p-1", Deed.NEXT, 1))
        assert conductor.now().wall.date() == dt.date(2026, 11, 24)


def test_a_desk_alone_in_its_office_goes_on_at_once_after_it_stood_still(
    machine, conductor, clocks
):
    machine.draw()
    clocks.ahead += ASLEEP * 5
    assert conductor.do(Asked("p-1", Deed.NEXT, 1)).calls[0].label == "A001"


def test_a_store_that_cannot_be_opened_is_told_and_opened_as_soon_as_it_can(machine, clocks):
    machine.draw()
    key = machine.workspace.database_key
    right = key.read_text()
    key.write_text("0" * 64)
    with conducting(machine, clocks) as conductor:
        with pytest.raises(Exception, match="store-failed"):
            conductor.do(Asked("p-1", Deed.NEXT, 1))
        key.write_text(right)
        until(lambda: labels(conductor) == ["A001"])


def test_pages_are_told_of_every_change_and_hear_the_same_again_when_nothing_changes():
    async def follow():
        versions = Versions()
        changes = versions.follow(patience=0.05)
        first = await anext(changes)
        again = await anext(changes)
        versions.grow()
        versions.grow()
        newest = await anext(changes)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(anext(versions_slow := versions.follow(60.0)), 5) and (
                await asyncio.wait_for(anext(versions_slow), 0.05)
            )
        versions.grow()
        after_a_cancel = await asyncio.wait_for(anext(versions_slow), 5)
        versions.end()
        with pytest.raises(StopAsyncIteration):
            await anext(changes)
        return first, again, newest, after_a_cancel

    first, again, newest, after_a_cancel = asyncio.run(follow())
    assert again == first
    assert newest == first + 2
    assert after_a_cancel == newest + 1


def test_a_stopped_desk_refuses_and_its_pages_end(machine, clocks):
    with conducting(machine, clocks) as conductor:
        until(lambda: conductor.seen() is not None)
    with pytest.raises(NotNow):
        conductor.do(Asked("p-1", Deed.NEXT, 1))

    async def follow():
        return [version async for version in conductor.changes()]

    assert asyncio.run(follow()) == []
