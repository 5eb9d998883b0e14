"""A case's page, a batch and the leader's list as the office sees them: judged by axe-core, kept as pictures."""

import datetime as dt
import uuid

import pytest

from kiosk.desk.console.app import Console
from kiosk.model import Language
from kiosk.rules.flow.acts import Act, Clock, Kind, Place, Reception, Wanted
from kiosk.rules.roster import Role
from kiosk.store.acts import Acts
from kiosk.store.cases import Cases
from kiosk.store.inbox import Inbox
from tests.console import draw

LONG = "Nguye\u0302\u0303n Thị " + "Hồng Phương Thảo Nguyên " * 4 + "Mẫu"


@pytest.fixture
def told(house):
    """A case with much behind it; nothing is asked over the wire while it is made."""
    return Told(house)


class Told:
    def __init__(self, house):
        self.house: object = house

    def received(self, name="Vàng Thị Mẫu", procedure="1.001193"):
        case = self.house.case(name, procedure)
        console: Console = self.house.console
        clock = console.law.clock(Cases(self.house.db).sealed(case).procedure, self.house.clock())
        self.do(
            case, Kind.RECEIVED, Role.CLERK, to=Place.SPECIALIST, clock=clock, reception=Reception()
        )
        return case

    def do(self, case, kind, role, **more):
        acts = Acts(self.house.db, self.house.settings.kiosk)
        act = Act(kind, self.house.clock(), self.house.people[role].id, role, **more)
        acts.do(case, act, uuid.uuid4().hex, len(acts.of(case)))
        self.house.clock.later(minutes=25)


def looks_well(page, name, folder):
    assert draw.axe(page) == []
    draw.looks_as_kept(page, f"flow/{name}", folder)


def test_a_case_that_waits_for_the_leader(served, told, tmp_path):
    case = told.received()
    told.do(case, Kind.TAKEN, Role.SPECIALIST)
    told.do(case, Kind.NOTED, Role.SPECIALIST, note="Đã đối chiếu với sổ hộ tịch năm 1990.")
    told.do(case, Kind.HANDED_ON, Role.SPECIALIST, to=Place.LEADER)
    with served.page(f"/cases/0/{case}", Role.LEADER) as page:
        looks_well(page, "leader-case", tmp_path)


def test_a_case_that_was_just_handed_on_can_be_taken_back(served, told, tmp_path):
    case = told.received()
    with served.page(f"/cases/0/{case}", Role.SPECIALIST) as page:
        page.tab.click("button.main")
        page.tab.wait_for_selector(".undo button")
        looks_well(page, "just-done", tmp_path)


def test_a_long_story_with_a_long_name_waits_for_papers(served, told, tmp_path):
    case = told.received(LONG)
    told.do(
        case,
        Kind.SENT_BACK,
        Role.SPECIALIST,
        to=Place.RECEPTION,
        ground="Ảnh chụp mờ, không đọc được số.",
    )
    told.do(
        case,
        Kind.HANDED_ON,
        Role.CLERK,
        to=Place.SPECIALIST,
        person=told.house.people[Role.SPECIALIST].id,
    )
    told.do(case, Kind.HANDED_ON, Role.SPECIALIST, to=Place.LEADER)
    told.do(case, Kind.UNDONE, Role.SPECIALIST)
    wanted = (
        Wanted("to-khai", "Tờ khai đăng ký khai sinh", "thiếu chữ ký"),
        Wanted("", "Giấy chứng sinh"),
    )
    told.do(case, Kind.ASKED_MORE, Role.SPECIALIST, wanted=wanted)
    with served.page(f"/cases/0/{case}", Role.SPECIALIST) as page:
        looks_well(page, "long-story", tmp_path)


def test_a_late_case_before_its_leader_in_english(served, told, tmp_path):
    case = told.received()
    told.house.clock.later(days=9)
    with served.page(f"/cases/0/{case}?act=extended", Role.LEADER, language=Language.EN) as page:
        looks_well(page, "late-english", tmp_path)


def test_the_leaders_page(served, told, tmp_path):
    names = ("Vàng Thị Mẫu", "Lò Văn Mẫu", LONG, "Giàng A Mẫu")
    late = [told.received(name, "2.000815") for name in names]
    told.do(late[0], Kind.TAKEN, Role.SPECIALIST)
    told.do(late[1], Kind.HANDED_ON, Role.SPECIALIST, to=Place.LEADER)
    told.do(late[3], Kind.PAYMENT_ASKED, Role.SPECIALIST, amount=8000)
    told.house.case("Chưa Ai Mở Mẫu")
    Inbox(told.house.db, 0).catch_up()
    told.house.clock.now += dt.timedelta(days=2, hours=1)
    told.received("Thào Thị Mẫu", "1.000894")
    with served.page("/leader", Role.LEADER) as page:
        looks_well(page, "leader", tmp_path)


def test_what_was_ticked_in_the_inbox_is_approved_by_one_touch(served, told, tmp_path):
    for name in ("Vàng Thị Mẫu", "Lò Văn Mẫu"):
        told.do(told.received(name), Kind.HANDED_ON, Role.SPECIALIST, to=Place.LEADER)
    with served.page("/inbox", Role.LEADER) as page:
        for box in page.tab.query_selector_all("input[name=case]"):
            box.check()
        page.tab.click('button[formaction="/acts/approved"]')
        page.tab.wait_for_selector("table.batch")
        looks_well(page, "batch", tmp_path)


def test_a_case_is_worked_on_without_a_script(served, told):
    case = told.received()
    with served.page(f"/cases/0/{case}", Role.SPECIALIST, script=False) as page:
        page.tab.click("#sent-back summary")
        page.tab.fill("#sent-back textarea", "Thiếu bản gốc")
        page.tab.click("#sent-back button")
        page.tab.wait_for_selector(".undo button")
    assert Acts(told.house.db).standing(case).place is Place.RECEPTION
    assert isinstance(Acts(told.house.db).standing(case).clock, Clock)
