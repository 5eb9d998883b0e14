from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from tests.dossier.completing.signed import Line, signed
from tests.workbench.authority import Authority


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with Authority(tmp_path_factory.mktemp("authority")).serve() as house:
        yield house


@pytest.fixture
def authority(house: Authority) -> Iterator[Authority]:
    """Everything up and its clock right, before and after."""
    yield house
    for kind in ("tsa", "ocsp", "crl", "certs"):
        house.up(kind)
    house.clock = dt.timedelta(0)


@pytest.fixture(scope="session")
def certified(house: Authority) -> bytes:
    """Signed by the official, then by the organisation: B-B."""
    return signed(house)


@pytest.fixture
def line() -> Line:
    return Line()
