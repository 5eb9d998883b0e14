"""The table of ways into a chip: each access, cipher, group and password, over one real pcscd."""

import dataclasses

import pytest

from drivers.card import Wish, issuer
from drivers.card.access import BAC, PACE_CAN, PACE_MRZ
from drivers.card.chip import Make
from drivers.card.credentials import Credentials
from drivers.card.pace_info import Mapping, everything
from tests.drivers.card.conftest import wait_until
from tests.workbench.people import MAI

pytestmark = pytest.mark.device

LINES = issuer.mrz(MAI)
PRINTED = Credentials(mrz=(LINES[:30], LINES[30:60], LINES[60:]))
CAN = Credentials(can=MAI.number[-6:])
NOTHING = Make(pace=(), card_access=False, bac=False)


def short(info, extended):
    """Numbers of 2048 bits go in pieces into a chip without extended length."""
    return Make(pace=(str(info),), bac=False, extended=extended, chaining=not extended)


# The words of ICAO 9303-11 on the left; what the chip is, what is known of it, what must come of it.
TABLE = {
    "BAC": (dataclasses.replace(NOTHING, bac=True), PRINTED, BAC, "3DES"),
    "BAC/extended length": (
        dataclasses.replace(NOTHING, bac=True, extended=True),
        PRINTED,
        BAC,
        "3DES",
    ),
} | {
    f"{info.title}/{name}": (short(info, extended), known, access, str(info))
    for info in everything()
    for name, known, access, extended in (
        ("CAN", CAN, PACE_CAN, False),
        ("MRZ", PRINTED, PACE_MRZ, True),
    )
}


@pytest.fixture(scope="module")
def desk(house):
    """A reader on which a card lies all the time, changed for another one between readings."""
    with house.client() as client:
        house.fault()
        house.insert(MAI)
        wait_until(client, None)
        yield client
        house.remove()


@pytest.mark.parametrize(
    ("make", "known", "access", "detail"), list(TABLE.values()), ids=list(TABLE)
)
def test_the_chip_is_read(house, desk, make, known, access, detail):
    house.change(MAI, make=make)
    reading = desk.read(known, lambda percent: None, 60.0, 60.0, Wish())
    assert reading.access == access
    assert reading.attempts[-1].detail == detail
    assert reading.holder.number == MAI.number
    assert reading.hashes_match


def test_no_way_of_the_standard_is_left_out():
    """9303-11, 9.2.1 and 9.5.1, but for three brainpool curves that OpenSSL's binding does not have."""
    kinds = {(info.mapping, info.suite.name, info.parameter) for info in everything()}
    ciphers = {"DES3", "AES128", "AES192", "AES256"}
    curves = {8, 10, 12, 13, 15, 16, 17, 18}
    for cipher in ciphers:
        for mapping, parameters in (
            (Mapping.GENERIC, curves | {0, 1, 2}),
            (Mapping.INTEGRATED, (curves | {0, 1, 2}) - {10}),
            (Mapping.CHIP_AUTHENTICATION, curves if cipher != "DES3" else set()),
        ):
            there = {p for kind, suite, p in kinds if (kind, suite) == (mapping, cipher)}
            assert there == parameters, (mapping, cipher)
