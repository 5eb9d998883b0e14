"""What the code on a card says lies with its case, and goes with it."""

import pytest

from kiosk.store.cases import Cases
from kiosk.store.database import CaseGone
from kiosk.store.declarations import NAME, Declarations
from kiosk.store.errors import Tampered

FIRST, SECOND = "Trịnh Thị Bịa Đặt", "Đỗ Văn Thử"


@pytest.fixture
def cases(db):
    return Cases(db)


@pytest.fixture
def declarations(cases, vault, morning):
    cases.open("case-1", morning)
    return Declarations(cases, vault)


def test_a_case_has_the_code_that_was_kept_last(declarations):
    assert declarations.of("case-1") == ""
    declarations.keep("case-1", FIRST)
    declarations.keep("case-1", SECOND)
    assert declarations.of("case-1") == SECOND


def test_it_cannot_be_read_in_its_file(declarations, workspace):
    declarations.keep("case-1", FIRST)
    assert FIRST.encode() not in (workspace.vault / "case-1" / NAME).read_bytes()


def test_it_can_be_forgotten_twice(declarations):
    declarations.keep("case-1", FIRST)
    declarations.forget("case-1")
    declarations.forget("case-1")
    assert declarations.of("case-1") == ""


def test_it_goes_with_its_case(declarations, cases, workspace, morning):
    declarations.keep("case-1", FIRST)
    cases.forget("case-1", morning)
    assert declarations.of("case-1") == ""
    assert not (workspace.vault / "case-1").exists()
    with pytest.raises(CaseGone):
        declarations.keep("case-1", SECOND)


def test_a_code_put_into_another_case_is_refused(declarations, cases, workspace, morning):
    cases.open("case-2", morning)
    for case, text in (("case-1", FIRST), ("case-2", SECOND)):
        declarations.keep(case, text)
    (workspace.vault / "case-1" / NAME).replace(workspace.vault / "case-2" / NAME)
    with pytest.raises(Tampered):
        declarations.of("case-2")


def test_a_case_that_was_never_opened_has_none(declarations):
    assert declarations.of("case-3") == ""
