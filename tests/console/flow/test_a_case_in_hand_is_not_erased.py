"""No days are over for a case that the office has in hand; an erased one says nothing and stands as it stood."""

import pytest

from kiosk.rules.flow.acts import Kind, Place, Reception
from kiosk.rules.roster import Role
from kiosk.store.acts import Acts
from kiosk.store.erasing import Erasing, Hold, Why
from kiosk.store.inbox import Inbox
from kiosk.store.vault import Vault
from tests.console.conftest import words_of
from tests.console.flow.desk import Desk


@pytest.fixture
def erasing(house):
    return Erasing(house.db, Vault(house.workspace.vault))


def held(erasing, case):
    return Hold.IN_HAND in erasing.standing(case).holds


def to_the_end(house, case):
    for role in (Role.SPECIALIST, Role.LEADER, Role.ARCHIVIST, Role.CLERK):
        Desk(house, role, case).touch_main()


def test_it_is_held_from_its_reception_to_its_end(house, erasing):
    case = Desk.received(house)
    assert held(erasing, case)
    to_the_end(house, case)
    assert not held(erasing, case)


def test_what_waits_to_be_accepted_is_held_where_the_office_works_at_the_desk(house, erasing):
    Desk.received(house)
    house.clock.later(minutes=1)
    assert held(erasing, house.case())


def test_an_office_that_never_worked_at_the_desk_loses_nothing_by_it(house, erasing):
    case = house.case()
    assert not held(erasing, case)
    house.clock.later(days=1)
    Desk.received(house)
    assert not held(erasing, case)  # handed in before the desk was used


def test_what_the_centre_calls_over_is_not_held(house, erasing):
    case = Desk.received(house)
    house.db.conn.execute(
        "insert into statuses (digest, code, case_id, official, status, at, due, note) "
        "select 'x', code, id, '', 'returned', '2026-11-23', '', '' from cases where id = ?",
        (case,),
    )
    assert not held(erasing, case)


def test_an_erased_case_stands_as_it_stood_and_says_nothing_any_more(house, erasing):
    case = Desk.received(house)
    Desk(house, Role.SPECIALIST, case).act("noted", note="Bà Mẫu hẹn thứ Hai")
    Desk(house, Role.SPECIALIST, case).touch_main()
    Desk(house, Role.LEADER, case).act("sent-back", whither="specialist", ground="Sai tên Mẫu")
    before = Acts(house.db).standing(case)
    erasing.erase(case, Why.CITIZEN, house.clock(), undelivered=True)
    acts = Acts(house.db).of(case)
    after = Acts(house.db).standing(case)
    assert (after.status, after.place, after.clock, after.acts) == (
        *(before.status, before.place, before.clock, before.acts),
    )
    assert [act.kind for act in acts][:2] == [Kind.RECEIVED, Kind.NOTED]
    assert not any(act.ground or act.note or act.wanted or act.reception for act in acts)
    assert Inbox(house.db).of(0, case).gone


def test_nothing_is_done_to_an_erased_case_and_its_page_says_so(house, erasing):
    case = Desk.received(house, name="Người Đã Xóa")
    assert Acts(house.db).of(case)[0].reception == Reception()
    left_open = Desk(house, Role.SPECIALIST, case)
    erasing.erase(case, Why.CITIZEN, house.clock(), undelivered=True)
    assert left_open.touch_main().status == 409
    page = left_open.again()
    assert "Hồ sơ đã xóa khỏi máy" in words_of(page.text)
    assert page.forms() == []
    assert "Người Đã Xóa" not in page.text
    assert Acts(house.db).standing(case).place is Place.SPECIALIST
