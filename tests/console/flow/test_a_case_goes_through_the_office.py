"""A case goes through the office: each desk has one button to touch, and everybody sees who did what."""

import re

from kiosk.contract.news import CaseStatus
from kiosk.contract.rules.bundle import PROCESSES
from kiosk.rules.flow.acts import Charge, Kind, Paper, Place, Reception, Unscanned
from kiosk.rules.queue.entries import Drawn
from kiosk.rules.queue.entries import Kind as Queue
from kiosk.rules.roster import Role
from kiosk.store.acts import Acts
from kiosk.store.queue_log import QueueLog
from kiosk.store.tickets import Tickets
from tests.console.conftest import words_of
from tests.console.flow.desk import Desk, journalled


def test_from_reception_to_the_citizens_hand_by_one_touch_a_desk(house):
    case = Desk.received(house)
    for role, button in [
        (Role.SPECIALIST, "Trình lãnh đạo"),
        (Role.LEADER, "Duyệt"),
        (Role.ARCHIVIST, "Phát hành"),
        (Role.CLERK, "Đã trả kết quả"),
    ]:
        desk = Desk(house, role, case)
        assert desk.main == button
        assert desk.touch_main().status == 303
    stands = Acts(house.db).standing(case)
    assert (stands.status, stands.place) == (CaseStatus.RETURNED, Place.NONE)


def test_the_page_tells_who_did_what_and_when(house):
    case = Desk.received(house)
    house.clock.later(minutes=5)
    Desk(house, Role.SPECIALIST, case).touch_main()
    page = words_of(Desk(house, Role.LEADER, case).text)
    assert "Nguyễn Thị Lan Mẫu (cán bộ tiếp nhận) đã tiếp nhận hồ sơ" in page
    assert (
        "08:20 23/11/2026 Trần Văn Minh Mẫu (công chức chuyên môn) đã chuyển hồ sơ tới Lãnh đạo"
        in page
    )


def test_a_case_shows_where_it_lies_whose_it_is_and_until_when(house):
    case = Desk.received(house)
    Desk(house, Role.SPECIALIST, case).act("taken")
    page = words_of(Desk(house, Role.CLERK, case).text)
    assert "Đang ở Chuyên môn Người xử lý Trần Văn Minh Mẫu" in page
    assert re.search(r"Hạn trả \d\d:\d\d \d\d/\d\d/2026 còn", page)


def test_a_leader_has_nothing_to_do_with_what_lies_elsewhere(house):
    desk = Desk(house, Role.LEADER, Desk.received(house))
    assert desk.main == ""
    assert desk.act("approved").status == 409
    assert "Hồ sơ đang ở bộ phận khác" in words_of(desk.answer.text)


def test_a_case_is_handed_to_one_colleague(house):
    case = Desk.received(house)
    hoa = house.person("hoa", "Sùng Thị Hoa Mẫu", Role.SPECIALIST)
    desk = Desk(house, Role.SPECIALIST, case)
    desk.act("handed-on", whither=f"specialist:{hoa.id}", note="Tôi nghỉ phép")
    stands = Acts(house.db).standing(case)
    assert (stands.place, stands.owner) == (Place.SPECIALIST, hoa.id)
    assert "cho Sùng Thị Hoa Mẫu" in words_of(desk.again().text)


def test_nobody_is_handed_a_case_whose_role_is_over(house):
    case = Desk.received(house)
    clerk = house.people[Role.CLERK]
    desk = Desk(house, Role.SPECIALIST, case)
    assert desk.act("handed-on", whither=f"leader:{clerk.id}").status == 409
    assert "không giữ vai trò đó" in desk.answer.text


