"""What lies in the vault can be read only with its case's key and only as it was written."""

import os

import pytest

from kiosk.faults import Fault
from kiosk.store.database import StoreError, Tampered
from kiosk.store.vault import Vault

KEY = bytes(range(32))
CANARY = b"CANARY Trinh Thi Bia Dat 001099000017"


@pytest.fixture
def vault(tmp_path):
    return Vault(tmp_path)


def test_what_is_written_is_read(vault):
    path = vault.write(KEY, "case-1", "page.jpg", CANARY)
    assert path == "case-1/page.jpg"
    assert vault.read(KEY, path) == CANARY


def test_the_same_name_again_replaces(vault):
    vault.write(KEY, "case-1", "page.jpg", b"old")
    assert vault.read(KEY, vault.write(KEY, "case-1", "page.jpg", b"new")) == b"new"


def test_several_documents_lie_in_one_file_each_under_its_own_path(vault, tmp_path):
    parts = [b"first" * 1000, b"", CANARY]
    paths = vault.write_all(KEY, "case-1", "dossier", parts)
    assert [vault.read(KEY, path) for path in paths] == parts
    assert [path.name for path in (tmp_path / "case-1").iterdir()] == ["dossier"]


def test_nothing_personal_can_be_read_from_the_disk(vault, tmp_path):
    vault.write(KEY, "case-1", "page.jpg", CANARY)
    assert CANARY not in (tmp_path / "case-1" / "page.jpg").read_bytes()


def test_equal_pages_do_not_look_equal(vault, tmp_path):
    for name in ("a", "b"):
        vault.write(KEY, "case-1", name, CANARY)
    assert (tmp_path / "case-1/a").read_bytes() != (tmp_path / "case-1/b").read_bytes()


@pytest.mark.parametrize("at", [0, 11, 12, 30, -1])
def test_a_changed_byte_is_noticed(vault, tmp_path, at):
    path = vault.write(KEY, "case-1", "page.jpg", CANARY)
    box = bytearray((tmp_path / path).read_bytes())
    box[at] ^= 1
    (tmp_path / path).write_bytes(box)
    with pytest.raises(Tampered) as caught:
        vault.read(KEY, path)
    assert caught.value.fault is Fault.STORE_FAILED


@pytest.mark.parametrize("left", [0, 5, 12, 20])
def test_a_file_cut_short_is_noticed(vault, tmp_path, left):
    path = vault.write(KEY, "case-1", "page.jpg", CANARY)
    os.truncate(tmp_path / path, left)
    with pytest.raises(Tampered):
        vault.read(KEY, path)


def test_a_page_moved_under_another_name_or_case_is_noticed(vault, tmp_path):
    vault.write(KEY, "case-1", "a", b"page a")
    vault.write(KEY, "case-2", "a", b"page a of another")
    (tmp_path / "case-1/a").rename(tmp_path / "case-1/b")
    (tmp_path / "case-2/a").rename(tmp_path / "case-1/a")
    for path in ("case-1/a", "case-1/b"):
        with pytest.raises(Tampered):
            vault.read(KEY, path)


def test_documents_cannot_change_places_in_their_file(vault, tmp_path):
    paths = vault.write_all(KEY, "case-1", "dossier", [b"one", b"two"])
    assert paths == ("case-1/dossier:0:31", "case-1/dossier:31:31")
    box = (tmp_path / "case-1/dossier").read_bytes()
    (tmp_path / "case-1/dossier").write_bytes(box[31:] + box[:31])
    for path in (*paths, "case-1/dossier"):
        with pytest.raises(Tampered):
            vault.read(KEY, path)


def test_another_cases_key_does_not_open_it(vault):
    path = vault.write(KEY, "case-1", "page.jpg", CANARY)
    with pytest.raises(Tampered):
        vault.read(bytes(32), path)


@pytest.mark.parametrize(
    "path", ["../kiosk.db", "case-1/../../kiosk.db", "/etc/passwd", "case-1", "", "case-1/.part"]
)
def test_a_path_that_leaves_the_vault_is_refused(vault, path):
    with pytest.raises(Tampered):
        vault.read(KEY, path)


def test_a_case_named_to_leave_the_vault_is_refused(vault):
    for case in ("..", "a/b", ""):
        with pytest.raises(ValueError, match="vault name"):
            vault.write(KEY, case, "page.jpg", b"")


def test_a_page_that_is_gone_is_a_fault(vault):
    with pytest.raises(StoreError):
        vault.read(KEY, "case-1/page.jpg")


def test_a_dropped_case_leaves_no_file_and_may_be_dropped_again(vault, tmp_path):
    vault.write(KEY, "case-1", "page.jpg", CANARY)
    vault.write(KEY, "case-2", "page.jpg", CANARY)
    vault.drop("case-1")
    vault.drop("case-1")
    assert [path.name for path in tmp_path.iterdir()] == ["case-2"]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(vault, tmp_path):
    vault.write(KEY, "case-1", "dossier", b"old")

    def parts():
        yield b"first"
        raise KeyError("the second paper cannot be made")

    with pytest.raises(KeyError):
        vault.write_all(KEY, "case-1", "dossier", parts())
    assert vault.read(KEY, "case-1/dossier") == b"old"
    assert [path.name for path in (tmp_path / "case-1").iterdir()] == ["dossier"]
