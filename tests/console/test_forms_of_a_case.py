"""The forms of a case print themselves from what was done to it; nobody types anything again."""

import datetime as dt
import subprocess
import uuid
from dataclasses import replace

import pytest

from kiosk.desk.forms import booking
from kiosk.desk.forms.facts import TELLS
from kiosk.model import Words
from kiosk.rules.flow.acts import Act, Charge, Clock, Kind, Paper, Place, Reception, Wanted
from kiosk.rules.roster import Role
from kiosk.settings import Office, Settings
from kiosk.store.acts import Acts
from kiosk.store.erasing import Erasing, Why
from kiosk.store.journal import Journal
from kiosk.store.leaflets import Leaflets
from kiosk.store.vault import Vault
from tests.console.conftest import House

OFFICE = Office(
    Words("Bộ phận Tiếp nhận và Trả kết quả", "One-stop office"),
    authority="Ủy ban nhân dân xã Suối Mơ", place="Suối Mơ", phone="0214 000 000",
)  # fmt: skip
RECEPTION = Reception(
    papers=(Paper("to-khai", originals=1), Paper("giay-chung-sinh", originals=1, copies=2)),
    charges=(Charge("Lệ phí đăng ký quá hạn", 8000, basis="NQ 01/2026"),),
    address="Thôn Mẫu, xã Suối Mơ", phone="0900000000",
)  # fmt: skip


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path, Settings(kiosk=1, office=OFFICE))
    yield house
    house.close()


def do(house, case, kind, role=Role.CLERK, **more):
    acts, before = Acts(house.db, 1), len(Acts(house.db, 1).of(case))
    act = Act(kind, house.clock(), house.people[role].id, role, **more)
    also = booking.entering(asking(house), case) if kind is Kind.RECEIVED else lambda _: None
    return acts.do(case, act, uuid.uuid4().hex, before, also=also)


class asking:
    def __init__(self, house):
        self.db, self.console = house.db, house.console
        book = house.console.book
        self.catalogue = book.catalogue(book.now().version, dt.date(2026, 11, 23))


def received(house, **more):
    case = house.case("Vàng Thị Mẫu")
    due = house.clock() + dt.timedelta(hours=8)
    do(house, case, Kind.RECEIVED, clock=Clock(due, due, due), reception=replace(RECEPTION, **more))
    return case


def said(house, case, form, who=Role.CLERK):
    """The words of a form, in lines as they stand on paper."""
    answer = house.browser(who).get(f"/cases/1/{case}/forms/{form}.pdf")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    read = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=answer.body, capture_output=True, check=True
    )
    return " ".join(read.stdout.decode().split())


def test_every_field_of_the_slip_is_filled_from_what_is_known(house):
    case = received(house)
    text = said(house, case, "slip")
    for words in (
        "Mẫu số 01", "Số: 1/TNHS", "Suối Mơ, ngày 23 tháng 11 năm 2026", "Vàng Thị Mẫu",
        "Thôn Mẫu, xã Suối Mơ", "0900000000", "Đăng ký khai sinh (mã thủ tục 1.001193)",
        "08 giờ 15 phút, ngày 23 tháng 11 năm 2026", "16 giờ 15 phút, ngày 23 tháng 11 năm 2026",
        "Quyển số: 01/2026, Số thứ tự: 1", "8.000 đồng (Tám nghìn đồng)", "Nguyễn Thị Lan Mẫu", "01 bộ",
    ):  # fmt: skip
        assert words in text
    assert "Giấy chứng sinh" in text, "a paper is named as the catalogue names it"
    assert "người có công với cách mạng" in text, "who need not pay stands beside the amount"


def test_the_register_says_what_the_slip_says(house):
    case = received(house, on_behalf_of="Giàng A Mẫu")
    text = said(house, case, "slip")
    books = house.browser().get("/books/register/2026-11.csv?book=01/2026").text
    assert "Nộp thay cho: Giàng A Mẫu" in text
    assert "Giàng A Mẫu" in books
    assert "Người nộp: Vàng Thị Mẫu" in books


def test_every_missing_thing_stands_on_one_request(house):
    case = house.case()
    wanted = tuple(Wanted("", f"Giấy tờ {n}", f"Thiếu {n}", f"Nộp {n}") for n in range(1, 13))
    do(house, case, Kind.ASKED_MORE, wanted=wanted)
    text = said(house, case, "supplement")
    for number in range(1, 13):
        for words in (f"Giấy tờ {number}", f"Thiếu {number}", f"Nộp {number}"):
            assert words in text


def test_a_refusal_gives_its_ground(house):
    case = house.case()
    do(
        house,
        case,
        Kind.DECLINED,
        ground="Không thuộc thẩm quyền, theo khoản 1 Điều 13 Luật Hộ tịch",
    )
    text = said(house, case, "refusal")
    assert "Mẫu số 03" in text
    assert "khoản 1 Điều 13 Luật Hộ tịch" in text


