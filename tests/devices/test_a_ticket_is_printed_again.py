"""A ticket that was lost, torn or never came out is printed again: the same number, never another."""

import pytest

from drivers.printer import PrinterState
from kiosk.desk import reprint
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Language
from tests.devices.office import CASE


@pytest.fixture
def ticket(kiosk, screen):
    kiosk.load("form")
    screen.scan()
    return screen.seal()


@pytest.fixture
def again(kiosk):
    """What the command says, and its exit code."""

    def asked(label, language="en"):
        said = []
        where = ["--settings", "unused", "--state", str(kiosk.folder / "state")]
        return reprint.main([label, *where, "--language", language], said.append), said

    return asked


@pytest.mark.parametrize("as_typed", ["A001", "a1", " a001 "])
def test_the_same_ticket_comes_out_for_whoever_asks_at_the_desk(
    kiosk, screen, books, ticket, again, as_typed
):
    screen.ask(do.PrintTicket(CASE, Language.VI))
    screen.next(ev.TicketPrinted)
    assert again(as_typed) == (0, ["Ticket A001 was printed again."])
    first, second = kiosk.printer.pictures
    assert first.size == second.size
    assert books.tickets.of(CASE) == ticket
    assert books.said("ticket-printed") == [{"case": CASE, "ticket": "A001"}] * 2


def test_a_printer_without_paper_is_told_and_the_number_is_kept(kiosk, ticket, again):
    kiosk.printer.paper = PrinterState.NO_PAPER
    code, (said,) = again("A001")
    assert code == 1
    assert "The printer is out of paper." in said
    assert "The number is kept." in said


@pytest.mark.parametrize("label", ["A002", "B001", "A1-001", "", "number one", "A"])
def test_a_number_that_nobody_was_given_is_not_printed(kiosk, ticket, again, capsys, label):
    assert again(label)[0] == 2
    assert "gave no number" in capsys.readouterr().err
    assert kiosk.printer.pictures == []


def test_a_devices_service_that_is_away_is_told(kiosk, screen, ticket, again):
    kiosk.close()
    code, (said,) = again("A001", "vi")
    assert code == 1
    assert said.startswith("Phiếu A001 chưa in được")
