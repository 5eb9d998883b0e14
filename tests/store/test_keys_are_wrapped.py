"""A case's key lies in the database wrapped by the vault's: whoever has the database alone reads no paper."""

import os
import re

import pytest
from sqlite_utils import Migrations

from kiosk.faults import Fault
from kiosk.model import CaseState
from kiosk.settings import Secret
from kiosk.store import database
from kiosk.store.cases import Cases
from kiosk.store.database import StoreError, Tampered, WrongKey, open_database
from kiosk.store.journal import Journal
from kiosk.store.keyring import Keyring, read_key
from kiosk.store.migrations import migrations
from kiosk.store.pages import Pages
from kiosk.store.vault import Vault
from kiosk.store.worklist import Worklist
from tests.store.decrypted import decrypted

NEW = re.compile(r"m02[3-9]_|m0[3-9]")
OLD_KEY, WORK_KEY = (
    b"key of an older release".ljust(32, b"!"),
    b"of an old case's files".ljust(32, b"?"),
)


@pytest.fixture
def older(workspace, vault, monkeypatch):
    """A store as an older release left it: one case with a page, one old case; keys lie there as they are."""
    kept = Migrations("kiosk")
    kept._migrations = [m for m in migrations._migrations if not NEW.match(m.name)]
    with monkeypatch.context() as patched:
        patched.setattr(database, "migrations", kept)
        patched.setattr(database, "_clean", lambda db: None)
        db = open_database(workspace)
        db.conn.execute(
            "insert into cases (id, state, key, holder, opened_at) values ('case-1', 'open', ?, ?, ?)",
            (OLD_KEY, '{"name": "Trịnh Thị Bịa Đặt"}', "2026-11-23T01:15:00.000+00:00"),
        )
        db.conn.execute(
            "insert into cases (id, state, opened_at) "
            "values ('case-2', 'forgotten', '2026-11-23T01:16:00.000+00:00')"
        )
        db.conn.execute(
            "insert into worklist_cases (id, reference, procedure, key, added_at) "
            "values ('old-1', '17/2020', '2.000815', ?, '2026-11-23T01:15:00.000+00:00')",
            (WORK_KEY,),
        )
        vault.write(OLD_KEY, "case-1", "page.jpg", b"pixels")
        db.close()
    workspace.vault_key.unlink(missing_ok=True)  # an older release made none
    return workspace


def test_no_key_stands_in_the_database_as_it_is(workspace, morning):
    db = open_database(workspace)
    Cases(db).open("case-1", morning)
    key = Cases(db).key("case-1")
    work = Worklist(db, Vault(workspace.vault)).case("17/2020", "2.000815", None, morning).key
    clear = decrypted(workspace)
    assert b"17/2020" in clear, "all pages can be seen"
    assert key not in clear
    assert work not in clear
    db.close()


def test_the_database_and_its_key_alone_open_no_page(workspace, db, vault, morning):
    Cases(db).open("case-1", morning)
    page = Pages(db, vault).add("case-1", "to-khai", b"pixels", 1, 1, 300, morning)
    workspace.vault_key.unlink()
    (wrapped,) = db.conn.execute("select wrapped from case_keys").fetchone()
    with pytest.raises(Tampered):
        vault.read(wrapped[8:], page.path)
    with pytest.raises(WrongKey):
        open_database(workspace)


def test_keys_of_an_older_release_are_wrapped_and_none_is_left_in_the_clear(older, vault):
    before = decrypted(older)
    assert OLD_KEY in before
    assert WORK_KEY in before
    db = open_database(older)
    while_open = decrypted(older)
    assert b"case-1" in while_open
    assert OLD_KEY not in while_open
    assert WORK_KEY not in while_open
    assert Cases(db).key("case-1") == OLD_KEY
    assert vault.read(Cases(db).key("case-1"), "case-1/page.jpg") == b"pixels"
    assert Cases(db).state("case-2") is CaseState.FORGOTTEN
    (wrapped,) = db.conn.execute("select key from worklist_cases").fetchone()
    assert db.keyring.unwrap(wrapped) == WORK_KEY
    db.close()
    assert OLD_KEY not in decrypted(older)


def test_a_power_cut_while_they_are_wrapped_loses_no_key(older, in_children, monkeypatch):
    """Killed at each statement of the opening that wraps them: what is there opens, the next time or the one after."""

    def dies_at(n):
        def child():
            left = n
            wrap = Keyring.wrap
            apply = type(migrations).apply

            def counted(keyring, key):
                nonlocal left
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), 9)
                return wrap(keyring, key)

            def after(self, db):
                apply(self, db)
                if left <= 1:
                    os.kill(os.getpid(), 9)  # before its commit

            monkeypatch.setattr(Keyring, "wrap", counted)
            monkeypatch.setattr(type(migrations), "apply", after)
            open_database(older)

        return child

    for n in (1, 2, 3, 4):
        (status,) = in_children(dies_at(n))
        assert os.WTERMSIG(status) == 9
        assert older.vault_key.exists()
        assert OLD_KEY in decrypted(older), "as it was"
    db = open_database(older)
    assert Cases(db).key("case-1") == OLD_KEY
    assert Journal(db).verify() is None
    db.close()


