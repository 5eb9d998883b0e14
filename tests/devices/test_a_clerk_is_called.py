"""A clerk is called: every desk of the office reads it in the queue's log, and what pads say reaches the screen."""

import threading

import pytest

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.rules.queue.entries import Kind
from kiosk.rules.queue.standing import standing
from kiosk.store.calls import Calls
from kiosk.store.queue_log import QueueLog
from tests.devices.office import CASE, FORM, OTHER, PROCEDURE, now, until

CALL = do.CallClerk(CASE, Fault.CLERK_CALLED, "feed-papers")


@pytest.fixture
def log(kiosk, books):
    return QueueLog(books.db, 0)


def told(log):
    """What every pad of the office shows."""
    heard, _ = log.since(now().date().replace(day=1), now())
    return standing(heard).clerk_calls


def goes(log, counter):
    log.write(Kind.CLERK_GOES, now(), counter=counter, of=0)


def test_a_call_stands_in_the_log_with_its_screen_before_the_citizen_is_told(kiosk, screen, log):
    screen.ask(CALL)
    assert screen.next(ev.ClerkTold).case == CASE
    (call,) = told(log)
    assert (call.origin, call.step, call.fault, call.goes) == (0, "feed-papers", "", 0)


def test_a_fault_calls_with_its_name(kiosk, screen, log):
    screen.ask(do.CallClerk(CASE, Fault.PRINTER_NO_PAPER, "take-ticket"))
    screen.next(ev.ClerkTold)
    assert told(log)[0].fault == "printer-no-paper"


def test_a_call_asked_twice_stands_there_once(kiosk, screen, log):
    for _ in range(2):
        screen.ask(CALL)
        screen.next(ev.ClerkTold)
    heard, _ = log.since(now().date().replace(day=1), now())
    assert [each.entry.kind for each in heard] == [Kind.CLERK_CALLED]


def test_who_comes_is_said_on_the_screen(kiosk, screen, log):
    screen.ask(CALL)
    screen.next(ev.ClerkTold)
    goes(log, 2)
    assert screen.next(ev.ClerkGoes, visit=0) == ev.ClerkGoes(CASE, 2)


def test_done_at_a_pad_gives_the_screen_back_and_nothing_waits(kiosk, screen, books, log):
    screen.ask(CALL)
    screen.next(ev.ClerkTold)
    log.write(Kind.CLERK_DONE, now(), counter=2, of=0)
    assert screen.next(ev.ClerkFinished, visit=0) == ev.ClerkFinished(CASE)
    assert Calls(books.db).waiting() == ()
    assert len(books.said("clerk-done")) == 1


def test_done_at_the_kiosk_is_done_at_every_pad(kiosk, screen, log):
    screen.ask(CALL)
    screen.next(ev.ClerkTold)
    screen.ask(do.ClerkDone(CASE))
    until(lambda: not told(log))


def test_no_call_outlives_its_visit(kiosk, screen, log):
    screen.ask(CALL)
    screen.next(ev.ClerkTold)
    screen.ask(do.ForgetCitizen(CASE))
    until(lambda: not told(log))


def test_what_was_said_to_the_citizen_before_is_not_said_to_the_next_one(kiosk, screen, log):
    screen.ask(CALL)
    screen.next(ev.ClerkTold)
    goes(log, 2)
    screen.next(ev.ClerkGoes, visit=0)
    screen.ask(do.ForgetCitizen(CASE), do.CallClerk(OTHER, Fault.CLERK_CALLED, "welcome"))
    screen.next(ev.ClerkTold)
    goes(log, 3)
    assert screen.next(ev.ClerkGoes, visit=0) == ev.ClerkGoes(OTHER, 3)


def test_a_call_of_another_kiosk_is_nothing_to_this_one(kiosk, screen, log):
    screen.ask(CALL)
    screen.next(ev.ClerkTold)
    log.write(Kind.CLERK_GOES, now(), counter=5, of=7)
    goes(log, 2)
    assert screen.next(ev.ClerkGoes, visit=0).counter == 2


def test_a_service_that_died_meanwhile_goes_on_listening(kiosk, screen, log):
    screen.ask(CALL)
    screen.next(ev.ClerkTold)
    kiosk.close()
    goes(log, 4)
    assert kiosk.start().next(ev.ClerkGoes, visit=0) == ev.ClerkGoes(CASE, 4)


def test_a_clerk_is_called_while_a_dossier_is_being_made(kiosk, screen, log, monkeypatch):
    kiosk.load("one")
    screen.scan()
    made, goes_on = threading.Event(), threading.Event()

    def slowly(*_, **__):
        made.set()
        goes_on.wait(60)
        return ()

    monkeypatch.setattr("kiosk.devices.keeping.make_documents", slowly)
    screen.ask(do.SealCase(CASE, PROCEDURE, "vi", (FORM,)))
    assert made.wait(60)
    screen.ask(do.CallClerk(CASE, Fault.CLERK_CALLED, "sealing"))
    screen.next(ev.ClerkTold)
    assert told(log)[0].step == "sealing"
    goes_on.set()
    screen.next(ev.Sealed)


def test_a_call_that_the_store_did_not_take_is_made_when_it_does(kiosk, screen, books, log):
    books.db.conn.execute("begin immediate")
    screen.ask(CALL, do.TellPages(CASE, FORM))
    screen.next(ev.PagesChanged)
    books.db.conn.execute("rollback")
    screen.next(ev.ClerkTold)
    assert told(log)[0].step == "feed-papers"
