"""Whatever befalls reader, pcscd and card, at whatever moment: the same reader object reads on."""

import random

import pytest

from tests.workbench.mishaps import MISHAPS, NAME, PORTS_APART, Deaf, Office
from tests.workbench.pcsc import PcscHouse

pytestmark = [pytest.mark.device, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def seed():
    return random.SystemRandom().randrange(10**9)


@pytest.fixture(scope="module")
def office(seed):
    with (
        PcscHouse(2, PORTS_APART) as house,
        house.client(name=NAME, grace=10.0, patience=5.0) as client,
    ):
        yield Office(house, client, random.Random(seed))


@pytest.mark.parametrize("mishap", MISHAPS)
def test_after_every_mishap_the_card_is_read_whole(office, seed, mishap):
    office.dice.seed(f"{seed} {mishap}")
    try:
        (cycle,) = office.cycles([mishap])
    except Deaf as error:
        pytest.fail(f"seed {seed}: {error}")
    assert cycle.children == 1  # the nursery
    assert cycle.fds < 12
    assert cycle.threads < 6
