"""Nothing of a citizen can be read from the disk without the keys."""

import os

import pytest

from kiosk.store.cases import Cases
from kiosk.store.database import CaseGone, StoreError, Tampered, open_database
from kiosk.store.pages import Pages
from kiosk.store.vault import Vault

PAGE = b"\xff\xd8 Canary on paper " * 500


def traces(workspace, *words):
    """Files that hold one of the words, in any spelling a database or JSON may use."""
    spelt = [form for word in words for form in (word.encode(), ascii(word)[1:-1].encode())]
    files = [path for path in workspace.root.rglob("*") if path.is_file()]
    assert len(files) >= 4
    return {path for path in files for word in spelt if word in path.read_bytes()}


def test_no_name_number_or_page_is_on_the_disk_in_the_clear(
    workspace, in_children, sealed_in, holder, morning
):
    def visit():
        db = open_database(workspace)
        for case in ("case-1", "case-2"):
            Cases(db).open(case, morning)
            Cases(db).set_holder(case, holder)
            Pages(db, Vault(workspace.vault)).add(case, "to-khai", PAGE, 1, 1, 300, morning)
        sealed_in(db, "case-1")
        os._exit(0)  # as in a power cut: the write-ahead log stays as it is

    assert in_children(visit) == [0]
    assert traces(workspace, holder.name, holder.number, "Canary", "Bịa Đặt", "2.000815") == set()


def test_a_stolen_copy_of_the_vault_tells_nothing_of_a_forgotten_case(db, vault, morning, tmp_path):
    Cases(db).open("case-1", morning)
    page = Pages(db, vault).add("case-1", "to-khai", PAGE, 1, 1, 300, morning)
    stolen = tmp_path / "stolen"
    (stolen / "case-1").mkdir(parents=True)
    (stolen / page.path).write_bytes((db.workspace.vault / page.path).read_bytes())
    Cases(db).forget("case-1", morning)
    with pytest.raises(CaseGone):
        Cases(db).key("case-1")
    with pytest.raises(StoreError):
        vault.read(bytes(32), page.path)
    with pytest.raises(Tampered):
        Vault(stolen).read(bytes(32), page.path)
    assert db.conn.execute("select count(*) from case_keys").fetchone() == (0,)
    assert PAGE not in (stolen / page.path).read_bytes()


def test_no_fault_or_value_shows_the_holder(db, holder, morning):
    Cases(db).open("case-1", morning)
    Cases(db).set_holder("case-1", holder)
    with pytest.raises(CaseGone) as caught:
        Cases(db).set_holder("case-2", holder)
    said = f"{caught.value} {caught.value!r} {Cases(db).holder('case-1')!r}"
    assert holder.name not in said
    assert holder.number not in said
