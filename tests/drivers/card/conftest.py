"""A reader house for the tests that talk to a real pcscd."""

import time

import pytest

from drivers.card import CardState
from tests.workbench.pcsc import PcscHouse

LONG = 60.0  # seconds


@pytest.fixture(scope="module")
def house():
    with PcscHouse() as house:
        yield house


@pytest.fixture
def reader(house):
    """A client with nothing on its reader; there is no other, where a better card might lie."""
    with house.client(name="00 00") as client:
        house.remove()
        house.fault()
        wait_until(client, CardState.ABSENT)
        yield client


@pytest.fixture
def lay_down(house, reader):
    """Lay a card down and wait until pcscd has seen it."""

    def lay(person, **faults):
        house.remove()
        wait_until(reader, CardState.ABSENT)
        house.insert(person, **faults)
        wait_until(reader, None)

    return lay


def wait_until(reader, state):
    until = time.monotonic() + LONG
    while reader.state() is not state:
        assert time.monotonic() < until, f"the reader never came to {state}"
        time.sleep(0.02)
