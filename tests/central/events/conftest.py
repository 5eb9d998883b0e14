"""A centre's events in both homes, without its doors."""

from __future__ import annotations

import pytest

from central.database import Database
from tests.workbench.centre import EMBEDDED
from tests.workbench.told import Telling


@pytest.fixture
def address(home, request, tmp_path):
    """Of a database of its own."""
    if home == EMBEDDED:
        yield f"sqlite:///{tmp_path}/intake.db"
        return
    engines = request.getfixturevalue("engines")
    keeping = engines.keeping()
    yield keeping.database
    engines.forget(keeping)


@pytest.fixture
def process(address, tmp_path):
    """Makes processes of one centre."""
    made = []

    def start() -> Telling:
        made.append(Telling(Database(address), tmp_path))
        return made[-1]

    yield start
    for one in made:
        one.database.close()


@pytest.fixture
def centre(process):
    return process()
