"""What can go wrong with a card, as the screen hears it; and readings nobody waits for any more."""

import pytest

from drivers.card.chip import Faults
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from tests.devices.office import CASE, FORM, OTHER, until
from tests.workbench.people import HOA, MAI

WRONG = MAI.number[:-1] + "9"


@pytest.mark.parametrize(
    ("chip", "number", "fault"),
    [
        (Faults(remove_at=12), MAI.number, Fault.CARD_REMOVED),
        (Faults(), WRONG, Fault.CARD_WRONG_NUMBER),
        (Faults(garbage=True), MAI.number, Fault.CARD_UNREADABLE),
        (Faults(no_emrtd=True), MAI.number, Fault.CARD_NOT_CITIZEN),
        (Faults(wrong_hash=True), MAI.number, Fault.CARD_DATA_ALTERED),
    ],
    ids=lambda value: value.value if isinstance(value, Fault) else "",
)
def test_every_card_that_cannot_be_read_says_what_to_do(kiosk, screen, books, chip, number, fault):
    kiosk.reader.insert(MAI, chip)
    screen.ask(do.ReadCard(CASE, number))
    assert screen.fault() is fault
    assert books.cases.holder(CASE) is None
    assert books.said("card-not-read") == [{"case": CASE, "fault": fault.value}]
    kiosk.reader.insert(MAI)
    screen.ask(do.ReadCard(CASE, MAI.number))
    screen.next(ev.CardRead)


def test_a_card_that_never_comes_is_missed(kiosk):
    kiosk.waiting_for_cards(0.3)
    screen = kiosk.start()
    screen.ask(do.ReadCard(CASE, MAI.number))
    assert screen.fault() is Fault.CARD_ABSENT


def test_a_reader_that_is_unplugged_is_known_at_the_desk_until_it_is_back(kiosk, screen, books):
    kiosk.reader.unplug()
    screen.ask(do.ReadCard(CASE, MAI.number))
    assert screen.fault() is Fault.READER_GONE
    assert books.fault_of("reader") is Fault.READER_GONE
    kiosk.reader.plug_in()
    until(lambda: books.fault_of("reader") is None)
    assert books.said("device-stopped") == [{"device": "reader", "fault": "reader-gone"}]
    assert {"device": "reader"} in books.said("device-works")


def test_the_next_reading_does_not_wait_for_one_that_was_stopped(kiosk, screen):
    screen.ask(do.ReadCard(CASE, MAI.number), do.StopReading(CASE), do.ReadCard(OTHER, HOA.number))
    kiosk.reader.insert(HOA)
    assert screen.next(ev.CardRead).holder.last4 == HOA.number[-4:]


def test_a_reading_stopped_and_asked_again_reads_with_the_new_number_only(kiosk, screen):
    screen.ask(do.ReadCard(CASE, WRONG), do.StopReading(CASE), do.ReadCard(CASE, MAI.number))
    kiosk.reader.insert(MAI)
    screen.next(ev.CardRead)
    assert not [event for _, event in screen.heard if isinstance(event, ev.Faulted)]


def test_a_card_laid_down_after_the_citizen_turned_away_is_not_read(kiosk, screen, books):
    screen.ask(do.ReadCard(CASE, MAI.number), do.StopReading(CASE))
    kiosk.reader.insert(MAI)
    screen.ask(do.ReadCard(OTHER, MAI.number), visit=2)
    screen.next(ev.CardRead, visit=2)
    assert not [event for visit, event in screen.heard if visit == 1]
    assert books.cases.state(CASE) is None


def test_a_reading_that_ends_as_the_citizen_leaves_opens_no_case(kiosk, screen, books, monkeypatch):
    """The chip is read to the end, and then the citizen is gone before a word of it was kept."""
    kiosk.reader.insert(MAI)
    read = kiosk.reader.read

    def read_and_leave(*asked):
        reading = read(*asked)
        screen.ask(do.ForgetCitizen(CASE), do.TellPages(OTHER, FORM))
        screen.next(ev.PagesChanged)
        return reading

    monkeypatch.setattr(kiosk.reader, "read", read_and_leave)
    screen.ask(do.ReadCard(CASE, MAI.number))
    until(lambda: any(isinstance(event, ev.PagesChanged) for _, event in screen.heard))
    monkeypatch.undo()
    screen.ask(do.ReadCard(OTHER, MAI.number), visit=2)
    screen.next(ev.CardRead, visit=2)
    assert books.cases.state(CASE) is None
    assert not [
        event for visit, event in screen.heard if isinstance(event, ev.CardRead) and visit == 1
    ]


def test_a_stopped_reading_says_nothing_of_a_reader_that_goes_away_later(kiosk, screen):
    screen.ask(do.ReadCard(CASE, MAI.number), do.StopReading(CASE))
    kiosk.reader.unplug()
    kiosk.reader.plug_in()
    kiosk.reader.insert(MAI)
    screen.ask(do.ReadCard(CASE, MAI.number))
    screen.next(ev.CardRead)
    assert not [event for _, event in screen.heard if isinstance(event, ev.Faulted)]
