"""A counter's batch becomes named documents: proposed, corrected by a touch, and kept once."""

import json
import re

import pytest

from kiosk.model import CaseState, PageVerdict, Verdict
from kiosk.rules.roster import Role
from kiosk.rules.separator import Separator
from kiosk.store.batches import DOCUMENT, Batches
from kiosk.store.cases import Cases
from kiosk.store.documents import Documents
from kiosk.store.inbox import Inbox
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.pages import Pages
from kiosk.store.tickets import Tickets
from kiosk.store.vault import Vault
from tests.console.batches import Sheet, a_batch
from tests.console.conftest import words_of

BIRTH = "1.001193"  # its checklist: to-khai, giay-chung-sinh, giay-to-tuy-than or so
HOLDER = {"number": "010190000123", "name": "Vàng Thị Mẫu", "birth": "3/2/1956", "sex": "Nữ"}


def checklist(house, procedure=BIRTH):
    book = house.console.book
    catalogue = book.catalogue(book.now().version, house.clock().date())
    return [each.id for each in catalogue.procedure(procedure).documents]


def pages_of(house, row):
    return [p.id for p in Pages(house.db, Vault(house.workspace.vault)).of(row.case, DOCUMENT)]


def form_on(answer):
    """What the sorting page would send if its main button were pressed at once."""
    page = answer.text
    fields = {"begins": re.findall(r'name="begins" value="(\w+)" id="\S+" checked', page)}
    fields["dropped"] = re.findall(r'name="dropped" value="(\w+)" checked', page)
    fields["no_blanks"] = re.findall(r'name="no_blanks" value="(1)" checked', page)
    for side, list_ in re.findall(r'<select name="(document-\w+)".*?>(.*?)</select>', page, re.S):
        fields[side] = re.findall(r'value="([^"]*)" selected', list_) or [""]
    for name in ("sorted", "for", "case", "work"):
        fields[name] = re.findall(rf'type="hidden" name="{name}" value="([^"]*)"', page)[:1]
    return fields


def documents(house, case):
    return [(each.id, each.pages) for each in Documents(house.db).of(case)]


def filed(house, browser, row, procedure=BIRTH, do="new", **more):
    shown = browser.get(f"/scan/{row.id}?procedure={procedure}")
    assert shown.status == 200
    fields = {**form_on(shown), "procedure": procedure, **more}
    return browser.send(f"/scan/{row.id}", do=do, **fields)


def test_a_batch_becomes_a_case_of_the_counter_with_its_holder_declared(house):
    browser, row = house.browser(), a_batch(house, *[Sheet()] * 3)
    answer = filed(house, browser, row, **HOLDER)
    assert (answer.status, answer.headers["location"]) == (303, f"/cases/0/{row.case}?did=filed")
    case = Cases(house.db).sealed(row.case)
    holder = Cases(house.db).holder(row.case)
    assert (case.procedure, case.ticket, case.pages) == (BIRTH, "Q001", 3)
    assert (holder.name, holder.verdict) == ("Vàng Thị Mẫu", Verdict.DECLARED)
    assert Inbox(house.db).of(0, row.case).channel == "counter"


def test_the_centre_is_told_that_it_was_handed_in_to_a_clerk(house):
    row = a_batch(house, Sheet())
    filed(house, house.browser(), row)
    (body,) = house.db.conn.execute("select body from outbox").fetchone()
    assert json.loads(body)["channel"] == "truc-tiep"


def test_a_number_of_the_hall_is_not_taken_by_a_case_of_the_counter(house):
    filed(house, house.browser(), a_batch(house, Sheet()))
    case = house.case()
    assert Tickets(house.db).of(case).label == "A001"


def test_separator_sheets_part_the_batch_and_are_no_pages(house):
    names = checklist(house)
    parting = Sheet(codes=(Separator(names[1]).code,))
    row = a_batch(house, Sheet(), parting, Sheet(), Sheet())
    filed(house, house.browser(), row)
    assert documents(house, row.case) == [(names[0], 1), (names[1], 2)]


