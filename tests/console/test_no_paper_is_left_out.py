"""No paper is left unscanned: a case is accepted whole, or with a reason for each paper that has no page."""

from kiosk.model import Verdict
from kiosk.rules.flow.acts import BY_CARD, Kind, Unscanned
from kiosk.store.acts import Acts
from kiosk.store.register import Register
from tests.console.conftest import words_of
from tests.console.filled import filled, press
from tests.console.handed_in import BIRTH, handed_in


def opened(house, case, **who):
    browser, path = house.browser(**who), f"/cases/0/{case}/receive"
    return browser, path, browser.get(path)


def test_a_case_with_all_its_papers_is_accepted_as_it_is_filled_in(house):
    case = handed_in(house)
    browser, path, page = opened(house, case)
    answer = press(browser, page, path)
    assert (answer.status, answer.headers["location"]) == (303, f"/cases/0/{case}?did=received")
    (act,) = Acts(house.db).of(case)
    assert act.kind is Kind.RECEIVED
    assert [(p.document, p.originals, p.copies, p.reused) for p in act.reception.papers] == [
        ("to-khai", 1, 0, ""), ("giay-chung-sinh", 1, 0, ""), ("ban-sao-can-cuoc", 0, 0, BY_CARD),
    ]  # fmt: skip
    assert act.clock.due.isoformat() == "2026-11-23T17:00:00+07:00"


def test_an_accepted_case_stands_in_the_register(house):
    case = handed_in(house)
    browser, path, page = opened(house, case)
    press(browser, page, path, phone="0900 000 001")
    entered = Register(house.db).of(case)
    assert (entered.book, entered.number) == ("00/2026", 1)


def test_a_paper_without_a_page_keeps_the_case_from_being_accepted_and_nothing_typed_is_lost(house):
    case = handed_in(house, {"to-khai": 1})
    browser, path, page = opened(house, case)
    answer = press(browser, page, path, phone="0900 000 001", address="Thôn Mẫu")
    assert answer.status == 422
    assert "không giấy nào được bỏ sót" in words_of(answer.text)
    assert "chọn lý do cho: Giấy chứng sinh." in words_of(answer.text)
    assert Acts(house.db).of(case) == ()
    again = filled(answer, path)
    assert (again["phone"], again["address"]) == ("0900 000 001", "Thôn Mẫu")


def test_a_reason_may_stand_for_a_page_and_is_kept(house):
    case = handed_in(house, {"to-khai": 1})
    browser, path, page = opened(house, case)
    answer = press(browser, page, path, **{"how-giay-chung-sinh": "paper-only"})
    assert answer.status == 303
    papers = {paper.document: paper for paper in Acts(house.db).of(case)[0].reception.papers}
    assert papers["giay-chung-sinh"].unscanned is Unscanned.PAPER_ONLY


def test_a_reason_that_no_page_offers_is_not_understood(house):
    case = handed_in(house, {"to-khai": 1})
    browser, path, page = opened(house, case)
    assert press(browser, page, path, **{"how-giay-chung-sinh": "lazy"}).status == 400
    assert Acts(house.db).of(case) == ()


def test_only_for_an_identity_card_is_it_enough_that_somebody_looked_at_it(house):
    case = handed_in(house, {"to-khai": 1})
    browser, path, page = opened(house, case)
    answer = press(browser, page, path, **{"how-giay-chung-sinh": "card-seen"})
    assert answer.status == 422
    assert Acts(house.db).of(case) == ()


def test_what_a_card_did_not_prove_is_looked_at_instead_of_copied(house):
    case = handed_in(house, verdict=Verdict.DECLARED)
    browser, path, page = opened(house, case)
    assert press(browser, page, path).status == 422
    answer = press(browser, page, path, **{"how-ban-sao-can-cuoc": "card-seen"})
    assert answer.status == 303


def test_a_card_in_doubt_is_compared_with_its_bearer_first(house):
    case = handed_in(house, verdict=Verdict.CLONED)
    browser, path, page = opened(house, case)
    assert "Đối chiếu thẻ với người nộp" in words_of(page.text)
    looked_at = {"how-ban-sao-can-cuoc": "card-seen"}
    refused = press(browser, page, path, **looked_at)
    assert refused.status == 422
    assert press(browser, refused, path, compared="1").status == 303
    assert Acts(house.db).of(case)[0].reception.compared


def test_a_doubt_about_any_card_of_the_case_is_told(house):
    case = handed_in(house, doubt=Verdict.ALTERED)
    browser, path, page = opened(house, case)
    assert "Đối chiếu thẻ với người nộp" in words_of(page.text)
    assert press(browser, page, path).status == 422


def test_a_result_by_post_needs_an_address(house):
    case = handed_in(house)
    browser, path, page = opened(house, case)
    refused = press(browser, page, path, delivery="post")
    assert "địa chỉ nhận kết quả" in words_of(refused.text)
    assert press(browser, refused, path, post_to="12 đường Mẫu").status == 303
    said = Acts(house.db).of(case)[0].reception
    assert (said.delivery, said.post_to) == ("post", "12 đường Mẫu")


def test_the_whole_number_is_shown_when_asked_for_and_that_is_journalled(house):
    case = handed_in(house)
    browser, path, page = opened(house, case)
    assert "010190000123" not in page.text
    shown = press(browser, page, path, do="number", phone="0900")
    assert "010190000123" in shown.text
    assert filled(shown, path)["phone"] == "0900"
    rows = house.db.conn.execute("select event from journal where event = 'number-shown'")
    assert len(rows.fetchall()) == 1


def test_whoever_need_not_pay_is_chosen_beside_the_amount(house):
    case = handed_in(house, {"ban-chinh": 3}, "2.000815")
    browser, path, page = opened(house, case)
    assert "5.000 đồng" in words_of(page.text)
    both = press(browser, page, path, do="count", copies="2")
    assert "10.000 đồng" in words_of(both.text)
    poor = {"exemption": "poor", "how-ban-sao": "paper-only"}
    assert press(browser, both, path, **poor).status == 303
    (charge,) = Acts(house.db).of(case)[0].reception.charges
    assert (charge.amount, charge.exemption) == (0, "poor")


def test_a_line_that_is_much_too_long_is_not_understood(house):
    case = handed_in(house, BIRTH)
    browser, path, page = opened(house, case)
    assert press(browser, page, path, address="x" * 301).status == 400
    assert Acts(house.db).of(case) == ()
