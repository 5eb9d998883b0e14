"""A card that speaks against itself: the citizen goes on, and a clerk compares card and bearer."""

import json

import pytest

from drivers.card.certificates import certificate
from drivers.card.chip import Faults, Make
from drivers.card.country import Signing, invented_country, invented_signer
from kiosk import workspace as paths
from kiosk.desk.looking import looking
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import CaseState, Language, Verdict
from kiosk.papers.ticket import TicketPaper, draw
from kiosk.rules import catalogue as catalogues
from kiosk.store.cases import CardWord
from kiosk.store.outbox import Outbox
from tests.devices.office import CASE, FORM, PROCEDURE, now
from tests.workbench.people import HOA, MAI

CLONED = {"faults": Faults(clone=True)}
REVOKED = {"make": Make(signing="revoked")}
WRONG = [(CLONED, Verdict.CLONED), (REVOKED, Verdict.REVOKED)]


@pytest.fixture(autouse=True)
def trusted(kiosk):
    """The office trusts the invented country, and knows whom it revoked."""
    folder = kiosk.workspace.trust
    folder.mkdir()
    (folder / "country.cer").write_bytes(invented_country().authority.certificate)
    serial = certificate(invented_signer(Signing.REVOKED).certificate).serial
    (folder / "revoked.crl").write_bytes(invented_country().revocations(serial))


def lay_down(kiosk, screen, person=MAI, faults=None, make=None):
    kiosk.reader.insert(person, faults, make)
    screen.ask(do.ReadCard(CASE, person.number))
    return screen.next((ev.CardRead, ev.Faulted))


def hand_in(kiosk, screen):
    kiosk.load("form")
    screen.scan()
    return screen.seal()


def announced(books):
    return json.loads(Outbox(books.db).claim(2**40).body)


@pytest.fixture
def catalogue():
    return catalogues.parse(paths.CATALOGUE.read_text(encoding="utf-8"), now().date())


@pytest.fixture
def desk(kiosk):
    """What the clerk's page says of the one case."""
    look = looking(kiosk.workspace, now)

    def row():
        (visit,) = look().visits
        return visit

    return row


@pytest.mark.parametrize(("how", "verdict"), WRONG, ids=["cloned", "revoked"])
def test_the_case_goes_on_and_the_clerk_sees_the_mark_before_and_after_it_is_sealed(
    kiosk, screen, books, desk, how, verdict
):
    assert lay_down(kiosk, screen, **how).holder.verdict is verdict
    assert (desk().ticket, desk().card, desk().doubt) == ("", verdict, verdict)
    ticket = hand_in(kiosk, screen)
    assert books.cases.state(CASE) is CaseState.SEALED
    assert (desk().ticket, desk().card, desk().doubt) == (ticket.label, verdict, verdict)
    body = announced(books)
    assert (body["holder"]["verdict"], body["doubt"]) == (verdict, verdict)


def test_of_altered_data_only_the_mark_enters_the_case(kiosk, screen, books, desk):
    told = lay_down(kiosk, screen, faults=Faults(wrong_hash=True))
    assert told.fault is Fault.CARD_DATA_ALTERED
    screen.ask(do.ForgetHolder(CASE))  # the citizen goes on without a card
    ticket = hand_in(kiosk, screen)
    assert books.cases.holder(CASE) is None
    assert (desk().ticket, desk().card, desk().doubt) == (ticket.label, None, Verdict.ALTERED)
    body = announced(books)
    assert (body["holder"], body["doubt"]) == (None, "altered")


def test_the_mark_stays_when_the_holder_is_denied_and_another_card_is_laid_down(
    kiosk, screen, books
):
    lay_down(kiosk, screen, **CLONED)
    screen.ask(do.ForgetHolder(CASE))
    lay_down(kiosk, screen, HOA)
    assert books.cases.card(CASE) == CardWord(Verdict.PROVEN, Verdict.CLONED)


def test_a_good_card_leaves_no_mark(kiosk, screen, books, desk):
    lay_down(kiosk, screen)
    hand_in(kiosk, screen)
    assert (desk().card, desk().doubt) == (Verdict.PROVEN, None)
    assert announced(books)["doubt"] == ""


@pytest.mark.parametrize(
    "how", [{"faults": Faults(wrong_hash=True)}, CLONED], ids=["altered", "cloned"]
)
def test_a_citizen_who_leaves_takes_the_mark_along(kiosk, screen, books, how):
    lay_down(kiosk, screen, **how)
    screen.ask(do.ForgetCitizen(CASE), do.TellPages(CASE, FORM))
    screen.next(ev.PagesChanged)
    assert books.cases.card(CASE) == CardWord()


def test_the_mark_outlives_a_restart(kiosk, screen, books):
    lay_down(kiosk, screen, **CLONED)
    hand_in(kiosk, screen)
    kiosk.close()
    kiosk.start()
    assert books.cases.card(CASE).doubt is Verdict.CLONED


def test_the_clerk_page_holds_neither_name_nor_number(kiosk, screen, desk):
    lay_down(kiosk, screen, **CLONED)
    assert MAI.name not in str(desk())
    assert MAI.number[-4:] not in str(desk())


def test_nothing_of_it_stands_on_the_ticket(kiosk, screen, catalogue):
    """It is the picture that anybody draws who knows the number and nothing of a card."""
    lay_down(kiosk, screen, **CLONED)
    ticket = hand_in(kiosk, screen)
    began = now()
    screen.ask(do.PrintTicket(CASE, Language.VI))
    screen.next(ev.TicketPrinted)
    printed = kiosk.printer.pictures[-1]

    def drawn(at):
        procedure = catalogue.procedure(PROCEDURE)
        paper = TicketPaper(
            *(ticket.label, ticket.code, kiosk.settings.office.name, at),
            what=procedure.short,
            sample=procedure.sample,
            field=catalogue.field(procedure.field).name,
        )
        return draw(paper, printed.width).picture()

    assert printed.tobytes() in (drawn(began).tobytes(), drawn(now()).tobytes())
