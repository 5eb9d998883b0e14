"""Scanning and signing as they look at an office's old screen, judged by axe-core, and without scripts."""

import pytest

from kiosk.model import PageVerdict
from kiosk.rules.roster import Role
from kiosk.rules.separator import Separator
from kiosk.store.batches import Batches
from kiosk.store.certifications import Certifications
from tests.console import draw
from tests.console.batches import Sheet, a_batch
from tests.console.test_the_worklist_of_old_cases import brought
from tests.workbench.signatures import DOCUMENT, PROCEDURE

pytestmark = pytest.mark.device
BIRTH = "1.001193"


def registered(house):
    register = Certifications(house.db)
    for _ in range(3):
        case = house.case(procedure=PROCEDURE, papers=(DOCUMENT,))
        register.prepare(case, DOCUMENT, house.clock(), book="01", certifies=frozenset({PROCEDURE}))
    register.void(2026, 1, "Quét nhầm", house.clock())


def prepare(house, name):
    if name == "ask":
        Batches(house.db).ask(4, house.clock(), "kiosk")
        a_batch(house, Sheet(), counter=1)
    elif name in ("sort", "follow"):
        parting = Sheet(codes=(Separator("giay-chung-sinh").code,))
        sheets = (Sheet(), Sheet(verdict=PageVerdict.TOO_DARK), parting, Sheet(), Sheet(blank=True))
        a_batch(house, *sheets, over=name == "sort")
    elif name in ("worklist", "old-case"):
        for number in range(4):
            brought(house, f"HT-2019/{number}", bad="heic" if number == 2 else "")
    elif name in ("signing", "certified", "entry"):
        registered(house)


PAGES = {
    "scanning/ask": ("/scan", Role.CLERK),
    "scanning/follow": ("/scan/1", Role.CLERK),
    "scanning/sort": (f"/scan/1?procedure={BIRTH}", Role.CLERK),
    "scanning/worklist": ("/worklist?show=all", Role.CLERK),
    "signatures/signing": ("/signing", Role.LEADER),
    "signatures/certified": ("/certified?year=2026", Role.ARCHIVIST),
    "signatures/entry": ("/certified/2026/2", Role.ARCHIVIST),
    "signatures/verify": ("/verify", Role.CLERK),
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_look_as_they_were_kept_and_keep_nobody_out(house, served, tmp_path, name):
    prepare(house, name.split("/")[1])
    path, who = PAGES[name]
    with served.page(path, who) as page:
        assert draw.axe(page) == []
        assert page.complaints() == []
        assert draw.looks_as_kept(page, name, tmp_path)


def test_a_tap_renames_every_document_behind_it_at_once(house, served):
    a_batch(house, *[Sheet()] * 4)
    with served.page(f"/scan/1?procedure={BIRTH}") as page:
        names = page.js('[...document.querySelectorAll("[data-is]")].map((e) => e.textContent)')
        page.click(".sides li:nth-child(4) label")
        then = page.js('[...document.querySelectorAll("[data-is]")].map((e) => e.textContent)')
    assert names[3] != then[3]
    assert names[:3] == then[:3]


def test_without_scripts_a_batch_is_sorted_all_the_same(house, served):
    row = a_batch(house, *[Sheet()] * 3)
    with served.page(f"/scan/1?procedure={BIRTH}", script=False) as page:
        page.click(".sides li:nth-child(2) label")
        page.click("button[value=look]")
        assert page.text("h1").startswith("Lượt quét 1")
        page.click("button[value=new]")
        page.tab.wait_for_url("**/cases/**")
    assert not Batches(house.db).unsorted(), row


def test_the_first_page_says_once_that_signing_is_not_ready(house, served):
    registered(house)
    with served.page("/inbox", Role.LEADER) as page:
        page.until('!document.querySelector("[data-preflight]").hidden')
        assert "Chưa nối được dịch vụ ký" in page.text("[data-preflight]")
        page.go(f"{served.address}/inbox")
        assert page.js('document.querySelector("[data-preflight]").hidden')
