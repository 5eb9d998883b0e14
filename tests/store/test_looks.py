"""What a look at a page found belongs to that page as it is now, and to no other."""

import datetime as dt

import pytest

from kiosk.model import Look, PageVerdict
from kiosk.store.cases import Cases
from kiosk.store.looks import Looks, Seen
from kiosk.store.pages import Pages


@pytest.fixture
def pages(db, vault, morning):
    Cases(db).open("case-1", morning)
    return Pages(db, vault)


@pytest.fixture
def looks(db, vault):
    return Looks(db, vault)


@pytest.fixture
def add(pages, morning):
    def add(case="case-1", document="to-khai", later=0):
        at = morning + dt.timedelta(seconds=later)
        return pages.add(case, document, b"page", 2480, 3508, 300, at)

    return add


@pytest.fixture
def see(db, vault):
    """Look at a page as the child does: one file in the vault, and what was found."""

    def see(unseen, name="a", **found):
        key = Cases(db).key(unseen.case)
        file = f"{unseen.id}-{name * 32}.made"
        preview, made = vault.write_all(key, unseen.case, file, (b"small", b"layers"))
        usual = {"verdict": PageVerdict.OK, "blank": False, "turned": 0, "size": "A4"}
        return Seen(**{**usual, "preview": preview, "made": made, **found})

    return see


def files(workspace, case="case-1"):
    return sorted(path.name for path in (workspace.vault / case).glob("*"))


def test_what_was_found_stands_with_the_page(db, vault, pages, looks, add, see):
    page = add()
    unseen = looks.next()
    assert (unseen.id, unseen.path, unseen.dpi, unseen.turned_by) == (page.id, page.path, 300, 0)
    seen = see(unseen, verdict=PageVerdict.TOO_DARK, blank=True, turned=180, size="A5")
    assert looks.keep(unseen, seen)
    (kept,) = pages.of("case-1", "to-khai")
    assert kept.look == Look(PageVerdict.TOO_DARK, True, 180, "A5", seen.preview)
    assert vault.read(Cases(db).key("case-1"), kept.look.preview) == b"small"
    assert pages.files("case-1", "to-khai")[0].made == seen.made
    assert looks.next() is None


def test_a_look_in_vain_is_not_tried_for_ever_and_the_page_stays_as_scanned(pages, looks, add):
    add()
    assert looks.keep(looks.next(), None)
    assert looks.next() is None
    assert not looks.waits("case-1", "to-khai")
    assert pages.of("case-1", "to-khai")[0].look is None
    assert pages.files("case-1", "to-khai")[0].made == ""


def test_a_turned_page_is_looked_at_again_and_is_never_bound_as_it_stood_before(
    workspace, pages, looks, add, see
):
    page = add()
    looks.keep(looks.next(), see(looks.next(), turned=90))
    pages.turn("case-1", page.id)
    (turned,) = pages.files("case-1", "to-khai")
    assert (turned.made, turned.turned) == ("", 180), "90 of its own and 90 by the citizen"
    assert pages.of("case-1", "to-khai")[0].look.turned == 180
    unseen = looks.next()
    assert unseen.turned_by == 90
    assert looks.keep(unseen, see(unseen, "b", turned=90))
    assert pages.files("case-1", "to-khai")[0].made
    assert files(workspace) == [f"{page.id}-{'b' * 32}.made", f"{page.id}.jpg"]


def test_a_look_at_a_page_turned_meanwhile_changes_nothing(workspace, pages, looks, add, see):
    page = add()
    unseen = looks.next()
    seen = see(unseen)
    pages.turn("case-1", page.id)
    assert not looks.keep(unseen, seen)
    assert pages.of("case-1", "to-khai")[0].look is None
    assert looks.next().turned_by == 90
    assert files(workspace) == [f"{page.id}.jpg"]


def test_a_look_at_a_deleted_page_changes_nothing(workspace, pages, looks, add, see):
    page, other = add(), add(later=1)
    unseen = looks.next()
    seen = see(unseen)
    pages.delete("case-1", page.id)
    assert not looks.keep(unseen, seen)
    assert files(workspace) == [f"{other.id}.jpg"]


def test_a_look_that_comes_after_the_ticket_changes_nothing(
    workspace, pages, looks, add, see, sealed
):
    page = add()
    unseen = looks.next()
    seen = see(unseen)
    sealed("case-1")
    assert not looks.keep(unseen, seen)
    assert pages.of("case-1", "to-khai")[0].look is None
    assert files(workspace) == [f"{page.id}.jpg"]


def test_a_look_leaves_nothing_of_a_case_forgotten_meanwhile(
    db, workspace, looks, add, see, morning
):
    add()
    unseen = looks.next()
    seen = see(unseen)
    Cases(db).forget("case-1", morning)
    (workspace.vault / "case-1").mkdir()
    (workspace.vault / "case-1" / seen.preview.split("/")[1].split(":")[0]).write_bytes(b"late")
    assert not looks.keep(unseen, seen)
    assert not (workspace.vault / "case-1").exists()


def test_a_page_deleted_or_scanned_again_takes_what_was_made_of_it_along(
    workspace, pages, looks, add, see, morning
):
    page, other = add(), add(later=1)
    for _ in range(2):
        looks.keep(looks.next(), see(looks.next()))
    assert len(files(workspace)) == 4
    pages.delete("case-1", page.id)
    again = pages.add("case-1", "to-khai", b"again", 2480, 3508, 300, morning, replacing=other.id)
    assert files(workspace) == [f"{again.id}.jpg"]
    assert again.look is None


def test_the_newest_visit_comes_first_and_in_it_what_was_just_turned(
    db, pages, looks, add, morning
):
    old = add()
    Cases(db).open("case-2", morning + dt.timedelta(minutes=5))
    first, second = add("case-2"), add("case-2", later=1)
    assert looks.next().id == first.id
    pages.turn("case-2", second.id)
    assert looks.next().id == second.id
    assert looks.next(but={first.id, second.id}).id == old.id
    Cases(db).forget("case-2", morning)
    assert looks.next().id == old.id
    assert looks.next(but={old.id}) is None
