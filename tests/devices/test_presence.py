"""When the kiosk's own scanner belongs to the citizen at its screen."""

import pytest

from kiosk.devices.presence import Presence
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.model import Language
from tests.devices.office import CASE, FORM, OTHER, PROCEDURE

SEAL = do.SealCase(CASE, PROCEDURE, Language.VI, (FORM,))


@pytest.fixture
def present():
    return Presence()


@pytest.mark.parametrize(
    "effect", [do.WatchCode(CASE), do.ReadCard(CASE, "0" * 12), do.ScanBatch(CASE, FORM)]
)
@pytest.mark.parametrize("end", [SEAL, do.ForgetCitizen(CASE), do.RecoverVisit()])
def test_from_the_card_on_until_the_papers_are_sealed_or_left(present, effect, end):
    assert not present
    present.saw(effect)
    assert present
    present.saw(end)
    assert not present


def test_what_comes_after_the_papers_does_not_take_the_scanner_again(present):
    present.saw(do.ScanBatch(CASE, FORM))
    present.saw(SEAL)
    for late in (
        do.PrintTicket(CASE, Language.VI),
        do.TicketHanded(CASE),
        do.StopScanning(CASE),
        do.CallClerk(CASE, Fault.PRINTER_GONE),
        do.ClerkDone(CASE),
    ):
        present.saw(late)
        assert not present


def test_the_end_of_an_earlier_visit_does_not_send_the_next_citizen_away(present):
    present.saw(do.WatchCode(CASE))
    present.saw(do.ForgetCitizen(OTHER))
    assert present


def test_a_command_that_was_answered_and_left_sends_no_citizen_away(present):
    screen, command = object(), object()
    present.saw(do.ScanBatch(CASE, FORM), screen)
    present.saw(do.PrintTicket(OTHER, Language.VI), command)
    present.hung_up(command)
    assert present
    present.hung_up(screen)
    assert not present


def test_a_screen_that_has_gone_leaves_nobody_behind(present):
    present.saw(do.ScanBatch(CASE, FORM))
    present.hung_up()
    assert not present
