"""The page of the kiosk in a browser: as it was looked at, kept live by its script, and open to everybody."""

import datetime as dt

import pytest

from kiosk.faults import Fault
from kiosk.model import Language
from kiosk.rules.roster import Role
from kiosk.store.health import Health
from kiosk.store.orders import Orders
from tests.console.at_the_kiosk import CASE, at_step, calls, stand
from tests.console.draw import OFFICE, SMALL, axe, looks_as_kept

pytestmark = pytest.mark.device


@pytest.fixture
def visit(house):
    return stand(house)


def devices(house):
    for device, fault in (
        ("printer", Fault.PRINTER_NO_PAPER),
        ("reader", None),
        ("scanner", None),
        ("barcode", None),
    ):
        Health(house.db).note(device, fault, house.clock() - dt.timedelta(minutes=9))


@pytest.mark.parametrize(
    ("name", "who", "size", "language"),
    [
        ("called", Role.CLERK, OFFICE, Language.VI),
        ("called-helper", Role.HELPER, SMALL, Language.VI),
        ("stopped", Role.CLERK, OFFICE, Language.VI),
        ("english", Role.TECHNICIAN, OFFICE, Language.EN),
        ("nobody", Role.TECHNICIAN, OFFICE, Language.VI),
    ],
)
def test_the_page_looks_as_it_was_looked_at_and_keeps_nobody_out(
    served,
    house,
    visit,
    tmp_path,
    name,
    who,
    size,
    language,
):
    devices(house)
    house.clock.later(seconds=42)
    if name.startswith("called"):
        calls(house)
    elif name == "stopped":
        calls(house, Fault.SCANNER_JAMMED)
    elif name == "nobody":
        at_step(house, "welcome", case="")
    with served.page("/kiosk", who, size, language) as page:
        assert looks_as_kept(page, f"watching/{name}", tmp_path)
        assert axe(page) == []
        assert page.complaints() == []


@pytest.mark.parametrize("kind", ["end", "take"])
def test_what_is_asked_first_looks_as_it_was_looked_at(served, house, visit, tmp_path, kind):
    with served.page(f"/kiosk/visits/{CASE}/{kind}") as page:
        assert looks_as_kept(page, f"watching/sure-{kind}", tmp_path)
        assert axe(page) == []


def test_a_step_further_is_seen_without_touching_anything(served, house, visit):
    with served.page("/kiosk") as page:
        page.until("document.body.innerText.includes('Đặt giấy tờ vào máy quét')")
        at_step(house, "scanning", pages=2)
        page.until("document.body.innerText.includes('2 trang')")
        assert page.complaints() == []


def test_without_scripts_the_page_says_the_same_and_orders_as_well(served, house, visit):
    calls(house)
    with served.page("/kiosk", script=False) as page:
        assert "Người dân gọi cán bộ" in page.tab.inner_text("main")
        page.click("#order-go")
        page.tab.wait_for_load_state()
        assert "Đã có người đến" in page.tab.inner_text("main")
    assert len(Orders(house.db).lately()) == 1