def test_pages_are_parted_as_the_last_cases_of_the_procedure_were(house):
    names, browser = checklist(house), house.browser()
    first = a_batch(house, *[Sheet()] * 6)
    sides = pages_of(house, first)
    filed(house, browser, first, begins=[sides[0], sides[1], sides[4]])
    second = a_batch(house, *[Sheet()] * 6)
    filed(house, browser, second)
    expected = [(names[0], 1), (names[1], 3), (names[2], 2)]
    assert documents(house, first.case) == documents(house, second.case) == expected


def test_a_touch_on_a_page_begins_a_document_there(house):
    names, row = checklist(house), a_batch(house, *[Sheet()] * 4)
    sides = pages_of(house, row)
    filed(house, house.browser(), row, begins=[sides[0], sides[3]])
    assert documents(house, row.case) == [(names[0], 3), (names[1], 1)]


def test_a_document_is_named_otherwise_below_its_first_page(house):
    names, row = checklist(house), a_batch(house, Sheet(), Sheet())
    sides = pages_of(house, row)
    filed(house, house.browser(), row, begins=sides, **{f"document-{sides[0]}": names[2]})
    assert documents(house, row.case)[0] == (names[2], 1)


def test_blank_pages_are_left_out_by_one_box_and_kept_without_it(house):
    sheets = (Sheet(), Sheet(blank=True), Sheet())
    left_out, kept = a_batch(house, *sheets), a_batch(house, *sheets)
    browser = house.browser()
    filed(house, browser, left_out)
    filed(house, browser, kept, no_blanks=[])
    pages = [Cases(house.db).sealed(row.case).pages for row in (left_out, kept)]
    assert pages == [2, 3]


def test_a_page_that_is_left_out_is_in_no_document(house):
    row = a_batch(house, Sheet(), Sheet(), Sheet())
    filed(house, house.browser(), row, dropped=[pages_of(house, row)[1]])
    assert Cases(house.db).sealed(row.case).pages == 2


def test_sent_twice_a_batch_is_one_case(house):
    browser, row = house.browser(), a_batch(house, Sheet())
    shown = form_on(browser.get(f"/scan/{row.id}?procedure={BIRTH}"))
    first = browser.send(f"/scan/{row.id}", do="new", procedure=BIRTH, **shown)
    second = browser.send(f"/scan/{row.id}", do="new", procedure=BIRTH, **shown)
    assert first.headers["location"].endswith("?did=filed")
    assert second.headers["location"] == f"/scan/{row.id}"
    assert "đã nằm trong hồ sơ" in words_of(browser.follow(second).text)
    sorted_ = [
        each for each in Journal(house.db).since() if each.event is JournalEvent.BATCH_SORTED
    ]
    assert len(sorted_) == 1


def test_everything_that_is_wrong_is_said_at_once_and_stays_typed(house):
    row = a_batch(house, Sheet())
    answer = filed(
        house,
        house.browser(),
        row,
        procedure="",
        number="123",
        name="Lò Văn Mẫu",
        birth="31/2/1990",
    )
    said = words_of(answer.text)
    assert answer.status == 409
    assert "chọn thủ tục" in said
    assert "đúng 12 chữ số" in said
    assert "Ngày sinh ghi như" in said
    assert 'value="Lò Văn Mẫu"' in answer.text
    assert Cases(house.db).state(row.case) is CaseState.OPEN


def test_the_code_on_a_card_fills_in_its_holder(house):
    row = a_batch(house, Sheet())
    code = "010190000123||Vàng Thị Mẫu|03021956|Nữ|Bản Mẫu, Lào Cai|01012022"
    filed(house, house.browser(), row, qr=code)
    assert Cases(house.db).holder(row.case).name == "Vàng Thị Mẫu"


def test_pages_go_to_the_case_the_clerk_came_from(house):
    case, browser = house.case(), house.browser()
    row = a_batch(house, Sheet(), Sheet())
    shown = browser.get(f"/scan/{row.id}?case={case}")
    answer = browser.send(f"/scan/{row.id}", do="case", **form_on(shown))
    assert answer.headers["location"] == f"/cases/0/{case}?did=added"
    assert Cases(house.db).sealed(case).pages == 3
    assert Cases(house.db).state(row.case) is CaseState.FORGOTTEN
    again = browser.send(f"/scan/{row.id}", do="case", **form_on(shown))
    assert "đã nằm trong hồ sơ" in words_of(browser.follow(again).text)
    assert Cases(house.db).sealed(case).pages == 3


