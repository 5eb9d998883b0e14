"""The screen's process died and is back, or another takes its place: nobody stands there any more."""

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import CaseState, Language
from kiosk.store.calls import Calls
from tests.devices.office import CASE, FORM, OTHER, PROCEDURE, until
from tests.workbench.people import HOA, MAI


def test_open_cases_are_forgotten_and_a_ticket_nobody_was_shown_is_found(kiosk, screen, books):
    kiosk.load("one")
    screen.scan()
    ticket = screen.seal()
    kiosk.load("two")
    screen.scan(OTHER)
    screen.close()
    again = kiosk.screen()
    again.ask(do.RecoverVisit())
    assert again.next(ev.TicketFound) == ev.TicketFound(Language.VI, ticket)
    assert books.cases.state(OTHER) is CaseState.FORGOTTEN
    assert books.files(OTHER) == []
    assert books.cases.state(CASE) is CaseState.SEALED


def test_a_ticket_that_was_handed_over_is_not_shown_to_the_next_citizen(kiosk, screen):
    kiosk.load("one")
    screen.scan()
    screen.seal()
    screen.ask(do.TicketHanded(CASE), do.RecoverVisit(), do.TellPages(CASE, FORM))
    screen.next(ev.PagesChanged)
    assert not [event for _, event in screen.heard if isinstance(event, ev.TicketFound)]
    assert (1, ev.NothingFound()) in screen.heard


def test_a_visit_found_while_its_case_is_being_sealed_shows_its_ticket(kiosk, screen, books):
    kiosk.load("one")
    screen.scan()
    screen.ask(do.SealCase(CASE, PROCEDURE, Language.VI, (FORM,)))
    again = kiosk.screen()
    again.ask(do.RecoverVisit())
    assert again.next(ev.TicketFound).ticket.case == CASE
    assert not [event for _, event in again.heard if isinstance(event, ev.NothingFound)]
    assert books.cases.state(CASE) is CaseState.SEALED


def test_the_next_citizens_case_is_not_forgotten_with_the_old_ones(kiosk, screen, books):
    kiosk.load("one")
    screen.scan()
    screen.ask(do.SealCase(CASE, PROCEDURE, Language.VI, (FORM,)))  # keeps the keeper busy
    kiosk.load("two")
    again = kiosk.screen()
    again.ask(do.RecoverVisit(), do.ScanBatch(OTHER, FORM))
    again.next(ev.BatchScanned)
    again.ask(do.TellPages(OTHER, FORM))  # the keeper is done with all before it
    again.next(ev.PagesChanged)
    assert books.cases.state(OTHER) is CaseState.OPEN
    assert len(books.pages(OTHER)) == 1


def test_a_reading_of_a_screen_that_died_does_not_hold_up_the_next_one(kiosk, screen, books):
    screen.ask(do.ReadCard(CASE, MAI.number), do.TellPages(CASE, FORM))
    screen.next(ev.PagesChanged)
    screen.close()
    again = kiosk.screen()
    again.ask(do.ReadCard(OTHER, HOA.number))
    kiosk.reader.insert(HOA)
    assert again.next(ev.CardRead).holder.last4 == HOA.number[-4:]
    assert books.cases.state(CASE) is None


def test_a_batch_of_a_screen_that_died_ends_with_its_sheet(kiosk, screen, books):
    kiosk.load("one", "two", "three")
    kiosk.hold_sheets()
    screen.ask(do.ScanBatch(CASE, FORM))
    kiosk.scanner.pulling.wait()
    screen.close()
    again = kiosk.screen()
    again.ask(do.RecoverVisit(), do.TellPages(CASE, FORM))
    again.next(ev.PagesChanged)
    kiosk.let_sheets_through()
    again.ask(do.ScanBatch(OTHER, FORM))
    assert len(again.next(ev.BatchScanned).pages) == 2
    assert books.cases.state(CASE) is CaseState.FORGOTTEN
    assert books.files() == []


def test_the_journal_tells_a_service_that_was_stopped_from_one_that_was_killed(
    kiosk, screen, books
):
    screen.ask(do.TellPages(CASE, FORM))
    screen.next(ev.PagesChanged)
    assert books.said("service-started") == [{"service": "devices"}]
    assert books.said("service-stopped") == []
    kiosk.close()
    assert books.said("service-stopped") == [{"service": "devices"}]


def test_a_clerk_called_to_a_screen_that_died_is_called_no_more(kiosk, screen, books):
    kiosk.load("one")
    screen.scan()
    screen.seal()
    screen.ask(do.CallClerk(CASE, Fault.PRINTER_NO_PAPER), do.TicketHanded(CASE))
    until(lambda: Calls(books.db).waiting())
    screen.close()  # before it could say that the citizen had left
    again = kiosk.screen()
    again.ask(do.RecoverVisit())
    until(lambda: not Calls(books.db).waiting())
    assert books.cases.state(CASE) is CaseState.SEALED


def test_the_clerk_called_to_a_ticket_that_comes_back_is_still_called(kiosk, screen, books):
    kiosk.load("one")
    screen.scan()
    screen.seal()
    screen.ask(do.CallClerk(CASE, Fault.PRINTER_NO_PAPER))
    until(lambda: Calls(books.db).waiting())
    screen.close()
    again = kiosk.screen()
    again.ask(do.RecoverVisit(), do.TellPages(CASE, FORM))
    again.next(ev.PagesChanged)
    assert [call.case for call in Calls(books.db).waiting()] == [CASE]
