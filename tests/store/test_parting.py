"""Separators give pages to the documents they name: all in one step, or nothing of it."""

import pytest

from kiosk.model import Language, PageVerdict
from kiosk.store.cases import Cases
from kiosk.store.looks import Looks, Seen
from kiosk.store.pages import Pages
from kiosk.store.parting import Parting
from kiosk.store.visits import Visits

CASE = "case-1"
BIRTH = "tach1::birth:"


@pytest.fixture
def stack(db, vault, morning):
    """Lay sides into the form's pages, each looked at: its name, "" for a blank one, or a separator's code."""
    Cases(db).open(CASE, morning)
    looks, pages = Looks(db, vault), Pages(db, vault)

    def stack(*sides, document="form", seen=True):
        for side in sides:
            pages.add(CASE, document, side.encode() or b"blank", 1, 1, 300, morning)
            if seen:
                codes = (side,) if side.startswith("tach1") else ()
                found = Seen(PageVerdict.OK, not side, 0, "A4", f"{CASE}/no:0:1", "", codes)
                assert looks.keep(looks.next(), found)

    return stack


@pytest.fixture
def noted(db, morning):
    Visits(db).note(CASE, "1.001193", Language.VI, ("form", "birth"), morning)


@pytest.fixture
def part(db, vault, morning):
    def part(both=False, most=30):
        return Parting(db, vault).part(CASE, "form", morning, most=most, both=both)

    return part


@pytest.fixture
def lies(db, vault):
    """What lies in the form and in the birth notification."""

    def lies():
        key, pages = Cases(db).key(CASE), Pages(db, vault)
        return [
            [vault.read(key, page.path).decode() for page in pages.of(CASE, name)]
            for name in ("form", "birth")
        ]

    return lies


def test_the_documents_whose_pages_changed_are_named(noted, stack, part, lies):
    stack("one", BIRTH, "two")
    assert part() == ("form", "birth")
    assert lies() == [["one"], ["two"]]
    assert part() == (), "asked again nothing happens"


def test_a_separators_empty_back_goes_with_it(noted, stack, part, lies):
    stack("one", "", BIRTH, "", "two", "")
    part(both=True)
    assert lies() == [["one", "blank"], ["two", "blank"]]


def test_a_separators_back_with_writing_on_it_is_kept(noted, stack, part, lies):
    stack("one", "", BIRTH, "written", "two", "")
    part(both=True)
    assert lies() == [["one", "blank"], ["written", "two", "blank"]]


def test_an_empty_page_behind_a_separator_is_kept_where_one_side_is_scanned(
    noted, stack, part, lies
):
    stack("one", BIRTH, "", "two")
    part()
    assert lies() == [["one"], ["blank", "two"]]


def test_a_document_that_would_have_too_many_pages_is_given_none(noted, stack, part, lies):
    stack("old", document="birth")
    stack("one", BIRTH, "two", "three")
    assert part(most=2) == ()
    assert lies() == [["one", BIRTH, "two", "three"], ["old"]]


def test_nothing_moves_while_a_page_waits_for_its_look(noted, db, vault, stack, part, lies):
    stack("one", BIRTH)
    stack("two", seen=False)
    assert part() == ()
    assert Parting(db, vault).waits(CASE, "form")
    looks = Looks(db, vault)
    assert looks.keep(looks.next(), None), "a page that cannot be looked at holds nothing up"
    part()
    assert lies() == [["one"], ["two"]]


def test_nothing_moves_before_it_is_known_what_the_visit_is_about(stack, part, lies):
    stack("one", BIRTH, "two")
    assert part() == ()
    assert lies() == [["one", BIRTH, "two"], []]


def test_nothing_moves_once_the_case_is_sealed(noted, stack, part, lies, sealed):
    stack("one", BIRTH, "two")
    sealed(CASE)
    assert part() == ()
    assert lies() == [["one", BIRTH, "two"], []]


def test_a_counters_batch_is_never_parted(db, vault, morning, stack):
    stack("one", BIRTH, "two")
    db.execute("update cases set counter = 2")
    assert not Parting(db, vault).waits(CASE, "form")
