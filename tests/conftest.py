"""What every test stands on: invented examples are given the time a small, busy machine needs."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.workbench.centre import EMBEDDED, PROVINCE, CentreHouse
from tests.workbench.engines import Engines
from tests.workbench.province_home import Houses

settings.register_profile("kiosk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kiosk")


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """A province's PostgreSQL and SeaweedFS: started for the first test that asks, ended after the last."""
    with Engines() as engines:
        yield engines


@pytest.fixture(scope="session")
def houses(engines: Engines) -> Houses:
    """A province's centres, each let to one test after another."""
    return Houses(engines)


@pytest.fixture
def home() -> str:
    """Where a centre keeps what it has; tests that say something about that have this in both of HOMES."""
    return EMBEDDED


@pytest.fixture
def build_centre(
    home: str, request: pytest.FixtureRequest
) -> Callable[..., AbstractContextManager[CentreHouse]]:
    """A centre at home, to be entered: `build_centre(folder, devices=..., patience=...)`."""

    def build(folder: Path, **how) -> AbstractContextManager[CentreHouse]:
        if home == PROVINCE:
            return request.getfixturevalue("houses").let(**how)
        return CentreHouse(folder, **how)

    return build
