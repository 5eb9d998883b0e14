"""A result that comes while its citizen may still be in the hall calls the same number once more."""

import datetime as dt

import pytest

from kiosk.model import Language
from kiosk.rules.queue.entries import Drawn, Kind
from kiosk.rules.queue.standing import TurnState, standing
from kiosk.store.called_back import result_handed, result_lies_here
from kiosk.store.cases import Cases
from kiosk.store.database import open_database, writing
from kiosk.store.moments import OFFICE_ZONE, office_day
from kiosk.store.queue_log import QueueLog
from kiosk.store.tickets import Tickets
from kiosk.workspace import Workspace

MORNING = dt.datetime(2026, 11, 25, 9, 0, tzinfo=OFFICE_ZONE)
NOON = MORNING + dt.timedelta(hours=2)
CASE = "c" * 32


class Hall:
    """One kiosk's queue with one number in it, that of the case."""

    def __init__(self, folder):
        workspace = Workspace(folder)
        workspace.prepare()
        self.db = open_database(workspace)
        self.log = QueueLog(self.db, 1)
        Cases(self.db).open(CASE, MORNING)
        with writing(self.db):
            ticket = Tickets(self.db).draw(
                case=CASE,
                procedure="2.000815",
                language=Language.VI,
                series="A",
                kiosk=1,
                agency="H00.000",
                now=MORNING,
            )
        drawn = Drawn(ticket.label, ticket.day, "chung-thuc", same_day=True)
        self.log.write(Kind.DRAWN, MORNING, turn=CASE, drawn=drawn)

    def say(self, *kinds, counter=2):
        for kind in kinds:
            self.log.write(kind, MORNING, turn=CASE, counter=counter)

    @property
    def turn(self):
        heard, _ = self.log.since(office_day(MORNING), NOON)
        return standing(heard).turns[CASE]


@pytest.fixture
def hall(tmp_path):
    made = Hall(tmp_path)
    yield made
    made.db.close()


def test_who_was_served_today_is_called_back_with_the_same_number(hall):
    hall.say(Kind.CALLED, Kind.FINISHED)
    assert result_lies_here(hall.db, CASE, NOON)
    assert (hall.turn.state, hall.turn.ready) == (TurnState.WAITING, True)
    assert not result_lies_here(hall.db, CASE, NOON), "two results of a case are one call"


def test_who_went_is_not_called_for_it(hall):
    hall.say(Kind.LEFT)
    assert not result_lies_here(hall.db, CASE, NOON)
    assert not hall.turn.ready


@pytest.mark.parametrize("kinds", [(), (Kind.CALLED,), (Kind.CALLED, Kind.STARTED)])
def test_a_result_that_came_first_calls_its_citizen_when_the_counter_is_done(hall, kinds):
    hall.say(*kinds)
    before = hall.turn.state
    assert result_lies_here(hall.db, CASE, NOON)
    assert (hall.turn.state, hall.turn.ready) == (before, False), "nobody is sent away for it"
    assert not result_lies_here(hall.db, CASE, NOON), "two results of a case are one call"
    hall.say(*(Kind.CALLED, Kind.FINISHED) if not kinds else (Kind.FINISHED,))
    assert (hall.turn.state, hall.turn.ready) == (TurnState.WAITING, True)
    hall.say(Kind.CALLED, Kind.FINISHED)
    assert hall.turn.state is TurnState.DONE, "called back once"


def test_a_result_handed_over_before_the_counter_was_done_calls_nobody_back(hall):
    hall.say(Kind.CALLED, Kind.STARTED)
    result_lies_here(hall.db, CASE, NOON)
    result_handed(hall.db, CASE, NOON)
    assert (hall.turn.state, hall.turn.contested) == (TurnState.SERVING, 0)
    hall.say(Kind.FINISHED)
    assert hall.turn.state is TurnState.DONE


def test_of_another_day_nobody_is_called(hall):
    hall.say(Kind.CALLED, Kind.FINISHED)
    assert not result_lies_here(hall.db, CASE, NOON + dt.timedelta(days=1))
    assert hall.turn.state is TurnState.DONE


def test_a_case_without_a_number_calls_nobody(hall):
    assert not result_lies_here(hall.db, "0" * 32, NOON)


@pytest.mark.parametrize("kinds", [(), (Kind.CALLED,), (Kind.CALLED, Kind.STARTED)])
def test_whoever_was_handed_the_result_is_done_wherever_it_stands(hall, kinds):
    hall.say(Kind.CALLED, Kind.FINISHED)
    result_lies_here(hall.db, CASE, NOON)
    hall.say(*kinds, counter=4)
    result_handed(hall.db, CASE, NOON)
    assert (hall.turn.state, hall.turn.contested) == (TurnState.DONE, 0)
    before = hall.log.version()
    result_handed(hall.db, CASE, NOON)
    assert hall.log.version() == before


def test_a_result_handed_over_without_a_call_changes_nothing_in_the_queue(hall):
    hall.say(Kind.CALLED, Kind.STARTED)
    result_handed(hall.db, CASE, NOON)
    assert hall.turn.state is TurnState.SERVING
