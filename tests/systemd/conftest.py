"""Whoever takes on a unit's rights is root first."""

import pytest

from tests.workbench.unit.office import may_keep_units


@pytest.fixture(scope="session")
def root():
    if why := may_keep_units():
        pytest.skip(why)
