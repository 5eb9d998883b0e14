"""What the office orders from the desk is done once, for the visit it was meant for, or refused in words."""

import datetime as dt
import uuid

import pytest

from drivers.printer import PrinterState
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Language
from kiosk.rules.queue.entries import Kind
from kiosk.store.cases import Cases
from kiosk.store.orders import Order, OrderKind, Orders, Service, WhyNot
from kiosk.store.queue_log import QueueLog
from kiosk.store.seen_screen import Screens
from tests.devices.office import CASE, FORM, OTHER, PROCEDURE, now, until

FEEDING = do.NoteScreen(CASE, "feed-papers", procedure=PROCEDURE, pages=2)
STOPPED = do.NoteScreen(CASE, "needs-clerk", "feed-papers", Fault.SCANNER_JAMMED, pages=2)
NOBODY = do.NoteScreen("", "welcome")


@pytest.fixture
def desk(kiosk, screen, books):
    return Desk(screen, books.db)


class Desk:
    """A clerk at the console, who orders and looks what became of it."""

    def __init__(self, screen, db):
        self.screen, self.orders, self.screens = screen, Orders(db), Screens(db)

    def shows(self, seen):
        self.screen.ask(seen)
        until(
            lambda: (now := self.screens.now()) and (now.case, now.step) == (seen.case, seen.step)
        )

    def order(self, kind, case=CASE, id="", **more):
        order = Order(id or uuid.uuid4().hex, kind, "lan", "clerk", now(), case, **more)
        self.orders.ask(order)
        return order.id

    def became(self, id):
        """Why it was not done, or None where it was; waits until it is over."""
        found = lambda: next(each for each in self.orders.lately() if each.id == id)  # noqa: E731
        until(lambda: found().over)
        return found().refused


def test_the_office_sees_the_step_and_nothing_of_it_outlives_the_screen(kiosk, desk):
    desk.shows(FEEDING)
    seen = desk.screens.now()
    assert (seen.step, seen.procedure, seen.pages) == ("feed-papers", PROCEDURE, 2)
    desk.screen.close()
    until(lambda: desk.screens.now() is None)


def test_a_step_is_told_since_when_it_stands_there(kiosk, desk):
    desk.shows(FEEDING)
    first = desk.screens.now()
    desk.screen.ask(do.NoteScreen(CASE, "feed-papers", procedure=PROCEDURE, pages=3))
    until(lambda: desk.screens.now().pages == 3)
    assert desk.screens.now().since == first.since
    desk.shows(STOPPED)
    assert desk.screens.now().since > first.since
    assert desk.screens.now().begun == first.begun


def test_an_ended_visit_is_told_to_the_screen_and_done_when_the_screen_has_moved_on(desk):
    desk.shows(FEEDING)
    id = desk.order(OrderKind.END)
    assert desk.screen.next(ev.ClerkEnds, visit=0) == ev.ClerkEnds(CASE)
    desk.shows(NOBODY)
    assert desk.became(id) is None


def test_an_order_for_a_visit_that_is_over_reaches_nobody(desk):
    desk.shows(do.NoteScreen(OTHER, "choose-language"))
    for kind in (OrderKind.END, OrderKind.TAKE, OrderKind.RESUME):
        assert desk.became(desk.order(kind)) is WhyNot.OVER
    assert not [event for _, event in desk.screen.heard if isinstance(event, ev.ClerkEnds)]


def test_the_same_order_sent_twice_is_told_once(desk, books):
    desk.shows(FEEDING)
    id = desk.order(OrderKind.END)
    assert desk.order(OrderKind.END, id=id) == id
    desk.order(OrderKind.END)  # from another page: the same still waits
    desk.screen.next(ev.ClerkEnds, visit=0)
    desk.shows(NOBODY)
    assert desk.became(id) is None
    assert len(books.said("order-given")) == len(books.said("order-over")) == 1


def test_a_visit_that_a_fault_stopped_goes_on_when_a_clerk_says_so(desk, books):
    desk.screen.ask(do.CallClerk(CASE, Fault.SCANNER_JAMMED, "scanning"))
    desk.screen.next(ev.ClerkTold)
    desk.shows(STOPPED)
    id = desk.order(OrderKind.RESUME)
    assert desk.screen.next(ev.ClerkFinished, visit=0) == ev.ClerkFinished(CASE)
    desk.shows(FEEDING)
    assert desk.became(id) is None
    assert books.said("clerk-done")


def test_a_visit_that_goes_on_need_not_be_resumed(desk):
    desk.shows(FEEDING)
    assert desk.became(desk.order(OrderKind.RESUME)) is WhyNot.NOT_STOPPED


