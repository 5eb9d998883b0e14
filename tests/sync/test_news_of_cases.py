"""How a case stands at the centre is known at the office: once, in order, through cuts and restored centres."""

from __future__ import annotations

import datetime as dt

import pytest

from kiosk.contract.news import NewsItem
from kiosk.store.database import StoreError
from kiosk.sync.connection import CentreError
from kiosk.sync.news import EVERY, PAGE
from tests.sync.listening import Ear, Province, received
from tests.workbench.centre import HOMES
from tests.workbench.line import Line


@pytest.fixture(params=HOMES)
def home(request):
    return request.param


@pytest.fixture
def province(centre, tmp_path):
    return Province(centre, tmp_path)


@pytest.fixture
def ear(office, centre):
    ear = Ear(office, centre.url, centre.token)
    yield ear
    ear.close()


@pytest.fixture
def case(office, centre):
    return received(office, centre)


def test_a_status_is_known_with_its_day_and_its_number_at_the_province(ear, province, case):
    province.tell(case, "accepted", official="H00.000-0001", due="2026-12-01")
    province.tell(case, "papers-wanted", official="H00.000-0001", due="2026-12-01", note="thieu-01")
    ear.hear()
    stands = ear.news.status_of(case.case_code)
    assert (stands.status, stands.note, stands.official) == (
        "papers-wanted",
        "thieu-01",
        "H00.000-0001",
    )
    assert stands.due == dt.date(2026, 12, 1)
    assert ear.statuses(case) == ["accepted", "papers-wanted"]
    assert ear.told("news-came") == [{"new": 2, "strays": 0, "unread": 0}]


def test_nothing_new_is_one_question_every_five_minutes(ear, province, case):
    province.tell(case)
    ear.hear()
    assert ear.listener.run() == EVERY
    assert len(ear.told("news-came")) == 1


def test_the_province_tells_it_by_command_while_the_centre_serves(ear, centre, case):
    centre.run("status", case.case_code, "4", "--due", "2026-12-01")
    ear.hear()
    assert ear.statuses(case) == ["in-hand"]


def test_nothing_was_told_of_a_case_that_is_new(ear, case):
    ear.hear()
    assert ear.news.status_of(case.case_code) is None


def test_ten_thousand_items_come_page_by_page(ear, province, case):
    item = f'"kind": "status", "envelope": "{case.id}", "code": "{case.case_code}", '
    item += '"at": "2026-11-23T10:00:00+07:00", "result": null'
    rows = [
        {"seq": seq, "mark": f"{seq:032x}", "item": f'{{{item}, "status": "step-{seq}"}}'}
        for seq in range(1, 10_001)
    ]
    province.change(
        "insert into news (device, seq, mark, envelope, item, told_at) "
        f"values ('kiosk-1', :seq, :mark, '{case.id}', :item, '')",
        *rows,
    )
    ear.hear()
    told = ear.statuses(case)
    assert (len(told), told[0], told[-1]) == (10_000, "step-1", "step-10000")
    assert len(ear.told("news-came")) == 10_000 / PAGE
    assert len(ear.news.unfinished()) == 1


def test_a_line_that_is_cut_in_an_answer_costs_that_answer_only(office, centre, province, case):
    for status in ("accepted", "in-hand", "decided"):
        province.tell(case, status)
    with Line(centre.port) as line:
        ear = Ear(office, line.url, centre.token)
        line.before_answer(b"POST /v1/questions/news", line.cut)
        with pytest.raises(CentreError):
            ear.hear()
        line.mend()
        ear.hear()
        ear.close()
    assert ear.statuses(case) == ["accepted", "in-hand", "decided"]


def test_a_store_that_fails_keeps_neither_the_news_nor_its_place_in_them(ear, province, case):
    province.tell(case)
    ear.office.db.conn.execute(
        "create temp trigger broken before insert on news_cursor begin select raise(abort, 'no'); end"
    )
    with pytest.raises(StoreError):
        ear.hear()
    assert ear.statuses(case) == []
    ear.office.db.conn.execute("drop trigger broken")
    ear.hear()
    assert ear.statuses(case) == ["in-hand"]


