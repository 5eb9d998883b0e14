"""What the desk says of a case is what the store knows of it, also after a week without a line."""

import datetime as dt

import pytest

from kiosk.contract import Refusal
from kiosk.contract.news import NewsItem, NewsPage, Told
from kiosk.desk.looking import looking
from kiosk.desk.screen import DeskScreen
from kiosk.desk.view import Standing
from kiosk.faults import Fault
from kiosk.model import Document, Language
from kiosk.settings import Office
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.erasing import Erasing, Why
from kiosk.store.news import Cursor, News
from kiosk.store.outbox import Outbox
from kiosk.store.sealing import seal
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace

MORNING = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)
PAPER = Document("to-khai", "", "case/dossier:0:100", "ab" * 32, 72, 2)


@pytest.fixture
def db(tmp_path):
    opened = open_database(Workspace(tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def look(tmp_path):
    return looking(Workspace(tmp_path), lambda: MORNING)


def sealed(db, case):
    Cases(db).open(case, MORNING)
    return seal(
        db, case=case, procedure="2.000815", language=Language.VI, series="A", kiosk=0,
        agency="H00.000", device="kiosk-1", office="", documents=(PAPER,), now=MORNING,
    )  # fmt: skip


def test_a_case_behind_many_that_wait_is_not_called_delivered(db, look):
    ticket = sealed(db, "c" * 32)
    outbox, now = Outbox(db), int(MORNING.timestamp())
    outbox.refused(outbox.claim(now), Fault.CENTRE_REFUSED.value)
    for n in range(250):
        outbox.put(f"{n:015x}{0:017x}", f"H00-{n}", b"{}", now)
    seen = look()
    assert [(visit.code, visit.standing) for visit in seen.visits] == [
        (ticket.code, Standing.REFUSED)
    ]
    assert len(seen.outbox) == 251


def test_a_case_the_centre_has_is_called_delivered(db, look):
    sealed(db, "c" * 32)
    outbox = Outbox(db)
    outbox.delivered(outbox.claim(int(MORNING.timestamp())), receipt="{}")
    assert [visit.standing for visit in look().visits] == [Standing.DELIVERED]


def test_a_refused_case_tells_the_clerk_why_and_for_how_long(db, tmp_path):
    sealed(db, "c" * 32)
    outbox, now = Outbox(db), int(MORNING.timestamp())
    outbox.refused(outbox.claim(now), Refusal.CONFLICT.value, now)
    later = looking(
        Workspace(tmp_path),
        lambda: MORNING + dt.timedelta(hours=26),
    )
    page = DeskScreen(later(), Office(), Language.VI)
    [row] = page.outbox
    assert page.standing(row.standing) == "Bị từ chối"
    assert page.sends.why(row) == "Trung tâm đã có hồ sơ khác cùng mã."
    assert page.sends.age(row) == "từ 1\u00a0ngày trước"


@pytest.mark.parametrize("delivered", [True, False])
def test_an_erased_case_is_called_that_and_not_delivered(db, look, tmp_path, delivered):
    ticket = sealed(db, "c" * 32)
    if delivered:
        outbox = Outbox(db)
        outbox.delivered(outbox.claim(int(MORNING.timestamp())), receipt="{}")
    erasing = Erasing(db, Vault(Workspace(tmp_path).vault))
    erasing.erase("c" * 32, Why.CITIZEN, MORNING, undelivered=not delivered)
    view = look()
    [row] = view.visits
    page = DeskScreen(view, Office(), Language.VI)
    assert (row.code, row.ticket, row.pages) == (ticket.code, ticket.label, 2)
    assert page.standing(row.standing) == "Đã xóa theo yêu cầu"
    assert page.card(row) == "–", "whether a card was read is not known any more"


def test_how_a_case_stands_at_the_centre_is_seen(db, look):
    ticket = sealed(db, "c" * 32)
    assert look().progress == ()
    (envelope,) = db.conn.execute("select id from outbox").fetchone()
    item = NewsItem(envelope, ticket.code, "", "in-hand", MORNING.isoformat(), "2026-11-20")
    told = Told(1, "0" * 32, item)
    assert News(db).take(Cursor(), NewsPage(0, 1, (told,)), MORNING)
    assert [(row.code, row.left) for row in look().progress] == [(ticket.code, -3)]
