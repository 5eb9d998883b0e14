"""A page may be put behind another, turned, or kept although something is wrong with it."""

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
    def add(jpeg, document="to-khai", **where):
        return pages.add("case-1", document, jpeg, 2480, 3508, 300, morning, **where)

    return add


@pytest.fixture
def read(db, vault, pages):
    def read(document="to-khai"):
        key = Cases(db).key("case-1")
        kept = pages.of("case-1", document)
        assert [page.number for page in kept] == list(range(1, len(kept) + 1))
        return [vault.read(key, page.path) for page in kept]

    return read


def test_a_page_is_put_behind_another_and_the_rest_move_on(add, read):
    first, second, _ = (add(jpeg) for jpeg in (b"one", b"two", b"three"))
    assert add(b"one and a half", after=first.id).number == 2
    assert add(b"two and a half", after=second.id).number == 4
    assert read() == [b"one", b"one and a half", b"two", b"two and a half", b"three"]


def test_behind_the_last_page_is_the_end(add, read):
    last = add(b"one")
    assert add(b"two", after=last.id).number == 2
    assert read() == [b"one", b"two"]


def test_behind_a_page_that_is_gone_or_anothers_is_the_end(pages, add, read):
    first, other = add(b"one"), add(b"other", document="giay-chung-sinh")
    add(b"two")
    pages.delete("case-1", first.id)
    add(b"three", after=first.id)
    add(b"four", after=other.id)
    assert read() == [b"two", b"three", b"four"]
    assert read("giay-chung-sinh") == [b"other"]


def test_where_pages_were_deleted_there_is_room_all_the_same(pages, add, read):
    first, second, third = (add(jpeg) for jpeg in (b"one", b"two", b"three"))
    pages.delete("case-1", second.id)
    add(b"two again", after=first.id)
    pages.delete("case-1", third.id)
    add(b"three again", after=pages.of("case-1", "to-khai")[1].id)
    assert read() == [b"one", b"two again", b"three again"]


def test_a_turned_page_stays_what_was_scanned(pages, add, read):
    page = add(b"one")
    assert pages.turn("case-1", page.id) == "to-khai"
    assert read() == [b"one"]
    assert [files.turned for files in pages.files("case-1", "to-khai")] == [90]
    for _ in range(3):
        pages.turn("case-1", page.id)
    assert [files.turned for files in pages.files("case-1", "to-khai")] == [0]


def test_a_page_kept_as_it_is_says_so_until_it_is_scanned_again(pages, add):
    page = add(b"one")
    assert not page.accepted
    assert pages.accept("case-1", page.id) == "to-khai"
    assert pages.of("case-1", "to-khai")[0].accepted
    assert not add(b"one again", replacing=page.id).accepted


def test_a_page_that_is_gone_is_neither_turned_nor_accepted(pages, add):
    page = add(b"one")
    pages.delete("case-1", page.id)
    assert pages.turn("case-1", page.id) == pages.accept("case-1", page.id) == ""


def test_a_sealed_case_takes_no_turn(pages, add, sealed):
    page = add(b"one")
    sealed("case-1")
    for change in (pages.turn, pages.accept):
        with pytest.raises(CaseGone):
            change("case-1", page.id)
    assert not pages.of("case-1", "to-khai")[0].accepted
