"""An office of two kiosks, its desks running in this process; an office of three."""

import pytest

from tests.workbench.office import house


@pytest.fixture
def two(tmp_path):
    with house(tmp_path, 2) as office:
        yield office


@pytest.fixture
def three(tmp_path):
    with house(tmp_path, 3) as office:
        yield office
