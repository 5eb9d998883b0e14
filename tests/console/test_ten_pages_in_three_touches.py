"""A05: a clerk lays ten pages into a scanner: named documents with three touches at most, counted on the page."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import uuid

import pytest
from PIL import Image

from kiosk import settings as kiosk_settings
from kiosk.model import Document, Language
from kiosk.rules.roster import Role
from kiosk.store.cases import Cases
from kiosk.store.documents import Documents
from kiosk.store.moments import office_day
from kiosk.store.sealing import seal
from kiosk.store.vault import Vault
from tests.console import draw
from tests.console.conftest import House
from tests.devices.sharing import TwoScanners
from tests.workbench.signatures import page as a_page

pytestmark = pytest.mark.device
BIRTH = "1.001193"
USUAL = (3, 5, 2)  # pages of its papers, in most cases
COUNTS = """
sessionStorage.touches = sessionStorage.touches || "0";
addEventListener("pointerdown", () => { sessionStorage.touches = 1 + Number(sessionStorage.touches); }, true);
"""


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Two network scanners with ten pages in each, and the real devices service behind them."""
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with TwoScanners(tmp_path) as made:
        sheets = []
        for number in range(10):
            path = tmp_path / f"sheet-{number}.png"
            Image.open(io.BytesIO(a_page(number + 1))).resize((620, 877)).save(path)
            sheets.append(path)
        for scanner in (made.kiosk, made.hall):
            scanner.load(sheets)
        yield made


@pytest.fixture
def desk(office, chromium):
    house = House(office.workspace.root, kiosk_settings.load(office.settings))
    house.clock.now = dt.datetime.now(dt.UTC)
    with draw.served(house, chromium) as served:
        yield served
    house.close()


def checklist(house):
    book = house.console.book
    catalogue = book.catalogue(book.now().version, house.clock().date())
    return [each.id for each in catalogue.procedure(BIRTH).documents]


def an_earlier_case(house, names):
    case, now = uuid.uuid4().hex, house.clock()
    cases, vault = Cases(house.db), Vault(house.workspace.vault)
    cases.open(case, now)
    paths = vault.write_all(cases.key(case), case, "dossier", [b"%PDF"] * len(names))
    sha256 = hashlib.sha256(b"%PDF").hexdigest()
    documents = tuple(
        Document(name, "", path, sha256, 4, pages)
        for name, path, pages in zip(names, paths, USUAL, strict=False)
    )
    seal(
        house.db, case=case, procedure=BIRTH, language=Language.VI, series="A", kiosk=0,
        agency="H38.101", device="kiosk-1", office="", documents=documents, now=now,
    )  # fmt: skip


def test_ten_pages_become_named_documents_with_three_touches_at_most(office, desk):
    names = checklist(desk.house)[:3]
    an_earlier_case(desk.house, names)
    office.start()
    with desk.page("/scan", Role.CLERK) as page:
        page.tab.context.add_init_script(COUNTS)
        page.go(f"{desk.address}/scan")
        page.click(f'button[name="procedure"][value="{BIRTH}"]')
        page.until('document.querySelector("button[value=new]")')
        assert page.js('document.querySelectorAll(".sides li").length') == 10
        page.click('button[value="new"]')
        page.until('location.pathname.startsWith("/cases/")')
        touches = int(page.js("sessionStorage.touches"))
    (case,) = [
        each
        for each in Cases(desk.house.db).sealed_on(office_day(desk.house.clock()))
        if each.ticket == "Q001"
    ]
    made = [each for each in Documents(desk.house.db).of(case.case) if each.pages]
    assert [(each.id, each.pages) for each in made] == list(zip(names, USUAL, strict=True))
    assert [each.name for each in made] == [
        f"{case.code}_{name}_{number:02d}.pdf" for number, name in enumerate(names, start=1)
    ]
    assert touches <= 3
