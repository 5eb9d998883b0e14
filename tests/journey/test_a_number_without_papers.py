"""Collecting a result, seeing a clerk, coming with an appointment: a number, and nothing is scanned for it."""

import datetime as dt
from dataclasses import replace

import pytest

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey import step
from kiosk.journey.states import (
    AskPriority,
    ChooseProcedure,
    EnterAppointment,
    NeedsClerk,
    Paper,
    Sealing,
    TakeTicket,
    Visit,
)
from kiosk.model import Errand, Language, Priority, Ticket, Unmet
from tests.journey.walking import BIRTH, CASE, FORM, HOLDER, PAGE, end, visit, walk

CHOOSING = ChooseProcedure(Visit(CASE))
AT = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
COLLECT = ev.ErrandChosen(Errand.COLLECT, "ho-tich")


def test_a_result_is_collected_in_two_touches():
    moves = walk(COLLECT, ev.PriorityChosen(Priority.NONE), start=CHOOSING)
    seal = do.SealCase(CASE, "", Language.VI, (), Priority.NONE, Errand.COLLECT, "ho-tich")
    assert moves[-1][1] == (seal,)
    ticket = Ticket(CASE, AT.date(), "A", 0, 8, "code", "")
    assert isinstance(end(ev.Sealed(ticket), start=moves[-1][0]), TakeTicket)


def test_an_appointment_draws_its_number_once_its_code_is_good():
    moves = walk(
        ev.AppointmentPressed(),
        ev.AppointmentEntered("000417"),
        ev.AppointmentFound("000417", "dat-dai"),
        start=CHOOSING,
    )
    assert moves[1][1] == (do.FindAppointment(CASE, "000417"),)
    seal = do.SealCase(
        CASE, "", Language.VI, (), Priority.NONE, Errand.ASK, "dat-dai", appointment="000417"
    )
    assert moves[2][1] == (seal,)


@pytest.mark.parametrize("why", Unmet)
def test_a_code_that_is_not_good_says_why_and_another_may_be_typed(why):
    typed = end(ev.AppointmentPressed(), ev.AppointmentEntered("000417"), start=CHOOSING)
    told = end(ev.AppointmentUnmet(why, AT), start=typed)
    assert (told.unmet, told.at, told.asking) == (why, AT, False)
    again, effects = step(told, ev.AppointmentEntered("000418"))
    assert again == EnterAppointment(told.visit, asking=True)
    assert effects == (do.FindAppointment(CASE, "000418"),)


def test_a_code_that_is_looked_up_is_asked_for_once():
    typed = end(ev.AppointmentPressed(), ev.AppointmentEntered("000417"), start=CHOOSING)
    assert step(typed, ev.AppointmentEntered("000417")) == (typed, ())


def test_an_answer_for_which_nobody_waits_any_more_draws_no_number():
    left = end(
        ev.AppointmentPressed(),
        ev.AppointmentEntered("000417"),
        ev.BackPressed(),
        start=CHOOSING,
    )
    assert step(left, ev.AppointmentFound("000417", "dat-dai")) == (left, ())


def test_devices_that_are_away_leave_the_code_to_be_typed_again():
    typed = end(ev.AppointmentPressed(), ev.AppointmentEntered("000417"), start=CHOOSING)
    again = end(ev.Faulted(Fault.DEVICES_GONE), start=typed)
    assert again == EnterAppointment(typed.visit, trouble=Fault.DEVICES_GONE)


def test_pages_scanned_before_for_a_procedure_are_not_taken_along():
    papers = (Paper(FORM, (PAGE,)), Paper(BIRTH))
    choosing = ChooseProcedure(replace(visit(holder=HOLDER, two=True), papers=papers))
    asked, effects = step(choosing, COLLECT)
    assert isinstance(asked, AskPriority)
    assert (asked.visit.papers, asked.visit.procedure) == ((), "")
    assert effects == (do.DeletePage(CASE, PAGE.id, FORM),)


def test_back_leads_to_the_choice_and_the_next_procedure_asks_for_its_papers():
    choosing = end(COLLECT, ev.BackPressed(), start=CHOOSING)
    assert choosing == CHOOSING
    shown = end(ev.ProcedureChosen("1.010041", (FORM,)), start=choosing)
    assert shown.visit.errand is Errand.HAND_IN


def test_a_number_that_cannot_be_drawn_is_asked_for_again_where_the_citizen_stood():
    sealing = end(COLLECT, ev.PriorityChosen(Priority.DISABLED), start=CHOOSING)
    assert isinstance(sealing, Sealing)
    again = end(ev.Faulted(Fault.DEVICES_GONE), start=sealing)
    assert again == AskPriority(sealing.visit, Fault.DEVICES_GONE)
    stopped = end(ev.Faulted(Fault.DISK_FULL), start=sealing)
    assert stopped == NeedsClerk(Fault.DISK_FULL, AskPriority(sealing.visit))
