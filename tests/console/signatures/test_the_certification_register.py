"""Copies are prepared from a case, stand in the register, leave it as files, and are void with a reason."""

import csv
import io
import re

import openpyxl
import pytest

from kiosk.desk.signatures import register
from kiosk.rules.roster import Role
from kiosk.store.certifications import Certifications
from kiosk.store.copies import CopyState
from kiosk.store.journal import Journal, JournalEvent
from tests.console.conftest import House, words_of
from tests.devices.signing_office import OFFICIAL, ORGANISATION
from tests.workbench.signatures import DOCUMENT, Papers


@pytest.fixture
def papers(house: House) -> Papers:
    return Papers(house.workspace)


def copies_of(house):
    return Certifications(house.db).all()


def prepared(house, papers, browser):
    case = papers.seal_case()
    answer = browser.send(f"/cases/0/{case}/copies", document=DOCUMENT)
    return case, answer


def test_a_clerk_draws_a_number_for_a_paper_and_twice_the_same(house, papers):
    browser = house.browser(Role.CLERK)
    case, answer = prepared(house, papers, browser)
    assert "Đã vào sổ số 1/2026" in words_of(browser.follow(answer).text)
    browser.send(f"/cases/0/{case}/copies", document=DOCUMENT)
    (copy,) = copies_of(house)
    assert (copy.case, copy.state, copy.book) == (case, CopyState.WAITING_OFFICIAL, "01")
    (row, *_) = [
        each for each in Journal(house.db).since() if each.event is JournalEvent.COPY_HANDLED
    ]
    assert row.fields == {
        "by": house.people[Role.CLERK].id,
        "deed": "prepared",
        "year": 2026,
        "entry": 1,
    }


def test_papers_of_other_procedures_do_not_become_copies(house, papers):
    case, browser = papers.seal_case(procedure="1.001193"), house.browser()
    assert "không chứng thực" in words_of(browser.get(f"/cases/0/{case}/copies").text)
    assert browser.send(f"/cases/0/{case}/copies", document=DOCUMENT).status == 409
    assert copies_of(house) == ()


@pytest.mark.parametrize("path", ["/cases/7/{}/copies", "/cases/0/nobody/copies"])
def test_a_case_that_is_not_here_has_no_copies(house, papers, path):
    assert house.browser().get(path.format(papers.seal_case())).status == 404


def test_a_number_is_void_with_its_reason_and_stays_in_the_register(house, papers):
    prepared(house, papers, house.browser())
    browser = house.browser(Role.ARCHIVIST)
    assert browser.send("/certified/2026/1/void", why="  ").status == 409
    answer = browser.send("/certified/2026/1/void", why="Quét nhầm bản")
    assert "Đã hủy số 1/2026" in words_of(browser.follow(answer).text)
    assert "đã hủy: Quét nhầm bản" in words_of(browser.get("/certified").text)
    again = browser.send("/certified/2026/1/void", why="lần nữa")
    assert (again.status, copies_of(house)[0].void_why) == (409, "Quét nhầm bản")
    assert browser.get("/certified/2026/1.pdf").status == 404


def test_a_clerk_reads_the_register_and_declares_nothing_void(house, papers):
    browser = house.browser(Role.CLERK)
    prepared(house, papers, browser)
    assert browser.get("/certified").status == 200
    assert browser.send("/certified/2026/1/void", why="x").status == 403


def test_the_files_of_the_register_hold_every_line(house, papers):
    browser, archivist = house.browser(), house.browser(Role.ARCHIVIST)
    for _ in range(3):
        prepared(house, papers, browser)
    archivist.send("/certified/2026/2/void", why="=1+1")
    copies = [(copy.number, copy.code) for copy in copies_of(house)]
    text = archivist.get("/certified/export.csv?year=2026").body.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text else ","))
    assert [(int(r[0]), r[2]) for r in rows if r and r[0].isdigit()] == copies
    book = openpyxl.load_workbook(io.BytesIO(archivist.get("/certified/export.xlsx").body))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert [(row[0], row[2]) for row in cells if isinstance(row[0], int)] == copies
    assert not [cell for row in book.active.iter_rows() for cell in row if cell.data_type == "f"]
    assert archivist.get("/certified/export.pdf").body.startswith(b"%PDF")
    assert archivist.get("/certified/export.doc").status == 404


@pytest.mark.parametrize("path", ["/certified/2026/9", "/certified/x/1", "/certified/2026/1.pdf"])
def test_a_number_nobody_drew_is_not_found(house, path):
    assert house.browser(Role.ARCHIVIST).get(path).status == 404


@pytest.mark.device
def test_a_certified_copy_is_downloaded_and_opened_for_printing(desk, room, official, archivist):
    copy = room.office.hand_in()
    desk.ended(official, desk.sign(official))
    desk.ended(archivist, desk.sign(archivist, role=ORGANISATION))
    at = f"/certified/{copy.year}/{copy.number}"
    assert "Tải bản đã chứng thực" in archivist.get(at).text
    saved, shown = archivist.get(f"{at}.pdf"), archivist.get(f"{at}.pdf?look=1")
    assert saved.body == shown.body == room.pdf(room.copies()[0])
    assert saved.headers["content-disposition"].startswith("attachment")
    assert shown.headers["content-disposition"].startswith("inline")
    assert not room.waiting(OFFICIAL)


def test_a_number_is_found_by_itself_by_its_case_and_by_its_state(house, papers):
    browser, archivist = house.browser(), house.browser(Role.ARCHIVIST)
    for _ in range(3):
        prepared(house, papers, browser)
    archivist.send("/certified/2026/2/void", why="nhầm")
    shown = {
        query: {
            n
            for n in (1, 2, 3)
            if f'/certified/2026/{n}"' in archivist.get(f"/certified?{query}").text
        }
        for query in (
            "q=3",
            f"q={copies_of(house)[0].code.lower()}",
            "state=void",
            "before=2",
            "q=nothing",
        )
    }
    assert list(shown.values()) == [{3}, {1}, {2}, {1}, set()]


def test_a_long_register_is_shown_a_page_at_a_time_and_whole_in_its_file(
    house, papers, monkeypatch
):
    monkeypatch.setattr(register, "MOST", 2)
    browser = house.browser()
    for _ in range(3):
        prepared(house, papers, browser)
    first = browser.get("/certified").text
    assert ('/certified/2026/3"' in first, '/certified/2026/1"' in first) == (True, False)
    older = re.search(r'href="(/certified\?[^"]*before=2)"', first)[1].replace("&amp;", "&")
    assert '/certified/2026/1"' in browser.get(older).text
    assert (
        len(re.findall(r"H38\.101-\d{6}-K00-\d{4}", browser.get("/certified/export.csv").text)) == 3
    )