def test_an_apology_says_old_day_new_day_and_every_time_before(house):
    case = received(house)
    for day in (2, 4):
        due = house.clock() + dt.timedelta(days=day)
        do(
            house, case, Kind.EXTENDED, Role.LEADER, ground=f"Cần xác minh lần {day}",
            clock=Clock(due, due, due),
        )  # fmt: skip
    text = said(house, case, "apology")
    assert "16 giờ 15 phút, ngày 23 tháng 11 năm 2026" in text
    assert "08 giờ 15 phút, ngày 27 tháng 11 năm 2026" in text
    assert "Cần xác minh lần 2" in text
    assert "Lê Văn Hùng Mẫu" in text


def test_a_stopped_case_says_where_it_was_stopped(house):
    case = received(house)
    do(
        house,
        case,
        Kind.STOPPED,
        Role.LEADER,
        ground="Công dân đề nghị dừng",
        note="Trả lại giấy tờ",
    )
    text = said(house, case, "stop")
    assert "Mẫu số 05" in text
    assert "Bước chuyên môn" in text
    assert "Trả lại giấy tờ" in text


def test_the_control_sheet_fills_itself_and_keeps_what_was_undone(house):
    case = received(house)
    house.clock.later(minutes=30)
    do(house, case, Kind.TAKEN, Role.SPECIALIST)
    house.clock.later(minutes=30)
    do(house, case, Kind.HANDED_ON, Role.SPECIALIST, to=Place.RECEPTION, ground="nhầm")
    do(house, case, Kind.UNDONE, Role.SPECIALIST)
    do(house, case, Kind.HANDED_ON, Role.SPECIALIST, to=Place.LEADER)
    house.clock.later(hours=1)
    do(house, case, Kind.APPROVED, Role.LEADER)
    do(house, case, Kind.ISSUED, Role.ARCHIVIST, number="12/TLKS")
    text = said(house, case, "control")
    assert "Mẫu số 06" in text
    for words in ("08:15", "08:45", "09:15", "10:15", "Hủy. nhầm", "Đúng hạn", "Trần Văn Minh Mẫu"):
        assert words in text


def test_a_form_of_what_was_never_done_is_not_there(house):
    case = received(house)
    browser = house.browser()
    for form in ("supplement", "refusal", "apology", "stop", "register", "../slip", "nothing"):
        assert browser.get(f"/cases/1/{case}/forms/{form}.pdf").status == 404
    assert browser.get(f"/cases/2/{case}/forms/slip.pdf").status == 404


def test_an_undone_reception_takes_its_slip_away(house):
    case = received(house)
    do(house, case, Kind.UNDONE)
    assert house.browser().get(f"/cases/1/{case}/forms/slip.pdf").status == 404


def test_no_form_tells_of_an_erased_case(house):
    case = received(house)
    Erasing(house.db, Vault(house.workspace.vault)).erase(
        case, Why.CITIZEN, house.clock(), undelivered=True
    )
    assert house.browser().get(f"/cases/1/{case}/forms/slip.pdf").status == 404


@pytest.mark.parametrize("who", [Role.HELPER, Role.TECHNICIAN])
def test_whoever_may_look_into_no_case_sees_no_form(house, who):
    case = received(house)
    assert house.browser(who).get(f"/cases/1/{case}/forms/slip.pdf").status == 403


def test_the_leaflet_names_the_procedure_and_is_noted_once(house):
    case = received(house)
    browser = house.browser()
    first = browser.send(f"/cases/1/{case}/leaflet")
    assert browser.send(f"/cases/1/{case}/leaflet").status == 303
    text = said(house, case, "leaflet")
    assert first.headers["location"] == f"/cases/1/{case}/forms/leaflet.pdf"
    assert "Mã thủ tục: 1.001193" in text
    assert "dichvucong.gov.vn" in text
    assert Leaflets(house.db).printed(case) == house.clock()
    told = [row.event.value for row in Journal(house.db).since()]
    assert told.count("leaflet-printed") == 1


def test_the_cases_page_offers_the_leaflet_once(house):
    case = received(house)
    do(house, case, Kind.APPROVED, Role.LEADER, to=Place.RETURN)
    do(house, case, Kind.RETURNED, number="direct")
    browser = house.browser()
    assert f'action="/cases/1/{case}/leaflet"' in browser.get(f"/cases/1/{case}").text
    browser.send(f"/cases/1/{case}/leaflet")
    after = browser.get(f"/cases/1/{case}").text
    assert f'action="/cases/1/{case}/leaflet"' not in after
    assert f"/cases/1/{case}/forms/leaflet.pdf" in after, "it may be looked at again"


def test_a_leaflet_that_was_only_looked_at_is_not_noted(house):
    case = received(house)
    said(house, case, "leaflet")
    assert Leaflets(house.db).printed(case) is None


def test_every_form_is_told_by_an_act():
    assert all(TELLS.values())
