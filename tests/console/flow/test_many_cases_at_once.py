"""A leader approves what was ticked in the inbox: each case by itself, once, and what was not done is told."""

import uuid

from kiosk.contract.news import CaseStatus
from kiosk.rules.flow.acts import Kind, Place
from kiosk.rules.roster import Role
from kiosk.store.acts import Acts
from tests.console.conftest import words_of
from tests.console.flow.desk import Desk


def submitted(house, **more):
    case = Desk.received(house, **more)
    Desk(house, Role.SPECIALIST, case).touch_main()
    return case


def ticked(house, *cases):
    return [f"0:{case}:{len(Acts(house.db).of(case))}" for case in cases]


def test_twenty_cases_are_approved_by_one_touch(house):
    cases = [submitted(house) for _ in range(20)]
    answer = house.browser(Role.LEADER).send(
        "/acts/approved", act=uuid.uuid4().hex, case=ticked(house, *cases)
    )
    assert "Duyệt: xong 20/20 hồ sơ" in words_of(answer.text)
    assert {Acts(house.db).standing(case).place for case in cases} == {Place.ARCHIVIST}


def test_sent_twice_each_is_approved_once(house):
    case = submitted(house)
    fields = {"act": uuid.uuid4().hex, "case": ticked(house, case)}
    leader = house.browser(Role.LEADER)
    for _ in range(2):
        assert "xong 1/1" in words_of(leader.send("/acts/approved", **fields).text)
    assert [act.kind for act in Acts(house.db).of(case)].count(Kind.APPROVED) == 1


def test_another_button_of_a_list_that_was_gone_back_to_is_never_taken_for_done(house):
    case = submitted(house)
    fields = {"act": uuid.uuid4().hex, "case": ticked(house, case)}
    leader = house.browser(Role.LEADER)
    assert "xong 1/1" in words_of(leader.send("/acts/taken", **fields).text)
    assert "xong 0/1" in words_of(leader.send("/acts/approved", **fields).text)
    assert Acts(house.db).standing(case).place is Place.LEADER


def test_one_that_somebody_else_did_something_to_holds_up_no_other(house):
    first, second = submitted(house), submitted(house, name="Lò Văn Mẫu")
    boxes = ticked(house, first, second)
    Desk(house, Role.LEADER, first).act("sent-back", whither="specialist", ground="Thiếu dấu")
    answer = words_of(
        house.browser(Role.LEADER).send("/acts/approved", act=uuid.uuid4().hex, case=boxes).text
    )
    assert "xong 1/2" in answer
    assert "Chưa làm Lê Văn Hùng Mẫu đã trả lại hồ sơ lúc 08:15 23/11/2026" in answer
    assert Acts(house.db).standing(second).status is CaseStatus.IN_HAND
    assert Acts(house.db).standing(second).place is Place.ARCHIVIST


def test_what_lies_elsewhere_or_is_gone_is_told_line_by_line(house):
    not_there = f"0:{'0' * 32}:1"
    with_specialist = ticked(house, Desk.received(house))
    answer = words_of(
        house.browser(Role.LEADER)
        .send(
            "/acts/approved",
            act=uuid.uuid4().hex,
            case=[not_there, f"3:{'1' * 32}:2", *with_specialist],
        )
        .text
    )
    assert "xong 0/3" in answer
    assert "Hồ sơ không còn ở máy này" in answer
    assert "Hồ sơ ở máy khác" in answer
    assert "Hồ sơ đang ở bộ phận khác" in answer


def test_nothing_ticked_is_said_so(house):
    answer = house.browser(Role.LEADER).send("/acts/approved", act=uuid.uuid4().hex)
    assert "Chưa chọn hồ sơ nào" in answer.text


def test_what_needs_a_word_for_each_case_is_not_done_to_many(house):
    case = submitted(house)
    leader = house.browser(Role.LEADER)
    for kind in ("sent-back", "extended", "returned", "undone", "mayor"):
        answer = leader.send(f"/acts/{kind}", act=uuid.uuid4().hex, case=ticked(house, case))
        assert answer.status == 404
    assert leader.send("/acts/approved", act=uuid.uuid4().hex, case="0:x:1").status == 400
