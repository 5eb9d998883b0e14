"""A chip that plays for time: every reading ends within its budget, and the reader is good for the next."""

import time

import pytest

from drivers.card import CardError, CardState, Wish
from tests.workbench.people import MAI

pytestmark = pytest.mark.device
BUDGET = 2.0  # seconds
LATE = 60.0  # seconds; none of these chips would have come to an end by then, left alone
DRIPS = 2.0  # seconds for an APDU; a whole reading has more than a hundred


@pytest.mark.parametrize(
    "faults",
    [{"hang_at": 1}, {"hang_at": 40}, {"slow": DRIPS}],
    ids=str,
)
def test_a_chip_that_takes_too_long_cannot_be_read(house, reader, lay_down, faults):
    lay_down(MAI, **faults)
    began = time.monotonic()
    assert failure(reader) is CardState.UNREADABLE
    assert time.monotonic() - began < LATE
    house.fault()
    house.remove()
    house.insert(MAI)
    assert reader.read(MAI.number, lambda percent: None, 60.0, 60.0).hashes_match


@pytest.mark.parametrize("status", [0x61, 0x6C])
@pytest.mark.parametrize("slow", [0.0, 0.1], ids=["fast", "slow"])
def test_a_chip_that_always_asks_for_one_more_command_cannot_be_read(
    house, reader, lay_down, status, slow
):
    lay_down(MAI, endless=status, slow=slow)
    began = time.monotonic()
    assert failure(reader) is CardState.UNREADABLE
    assert time.monotonic() - began < LATE
    house.fault()
    assert reader.read(MAI.number, lambda percent: None, 60.0, 60.0).hashes_match


def failure(reader):
    with pytest.raises(CardError) as error:
        reader.read(MAI.number, lambda percent: None, 60.0, BUDGET, Wish(photo=True))
    return error.value.state
