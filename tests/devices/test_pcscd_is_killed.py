"""pcscd is killed while the screen waits in ReadingCard: it says the right words, and the next reading works."""

import random

import pytest

from kiosk.faults import Actor, Fault, remedy
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey import step
from kiosk.journey.states import PresentCard, ReadingCard, Visit
from tests.devices.office import CASE, FORM, Books, Screen
from tests.workbench.bench import Bench
from tests.workbench.people import MAI

pytestmark = [pytest.mark.device, pytest.mark.timeout(600)]
CYCLES = 10
UNHURRIED = 0.02  # seconds an APDU
READ = do.ReadCard(CASE, MAI.number)


@pytest.fixture
def bench(tmp_path):
    with Bench(tmp_path / "b") as made:
        made.appliance.start("devices")
        yield made


@pytest.fixture
def screen(bench):
    made = Screen(bench.workspace.devices_socket)
    made.ask(do.RecoverVisit(), do.TellPages(CASE, FORM))
    made.next(ev.PagesChanged)
    yield made
    made.close()


def test_ten_times_the_citizen_reads_on_or_is_told_and_the_next_reading_works(bench, screen):
    seed = random.SystemRandom().randrange(10**9)
    dice = random.Random(seed)
    deeds = [killed_for_a_moment, killed_for_long] * (CYCLES // 2)
    read_on = 0
    for number, deed in enumerate(dice.sample(deeds, CYCLES)):
        said = f"seed {seed}, cycle {number}, {deed.__name__}"
        read_on += deed(bench, screen, dice, said)
        bench.pcsc.fault()
        screen.ask(READ)
        answer = screen.next((ev.CardRead, ev.Faulted))
        assert isinstance(answer, ev.CardRead), f"{said}: {answer}"
        assert answer.holder.last4 == MAI.number[-4:], said
    assert read_on, f"seed {seed}: no reading outlived pcscd"
    assert bench.appliance.restarts == {}
    books = Books(bench.workspace)
    assert books.fault_of("reader") is None
    books.db.close()


def killed_for_a_moment(bench, screen, dice, said):
    """Nobody is told anything: the reading waits for pcscd and goes on, or begins with it."""
    lies = begin_reading(bench, screen, dice)
    bench.pcsc.kill_pcscd()
    bench.pcsc.start_pcscd(wait=False)
    if not lies:
        bench.pcsc.insert(MAI)
    answer = screen.next((ev.CardRead, ev.Faulted))
    if isinstance(answer, ev.CardRead):
        return True
    # A slow machine may take longer to start pcscd than anybody waits.
    assert answer.fault in (Fault.READER_GONE, Fault.CARD_REMOVED), f"{said}: {answer}"
    return False


def killed_for_long(bench, screen, dice, said):
    begin_reading(bench, screen, dice)
    bench.pcsc.kill_pcscd()
    fault = screen.fault()
    assert fault is Fault.READER_GONE, said
    shown, asked = step(ReadingCard(Visit(CASE), MAI.number), ev.Faulted(fault))
    assert shown == PresentCard(Visit(CASE), MAI.number, Fault.READER_GONE)
    told = do.CallClerk(CASE, Fault.READER_GONE, "reading-card")
    assert asked == (told, do.WatchCode(CASE))
    assert remedy(fault).actor is Actor.TECHNICIAN
    assert remedy(fault).what.en == "The card reader is not working."
    bench.pcsc.insert(MAI)
    bench.pcsc.start_pcscd(wait=False)
    return False


def begin_reading(bench, screen, dice):
    """The screen waits: for a card, or for a reading in its middle; whether a card lies there."""
    if dice.random() < 0.5:
        bench.pcsc.remove()
        screen.ask(READ)
        return False
    bench.pcsc.insert(MAI, slow=UNHURRIED)
    screen.ask(READ)
    at = dice.choice([10, 40, 50, 60, 70])
    while screen.next(ev.CardProgress).percent < at:
        pass
    return True
