"""Pages stay in order, whole, and only in a case that is open."""

import pytest

from kiosk.store.cases import Cases
from kiosk.store.database import CaseGone
from kiosk.store.pages import Pages


@pytest.fixture
def pages(db, vault, morning):
    Cases(db).open("case-1", morning)
    return Pages(db, vault)


@pytest.fixture
def add(pages, morning):
    def add(jpeg, document="to-khai", replacing=""):
        return pages.add("case-1", document, jpeg, 2480, 3508, 300, morning, replacing)

    return add


@pytest.fixture
def read(db, vault, pages):
    def read(document="to-khai"):
        key = Cases(db).key("case-1")
        return [vault.read(key, page.path) for page in pages.of("case-1", document)]

    return read


def numbers(pages):
    return [page.number for page in pages]


def test_pages_are_numbered_in_the_order_they_were_scanned(pages, add, read):
    added = [add(jpeg) for jpeg in (b"one", b"two", b"three")]
    assert numbers(added) == [1, 2, 3]
    assert pages.of("case-1", "to-khai") == tuple(added)
    assert read() == [b"one", b"two", b"three"]


def test_each_document_counts_its_own_pages(pages, add):
    add(b"one")
    assert add(b"other", document="giay-chung-sinh").number == 1
    assert pages.of("case-1", "cccd") == ()


def test_a_page_scanned_again_takes_the_old_ones_place(add, read, workspace):
    _, second, _ = (add(jpeg) for jpeg in (b"one", b"two", b"three"))
    assert add(b"two again", replacing=second.id).number == 2
    assert read() == [b"one", b"two again", b"three"]
    assert not (workspace.vault / second.path).exists()


def test_a_page_that_was_to_be_replaced_but_is_gone_is_no_fault(pages, add, read):
    first = add(b"one")
    add(b"two")
    pages.delete("case-1", first.id)
    add(b"one again", replacing=first.id)
    assert read() == [b"two", b"one again"]


def test_a_page_of_another_document_is_never_replaced(add, read):
    other = add(b"other", document="giay-chung-sinh")
    add(b"one", replacing=other.id)
    assert read("giay-chung-sinh") == [b"other"]
    assert read() == [b"one"]


def test_a_deleted_page_leaves_no_gap_and_no_file(pages, add, read, workspace):
    first, _, _ = (add(jpeg) for jpeg in (b"one", b"two", b"three"))
    pages.delete("case-1", first.id)
    pages.delete("case-1", first.id)
    assert numbers(pages.of("case-1", "to-khai")) == [1, 2]
    assert read() == [b"two", b"three"]
    assert not (workspace.vault / first.path).exists()


def test_a_page_comes_too_late_for_a_forgotten_case(db, workspace, add, morning):
    Cases(db).forget("case-1", morning)
    with pytest.raises(CaseGone):
        add(b"late")
    assert list(workspace.vault.iterdir()) == []


def test_a_sealed_case_neither_takes_nor_loses_a_page(db, pages, add, sealed, read):
    page = add(b"one")
    sealed("case-1")
    with pytest.raises(CaseGone):
        add(b"late")
    with pytest.raises(CaseGone):
        pages.delete("case-1", page.id)
    assert read() == [b"one"]
