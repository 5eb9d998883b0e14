"""What every test stands on: invented examples are given the time a small, busy machine needs."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.workbench.engines import Engines

settings.register_profile("kiosk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kiosk")


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """A province's PostgreSQL and SeaweedFS: started for the first test that asks, ended after the last."""
    with Engines() as engines:
        yield engines
