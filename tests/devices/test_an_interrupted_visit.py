"""The power went in the midst of a batch: a moment later its citizen may go on, an hour later nobody may."""

import datetime as dt

import pytest

from kiosk import workspace as paths
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import CaseState, Language
from kiosk.rules import catalogue
from kiosk.store.calls import Calls
from kiosk.store.moments import stamp
from kiosk.store.visits import Visits
from tests.devices.office import CASE, FORM, OTHER, PROCEDURE
from tests.workbench.people import MAI


@pytest.fixture
def note():
    """What the screen notes when a batch begins, with the documents that the catalogue names today."""
    today = dt.datetime.now(dt.UTC).date()
    procedure = catalogue.parse(paths.CATALOGUE.read_text(encoding="utf-8"), today).procedure(
        PROCEDURE
    )
    documents = tuple(document.id for document in procedure.documents)
    return do.NoteVisit(CASE, PROCEDURE, Language.EN, documents)


def back(kiosk, screen, document: str = FORM):
    """The screen died and is back; by the time this returns the keeper has recovered what there was."""
    screen.close()
    again = kiosk.screen()
    again.ask(do.RecoverVisit(), do.TellPages(CASE, document))
    again.next(ev.PagesChanged)
    return again


def found_by(screen):
    return [event for _, event in screen.heard if isinstance(event, ev.VisitFound)]


def test_a_half_batch_is_offered_again_with_its_pages(kiosk, screen, books, note):
    kiosk.load("one", "two")
    screen.ask(note)
    pages = screen.scan()
    (found,) = found_by(back(kiosk, screen))
    assert (found.case, found.language, found.procedure) == (CASE, Language.EN, PROCEDURE)
    assert tuple(paper.document for paper in found.papers) == note.documents
    assert found.papers[0].pages == pages
    assert found.holder is None
    assert books.cases.state(CASE) is CaseState.OPEN


def test_whose_card_had_been_read_is_told_masked_only(kiosk, screen, note):
    kiosk.reader.insert(MAI)
    screen.ask(do.ReadCard(CASE, MAI.number))
    holder = screen.next(ev.CardRead).holder
    kiosk.load("one")
    screen.ask(note)
    screen.scan()
    (found,) = found_by(back(kiosk, screen))
    assert found.holder == holder
    assert MAI.number not in repr(found)


def test_nobody_is_offered_a_visit_of_three_minutes_ago(kiosk, screen, books, note):
    kiosk.load("one")
    screen.ask(note)
    screen.scan()
    screen.ask(do.TellPages(CASE, FORM))
    screen.next(ev.PagesChanged)
    before = stamp(dt.datetime.now(dt.UTC) - dt.timedelta(minutes=3, seconds=1))
    books.db.conn.execute("update pages set added_at = ?", (before,))
    books.db.conn.execute("update visit set noted_at = ?", (before,))
    assert found_by(back(kiosk, screen)) == []
    assert books.cases.state(CASE) is CaseState.FORGOTTEN
    assert books.files() == []


def test_a_visit_without_a_page_is_forgotten_as_ever(kiosk, screen, books, note):
    kiosk.reader.insert(MAI)
    screen.ask(do.ReadCard(CASE, MAI.number), note)
    screen.next(ev.CardRead)
    assert found_by(back(kiosk, screen)) == []
    assert books.cases.state(CASE) is CaseState.FORGOTTEN


def test_of_several_unfinished_cases_only_the_last_one_is_offered(kiosk, screen, books, note):
    kiosk.load("one")
    screen.scan(OTHER)
    kiosk.load("two")
    screen.ask(note)
    screen.scan()
    (found,) = found_by(back(kiosk, screen))
    assert found.case == CASE
    assert books.cases.state(OTHER) is CaseState.FORGOTTEN


def test_a_ticket_nobody_was_shown_comes_before_a_visit(kiosk, screen, books, note):
    kiosk.load("one")
    screen.scan(OTHER)
    screen.seal(OTHER)
    kiosk.load("two")
    screen.ask(note)
    screen.scan()
    again = back(kiosk, screen)
    assert found_by(again) == []
    assert [e.ticket.case for _, e in again.heard if isinstance(e, ev.TicketFound)] == [OTHER]
    assert books.cases.state(CASE) is CaseState.FORGOTTEN


def test_the_clerk_called_to_a_visit_that_is_offered_is_still_called(kiosk, screen, books, note):
    kiosk.load("one")
    screen.ask(note)
    screen.scan()
    screen.ask(do.CallClerk(CASE, Fault.SCANNER_JAMMED))
    screen.next(ev.ClerkTold)
    back(kiosk, screen)
    assert [call.case for call in Calls(books.db).waiting()] == [CASE]


@pytest.mark.parametrize("effect", [do.ForgetCitizen(CASE), do.DropVisit(CASE)])
def test_a_visit_that_nobody_goes_on_with_is_forgotten(kiosk, screen, books, note, effect):
    kiosk.load("one")
    screen.ask(note)
    screen.scan()
    again = back(kiosk, screen)
    again.ask(effect, do.TellPages(OTHER, FORM))
    again.next(ev.PagesChanged)
    assert books.cases.state(CASE) is CaseState.FORGOTTEN
    assert Visits(books.db).interrupted() is None
    assert books.files() == []


def test_a_procedure_that_asks_for_other_papers_since_is_not_offered(kiosk, screen, books, note):
    kiosk.load("one")
    screen.ask(do.NoteVisit(CASE, PROCEDURE, Language.VI, (FORM,)))
    screen.scan()
    assert found_by(back(kiosk, screen)) == []
    assert books.cases.state(CASE) is CaseState.FORGOTTEN


def test_what_is_noted_of_a_visit_says_nothing_of_its_citizen(kiosk, screen, books, note):
    kiosk.reader.insert(MAI)
    screen.ask(do.ReadCard(CASE, MAI.number), note)
    screen.next(ev.CardRead)
    screen.ask(do.TellPages(CASE, FORM))
    screen.next(ev.PagesChanged)
    (row,) = books.db.conn.execute("select * from visit").fetchall()
    assert not {MAI.number, MAI.name} & {str(value) for value in row}
