"""Pages and documents are shown to whoever may look, as they were kept, and it is told once a day who looked."""

import pytest

from kiosk.model import Verdict
from kiosk.rules.flow.acts import Act, Kind
from kiosk.rules.roster import Role
from kiosk.store.acts import Acts
from kiosk.store.cases import Cases
from kiosk.store.documents import Documents
from kiosk.store.erasing import Erasing, Why
from kiosk.store.originals import RECEPTION, Originals
from kiosk.store.outbox import Outbox
from kiosk.store.pages import Pages
from kiosk.store.vault import Vault
from tests.console.conftest import words_of
from tests.console.handed_in import BIRTH, handed_in

LOOKED = "select count(*) from journal where event = 'case-looked-into'"


def first_page(house, case):
    return Pages(house.db, Vault(house.workspace.vault)).of_case(case)[0]


def looked(house):
    return house.db.conn.execute(LOOKED).fetchone()[0]


def test_a_page_is_the_picture_that_was_kept(house):
    case = handed_in(house)
    page = first_page(house, case)
    answer = house.browser().get(f"/cases/0/{case}/pages/{page.id}.jpg")
    kept = Vault(house.workspace.vault).read(Cases(house.db).key(case), page.look.preview)
    assert (answer.status, answer.body) == (200, kept)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "no-store"


def test_a_document_is_the_sealed_pdf_to_be_read_in_the_browser(house):
    case = handed_in(house)
    answer = house.browser(Role.SPECIALIST).get(f"/cases/0/{case}/documents/2.pdf")
    assert answer.body == b"%PDF-1.7 giay-chung-sinh"
    assert answer.headers["content-type"] == "application/pdf"
    name = Documents(house.db).of(case)[1].name
    assert answer.headers["content-disposition"] == f'inline; filename="{name}"'
    assert answer.headers["cache-control"] == "no-store"


def test_the_frame_leads_from_page_to_page(house):
    case = handed_in(house)
    sheet = house.browser().get(f"/cases/0/{case}/sheets/{first_page(house, case).id}")
    assert "Giấy chứng sinh: trang 1 / 2 ‹ Trang trước Trang sau ›" in words_of(sheet.text)


@pytest.mark.parametrize(
    "path",
    [
        "pages/nothing.jpg",
        "documents/9.pdf",
        "documents/0.pdf",
        "documents/x.pdf",
        "sheets/nothing",
    ],
)
def test_what_the_case_does_not_have_is_not_there(house, path):
    case = handed_in(house)
    assert house.browser().get(f"/cases/0/{case}/{path}").status == 404


def test_a_page_is_not_there_under_another_case(house):
    one, other = handed_in(house), handed_in(house)
    page = first_page(house, one)
    assert house.browser().get(f"/cases/0/{other}/pages/{page.id}.jpg").status == 404


@pytest.mark.parametrize("path", ["receive", "documents/1.pdf", "ask", "decline", "papers"])
def test_a_helper_and_a_stranger_see_nothing(house, path):
    case = handed_in(house)
    assert house.browser(Role.HELPER).get(f"/cases/0/{case}/{path}").status == 403
    assert house.stranger().get(f"/cases/0/{case}/{path}").status == 303
    assert looked(house) == 0


def test_it_is_told_once_a_day_who_looked_into_a_case(house):
    case = handed_in(house)
    for path in ("receive", "documents/1.pdf", "receive"):
        house.browser().get(f"/cases/0/{case}/{path}")
    assert looked(house) == 1
    house.browser(Role.LEADER).get(f"/cases/0/{case}/documents/1.pdf")
    assert looked(house) == 2
    house.clock.later(hours=24)
    house.browser().get(f"/cases/0/{case}/receive")
    assert looked(house) == 3


def test_when_the_scanned_pages_are_gone_the_sealed_pdf_is_looked_at(house):
    case = handed_in(house)
    outbox = Outbox(house.db)
    while sent := outbox.claim(10**10):
        outbox.delivered(sent, "{}")
    gone = Originals(house.db, Vault(house.workspace.vault)).remove_delivered(house.clock())
    assert gone == 1
    page = house.browser().get(f"/cases/0/{case}/receive")
    assert f'src="/cases/0/{case}/documents/1.pdf"' in page.text
    assert words_of(page.text).count("Xem bản PDF đã niêm phong") == len(BIRTH)


def test_an_erased_case_is_not_there_any_more(house):
    case = handed_in(house, verdict=Verdict.PROVEN)
    page = first_page(house, case)
    erasing = Erasing(house.db, Vault(house.workspace.vault))
    erasing.erase(case, Why.CITIZEN, house.clock(), undelivered=True)
    for path in ("receive", f"pages/{page.id}.jpg", "documents/1.pdf", f"sheets/{page.id}"):
        assert house.browser().get(f"/cases/0/{case}/{path}").status == 404


def test_pages_stay_to_be_looked_at_until_the_case_is_received_though_the_centre_has_it(house):
    case = handed_in(house)
    outbox = Outbox(house.db)
    while sent := outbox.claim(10**10):
        outbox.delivered(sent, "{}")
    originals = Originals(house.db, Vault(house.workspace.vault))
    assert originals.remove_delivered(house.clock(), RECEPTION) == 0
    clerk = house.people[Role.CLERK].id
    act = Act(Kind.RECEIVED, house.clock(), clerk, Role.CLERK)
    Acts(house.db).do(case, act, "ab" * 16, 0)
    assert originals.remove_delivered(house.clock(), RECEPTION) == 1


def test_where_nobody_receives_pages_stay_for_two_days_and_no_longer(house):
    handed_in(house)
    outbox = Outbox(house.db)
    while sent := outbox.claim(10**10):
        outbox.delivered(sent, "{}")
    originals = Originals(house.db, Vault(house.workspace.vault))
    house.clock.later(days=1)
    assert originals.remove_delivered(house.clock(), RECEPTION) == 0
    house.clock.later(days=1)
    assert originals.remove_delivered(house.clock(), RECEPTION) == 1
