"""The database opens for those who have its key, for several at once, and for nobody else."""

import os
import sqlite3

import pytest

from kiosk.faults import Fault
from kiosk.store.cases import Cases
from kiosk.store.database import StoreError, WrongKey, open_database, reading, writing
from kiosk.store.pages import Pages
from kiosk.store.vault import Vault


def test_what_was_kept_is_there_when_the_kiosk_starts_again(workspace, morning):
    db = open_database(workspace)
    Cases(db).open("case-1", morning)
    db.close()
    assert Cases(open_database(workspace)).open_cases() == ("case-1",)


def test_a_commit_is_on_the_disk_before_it_returns(db):
    pragmas = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    for name, value in pragmas.items():
        assert db.conn.execute(f"pragma {name}").fetchone()[0] == value


def test_every_table_is_strict(db):
    strict = db.conn.execute(
        "select name, strict from pragma_table_list where schema = 'main' and name not like 'sqlite_%'"
    ).fetchall()
    assert len(strict) >= 10
    assert all(strict for _, strict in strict)


def test_another_key_does_not_open_it(workspace):
    open_database(workspace).close()
    workspace.database_key.write_text("ab" * 32)
    with pytest.raises(WrongKey) as caught:
        open_database(workspace)
    assert caught.value.fault is Fault.STORE_FAILED


def test_a_lost_key_is_not_replaced_by_a_new_one(workspace):
    open_database(workspace).close()
    workspace.database_key.unlink()
    with pytest.raises(WrongKey):
        open_database(workspace)
    assert not workspace.database_key.exists()


def test_a_key_that_is_no_key_is_refused(workspace):
    workspace.prepare()
    workspace.database_key.write_text("secret")
    with pytest.raises(WrongKey):
        open_database(workspace)


def test_a_missing_credential_is_not_replaced_by_a_new_key(workspace, tmp_path, monkeypatch):
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(WrongKey):
        open_database(workspace)
    assert list(tmp_path.glob("*.key")) == []


def test_key_and_database_are_for_the_kiosk_alone(workspace, morning):
    db = open_database(workspace)
    Cases(db).open("case-1", morning)
    files = [path for path in workspace.root.iterdir() if path.is_file()]
    assert {path.name for path in files} >= {"kiosk.db", "kiosk.db-wal", "database.key"}
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    db.close()


def test_without_the_key_the_file_is_no_database(workspace):
    open_database(workspace).close()
    plain = sqlite3.connect(workspace.database)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        plain.execute("select * from cases")
    plain.close()


def test_four_processes_may_start_at_once(workspace, in_children, morning):
    def start():
        Cases(open_database(workspace)).open(f"case-{os.getpid()}", morning)

    assert in_children(start, count=4) == [0] * 4
    assert len(Cases(open_database(workspace)).open_cases()) == 4


def test_a_fault_half_way_undoes_all(db, morning):
    cases = Cases(db)

    def half_way():
        with writing(db):
            cases.open("case-1", morning)
            db.conn.execute("insert into tickets (case_id) values ('case-1')")

    with pytest.raises(StoreError):
        half_way()
    assert cases.state("case-1") is None
    assert not db.conn.in_transaction


def test_several_reads_see_one_moment(workspace, db, morning):
    other = open_database(workspace)
    with reading(db):
        assert Cases(db).open_cases() == ()
        Cases(other).open("case-1", morning)
        assert Cases(db).open_cases() == ()
    assert Cases(db).open_cases() == ("case-1",)
    other.close()


def test_a_disk_that_fails_is_a_fault_with_words(workspace, db, morning):
    workspace.vault.rmdir()
    workspace.vault.write_text("not a folder")
    Cases(db).open("case-1", morning)
    with pytest.raises(StoreError) as caught:
        Pages(db, Vault(workspace.vault)).add("case-1", "to-khai", b"pixels", 1, 1, 300, morning)
    assert caught.value.fault is Fault.STORE_FAILED