def test_an_unknown_code_adds_nothing(house):
    row = a_batch(house, Sheet())
    answer = filed(house, house.browser(), row, do="add", code="H38.101-261123-K00-0099")
    assert answer.status == 409
    assert "không có hồ sơ mang mã đó" in words_of(answer.text)


def test_pages_nobody_needs_are_destroyed_only_when_somebody_is_sure(house):
    browser, row = house.browser(), a_batch(house, Sheet())
    assert browser.send(f"/scan/{row.id}/destroy").status == 409
    assert Cases(house.db).state(row.case) is CaseState.OPEN
    browser.send(f"/scan/{row.id}/destroy", sure="1")
    assert Cases(house.db).state(row.case) is CaseState.FORGOTTEN


def test_pages_to_be_scanned_again_are_named(house):
    row = a_batch(house, Sheet(), Sheet(verdict=PageVerdict.TOO_DARK))
    said = words_of(house.browser().get(f"/scan/{row.id}").text)
    assert "1 trang nên quét lại: 2" in said


def test_a_batch_under_way_shows_its_pages_and_can_be_stopped(house):
    browser, row = house.browser(), a_batch(house, Sheet(), over=False)
    page = browser.get(f"/scan/{row.id}")
    assert "1 trang đã quét" in words_of(page.text)
    (side,) = pages_of(house, row)
    picture = browser.get(f"/scan/{row.id}/pages/{side}.jpg")
    assert picture.body.startswith(b"\xff\xd8")
    browser.send(f"/scan/{row.id}/stop")
    assert Batches(house.db).find(row.id).over


def test_who_is_before_is_shown_for_each_scanner(house):
    Batches(house.db).ask(1, house.clock(), "kiosk")
    Batches(house.db).ask(4, house.clock(), "kiosk")
    said = words_of(house.browser().get("/scan").text)
    assert "đợi: quầy 1, 4" in said


def test_a_touch_asks_for_a_batch_and_the_counter_is_remembered(house):
    browser = house.browser()
    answer = browser.send("/scan", counter="3", scanner="", procedure=BIRTH)
    assert answer.headers["location"] == f"/scan/1?procedure={BIRTH}"
    assert Batches(house.db).find(1).counter == 3
    assert re.search(r"<option selected>3</option>", browser.get("/scan").text)


@pytest.mark.parametrize("path", ["/scan/99", "/scan/x", "/scan/1/pages/" + "0" * 32 + ".jpg"])
def test_what_is_not_there_is_not_found(house, path):
    a_batch(house, Sheet())
    assert house.browser().get(path).status == 404


def test_an_archivist_adds_pages_and_files_no_case(house):
    browser, row = house.browser(Role.ARCHIVIST), a_batch(house, Sheet())
    assert "Lưu thành hồ sơ mới" not in browser.get(f"/scan/{row.id}").text
    assert filed(house, browser, row).status == 400
    assert Cases(house.db).state(row.case) is CaseState.OPEN


def test_a_page_left_open_on_a_waiting_batch_locks_like_any_other(house):
    browser, row = house.browser(), Batches(house.db).ask(2, house.clock())
    for _ in range(6):
        house.clock.later(minutes=2)
        answer = browser.get(f"/scan/{row.id}/progress")
    assert (answer.status, answer.headers["location"].split("?")[0]) == (303, "/lock")


def test_a_case_page_leads_to_scanning_for_it(house):
    case, browser = house.case(), house.browser()
    answer = browser.get(f"/cases/0/{case}/scan")
    assert answer.headers["location"] == f"/scan?case={case}"
    code = Cases(house.db).sealed(case).code
    assert f"Quét thêm cho hồ sơ {code}" in words_of(browser.follow(answer).text)


def test_a_case_from_the_counter_is_accepted_like_the_kiosks_own(house):
    browser, row = house.browser(), a_batch(house, Sheet())
    page = browser.follow(filed(house, browser, row, **HOLDER))
    while page.status == 303:
        page = browser.follow(page)
    said = words_of(page.text)
    assert page.status == 200
    assert "Vàng Thị Mẫu" in said
    assert "Tiếp nhận" in said


def test_a_number_in_other_letters_names_no_batch_and_no_paper(house):
    clerk = house.browser(Role.CLERK)
    assert clerk.get("/scan/%C2%B2").status == 404
