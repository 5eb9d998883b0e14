"""Separators give pages to the documents they name: all in one step, or nothing of it."""

import pytest

from kiosk.model import Language, PageVerdict
from kiosk.store.cases import Cases
from kiosk.store.journal import Journal, JournalEvent
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

    def stack(*sides, document="form", seen=True, both=False):
        front = ""
        for number, side in enumerate(sides):
            back_of = front if both and number % 2 else ""
            jpeg = side.encode() or b"blank"
            front = pages.add(CASE, document, jpeg, 1, 1, 300, morning, back_of=back_of).id
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
    def part(most=30):
        return Parting(db, vault).part(CASE, "form", morning, most=most)

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
    stack("one", "", BIRTH, "", "two", "", both=True)
    part()
    assert lies() == [["one", "blank"], ["two", "blank"]]


def test_a_separators_back_with_writing_on_it_is_kept(noted, stack, part, lies):
    stack("one", "", BIRTH, "written", "two", "", both=True)
    part()
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


@pytest.fixture
def counted(db, vault):
    def counted(document="birth"):
        found = Pages(db, vault).held(CASE, document).counted
        return found and (found.wanted, found.came)

    return counted


@pytest.mark.parametrize(
    ("came", "told"),
    [(("two",), (2, 1)), (("two", "three"), None), (("two", "three", "four"), (2, 3))],
)
def test_a_document_with_more_or_fewer_sheets_than_announced_is_told_so(
    noted, stack, part, counted, came, told
):
    stack("one", f"{BIRTH}2", *came)
    part()
    assert counted() == told
    assert counted("form") is None


def test_both_sides_of_a_sheet_count_as_one(noted, stack, part, counted):
    stack("one", "", f"{BIRTH}2", "", "two", "", "three", "written", both=True)
    part()
    assert counted() is None


def test_a_sheet_too_many_that_is_deleted_is_told_no_more(noted, db, vault, stack, part, counted):
    stack(f"{BIRTH}1", "one", "two")
    part()
    assert counted() == (1, 2)
    pages = Pages(db, vault)
    pages.delete(CASE, pages.of(CASE, "birth")[1].id)
    assert counted() is None


def test_sheets_are_not_counted_any_more_once_others_are_scanned(noted, stack, part, counted):
    stack(f"{BIRTH}3", "one", "two")
    part()
    assert counted() == (3, 2)
    stack("three", document="birth")
    assert counted() is None


def test_a_page_scanned_again_is_the_same_sheet(noted, db, vault, morning, stack, part, counted):
    stack(f"{BIRTH}3", "one", "two")
    part()
    pages = Pages(db, vault)
    first = pages.of(CASE, "birth")[0].id
    pages.add(CASE, "birth", b"again", 1, 1, 300, morning, first)
    assert counted() == (3, 2)


def test_the_journal_says_how_many_separators_had_other_sheets_behind_them(noted, db, stack, part):
    stack(f"{BIRTH}1", "one", "two", "tach1::form:1", "three")
    part()
    rows = Journal(db).since(most=100)
    (said,) = [row.fields for row in rows if row.event is JournalEvent.PAPERS_PARTED]
    assert said["miscounted"] == 1