def test_it_is_sent_back_with_a_reason_alone(house):
    case = Desk.received(house)
    Desk(house, Role.SPECIALIST, case).touch_main()
    desk = Desk(house, Role.LEADER, case)
    assert desk.act("sent-back", whither="specialist").status == 409
    assert "Cần ghi rõ lý do" in desk.answer.text
    desk.again().act("sent-back", whither="specialist", ground="Thiếu chữ ký")
    assert Acts(house.db).standing(case).place is Place.SPECIALIST
    assert "Thiếu chữ ký" in Desk(house, Role.SPECIALIST, case).text


def test_the_archivist_writes_down_the_results_number(house):
    case = Desk.received(house)
    Desk(house, Role.SPECIALIST, case).touch_main()
    Desk(house, Role.LEADER, case).touch_main()
    desk = Desk(house, Role.ARCHIVIST, case)
    desk.touch_main(number="15/TLKT-BS")
    assert Acts(house.db).of(case)[-1].number == "15/TLKT-BS"
    assert "15/TLKT-BS" in desk.again().text


def test_days_rest_while_a_payment_is_waited_for_and_run_on_when_it_came(house):
    case = Desk.received(house)
    due = Acts(house.db).standing(case).clock.due
    desk = Desk(house, Role.SPECIALIST, case)
    desk.act("payment-asked", amount="8000")
    assert "Tạm dừng tính hạn" in desk.again().text
    house.clock.later(hours=48)
    clerk = Desk(house, Role.CLERK, case)
    assert clerk.main == "Đã thu tiền"
    clerk.touch_main(amount="8000", number="0000123")
    assert Acts(house.db).standing(case).clock.due > due
    assert "8.000 đồng" in clerk.again().text


def test_a_later_date_needs_a_reason_and_is_given_once(house):
    case = Desk.received(house)
    due = Acts(house.db).standing(case).clock.due
    desk = Desk(house, Role.LEADER, case)
    assert "Hồ sơ cần thêm thời gian kiểm tra" in desk.text
    assert desk.act("extended", days="3", ground="").status == 409
    desk.again().act("extended", days="3", ground="Chờ xác minh")
    assert Acts(house.db).standing(case).clock.due > due
    assert 'acts/extended"' not in desk.again().text
    assert desk.act("extended", days="3", ground="Lần nữa").status == 409
    assert "hết số lần" in desk.answer.text


def test_a_due_date_is_changed_by_hand_with_a_reason_and_stays_told(house):
    case = Desk.received(house)
    desk = Desk(house, Role.LEADER, case)
    desk.act("redated", date="2026-12-11", ground="Theo lịch hẹn của công dân")
    stands = Acts(house.db).standing(case)
    assert (stands.clock.due.strftime("%Y-%m-%d"), stands.extended) == ("2026-12-11", 0)
    page = words_of(desk.again().text)
    assert "đã sửa hạn trả kết quả" in page
    assert "Theo lịch hẹn của công dân" in page


def test_a_day_gone_by_is_no_due_date(house):
    desk = Desk(house, Role.LEADER, Desk.received(house))
    assert desk.act("redated", date="2026-11-02", ground="x").status == 409


def test_a_day_that_no_calendar_of_the_office_reaches_is_no_due_date(house):
    desk = Desk(house, Role.LEADER, Desk.received(house))
    for day in ("2199-12-31", "9999-12-31"):
        assert desk.act("redated", date=day, ground="Theo lịch hẹn").status == 409
        assert "Theo lịch hẹn" in desk.answer.text


def test_a_specialist_neither_extends_nor_stops(house):
    desk = Desk(house, Role.SPECIALIST, Desk.received(house))
    for kind in ("extended", "stopped", "redated"):
        assert desk.act(kind, ground="x", days="3", date="2026-12-11").status == 409
    assert [act.kind for act in Acts(house.db).of(desk.case)] == [Kind.RECEIVED]


def test_a_stopped_case_is_taken_up_again_by_the_leader(house):
    case = Desk.received(house)
    leader = Desk(house, Role.LEADER, case)
    leader.act("stopped", ground="Công dân không bổ sung")
    assert "Dừng xử lý" in words_of(leader.again().text)
    leader.act("sent-back", whither="specialist", ground="Công dân đã bổ sung")
    assert Acts(house.db).standing(case).place is Place.SPECIALIST


