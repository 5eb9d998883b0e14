"""The leader's page names exactly the cases that are stuck, each with why, and what is late or will be."""

import datetime as dt
import re

import pytest

from kiosk.contract.news import CaseStatus
from kiosk.desk.flow.leader import WorkedUntil
from kiosk.rules.flow.acts import Place
from kiosk.rules.flow.stuck import Limits, Lying, Stuck, stuck
from kiosk.rules.roster import Role
from kiosk.store.inbox import Inbox
from kiosk.store.looked_into import LookedInto
from tests.console.conftest import words_of
from tests.console.flow.desk import Desk

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def lying(**but):
    usual = {
        "status": CaseStatus.ACCEPTED.value, "place": Place.SPECIALIST, "received": True, "seen": True,
        "touched": False, "worked": 9 * HOUR, "lain": DAY, "rests": False,
    }  # fmt: skip
    return Lying(**(usual | but))


@pytest.mark.parametrize(
    ("lies", "hours", "why"),
    [
        (lying(), 0, Stuck.UNTOUCHED),
        (lying(worked=8 * HOUR), 0, None),
        (lying(), 16, None),
        (lying(worked=17 * HOUR), 16, Stuck.UNTOUCHED),
        (lying(worked=17 * HOUR, touched=True), 16, Stuck.SLOW),
        (lying(worked=99 * HOUR, touched=True), 0, None),
        (lying(received=False, seen=False, worked=3 * HOUR), 0, Stuck.UNSEEN),
        (lying(received=False, seen=False, worked=2 * HOUR), 0, None),
        (lying(received=False), 0, Stuck.NOT_RECEIVED),
        (lying(rests=True, lain=21 * DAY), 0, Stuck.RESTS),
        (lying(rests=True, lain=20 * DAY), 0, None),
        (lying(status="decided", place=Place.RETURN, lain=11 * DAY), 0, Stuck.UNCOLLECTED),
        (lying(status="decided", place=Place.RETURN, lain=10 * DAY), 0, None),
        (lying(status="returned", place=Place.NONE), 0, None),
        (lying(status="a-new-one"), 0, Stuck.UNTOUCHED),
    ],
)
def test_each_reason_has_its_limit(lies, hours, why):
    assert stuck(lies, hours, Limits()) is why


def names_under(text, id):
    found = re.search(rf'<table class="list {id}">(.*?)</table>', text, re.S)
    return set(re.findall(r'\?act=">([^<]+)</a>', found[1])) if found else set()


def opened(house, case):
    Inbox(house.db, 0).catch_up()
    LookedInto(house.db, 0).note(case, house.people[Role.CLERK].id, house.clock())


def test_exactly_the_stuck_cases_are_listed(house):
    entered = {"procedure": "2.000815"}
    house.case("Chưa Ai Mở")
    opened(house, house.case("Mở Rồi Để Đó"))
    Desk.received(house, name="Nhập Không Xử Lý", **entered)
    done = Desk.received(house, name="Đã Trả Xong", **entered)
    for role in (Role.SPECIALIST, Role.LEADER, Role.ARCHIVIST, Role.CLERK):
        Desk(house, role, done).touch_main()
    Desk(house, Role.SPECIALIST, Desk.received(house, name="Đang Chờ Giấy")).act(
        "payment-asked", amount="8000"
    )
    house.clock.later(days=4)  # past a holiday and into Friday
    late = Desk.received(house, name="Vừa Nhận")
    Desk(house, Role.SPECIALIST, late).act("taken")
    house.case("Vừa Nộp")
    text = house.browser(Role.LEADER).get("/leader").text
    assert names_under(text, "stuck") == {"Chưa Ai Mở", "Mở Rồi Để Đó", "Nhập Không Xử Lý"}
    page = words_of(text)
    for why in ("Chưa ai mở xem", "Đã xem nhưng chưa tiếp nhận", "Đã nhập nhưng chưa xử lý"):
        assert why in page


def test_who_waits_for_papers_for_weeks_is_listed_and_who_brought_them_is_not(house):
    for name in ("Chờ Mãi", "Đã Bổ Sung"):
        case = Desk.received(house, name=name)
        Desk(house, Role.SPECIALIST, case).act("payment-asked", amount="8000")
    house.clock.later(days=21)
    Desk(house, Role.CLERK, case).act("paid", amount="8000")
    text = house.browser(Role.LEADER).get("/leader").text
    assert names_under(text, "stuck") == {"Chờ Mãi"}


def test_what_is_over_its_due_date_leads_to_an_apology_by_one_touch(house):
    case = Desk.received(house, name="Quá Hạn Rồi")
    house.clock.later(days=30)
    leader = house.browser(Role.LEADER)
    text = leader.get("/leader").text
    assert names_under(text, "overdue") == {"Quá Hạn Rồi"}
    draft = re.search(r'href="(/cases/0/[^"]*)#extended"', text)[1]
    page = leader.get(draft).text
    assert '<details id="extended" open>' in page
    assert "Hồ sơ cần thêm thời gian kiểm tra, xác minh tại bộ phận chuyên môn." in page
    assert case in draft


def test_what_is_due_today_is_told_before_it_is_late(house):
    Desk.received(house, name="Trong Ngày", procedure="2.000815")
    text = house.browser(Role.LEADER).get("/leader").text
    assert names_under(text, "today") == {"Trong Ngày"}
    assert names_under(text, "overdue") == set()


def test_counts_by_inbox_and_person_add_up(house):
    for _ in range(3):
        Desk.received(house)
    Desk(house, Role.SPECIALIST, Desk.received(house)).act("taken")
    text = house.browser(Role.LEADER).get("/leader").text
    shares = words_of(re.search(r'<table class="shares">(.*?)</table>', text, re.S)[1])
    assert "Chuyên môn chưa ai nhận 3" in shares
    assert "Chuyên môn Trần Văn Minh Mẫu 1" in shares


def test_processes_nobody_approved_are_named_while_cases_go_by_them(house):
    decided = house.console.law.processes.processes
    unapproved = next(each.procedure for each in decided if not each.decided_on)
    approved = next(each.procedure for each in decided if each.decided_on)
    for procedure in (unapproved, unapproved, approved):
        Desk.received(house, procedure=procedure)
    text = house.browser(Role.LEADER).get("/leader").text
    listed = words_of(text[text.index('id="processes"') :])
    assert listed.count(" hồ sơ") == 1
    assert "2 hồ sơ" in listed


def test_the_list_is_the_leaders(house):
    for role in (Role.CLERK, Role.SPECIALIST, Role.ARCHIVIST, Role.HELPER, Role.TECHNICIAN):
        assert house.browser(role).get("/leader").status == 403


def test_working_time_is_counted_as_the_law_counts_it(house):
    law, now = house.console.law, house.clock() + dt.timedelta(days=40, hours=5)
    counted = WorkedUntil(law.office(now.date()), now)
    for hours in (1, 7, 30, 100, 500, 700, 959):
        since = now - dt.timedelta(hours=hours, minutes=11)
        whole = law.worked(since, now)
        assert counted.since(since) == whole
        assert (counted.since(since, 8 * HOUR) > 8 * HOUR) == (whole > 8 * HOUR)
    assert counted.since(now + HOUR) == dt.timedelta(0)