def test_a_restored_centre_is_listened_to_from_its_start(ear, province, case, centre):
    province.tell(case, "accepted")
    ear.hear()
    copy = centre.copied()
    for status in ("in-hand", "papers-wanted"):
        province.tell(case, status)
    ear.hear()
    centre.put_back(copy)
    ear.listener.run()
    assert ear.told("news-anew") == [{}]
    for status in ("stopped", "in-hand", "decided"):  # past the number where we were
        province.tell(case, status)
    ear.hear()
    # What it told twice is there once, and what it told last holds.
    assert ear.statuses(case) == ["accepted", "in-hand", "papers-wanted", "stopped", "decided"]
    assert len(ear.told("news-anew")) == 1


def test_a_restored_centre_that_caught_up_in_numbers_is_found_out_too(ear, province, case):
    for status in ("accepted", "in-hand"):
        province.tell(case, status)
    ear.hear()
    province.change("delete from news where seq = 2")
    province.tell(case, "stopped")
    province.tell(case, "decided")
    ear.hear()
    assert ear.statuses(case) == ["accepted", "in-hand", "stopped", "decided"]
    assert len(ear.told("news-anew")) == 1


def test_a_gap_is_asked_for_once_more_and_not_waited_for(ear, province, case):
    province.tell(case, "accepted")
    ear.hear()
    for status in ("in-hand", "decided"):
        province.tell(case, status)
    province.change("delete from news where seq = 2")
    assert ear.listener.run() == EVERY
    assert ear.news.cursor().seq == 0
    ear.hear()
    assert ear.statuses(case) == ["accepted", "decided"]
    assert ear.news.cursor().seq == 3
    ear.hear()
    assert len(ear.told("news-anew")) == 1


def test_a_release_that_understands_more_asks_for_everything_again(ear, province, case):
    province.tell(case)
    ear.hear()
    ear.office.db.conn.execute("update news_cursor set version = 0")
    ear.hear()
    assert ear.statuses(case) == ["in-hand"]
    assert ear.told("news-anew") == []


def test_a_status_that_is_newer_than_this_release_is_kept_as_its_code(ear, province, case):
    province.tell(case, "lien-thong-thue")
    ear.hear()
    stands = ear.news.status_of(case.case_code)
    assert (stands.status, stands.known) == ("lien-thong-thue", None)


def test_an_item_of_a_case_that_is_not_ours_is_counted_and_nothing_else(
    ear, province, case, another_office
):
    theirs = another_office.hand_in(10)
    province.say(
        **NewsItem(
            theirs.id, "H00.000-261102-K09-0001", "", "decided", "2026-11-23T10:00:00+07:00"
        ).to_json()
    )
    province.say(
        **NewsItem(theirs.id, case.case_code, "", "returned", "2026-11-23T10:00:00+07:00").to_json()
    )
    province.tell(case, "in-hand")
    ear.hear()
    assert ear.statuses(case) == ["in-hand"]
    assert ear.told("news-came") == [{"new": 1, "strays": 2, "unread": 0}]
    assert [one.code for one in ear.news.unfinished()] == [case.case_code]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "weather"},
        {"status": "<script>"},
        {"status": 7},
        {"at": "yesterday"},
        {"at": "0001-01-01T00:00:00+14:00"},
        {"due": "2026-02-30"},
        {"code": "../../etc"},
        {"official": "x" * 301},
        {"result": {"id": "../x"}},
    ],
)
def test_an_item_of_a_strange_shape_holds_nobody_up(ear, province, case, wrong):
    item = province.tell(case, "accepted")
    province.spoiled(item, **wrong)
    province.tell(case, "in-hand")
    ear.hear()
    assert ear.statuses(case) == ["accepted", "in-hand"]
    assert ear.told("news-came") == [{"new": 2, "strays": 0, "unread": 1}]