def test_whoever_may_ask_sees_the_whole_number_and_that_is_journalled(house):
    case = Desk.received(house)
    desk = Desk(house, Role.SPECIALIST, case)
    assert "010190000123" not in desk.text
    assert "•••• 0123" in desk.text
    shown = desk.browser.send(f"{desk.at}/number")
    assert "010190000123" in shown.text
    (number,) = journalled(house, "number-shown")
    assert (number["case"], number["by"]) == (case, house.people[Role.SPECIALIST].id)


def test_what_was_agreed_at_the_counter_is_seen_by_everybody_behind_it(house):
    said = Reception(
        papers=(
            Paper("to-khai", unscanned=Unscanned.PAPER_ONLY),
            Paper("", "Giấy ủy quyền", reused="H00-1"),
        ),
        charges=(Charge("Lệ phí", 8000),),
        phone="0900000001",
        delivery="post",
    )
    page = words_of(Desk(house, Role.SPECIALIST, Desk.received(house, said=said)).text)
    assert "Lệ phí: 8.000 đồng" in page
    assert "Nhận kết quả Qua bưu điện Số điện thoại 0900000001" in page
    assert "nhận bản giấy, số hóa sau" in page
    assert "Giấy ủy quyền đã có ở hồ sơ H00-1, không nộp lại" in page


def test_a_case_nobody_accepted_is_shown_to_the_reception_for_accepting(house):
    case = house.case()
    answer = house.browser(Role.CLERK).get(f"/cases/0/{case}")
    assert (answer.status, answer.headers["location"]) == (303, f"/cases/0/{case}/receive")
    assert house.browser(Role.LEADER).get(f"/cases/0/{case}").status == 200


def test_a_case_that_is_not_here_is_said_so(house):
    assert house.browser(Role.CLERK).get(f"/cases/0/{'0' * 32}").status == 404
    assert house.browser(Role.CLERK).get(f"/cases/7/{house.case()}").status == 404


def test_a_helper_opens_no_case(house):
    case = house.case()
    assert house.browser(Role.HELPER).get(f"/cases/0/{case}").status == 403


WITHOUT_ARCHIVIST = """
sample = false

[[process]]
procedure = "1.001193"
valid_from = 2025-07-01
decision = "01/QĐ-UBND"
decided_on = 2025-07-01
steps = [
  { place = "reception", hours = 1 },
  { place = "leader", hours = 2 },
  { place = "return-desk", hours = 1 },
]
"""


def test_where_no_archivist_is_named_the_leaders_word_calls_the_citizen_back(house):
    text = WITHOUT_ARCHIVIST.encode()
    house.console.book.take("1-0123abcd", house.clock(), {PROCESSES: text})
    case = Desk.received(house, to=Place.LEADER)
    ticket = Tickets(house.db).of(case)
    log = QueueLog(house.db, ticket.kiosk)
    drawn = Drawn(ticket.label, ticket.day, "ho-tich")
    for kind, told in ((Queue.DRAWN, drawn), (Queue.CALLED, None), (Queue.FINISHED, None)):
        log.write(kind, house.clock(), turn=case, counter=1, drawn=told)
    Desk(house, Role.LEADER, case).touch_main()
    assert Acts(house.db).standing(case).place is Place.RETURN
    heard, _ = log.since(ticket.day, house.clock())
    assert heard[-1].entry.kind is Queue.READY


def test_a_reception_that_was_taken_back_leads_to_receiving_anew(house):
    case = Desk.received(house)
    desk = Desk(house, Role.CLERK, case)
    desk.act("undone")
    link = f'href="{desk.at}/receive"'
    for role, leads in ((Role.CLERK, True), (Role.LEADER, False)):
        page = house.browser(role).get(f"{desk.at}?did=undone")
        assert (link in page.text) is leads
