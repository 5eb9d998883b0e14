"""The pages of fees and rules as Chromium draws them: kept pictures, axe-core's word, and a table that fits A4."""

import datetime as dt
import subprocess

import pytest

from kiosk.rules.roster import Role
from kiosk.workspace import CATALOGUE
from tests.console import draw
from tests.console.conftest import MORNING

pytestmark = pytest.mark.device
PAGES = {
    "rules": "/rules",
    "fees": "/rules/fees",
    "days": "/rules/days",
    "processes": "/rules/processes",
}


@pytest.mark.parametrize("name", PAGES)
def test_they_look_as_they_did_and_keep_nobody_out(served, tmp_path, name):
    if name == "rules":
        _changed(served.house)
    with served.page(PAGES[name], Role.CLERK) as page:
        assert draw.axe(page) == []
        assert draw.looks_as_kept(page, f"law/{name}", tmp_path)


def test_an_expired_catalogue_is_seen_at_once(served, tmp_path):
    served.house.clock.later(days=200)
    with served.page("/rules", Role.LEADER) as page:
        assert draw.axe(page) == []
        assert draw.looks_as_kept(page, "law/expired", tmp_path)


def test_the_table_of_fees_is_printed_on_a4_with_its_head_on_every_page(served, tmp_path):
    with served.page("/rules/fees", Role.CLERK) as page:
        printed = tmp_path / "fees.pdf"
        printed.write_bytes(page.tab.pdf(prefer_css_page_size=True))
    sheets = subprocess.run(
        ["pdftotext", "-layout", str(printed), "-"], check=True, capture_output=True, text=True
    ).stdout.split("\f")[:-1]
    assert len(sheets) > 1
    assert all("Miễn, giảm" in sheet for sheet in sheets)
    about = subprocess.run(["pdfinfo", str(printed)], check=True, capture_output=True, text=True)
    assert "(A4)" in about.stdout


def _changed(house) -> None:
    law = CATALOGUE.read_text(encoding="utf-8")
    new = law.replace("10.000 đồng một trường hợp", "15.000 đồng một trường hợp")
    new = new.replace('vi = "7 ngày làm việc"', 'vi = "5 ngày làm việc"')
    for number, text in (
        (6, law),
        (7, new.replace("{ working_days = 7 }", "{ working_days = 5 }")),
    ):
        day = MORNING - dt.timedelta(days=30 - number)
        house.console.book.take(f"{number}-0123abcd", day, {"catalogue.toml": text.encode()})
