"""What a clerk reads on the desk of the scanners that counters share."""

import datetime as dt

import pytest

from kiosk.desk.looking import looking
from kiosk.desk.view import BatchWait, DeskView, ScannerRow
from kiosk.store.batches import Batches
from kiosk.store.database import open_database
from kiosk.store.wear import Wear
from kiosk.workspace import Workspace
from tests.desk.test_desk_shows_the_day import words_of

MINUTE = dt.timedelta(minutes=1)
MORNING = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)


@pytest.fixture
def db(tmp_path):
    opened = open_database(Workspace(tmp_path))
    yield opened
    opened.close()


def test_who_is_scanning_and_who_waits_since_when_is_shown(desk, now):
    kiosk = ScannerRow(
        "kiosk",
        running=BatchWait(2, now - 5 * MINUTE, pages=7),
        waiting=(BatchWait(1, now - 4 * MINUTE), BatchWait(4, now - 2 * MINUTE)),
        pages=4120,
        pages_per_minute=21.53,
        jams_per_thousand=3.64,
        last_service=now - dt.timedelta(days=20),
    )
    desk.view = DeskView(now, scanners=(kiosk, ScannerRow("hall")))
    assert (
        "Máy quét của kiosk Quầy 2 (7 trang) Quầy 1 10:26 · 4 phút Quầy 4 10:28 · 2 phút "
        "21,5 3,6 4.120 02/11/2026 hall Rảnh Không có ai chờ – – 0 Chưa ghi nhận"
    ) in words_of(desk.ask().text)
    assert "21.5 3.6 4,120" in words_of(desk.ask("/en").text)


def test_who_takes_any_scanner_has_a_row_of_his_own(desk, now):
    desk.view = DeskView(now, scanners=(ScannerRow("kiosk"),), anywhere=(BatchWait(3, now),))
    assert "Máy nào cũng được Quầy 3" in words_of(desk.ask().text)


def test_an_office_that_shares_no_scanner_reads_nothing_of_it(desk, now):
    assert "Máy quét dùng chung" not in words_of(desk.ask().text)


def test_the_desk_looks_into_the_queue_and_the_figures(tmp_path, db):
    look = looking(Workspace(tmp_path), lambda: MORNING, ("kiosk", "hall"))
    batches, wear = Batches(db), Wear(db)
    batches.ask(1, MORNING, "hall")
    batches.ask(2, MORNING, "hall")
    batches.ask(3, MORNING)
    wear.fed("hall", 600, 1800.0, 3, MORNING)
    assert batches.claim("hall", MORNING).counter == 1
    seen = look()
    kiosk, hall = seen.scanners
    assert (kiosk.scanner, kiosk.running, kiosk.waiting) == ("kiosk", None, ())
    assert hall.running == BatchWait(1, MORNING)
    assert hall.waiting == (BatchWait(2, MORNING),)
    assert seen.anywhere == (BatchWait(3, MORNING),)
    assert (hall.pages, hall.pages_per_minute, hall.jams_per_thousand) == (600, 20.0, 5.0)
    wear.serviced("hall", MORNING + MINUTE)
    assert look().scanners[1].last_service == MORNING + MINUTE
