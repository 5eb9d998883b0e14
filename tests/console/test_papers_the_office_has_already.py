"""What the office has already need not be handed in again: earlier papers of the holder, by consent."""

from kiosk.rules.flow.acts import Kind
from kiosk.store.acts import Acts
from kiosk.store.cases import Cases
from kiosk.store.earlier import Earlier
from kiosk.store.erasing import Erasing, Why
from kiosk.store.vault import Vault
from tests.console.conftest import words_of
from tests.console.filled import press
from tests.console.handed_in import handed_in
from tests.console.test_no_paper_is_left_out import opened


def code_of(house, case):
    return Cases(house.db).sealed(case).code


def test_an_earlier_paper_of_the_holder_stands_for_one_that_is_missing(house):
    before = handed_in(house)
    case = handed_in(house, {"to-khai": 1})
    browser, path, page = opened(house, case)
    code = code_of(house, before)
    assert f"Khai sinh, 23/11/2026 ({code})" in words_of(page.text)
    chosen = {"how-giay-chung-sinh": f"earlier:{code}"}
    refused = press(browser, page, path, **chosen)
    assert refused.status == 422
    assert "Cần người nộp đồng ý" in words_of(refused.text)
    assert press(browser, refused, path, consent="1").status == 303
    said = Acts(house.db).of(case)[0].reception
    assert said.consent == "given"
    assert {paper.document: paper.reused for paper in said.papers}["giay-chung-sinh"] == code


def test_a_form_is_filled_in_anew_for_every_case(house):
    before = handed_in(house)
    case = handed_in(house, {"giay-chung-sinh": 1})
    _, _, page = opened(house, case)
    assert code_of(house, before) not in page.text


def test_papers_of_somebody_else_are_not_offered(house):
    before = handed_in(house, number="010190000999", name="Người khác Mẫu")
    case = handed_in(house, {"to-khai": 1})
    browser, path, page = opened(house, case)
    code = code_of(house, before)
    assert code not in page.text
    forged = {"how-giay-chung-sinh": f"earlier:{code}", "consent": "1"}
    assert press(browser, page, path, **forged).status == 422
    assert Acts(house.db).of(case) == ()


def test_what_was_erased_is_not_offered_any_more(house):
    before = handed_in(house)
    case = handed_in(house, {"to-khai": 1})
    opened(house, case)
    erasing = Erasing(house.db, Vault(house.workspace.vault))
    erasing.erase(before, Why.CITIZEN, house.clock(), undelivered=True)
    assert Earlier(house.db).of(case) == ()
    _, _, page = opened(house, case)
    assert code_of(house, before) not in page.text


def test_the_mark_of_a_number_tells_no_number(house):
    handed_in(house)
    case = handed_in(house, {"to-khai": 1})
    opened(house, case)
    marks = house.db.conn.execute("select mark from holder_marks").fetchall()
    assert len(marks) == 2
    assert len({mark for (mark,) in marks}) == 1
    assert all("010190000123" not in mark and len(mark) == 64 for (mark,) in marks)


def test_without_a_source_chosen_nothing_is_consented_to(house):
    handed_in(house)
    case = handed_in(house)
    browser, path, page = opened(house, case)
    assert press(browser, page, path, consent="1").status == 303
    (act,) = Acts(house.db).of(case)
    assert (act.kind, act.reception.consent) == (Kind.RECEIVED, "")
