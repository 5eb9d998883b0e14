"""What can go wrong between the last paper and the ticket in the hand."""

from dataclasses import replace

import pytest

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey import step
from kiosk.journey.states import (
    NeedsClerk,
    Printing,
    ReviewPages,
    Sealing,
    StillThere,
    TakeTicket,
    Welcome,
)
from kiosk.model import Language
from tests.journey.walking import CASE, OTHER_CASE, TICKET, end, reviewing, sealing, visit, walk

TAKING = TakeTicket(Language.VI, TICKET)


@pytest.mark.parametrize(
    "event",
    [ev.TimedOut(), ev.Idle(), ev.StartOverPressed(), ev.LeaveConfirmed()],
)
def test_sealing_is_never_interrupted_so_its_ticket_is_never_lost(event):
    assert step(sealing(), event) == (sealing(), ())


def test_the_ticket_of_another_case_is_not_taken():
    assert step(sealing(), ev.Sealed(replace(TICKET, case=OTHER_CASE))) == (sealing(), ())


def test_a_full_disk_calls_a_clerk_and_the_same_case_is_sealed_afterwards():
    moves = walk(ev.Faulted(Fault.DISK_FULL), ev.ClerkResumed(), ev.NextPressed(), start=sealing())
    assert moves[0] == (
        NeedsClerk(Fault.DISK_FULL, reviewing(*sealing().visit.papers[0].pages)),
        (do.CallClerk(CASE, Fault.DISK_FULL, "sealing"),),
    )
    assert moves[-1][0] == sealing()
    assert moves[-1][1] == (do.SealCase(CASE, "1.010041", Language.VI, ("to-khai",)),)


def test_devices_gone_while_sealing_is_told_and_the_citizen_tries_again():
    moves = walk(ev.Faulted(Fault.DEVICES_GONE), ev.NextPressed(), start=sealing())
    assert moves[0] == (ReviewPages(sealing().visit, 0, Fault.DEVICES_GONE), ())
    assert isinstance(moves[1][0], Sealing)


def test_the_number_stands_there_although_no_paper_came_out():
    after, effects = step(TAKING, ev.Faulted(Fault.PRINTER_NO_PAPER))
    assert (after.ticket, after.printed) == (TICKET, Printing.FAILED)
    assert after.trouble is Fault.PRINTER_NO_PAPER
    assert effects == (do.CallClerk(CASE, Fault.PRINTER_NO_PAPER, "take-ticket"),)


def test_a_failed_ticket_can_be_printed_again():
    moves = walk(ev.Faulted(Fault.PRINTER_NO_PAPER), ev.ReprintPressed(), start=TAKING)
    assert moves[-1] == (TAKING, (do.PrintTicket(CASE, Language.VI),))


def test_a_ticket_is_not_printed_twice_while_it_is_printing():
    assert step(TAKING, ev.ReprintPressed()) == (TAKING, ())


def test_a_ticket_nobody_saw_to_the_end_is_shown_after_a_restart():
    assert step(Welcome(ready=False), ev.TicketFound(Language.EN, TICKET)) == (
        TakeTicket(Language.EN, TICKET),
        (do.PrintTicket(CASE, Language.EN), do.TellQueue(CASE)),
    )


@pytest.mark.parametrize("question", [StillThere(TAKING), NeedsClerk(Fault.CLERK_CALLED, TAKING)])
def test_what_the_printer_says_is_heard_behind_a_question(question):
    printed = replace(TAKING, printed=Printing.DONE)
    assert step(question, ev.TicketPrinted()) == (replace(question, resume=printed), ())
    after, effects = step(question, ev.Faulted(Fault.PRINTER_NO_PAPER))
    assert after.resume.trouble is Fault.PRINTER_NO_PAPER
    assert effects == (do.CallClerk(CASE, Fault.PRINTER_NO_PAPER, "take-ticket"),)


def test_a_taken_ticket_is_ticked_off_and_the_citizen_forgotten():
    for event in (ev.TicketTaken(), ev.StartOverPressed(), ev.TimedOut()):
        assert step(TAKING, event) == (
            Welcome(),
            (do.TicketHanded(CASE), do.ForgetCitizen(CASE)),
        )


def test_nothing_personal_is_left_on_the_ticket_screen():
    state = end(ev.Sealed(TICKET), start=Sealing(visit(holder=None)))
    assert not hasattr(state, "visit")
