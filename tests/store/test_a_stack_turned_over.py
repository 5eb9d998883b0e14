"""The backs of a stack that was turned over lie each behind its front, however often they came."""

import pytest

from kiosk.model import Language, PageVerdict
from kiosk.store.cases import Cases
from kiosk.store.looks import Looks, Seen
from kiosk.store.pages import Pages
from kiosk.store.parting import Parting
from kiosk.store.visits import Visits

CASE, FORM = "case-1", "form"


@pytest.fixture
def pages(db, vault, morning):
    Cases(db).open(CASE, morning)
    return Pages(db, vault)


@pytest.fixture
def fronts(pages, morning):
    """Scan fronts of one stack; their ids."""

    def fronts(*names, stack="first", **where):
        for name in names:
            pages.add(CASE, FORM, name.encode(), 1, 1, 300, morning, stack=stack, **where)
        return pages.held(CASE, FORM).fronts

    return fronts


@pytest.fixture
def back(pages, morning):
    """Scan the back of a front."""

    def back(name, front):
        return pages.add(CASE, FORM, name.encode(), 1, 1, 300, morning, back_of=front).id

    return back


@pytest.fixture
def lies(db, vault, pages):
    """What lies in a document, in order."""

    def lies(document=FORM):
        key = Cases(db).key(CASE)
        return [vault.read(key, page.path).decode() for page in pages.of(CASE, document)]

    return lies


def test_backs_come_last_sheet_first_and_lie_behind_their_fronts(pages, fronts, back, lies):
    stack = fronts("1", "2", "3")
    for name, front in zip(("3b", "2b", "1b"), reversed(stack), strict=True):
        back(name, front)
    assert lies() == ["1", "1b", "2", "2b", "3", "3b"]
    assert pages.held(CASE, FORM).fronts == stack, "not before the whole stack is through"
    pages.backs_done(CASE, FORM)
    assert pages.held(CASE, FORM).fronts == ()


def test_a_back_that_comes_again_takes_the_place_of_the_one_before(
    pages, fronts, back, lies, workspace
):
    stack = fronts("1", "2")
    back("torn", stack[1])
    back("2b", stack[1])
    back("1b", stack[0])
    assert lies() == ["1", "1b", "2", "2b"]
    assert len(list((workspace.vault / CASE).glob("*"))) == 4


def test_backs_of_another_stack_are_dropped_and_the_fronts_stay(
    pages, fronts, back, lies, workspace
):
    stack = fronts("1", "2")
    back("?", stack[1])
    pages.drop_backs(CASE, FORM)
    assert lies() == ["1", "2"]
    assert pages.held(CASE, FORM).fronts == stack
    assert len(list((workspace.vault / CASE).glob("*"))) == 2


def test_backs_of_a_stack_that_is_done_are_never_dropped(pages, fronts, back, lies):
    (front,) = fronts("1")
    back("1b", front)
    pages.backs_done(CASE, FORM)
    pages.drop_backs(CASE, FORM)
    assert lies() == ["1", "1b"]


def test_a_page_scanned_again_keeps_its_place_in_the_stack_and_its_back(
    pages, fronts, back, lies, morning
):
    first, second = fronts("1", "2")
    back("2b", second)
    again = pages.add(CASE, FORM, b"2 again", 1, 1, 300, morning, second).id
    assert pages.held(CASE, FORM).fronts == (first, again)
    back("2b again", again)
    assert lies() == ["1", "2 again", "2b again"]


def test_a_deleted_front_leaves_no_stack_to_be_turned(pages, fronts):
    stack = fronts("1", "2")
    pages.delete(CASE, stack[0])
    assert pages.held(CASE, FORM).fronts == ()


def test_only_the_newest_stack_can_be_turned(pages, fronts, morning):
    fronts("1", "2")
    newest = fronts("3", stack="second")
    assert len(newest) == 1
    pages.add(CASE, FORM, b"from the glass", 1, 1, 300, morning)
    assert pages.held(CASE, FORM).fronts == ()


def test_a_stack_put_between_other_pages_is_turned_all_the_same(pages, fronts, back, lies, morning):
    before = pages.add(CASE, FORM, b"a", 1, 1, 300, morning).id
    pages.add(CASE, FORM, b"z", 1, 1, 300, morning)
    (front,) = fronts("1", after=before)
    back("1b", front)
    assert lies() == ["a", "1", "1b", "z"]


def test_a_stack_with_separators_is_parted_with_the_backs_behind_their_fronts(
    db, vault, morning, pages, fronts, back, lies
):
    Visits(db).note(CASE, "1.001193", Language.VI, (FORM, "birth"), morning)
    stack = fronts("1", "tach1::birth:", "2")
    for name, front in zip(("2b", "", "1b"), reversed(stack), strict=True):
        back(name or "blank", front)
    looks, key = Looks(db, vault), Cases(db).key(CASE)
    while page := looks.next():
        said = vault.read(key, page.path).decode()
        codes = (said,) if said.startswith("tach1") else ()
        found = Seen(PageVerdict.OK, said == "blank", 0, "A4", f"{CASE}/no:0:1", "", codes)
        assert looks.keep(page, found)
    Parting(db, vault).part(CASE, FORM, morning, most=30)
    assert (lies(), lies("birth")) == (["1", "1b"], ["2", "2b"])
    assert pages.held(CASE, FORM).fronts == pages.held(CASE, "birth").fronts == ()
