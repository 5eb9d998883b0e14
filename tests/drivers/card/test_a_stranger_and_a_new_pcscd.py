"""A card passed over as no eMRTD, and a pcscd that counts anew: the citizen's card is not taken for it."""

import time

import pytest

from drivers.card import CardError, CardState
from tests.workbench.pcsc import PcscHouse
from tests.workbench.people import HOA, MAI

pytestmark = pytest.mark.device


@pytest.fixture
def house():
    with PcscHouse() as house:
        yield house


def read(reader, wait):
    return reader.read(MAI.number, lambda percent: None, wait, 60.0)


def refused(reader, wait):
    with pytest.raises(CardError) as error:
        read(reader, wait)
    return error.value.state


def test_the_citizens_card_at_the_same_place_after_pcscd_was_restarted(house):
    with house.client() as reader:
        house.insert(HOA, no_emrtd=True)
        assert refused(reader, 60.0) is CardState.NOT_CITIZEN
        house.kill_pcscd()
        house.insert(MAI)
        house.start_pcscd()
        settled(reader, None)
        assert read(reader, 3.0).holder.name == MAI.name


def test_once_the_stranger_is_gone_no_card_is_no_card(house):
    with house.client() as reader:
        house.insert(HOA, no_emrtd=True)
        assert refused(reader, 60.0) is CardState.NOT_CITIZEN
        house.remove()
        settled(reader, CardState.ABSENT)
        assert refused(reader, 0.5) is CardState.ABSENT


def settled(reader, state):
    until = time.monotonic() + 60.0
    while reader.state() is not state:
        assert time.monotonic() < until
        time.sleep(0.05)
