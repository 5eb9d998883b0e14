"""What a clerk meets at reception: one look at everything, one main button in sight, and a page for everybody."""

import sys
import time

import pytest

from kiosk.model import CardField, Language, Verdict
from kiosk.rules.flow.acts import Kind
from kiosk.store.acts import Acts
from tests.console.draw import SMALL, WIDE, axe, looks_as_kept
from tests.console.handed_in import BIRTH, LONG, handed_in

IN_SIGHT = """() => {
  const box = document.querySelector('button.main').getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight;
}"""
MIDDLE = """() => {
  const box = document.querySelector('button.main').getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""
TWELVE = {"ban-chinh": 5, **{f"giay-{n}": 5 for n in range(1, 12)}}
COMBINING = "Nguyê\u0303n Thi\u0323 Ngo\u0323c A\u0301nh " * 6
PICTURES = {
    "ordinary": ({}, {}),
    "small": ({}, {"size": SMALL}),
    "wide": ({}, {"size": WIDE}),
    "in-doubt": ({"verdict": Verdict.CLONED, "papers": {**BIRTH, "ban-sao-can-cuoc": 1}}, {}),
    "differs": ({"differs": (CardField.NAME,)}, {}),
    "missing": ({"papers": {"to-khai": 1}}, {}),
    "no-card": ({"verdict": None}, {}),
    "long-name": ({"name": LONG[:120]}, {}),
    "combining": ({"name": COMBINING[:120]}, {}),
    "twelve-papers": ({"procedure": "2.000815", "papers": TWELVE}, {}),
    "long-procedure": ({"procedure": "2.000815", "papers": {"ban-chinh": 3, "ban-sao": 3}}, {}),
    "english": ({"papers": {"to-khai": 1}}, {"language": Language.EN}),
}


def settled(page):
    """Every picture that can be seen has come."""
    page.until(
        "[...document.images].every((i) => i.complete || i.getBoundingClientRect().top > innerHeight)"
    )
    frame = page.tab.frame("shown")
    frame.wait_for_function("document.images.length && document.images[0].complete")
    page.until("!!document.querySelector('.sheets a[aria-current]')")


@pytest.mark.parametrize("name", PICTURES)
def test_reception_looks_as_it_was_kept(served, tmp_path, name):
    handed, shown = PICTURES[name]
    case = handed_in(served.house, **handed)
    with served.page(f"/cases/0/{case}/receive", **shown) as page:
        settled(page)
        assert page.js(IN_SIGHT)
        assert looks_as_kept(page, f"reception/{name}", tmp_path)
        assert axe(page) == []
        assert page.complaints() == []


def test_what_is_on_file_looks_as_it_was_kept(served, tmp_path):
    handed_in(served.house)
    case = handed_in(served.house, {"to-khai": 1})
    with served.page(f"/cases/0/{case}/receive") as page:
        settled(page)
        page.tab.locator("[name=how-giay-chung-sinh]").select_option(index=1)
        assert looks_as_kept(page, "reception/on-file", tmp_path)
        page.press("Control+Enter")  # what is missing was chosen: accepting comes next
        page.tab.locator("main > .told.stop").wait_for()
        settled(page)
        assert looks_as_kept(page, "reception/refused", tmp_path)
        assert axe(page) == []


def test_a_case_that_waits_for_papers_looks_as_it_was_kept(served, tmp_path):
    case = handed_in(served.house, {"to-khai": 1})
    with served.page(f"/cases/0/{case}/ask") as page:
        page.click("button.main")
        page.until("location.search === '?did=asked-more'")
        page.go(f"{served.address}/cases/0/{case}/receive")
        settled(page)
        assert looks_as_kept(page, "reception/waiting", tmp_path)


@pytest.mark.parametrize("which", ["ask", "decline", "papers"])
def test_the_pages_behind_reception_look_as_kept(served, tmp_path, which):
    case = handed_in(served.house, {"to-khai": 1})
    with served.page(f"/cases/0/{case}/ask") as page:
        if which == "papers":
            page.click("button.main")
            page.until("location.search === '?did=asked-more'")
        page.go(f"{served.address}/cases/0/{case}/{which}")
        assert looks_as_kept(page, f"reception/{which}", tmp_path)
        assert axe(page) == []


@pytest.mark.parametrize("keys", ["Enter", "Control+Enter"])
def test_one_key_accepts(served, keys):
    case = handed_in(served.house)
    with served.page(f"/cases/0/{case}/receive", size=SMALL) as page:
        if keys.startswith("Control"):
            page.tab.focus("[name=phone]")
            page.type("0900 000 001")
        page.press(keys)
        page.until("location.search === '?did=received'")
    (act,) = Acts(served.house.db).of(case)
    assert act.reception.phone == ("0900 000 001" if keys.startswith("Control") else "")


def test_a_key_that_is_held_down_since_the_inbox_accepts_nothing(served):
    case = handed_in(served.house)
    with served.page(f"/cases/0/{case}/receive", size=SMALL) as page:
        page.js(
            "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', repeat: true, bubbles: true}))"
        )
        assert page.js("location.pathname").endswith("/receive")
    assert Acts(served.house.db).of(case) == ()


def test_without_script_a_page_is_looked_at_and_the_case_accepted(served):
    case = handed_in(served.house)
    with served.page(f"/cases/0/{case}/receive", size=SMALL, script=False) as page:
        page.tab.click(".sheets li:nth-child(2) a")
        frame = page.tab.frame_locator("iframe[name=shown]")
        frame.locator("h1", has_text="trang 2 / 2").wait_for()
        page.tab.fill("[name=phone]", "0900 000 001")
        page.tab.click("button.main")
        page.tab.wait_for_url("**?did=received")
    (act,) = Acts(served.house.db).of(case)
    assert act.reception.phone == "0900 000 001"


def test_the_address_for_the_post_is_asked_for_where_the_post_is_chosen(served):
    case = handed_in(served.house)
    with served.page(f"/cases/0/{case}/receive") as page:
        assert not page.tab.is_visible("[name=post_to]")
        page.tab.check("[name=delivery][value=post]")
        assert page.tab.is_visible("[name=post_to]")


def test_two_touches_from_the_open_inbox_to_the_slip(served, capsys):
    """Every click, key and turn of the wheel is counted; the case is one that its citizen scanned at the kiosk."""
    case = handed_in(served.house, {**BIRTH, "ban-sao-can-cuoc": 1})
    with served.page("/inbox", size=SMALL) as page:
        begun = time.monotonic()
        touches = 0
        page.tab.get_by_role("link", name="Vàng Thị Mẫu").click()
        touches += 1
        page.until("location.pathname.endsWith('/receive') && document.readyState === 'complete'")
        assert page.js("scrollY") == 0
        assert page.js(IN_SIGHT)
        page.tab.mouse.click(*page.js(MIDDLE))  # where it is, without any scrolling
        touches += 1
        page.until("location.search === '?did=received' && document.readyState === 'complete'")
        spent = time.monotonic() - begun
        slip = page.tab.frame("paper").url.partition("#")[0]
        assert slip.endswith(f"/cases/0/{case}/forms/slip.pdf")
        assert page.js(IN_SIGHT)  # the button that prints it
        assert (page.js("scrollY"), touches) == (0, 2)
    (act,) = Acts(served.house.db).of(case)
    assert act.kind is Kind.RECEIVED
    with capsys.disabled():
        sys.stdout.write(f" [two touches from the inbox to the slip: {spent:.1f} s] ")
