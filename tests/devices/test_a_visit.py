"""A whole visit through the devices service: card, papers, dossier, ticket; and everything asked twice."""

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import CaseState, Language, MaskedHolder, Verdict
from kiosk.store.calls import Calls
from tests.devices.office import BIRTH, CASE, FORM, OTHER
from tests.workbench.people import MAI


def test_a_whole_visit_ends_with_a_ticket_on_paper_and_in_the_citizens_hand(kiosk, screen, books):
    kiosk.reader.insert(MAI)
    kiosk.load("form-1", "form-2")
    screen.ask(do.RecoverVisit(), do.ReadCard(CASE, MAI.number))
    holder = screen.next(ev.CardRead).holder
    assert holder == MaskedHolder(
        MAI.name, MAI.birth_date.year, MAI.number[-4:], Verdict.UNANCHORED
    )
    assert [page.number for page in screen.scan()] == [1, 2]
    kiosk.load("birth")
    screen.scan(document=BIRTH)
    ticket = screen.seal()
    assert ticket.label == "A001"
    screen.ask(do.PrintTicket(CASE, Language.VI))
    screen.next(ev.TicketPrinted)
    assert len(kiosk.printer.pictures) == 1
    screen.ask(do.TicketHanded(CASE), do.ForgetCitizen(CASE), do.TellPages(CASE, FORM))
    screen.next(ev.PagesChanged)
    assert books.cases.state(CASE) is CaseState.SEALED
    assert books.cases.holder(CASE).verdict is Verdict.UNANCHORED
    assert books.tickets.unhanded(books.cases.opened_at(CASE)) is None
    told = [row.event.value for row in books.journal.since()]
    for event in ("case-opened", "card-read", "papers-scanned", "case-sealed", "ticket-printed"):
        assert event in told
    assert told.index("case-sealed") < told.index("ticket-printed") < told.index("ticket-handed")
    assert books.journal.verify() is None


def test_the_screen_is_told_how_far_the_card_is_read(kiosk, screen):
    kiosk.reader.insert(MAI)
    screen.ask(do.ReadCard(CASE, MAI.number))
    screen.next(ev.CardRead)
    percents = [event.percent for _, event in screen.heard if isinstance(event, ev.CardProgress)]
    assert percents == sorted(set(percents))
    assert percents[-1] == 100


def test_every_page_is_told_as_it_comes(kiosk, screen):
    kiosk.load("one", "two", "three")
    screen.scan()
    grown = [len(e.pages) for _, e in screen.heard if isinstance(e, ev.PagesChanged)]
    assert grown == [1, 2, 3]


def test_sealing_twice_gives_the_same_ticket(kiosk, screen, books):
    kiosk.load("form")
    screen.scan()
    assert screen.seal() == screen.seal()
    assert len(books.said("case-sealed")) == 1


def test_two_citizens_get_two_numbers(kiosk, screen):
    for case, label in (("a" * 32, "A001"), ("b" * 32, "A002")):
        kiosk.load(case)
        screen.scan(case)
        assert screen.seal(case).label == label


def test_a_page_can_be_deleted_and_the_rest_close_ranks(kiosk, screen):
    kiosk.load("one", "two", "three")
    first, second, third = screen.scan()
    screen.ask(do.DeletePage(CASE, second.id, FORM))
    left = screen.next(ev.PagesChanged).pages
    assert [page.id for page in left] == [first.id, third.id]
    assert [page.number for page in left] == [1, 2]


def test_deleting_a_page_that_is_gone_still_tells_what_is_left(kiosk, screen):
    kiosk.load("one")
    (only,) = screen.scan()
    for _ in range(2):
        screen.ask(do.DeletePage(CASE, only.id, FORM))
        answer = screen.next(ev.PagesChanged)
        assert (answer.document, answer.pages) == (FORM, ())


def test_a_page_scanned_again_takes_the_old_ones_place(kiosk, screen):
    kiosk.load("one", "two", "three")
    first, second, third = screen.scan()
    kiosk.load("better", "not-asked-for")
    again = screen.scan(replacing=second.id)
    assert [page.id for page in again] == [first.id, again[1].id, third.id]
    assert again[1].id not in {first.id, second.id, third.id}
    assert kiosk.scanner.sheets == 1


def test_a_page_scanned_again_after_it_was_deleted_goes_last(kiosk, screen):
    kiosk.load("one", "two")
    first, second = screen.scan()
    screen.ask(do.DeletePage(CASE, first.id, FORM))
    screen.next(ev.PagesChanged)  # two workers: whose turn comes first is open
    kiosk.load("better")
    again = screen.scan(replacing=first.id)
    assert again[0].id == second.id
    assert len(again) == 2


def test_a_card_that_was_not_the_citizens_leaves_the_case(kiosk, screen, books):
    kiosk.reader.insert(MAI)
    screen.ask(do.ReadCard(CASE, MAI.number))
    screen.next(ev.CardRead)
    screen.ask(do.ForgetHolder(CASE), do.TellPages(CASE, FORM))
    screen.next(ev.PagesChanged)
    assert books.cases.holder(CASE) is None


def test_a_clerk_who_is_called_twice_waits_once_and_is_gone_when_done(kiosk, screen, books):
    for _ in range(2):
        screen.ask(do.CallClerk(CASE, Fault.CLERK_CALLED))
        screen.next(ev.ClerkTold)
    assert len(Calls(books.db).waiting()) == 1
    screen.ask(do.ClerkDone(CASE), do.CallClerk(OTHER, Fault.CLERK_CALLED))
    screen.next(ev.ClerkTold)
    assert [call.case for call in Calls(books.db).waiting()] == [OTHER]


def test_a_holder_of_a_case_that_is_gone_holds_up_nothing(kiosk, screen, books):
    kiosk.load("one")
    screen.scan()
    screen.ask(do.ForgetCitizen(CASE), do.ForgetHolder(CASE))
    screen.ask(do.CallClerk(OTHER, Fault.CLERK_CALLED))
    screen.next(ev.ClerkTold)
    assert len(Calls(books.db).waiting()) == 1
