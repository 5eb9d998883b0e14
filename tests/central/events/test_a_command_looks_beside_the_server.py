"""A command that looks whether events are missing holds nobody up, however many envelopes there are."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from central import events
from tests.workbench.centre import EMBEDDED, HOMES
from tests.workbench.told import invented


@pytest.fixture(params=HOMES)
def home(request):
    return request.param


def test_what_older_processes_received_is_written_a_part_at_a_time(centre, monkeypatch):
    monkeypatch.setattr(events, "WALKED", 4)
    monkeypatch.setattr(events, "CATCHING_UP", 3)
    centre.targets.add("dvc")
    said = [centre.receive(invented(), noted=number % 4 == 1) for number in range(14)]
    assert centre.events.catch_up(centre.database) == 10
    assert centre.events.catch_up(centre.database) == 0
    assert sorted(row["envelope"] for row in centre.work_off("dvc")) == sorted(
        one.envelope for one in said
    )


@pytest.mark.parametrize("home", [EMBEDDED], indirect=True)
def test_where_none_is_missing_nobody_is_kept_from_writing(centre, tmp_path):
    for _ in range(3):
        centre.receive(invented())
    with closing(sqlite3.connect(tmp_path / "intake.db", isolation_level=None)) as server:
        server.execute("begin immediate")
        assert centre.events.catch_up(centre.database) == 0
