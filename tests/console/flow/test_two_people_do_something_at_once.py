"""Two people at one case, a double click, a page left open: the first stands, the second is told, nothing is lost."""

import os
import signal
import subprocess
import sys
import uuid

from kiosk.rules.flow.acts import Kind, Place
from kiosk.rules.roster import Role
from kiosk.store.acts import Acts
from tests.console.conftest import words_of
from tests.console.flow.desk import Desk

KILLED = """
import os, signal, sys
from pathlib import Path
from kiosk.rules.flow.acts import Act, Kind, Place
from kiosk.store.acts import Acts
from kiosk.store.database import open_database
from kiosk.workspace import Workspace
from kiosk.rules.roster import Role
import datetime as dt
db = open_database(Workspace(Path(sys.argv[1])))
act = Act(Kind.HANDED_ON, dt.datetime.now(dt.UTC), sys.argv[3], Role.SPECIALIST, to=Place.LEADER)
Acts(db).do(sys.argv[2], act, sys.argv[4], 1, also=lambda _: os.kill(os.getpid(), signal.SIGKILL))
"""


def kinds(house, case):
    return [act.kind for act in Acts(house.db).of(case)]


def test_a_double_click_is_one_act(house):
    desk = Desk(house, Role.SPECIALIST, Desk.received(house))
    assert [desk.touch_main().status for _ in range(2)] == [303, 303]
    assert kinds(house, desk.case) == [Kind.RECEIVED, Kind.HANDED_ON]


def test_whoever_comes_second_is_told_who_did_what_and_when(house):
    case = Desk.received(house)
    hoa = house.person("hoa", "Sùng Thị Hoa Mẫu", Role.SPECIALIST)
    first, second = Desk(house, Role.SPECIALIST, case), Desk(house, hoa, case)
    house.clock.later(minutes=3)
    first.touch_main()
    answer = second.act("sent-back", whither="reception", ground="Thiếu bản gốc giấy chứng sinh")
    assert answer.status == 409
    assert "Trần Văn Minh Mẫu đã chuyển hồ sơ lúc 08:18 23/11/2026" in words_of(answer.text)
    assert kinds(house, case) == [Kind.RECEIVED, Kind.HANDED_ON]


def test_what_the_second_had_typed_is_still_there(house):
    case = Desk.received(house)
    hoa = house.person("hoa", "Sùng Thị Hoa Mẫu", Role.SPECIALIST)
    first, second = Desk(house, Role.SPECIALIST, case), Desk(house, hoa, case)
    first.act("noted", note="Đã gọi điện cho công dân")
    second.act("sent-back", whither="reception", ground="Thiếu bản gốc <giấy>")
    second.page = second.answer  # the case anew, the form as it was filled in
    fields = next(fields for kind, fields, _ in second.forms() if kind == "sent-back")
    assert fields["ground"] == "Thiếu bản gốc <giấy>"
    assert second.act("sent-back", whither="reception").status == 303
    assert Acts(house.db).of(case)[-1].ground == "Thiếu bản gốc <giấy>"


def test_what_was_typed_for_an_act_that_fits_no_more_is_shown_once_more(house):
    case = Desk.received(house)
    hoa = house.person("hoa", "Sùng Thị Hoa Mẫu", Role.SPECIALIST)
    first, second = Desk(house, Role.SPECIALIST, case), Desk(house, hoa, case)
    first.touch_main()
    second.act("sent-back", whither="reception", ground="Thiếu bản gốc giấy chứng sinh")
    assert 'acts/sent-back"' not in second.answer.text
    assert "Thiếu bản gốc giấy chứng sinh" in words_of(second.answer.text)


def test_a_page_left_open_overnight_changes_nothing_that_was_done_since(house):
    case = Desk.received(house)
    night = Desk(house, Role.SPECIALIST, case)
    left = next(form for form in night.forms() if form[0] == "sent-back")
    Desk(house, Role.SPECIALIST, case).touch_main()
    house.clock.later(hours=23)
    morning = house.browser(Role.SPECIALIST)  # signed in again: the page's own mark is of yesterday
    fields = left[1] | {"mark": morning.csrf, "whither": "reception", "ground": "x"}
    answer = morning.send(f"{night.at}/acts/sent-back", **fields)
    assert answer.status == 409
    assert Acts(house.db).standing(case).place is Place.LEADER


def test_another_form_of_the_same_page_is_another_act(house):
    desk = Desk(house, Role.SPECIALIST, Desk.received(house))
    desk.act("taken")
    answer = desk.act("noted", note="Gửi từ trang cũ")  # gone back with the browser's arrow
    assert answer.status == 409
    assert "Gửi từ trang cũ" in answer.text


