"""A command that looks whether events are missing holds nobody up, however many envelopes there are."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from central import events, targets
from central.database import Database
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


@pytest.mark.parametrize("home", [EMBEDDED], indirect=True)
def test_one_who_writes_is_let_in_between_the_parts_of_an_end(centre, tmp_path, monkeypatch):
    monkeypatch.setattr(targets, "FILLING", 10)
    centre.targets.add("dvc")
    for _ in range(30):
        centre.receive(invented())
    waiting = []

    def write():
        with closing(sqlite3.connect(tmp_path / "intake.db", isolation_level=None)) as server:
            server.execute("begin immediate")
            waiting.append(server.execute("select count(*) from deliveries").fetchone()[0])
            server.execute("commit")

    monkeypatch.setattr(Database, "let_others", lambda _: write())
    centre.targets.end("dvc")
    assert waiting == [20, 10, 0]
    write()
    assert waiting[-1] == 0


@pytest.mark.parametrize("home", [EMBEDDED], indirect=True)
def test_who_only_reads_comes_in_while_another_writes(centre, address, tmp_path):
    with closing(sqlite3.connect(tmp_path / "intake.db", isolation_level=None)) as server:
        server.execute("begin immediate")
        with closing(Database(address)) as command, command.look() as db:
            assert db.execute(text("select count(*) from envelopes")).scalar() == 0