def test_a_power_cut_before_the_log_is_emptied_leaves_it_to_the_next_opening(
    older, in_children, monkeypatch
):
    def child():
        monkeypatch.setattr(database, "empty_log", lambda db: os.kill(os.getpid(), 9))
        open_database(older)

    (status,) = in_children(child)
    assert os.WTERMSIG(status) == 9
    assert OLD_KEY in decrypted(older)
    db = open_database(older)
    assert OLD_KEY not in decrypted(older)
    assert WORK_KEY not in decrypted(older)
    assert Cases(db).key("case-1") == OLD_KEY
    db.close()


def test_the_vaults_key_is_made_once_and_for_the_kiosk_alone(workspace):
    open_database(workspace).close()
    made = workspace.vault_key.read_bytes()
    open_database(workspace).close()
    assert workspace.vault_key.read_bytes() == made
    assert made != workspace.database_key.read_bytes()
    assert workspace.vault_key.stat().st_mode & 0o777 == 0o600


def untouched(workspace, said):
    """Opening is refused in one sentence that names the file, and no file is other than before."""
    before = {path: path.read_bytes() for path in workspace.root.iterdir() if path.is_file()}
    with pytest.raises(WrongKey) as caught:
        open_database(workspace)
    after = {path: path.read_bytes() for path in workspace.root.iterdir() if path.is_file()}
    assert caught.value.fault is Fault.STORE_FAILED
    assert said in str(caught.value)
    assert "vault.key" in str(caught.value)
    assert before == after


def test_another_kiosks_key_is_told_and_nothing_is_overwritten(workspace, morning):
    db = open_database(workspace)
    Cases(db).open("case-1", morning)
    key = Cases(db).key("case-1")
    db.close()
    own = workspace.vault_key.read_text()
    workspace.vault_key.write_text("ab" * 32)
    untouched(workspace, "another kiosk's: put back the one this kiosk began with")
    workspace.vault_key.write_text(own)
    db = open_database(workspace)
    assert Cases(db).key("case-1") == key
    db.close()


def test_a_lost_key_is_told_and_no_new_one_is_made(workspace):
    open_database(workspace).close()
    workspace.vault_key.unlink()
    untouched(workspace, "is gone, and a new one would open nothing that is kept")


@pytest.mark.parametrize("text", ["", "secret", "AB" * 32, "ab" * 31, "khóa" * 16])
def test_a_key_that_is_no_key_is_told(workspace, text):
    open_database(workspace).close()
    workspace.vault_key.write_text(text, encoding="utf-8")
    untouched(workspace, "is not 32 bytes in hex")


def test_a_credential_that_is_not_handed_over_is_told(workspace, tmp_path, monkeypatch):
    open_database(workspace).close()
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "database.key").write_bytes(workspace.database_key.read_bytes())
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    untouched(workspace, "the credential vault.key is not there: name it in the unit")
    (credentials / "vault.key").write_bytes((workspace.root / "vault.key").read_bytes())
    open_database(workspace).close()
    assert {path.name for path in credentials.iterdir()} == {"database.key", "vault.key"}


def test_an_older_database_gets_its_key_even_where_a_first_try_was_cut_off(older):
    older.vault_key.write_text("cd" * 32)
    db = open_database(older)
    assert Cases(db).key("case-1") == OLD_KEY
    assert older.vault_key.read_text() == "cd" * 32
    db.close()


def test_a_key_row_that_was_altered_opens_nothing(db, morning):
    Cases(db).open("case-1", morning)
    db.conn.execute("update case_keys set wrapped = zeroblob(40)")
    with pytest.raises(StoreError):
        Cases(db).key("case-1")


def test_a_keyring_does_not_show_its_key(workspace):
    workspace.prepare()
    key = read_key(workspace.vault_key, old=False)
    ring = Keyring(key)
    assert key.reveal() not in f"{ring!r} {ring!s} {key!r} {vars(ring)!r}"


def test_what_is_wrapped_is_what_the_standard_says():
    # RFC 3394, 4.6: 256 bits of key data with a 256-bit key
    ring = Keyring(Secret("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"))
    data = bytes.fromhex("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f")
    wrapped = "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"
    assert ring.wrap(data).hex() == wrapped
    assert ring.unwrap(bytes.fromhex(wrapped)) == data
