from __future__ import annotations

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
    with house.mended() as authority:
        yield authority


@pytest.fixture(scope="session")
def certified(house: Authority) -> bytes:
    """Signed by the official, then by the organisation: B-B."""
    return signed(house)


@pytest.fixture
def line() -> Line:
    return Line()
