"""More papers: everything that is missing is named at once, with why and what to do; then the case goes on."""

from kiosk.contract.news import CaseStatus
from kiosk.rules.flow.acts import Kind
from kiosk.rules.roster import Role
from kiosk.store.acts import Acts
from tests.console.conftest import words_of
from tests.console.filled import filled, press
from tests.console.handed_in import handed_in
from tests.console.test_no_paper_is_left_out import opened


def asked(house, case, **changed):
    browser = house.browser()
    path = f"/cases/0/{case}/ask"
    return press(browser, browser.get(path), path, "send", **changed)


def test_every_missing_paper_is_ticked_with_why_and_what_to_do(house):
    case = handed_in(house, {"to-khai": 1}, verdict=None)
    answer = asked(house, case)
    assert answer.headers["location"] == f"/cases/0/{case}?did=asked-more"
    (act,) = Acts(house.db).of(case)
    assert [(each.document, each.why) for each in act.wanted] == [
        ("giay-chung-sinh", "Chưa có trong hồ sơ"), ("ban-sao-can-cuoc", "Chưa có trong hồ sơ"),
    ]  # fmt: skip
    assert act.wanted[0].guide == "Bản chính, do cơ sở y tế nơi trẻ sinh ra cấp"
    assert Acts(house.db).standing(case).status is CaseStatus.PAPERS_WANTED


def test_what_is_there_can_be_asked_for_again_where_somebody_says_why(house):
    case = handed_in(house)
    silent = asked(house, case, **{"want-to-khai": "1"})
    assert silent.status == 422
    assert "vì sao cần: Tờ khai đăng ký khai sinh" in words_of(silent.text)
    told = asked(house, case, **{"want-to-khai": "1", "why-to-khai": "Chưa ký tên"})
    assert told.status == 303
    assert Acts(house.db).of(case)[0].wanted[0].why == "Chưa ký tên"


def test_something_that_no_list_names_can_be_asked_for(house):
    case = handed_in(house)
    other = {"name-other": "Giấy ủy quyền", "why-other": "Nộp thay người khác"}
    assert asked(house, case, **other).status == 303
    assert Acts(house.db).of(case)[0].wanted[0].name == "Giấy ủy quyền"


def test_nothing_is_asked_for_where_nothing_was_chosen(house):
    case = handed_in(house)
    answer = asked(house, case)
    assert answer.status == 422
    assert Acts(house.db).of(case) == ()


def test_what_was_typed_at_reception_is_there_when_the_papers_came(house):
    case = handed_in(house, {"to-khai": 1})
    browser, path, page = opened(house, case)
    form = press(browser, page, path, do="ask", phone="0900 000 001")
    assert press(browser, form, f"/cases/0/{case}/ask", "send").status == 303
    papers = browser.get(f"/cases/0/{case}/papers")
    assert "Giấy chứng sinh" in words_of(papers.text)
    came = press(browser, papers, f"/cases/0/{case}/papers", "send")
    assert came.headers["location"] == path
    page = browser.follow(came)
    assert filled(page, path)["phone"] == "0900 000 001"
    how = {"how-giay-chung-sinh": "paper-only"}
    assert press(browser, page, path, **how).status == 303
    kinds = [act.kind for act in Acts(house.db).of(case)]
    assert kinds == [Kind.ASKED_MORE, Kind.PAPERS_CAME, Kind.RECEIVED]


def test_going_back_from_the_request_loses_nothing(house):
    case = handed_in(house, {"to-khai": 1})
    browser, path, page = opened(house, case)
    form = press(browser, page, path, do="ask", phone="0900", delivery="online")
    back = press(browser, form, f"/cases/0/{case}/ask", "count", to=path)
    fields = filled(back, path)
    assert (fields["phone"], fields["delivery"]) == ("0900", "online")


def test_the_days_rest_while_a_specialist_waits_for_papers_and_run_on_then(house):
    case = handed_in(house, procedure="2.001035", papers={"du-thao": 1})
    browser, path, page = opened(house, case)
    open_ones = {f: "elsewhere" for f in filled(page, path) if f.startswith("how-")}
    assert press(browser, page, path, **open_ones).status == 303
    due = Acts(house.db).standing(case).clock.due
    specialist, ask = house.browser(Role.SPECIALIST), f"/cases/0/{case}/ask"
    other = {"name-other": "Bản vẽ", "why-other": "Thiếu chữ ký"}
    press(specialist, specialist.get(ask), ask, "send", **other)
    house.clock.later(hours=24)
    specialist, papers = house.browser(Role.SPECIALIST), f"/cases/0/{case}/papers"
    press(specialist, specialist.get(papers), papers, "send")
    stands = Acts(house.db).standing(case)
    assert stands.rests_since is None
    assert stands.clock.due > due


def test_a_leader_asks_nobody_for_papers(house):
    case = handed_in(house)
    assert house.browser(Role.LEADER).get(f"/cases/0/{case}/ask").status == 403
