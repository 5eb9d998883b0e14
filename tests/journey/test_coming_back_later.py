"""A long wait: the citizen may go, and the paper says when to be back; the number stays."""

import datetime as dt
from dataclasses import replace

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey import step
from kiosk.journey.states import NeedsClerk, Printing, StillThere, TakeTicket, Welcome
from kiosk.model import Language
from tests.journey.walking import BACK_AT, CASE, OTHER_CASE, QUEUE, TICKET, end

TAKING = TakeTicket(Language.VI, TICKET, Printing.DONE)
TOLD = replace(TAKING, queue=QUEUE)
GOING = replace(QUEUE, until=BACK_AT, offers=())


def test_the_wait_is_told_beside_the_number():
    assert step(TAKING, ev.QueueTold(CASE, QUEUE)) == (TOLD, ())


def test_the_wait_of_another_number_is_not():
    assert step(TAKING, ev.QueueTold(OTHER_CASE, QUEUE)) == (TAKING, ())


def test_a_time_is_chosen_and_a_new_paper_says_it():
    asked = end(ev.LaterPressed(), start=TOLD)
    assert asked == replace(TOLD, leaving=True)
    chosen, effects = step(asked, ev.ReturnChosen(BACK_AT))
    assert (chosen, effects) == (TOLD, (do.ReturnLater(CASE, BACK_AT),))
    printing, effects = step(chosen, ev.QueueTold(CASE, GOING))
    assert printing == replace(TOLD, queue=GOING, printed=Printing.WAITING)
    assert effects == (do.PrintTicket(CASE, Language.VI),)


def test_waiting_after_all_changes_nothing():
    asked = end(ev.LaterPressed(), start=TOLD)
    assert step(asked, ev.BackPressed()) == (TOLD, ())


def test_only_a_time_that_was_offered_can_be_chosen():
    asked = end(ev.LaterPressed(), start=TOLD)
    assert step(asked, ev.ReturnChosen(BACK_AT + dt.timedelta(hours=8))) == (asked, ())


def test_where_no_time_is_offered_nobody_is_asked():
    short = replace(TAKING, queue=replace(QUEUE, offers=()))
    assert step(short, ev.LaterPressed()) == (short, ())
    assert step(TAKING, ev.LaterPressed()) == (TAKING, ())


def test_a_ticket_found_after_a_restart_is_not_printed_a_second_time_for_its_time():
    found = end(ev.TicketFound(Language.VI, TICKET), start=Welcome(ready=False))
    assert step(found, ev.QueueTold(CASE, GOING)) == (replace(found, queue=GOING), ())


def test_word_of_the_queue_is_heard_behind_a_question_too():
    for question in (NeedsClerk(Fault.CLERK_CALLED, TAKING), StillThere(TAKING)):
        assert end(ev.QueueTold(CASE, QUEUE), start=question) == replace(question, resume=TOLD)


def test_who_walks_away_from_the_question_keeps_the_number():
    asked = end(ev.LaterPressed(), start=TOLD)
    assert step(asked, ev.TimedOut()) == (
        Welcome(),
        (do.TicketHanded(CASE), do.ForgetCitizen(CASE)),
    )
