"""What a clerk reads on the desk of the copies that wait for a signature."""

import datetime as dt

import pytest

from kiosk.desk.looking import looking
from kiosk.desk.view import DeskView, SignatureRow
from kiosk.model import Document, Language
from kiosk.signing import SigningFault, SignRole
from kiosk.store.cases import Cases
from kiosk.store.certifications import Certifications
from kiosk.store.database import open_database
from kiosk.store.sealing import seal
from kiosk.store.signers import Signers
from kiosk.workspace import Workspace
from tests.desk.test_desk_shows_the_day import words_of

MORNING = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)
PAPER = Document("ban-chinh", "", "case-1/dossier:0:100", "ab" * 32, 72, 5)
OFFICIAL, ORGANISATION = SignRole.OFFICIAL, SignRole.ORGANISATION


@pytest.fixture
def db(tmp_path):
    opened = open_database(Workspace(tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def look(tmp_path):
    return looking(Workspace(tmp_path), lambda: MORNING)


def a_copy_waits(db):
    Cases(db).open("case-1", MORNING)
    seal(
        db,
        case="case-1",
        procedure="2.000815",
        language=Language.VI,
        series="A",
        kiosk=0,
        agency="H00.000",
        device="kiosk-1",
        office="Bộ phận Một cửa",
        documents=(PAPER,),
        now=MORNING,
    )
    return Certifications(db).prepare(
        "case-1", "ban-chinh", MORNING, book="01", certifies={"2.000815"}
    )


def registered(db, role, until=None):
    return Signers(db).add(
        name="Giàng A Páo",
        title="CHỦ TỊCH",
        role=role,
        valid_from=dt.date(2026, 1, 1),
        valid_to=until,
        now=MORNING,
    )


def test_how_many_wait_for_whom_since_when_and_why(desk, now):
    waits = SignatureRow(
        OFFICIAL, 3, now - dt.timedelta(minutes=7), SigningFault.POST_VACANT, dt.date(2026, 10, 1)
    )
    desk.view = DeskView(now, signatures=(waits, SignatureRow(ORGANISATION, 0)))
    page = words_of(desk.ask().text)
    assert "Chờ ký" in page
    assert "Người có thẩm quyền 3 10:23 · 7 phút" in page
    assert "từ ngày 01/10/2026" in page
    assert "Con dấu cơ quan 0 –" in page
    english = words_of(desk.ask("/en").text)
    assert "The official 3" in english
    assert "since 01/10/2026" in english


def test_an_office_where_nobody_signs_reads_nothing_of_it(desk, now, look):
    assert look().signatures == ()
    assert "Chờ ký" not in words_of(desk.ask().text)


def test_a_vacant_post_is_told_as_the_reason_and_holds_nobody_back(db, look):
    registered(db, OFFICIAL, until=dt.date(2026, 9, 30))
    copy = a_copy_waits(db)
    official, organisation = look().signatures
    assert (official.count, official.since) == (1, copy.since)
    assert official.fault is SigningFault.POST_VACANT
    assert official.vacant_since == dt.date(2026, 10, 1)
    assert (organisation.count, organisation.fault) == (0, SigningFault.POST_VACANT)
    assert organisation.vacant_since is None  # nobody ever held it


def test_who_stands_in_fills_the_post(db, look):
    holder = registered(db, OFFICIAL, until=dt.date(2026, 9, 30))
    a_copy_waits(db)
    Signers(db).add(
        name="Vàng Thị Mỷ",
        title="KT. CHỦ TỊCH / PHÓ CHỦ TỊCH",
        role=OFFICIAL,
        valid_from=dt.date(2026, 10, 1),
        valid_to=None,
        now=MORNING,
        delegate_of=holder.id,
    )
    assert look().signatures[0].fault is None


def test_what_stopped_the_last_batch_is_told(db, look):
    registered(db, OFFICIAL)
    copy = a_copy_waits(db)
    Certifications(db).held_up((copy.id,), OFFICIAL, SigningFault.TOKEN_REMOVED)
    assert look().signatures[0].fault is SigningFault.TOKEN_REMOVED


def test_nobodys_name_is_on_the_page(desk, db, look):
    registered(db, OFFICIAL)
    a_copy_waits(db)
    desk.view = look()
    assert "Páo" not in desk.ask().text
