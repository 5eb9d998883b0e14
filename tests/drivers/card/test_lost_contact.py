"""A card that moves while it is read: the reading goes on where it was."""

import threading

import pytest

from drivers.card import CardError, CardState, Wish
from drivers.card.chip import Chip, Faults
from drivers.card.fake import FakeReader
from drivers.card.reading import read_chip
from tests.workbench.people import MAI, NAMESAKE

WHOLE = 110  # commands of an undisturbed reading, give or take


def read(chip, again):
    return read_chip(chip, MAI.number, lambda percent: None, 60.0, Wish(photo=True), again=again)


def test_a_card_that_moves_at_any_command_is_read_all_the_same():
    for at in [*range(1, 24), *range(24, WHOLE, 11)]:
        chip = Chip(MAI, Faults(remove_at=at))
        reading = read(chip, chip.reset)
        assert reading.hashes_match
        assert 2 in reading.hashes


def test_a_photo_half_read_is_not_begun_again():
    chip = Chip(MAI, Faults(remove_at=90))
    reading = read(chip, chip.reset)
    assert reading.apdus < WHOLE + 15


def test_a_photo_half_read_outlives_a_reader_that_goes_away_for_a_moment():
    chip = Chip(MAI)

    class Cable:
        loose_at = 90

        def transmit(self, command):
            if chip.apdus == self.loose_at:
                self.loose_at = -1
                raise CardError(CardState.READER_GONE)
            return chip.transmit(command)

    reading = read(Cable(), chip.reset)
    assert 2 in reading.hashes
    assert reading.apdus < WHOLE + 15


def test_a_reader_that_stays_away_is_gone():
    class Torn:
        def transmit(self, command):
            raise CardError(CardState.READER_GONE)

    def gone():
        raise CardError(CardState.READER_GONE)

    with pytest.raises(CardError) as error:
        read(Torn(), gone)
    assert error.value.state is CardState.READER_GONE


def test_another_card_laid_down_instead_is_noticed():
    """Even one whose number ends alike."""
    cards = [Chip(MAI, Faults(remove_at=60)), Chip(NAMESAKE)]

    class Desk:
        def transmit(self, command):
            return cards[0].transmit(command)

    with pytest.raises(CardError) as error:
        read(Desk(), lambda: cards.pop(0).reset())
    assert error.value.state is CardState.REMOVED


def test_a_card_that_never_lies_still_is_given_up():
    chip = Chip(MAI)

    def shaken():
        chip.reset()
        chip.faults.remove_at = 12

    chip.faults.remove_at = 12
    with pytest.raises(CardError) as error:
        read(chip, shaken)
    assert error.value.state is CardState.REMOVED


def test_a_card_that_stays_away_was_removed():
    def gone():
        raise CardError(CardState.REMOVED)

    with pytest.raises(CardError) as error:
        read(Chip(MAI, Faults(remove_at=60)), gone)
    assert error.value.state is CardState.REMOVED


def test_a_card_laid_back_in_time_is_read_to_its_end():
    reader = FakeReader(patience=60.0)
    reader.insert(MAI, Faults(remove_at=60))
    later = threading.Timer(0.3, reader.insert, [MAI])
    later.start()
    assert reader.read(MAI.number, lambda percent: None, 0, 60, Wish(photo=True)).hashes_match
    later.join()