def test_a_desk_killed_in_the_middle_has_done_nothing_and_the_form_sent_again_does_it_once(house):
    case = Desk.received(house)
    desk = Desk(house, Role.SPECIALIST, case)
    kind, fields, _ = next(form for form in desk.forms() if form[2])
    person = house.people[Role.SPECIALIST].id
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(house.workspace.root), case, person, fields["act"]],
        check=False,
        env=os.environ,
    )
    assert killed.returncode == -signal.SIGKILL
    assert kinds(house, case) == [Kind.RECEIVED]
    assert [desk.send(kind, fields).status for _ in range(2)] == [303, 303]
    assert kinds(house, case) == [Kind.RECEIVED, Kind.HANDED_ON]


def test_an_answer_that_was_lost_is_asked_for_again_at_a_desk_that_was_restarted(house):
    case = Desk.received(house)
    desk = Desk(house, Role.SPECIALIST, case)
    kind, fields, _ = next(form for form in desk.forms() if form[2])
    desk.send(kind, fields)  # done, and nobody heard of it
    house.restart()
    browser = house.browser(Role.SPECIALIST)
    again = browser.send(f"{desk.at}/acts/{kind}", **(fields | {"mark": browser.csrf}))
    assert again.status == 303
    assert kinds(house, case) == [Kind.RECEIVED, Kind.HANDED_ON]


def test_a_form_that_no_page_of_ours_drew_is_refused(house):
    desk = Desk(house, Role.SPECIALIST, Desk.received(house))
    for wrong in (
        {"act": "x"},
        {"act": ""},
        {"after": "-1"},
        {"after": "1e9"},
        {"whither": "mayor"},
    ):
        fields = {"act": uuid.uuid4().hex, "after": "1", "whither": "leader"} | wrong
        assert desk.send("handed-on", fields).status == 400
    assert desk.send("mayor", {}).status == 404
    assert desk.send("received", {"act": uuid.uuid4().hex, "after": "1"}).status == 404
    assert kinds(house, desk.case) == [Kind.RECEIVED]


def test_what_was_just_done_is_undone_by_its_doer_within_ten_minutes(house):
    case = Desk.received(house)
    desk = Desk(house, Role.SPECIALIST, case)
    desk.touch_main()
    desk.again()
    assert "Hoàn tác được đến 08:25" in words_of(desk.text)
    house.clock.later(minutes=9)
    assert desk.act("undone").status == 303
    assert Acts(house.db).standing(case).place is Place.SPECIALIST
    assert "đã hoàn tác" in words_of(desk.again().text)
    assert 'acts/undone"' not in desk.text


def test_neither_anybody_else_nor_anybody_later_undoes_it(house):
    case = Desk.received(house)
    desk = Desk(house, Role.SPECIALIST, case)
    desk.touch_main()
    leader = Desk(house, Role.LEADER, case)
    assert leader.act("undone").status == 409
    assert "Chỉ người vừa làm" in leader.answer.text
    house.clock.later(minutes=11)
    late = Desk(house, Role.SPECIALIST, case)
    assert late.act("undone").status == 409
    assert "trong 10 phút" in late.answer.text


def test_a_result_in_its_citizens_hands_is_not_undone(house):
    case = Desk.received(house)
    for role in (Role.SPECIALIST, Role.LEADER, Role.ARCHIVIST, Role.CLERK):
        desk = Desk(house, role, case)
        desk.touch_main()
    assert 'acts/undone"' not in desk.again().text
    assert desk.act("undone").status == 409


def test_letters_that_nobody_can_see_are_not_taken_and_composed_ones_are_one(house):
    desk = Desk(house, Role.SPECIALIST, Desk.received(house))
    desk.act("noted", note="Nguye\u0302\u0303n\u202e\x00 Mẫu" + "x" * 3000)
    note = Acts(house.db).of(desk.case)[-1].note
    assert note.startswith("Nguyễn Mẫu")
    assert len(note) == 1000


def test_another_date_in_a_form_that_was_gone_back_to_is_told_and_the_same_one_is_done_once(house):
    case = Desk.received(house)
    desk = Desk(house, Role.LEADER, case)
    fields = next(fields for kind, fields, _ in desk.forms() if kind == "redated")
    typed = fields | {"date": "2026-12-11", "ground": "Theo lịch hẹn"}
    for _ in range(2):
        assert desk.send("redated", typed).status == 303
    assert desk.send("redated", typed | {"date": "2026-12-18"}).status == 409
    assert kinds(house, case).count(Kind.REDATED) == 1