def test_a_clerk_who_comes_is_said_on_the_screen_and_at_every_pad(desk, books):
    desk.screen.ask(do.CallClerk(CASE, Fault.CLERK_CALLED, "feed-papers"))
    desk.screen.next(ev.ClerkTold)
    id = desk.order(OrderKind.GO, counter=2)
    assert desk.screen.next(ev.ClerkGoes, visit=0) == ev.ClerkGoes(CASE, 2)
    assert desk.became(id) is None
    heard, _ = QueueLog(books.db, 0).since(now().date().replace(day=1), now())
    assert [each.entry.counter for each in heard if each.entry.kind is Kind.CLERK_GOES] == [2]


def test_nobody_goes_to_a_call_that_is_over(desk):
    desk.shows(FEEDING)
    assert desk.became(desk.order(OrderKind.GO)) is WhyNot.OVER


def test_a_half_done_case_is_taken_over_with_its_pages_and_is_called_by_no_number(
    kiosk, desk, books
):
    kiosk.load("one", "two")
    desk.screen.scan()
    desk.shows(FEEDING)
    id = desk.order(OrderKind.TAKE, counter=3)
    assert desk.screen.next(ev.ClerkTakes, visit=0) == ev.ClerkTakes(CASE, 3)
    desk.screen.ask(
        do.SealCase(CASE, PROCEDURE, Language.VI, (FORM, "giay-chung-sinh"), taken=True)
    )
    desk.screen.next(ev.Sealed)
    assert desk.became(id) is None
    sealed = Cases(books.db).sealed(CASE)
    assert (sealed.documents, sealed.pages) == (1, 2)
    heard, _ = QueueLog(books.db, 0).since(now().date().replace(day=1), now())
    assert not [each for each in heard if each.entry.kind is Kind.DRAWN]
    desk.screen.close()
    again = kiosk.screen()
    again.ask(do.RecoverVisit())
    assert again.next(ev.NothingFound)  # its number is shown to nobody


def test_a_visit_without_pages_cannot_be_taken_over(desk):
    desk.shows(do.NoteScreen(CASE, "present-card", procedure=PROCEDURE))
    assert desk.became(desk.order(OrderKind.TAKE)) is WhyNot.NO_PAPERS


def test_a_case_with_a_number_or_just_getting_one_is_neither_taken_nor_ended(desk):
    desk.shows(do.NoteScreen(CASE, "take-ticket", pages=0))
    assert desk.became(desk.order(OrderKind.TAKE)) is WhyNot.HANDED_IN
    desk.shows(do.NoteScreen(CASE, "sealing", pages=2))
    assert desk.became(desk.order(OrderKind.TAKE)) is WhyNot.SEALING
    assert desk.became(desk.order(OrderKind.END)) is WhyNot.SEALING


def test_a_ticket_comes_out_again_or_it_is_said_why_not(kiosk, desk):
    kiosk.load("one")
    desk.screen.scan()
    desk.screen.ask(do.SealCase(CASE, PROCEDURE, Language.VI, (FORM,)))
    desk.screen.next(ev.Sealed)
    assert desk.became(desk.order(OrderKind.PRINT)) is None
    assert len(kiosk.printer.pictures) == 1
    kiosk.printer.paper = PrinterState.NO_PAPER
    id = desk.order(OrderKind.PRINT)
    assert desk.became(id) is WhyNot.FAULT
    (order,) = (each for each in desk.orders.lately() if each.id == id)
    assert order.fault is Fault.PRINTER_NO_PAPER


def test_a_restarted_screen_is_back_when_a_new_one_says_where_it_is(kiosk, desk):
    desk.shows(NOBODY)
    id = desk.order(OrderKind.RESTART, case="", service=Service.UI)
    assert desk.screen.next(ev.RestartScreen, visit=0)
    desk.screen.close()
    kiosk.screen().ask(NOBODY)
    assert desk.became(id) is None


def test_a_restarted_service_of_devices_ends_itself_and_is_back(kiosk, desk):
    desk.shows(NOBODY)
    id = desk.order(OrderKind.RESTART, case="", service=Service.DEVICES)
    until(lambda: kiosk.ended)
    kiosk.close()
    kiosk.serve()
    assert desk.became(id) is None


def test_where_no_screen_runs_nothing_can_be_ordered_of_it(desk):
    for kind in (OrderKind.END, OrderKind.RESUME):
        assert desk.became(desk.order(kind)) is WhyNot.NO_SCREEN


def test_an_order_that_waited_while_this_service_was_away_comes_out_before_nobody_else(kiosk, desk):
    kiosk.load("one")
    desk.screen.scan()
    desk.screen.ask(do.SealCase(CASE, PROCEDURE, Language.VI, (FORM,)))
    desk.screen.next(ev.Sealed)
    long_ago = now() - dt.timedelta(minutes=10)
    order = Order(uuid.uuid4().hex, OrderKind.PRINT, "lan", "clerk", long_ago, CASE)
    desk.orders.ask(order)
    assert desk.became(order.id) is WhyNot.NO_ANSWER
    assert not kiosk.printer.pictures
