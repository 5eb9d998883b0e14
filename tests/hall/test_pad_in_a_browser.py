"""The pad in Debian's Chromium: by keyboard alone, read by everybody, light, and there again when its desk is."""

from __future__ import annotations

import contextlib
import json

import pytest

from kiosk.rules.queue.deeds import Deed
from kiosk.rules.queue.entries import Kind
from tests.hall import pad_client
from tests.hall.pad_client import serving
from tests.hall.pad_office import Queue, app_of, busy
from tests.hall.pad_snapshots import OLD, TABLET, WIDE, sign_in
from tests.workbench.browser import Browser

LEAST_CONTRAST = 7.0
LEAST_TOUCH = 44  # CSS pixels
HEAVIEST = 60_000  # bytes, of everything a browser that was never here fetches

# Every text that can be seen, with the contrast to what is painted behind it (WCAG 2.2, 1.4.6).
CONTRASTS = """() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = colour.map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0.99) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement, text = node.textContent.trim();
    if (!text || text === '–' || !parent.getClientRects().length) continue;
    const [a, b] = [light(rgb(getComputedStyle(parent).color).slice(0, 3)), light(behind(parent))];
    found.push([text, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with Browser(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


@pytest.fixture
def queue(tmp_path):
    with Queue(tmp_path / "state") as queue:
        yield queue


@pytest.fixture
def port(queue):
    with serving(app_of(queue)) as port:
        yield port


@pytest.fixture
def pad(browser, queue, port):
    with at_the_pad(browser, port) as page:
        yield page


@contextlib.contextmanager
def at_the_pad(browser, port, size=WIDE, complains=False):
    page = browser.page(f"http://127.0.0.1:{port}/pad", *size)
    sign_in(page)
    try:
        yield page
        assert complains or page.complaints() == []
    finally:
        page.close()


def shows(page, number):
    page.until(f"document.getElementById('number').textContent === '{number}'")


def ready(page, deed):
    """The large button is not quiet, and does that."""
    page.until(
        f"document.getElementById('main').dataset.deed === '{deed}'"
        " && !document.getElementById('main').disabled"
    )


def test_a_counter_is_opened_and_worked_by_the_space_bar_alone(queue, pad):
    queue.draw("ho-tich")
    queue.draw("ho-tich")
    pad.press("Space")
    ready(pad, "next")
    pad.press("Space")
    shows(pad, "A1-001")
    ready(pad, "next")
    pad.tab.wait_for_timeout(900)  # as long as a second press counts as the same one
    pad.press("Space")
    shows(pad, "A1-002")
    ready(pad, "finish")
    pad.press("Space")
    shows(pad, "–")
    assert [turn.state.value for turn in queue.hall().turns.values()] == ["done", "done"]


def test_a_key_that_bounces_calls_one(queue, pad):
    queue.press(2, Deed.OPEN)
    for _ in range(3):
        queue.draw("ho-tich")
    pad.until("document.getElementById('main-number').textContent === 'A1-001'")
    for _ in range(3):
        pad.press("Space")
    shows(pad, "A1-001")
    pad.until("document.getElementById('main-number').textContent === 'A1-002'")
    assert [turn.state.value for turn in queue.hall().turns.values()] == [
        "called",
        "waiting",
        "waiting",
    ]


def test_every_deed_has_its_key(queue, pad):
    first = queue.draw("ho-tich")
    queue.press(2, Deed.CALL, turn=first)
    shows(pad, "A1-001")
    done = "!document.body.className && document.getElementById('said').textContent.includes"
    for key, said in (
        ("r", "Đã gọi lại A1-001"),
        ("s", "A1-001 đang được phục vụ"),
        ("p", "A1-001 tạm dừng"),
        ("z", "Đã hoàn tác"),
        ("v", "A1-001 vắng"),
    ):
        pad.press(key)
        pad.until(f"{done}('{said}')")
    pad.press("b")
    pad.until("!document.getElementById('choice').hidden")
    pad.press("1")
    pad.until(f"{done}('A1-001 trở lại hàng')")
    for key in ("g", "1", "Enter"):
        pad.press(key)
    pad.until(f"{done}('Đã gọi A1-001')")
    pad.press("f")
    pad.until(f"{done}('A1-001 xong')")
    pad.press("o")
    pad.until(f"{done}('Quầy đã đóng')")


def test_a_transfer_takes_two_keys(queue, pad):
    busy(queue)
    shows(pad, "A1-006")
    pad.press("t")
    pad.until("!document.getElementById('choice').hidden")
    pad.press("3")
    pad.until("document.getElementById('said').textContent.includes('Đã chuyển A1-006')")
    (turn,) = (turn for turn in queue.hall().turns.values() if turn.label == "A1-006")
    assert turn.only == 3


def test_escape_gives_up_a_choice_and_does_nothing(queue, pad):
    busy(queue)
    before = queue.hall().deeds.keys()
    shows(pad, "A1-006")
    pad.press("t")
    pad.until("!document.getElementById('choice').hidden")
    pad.press("Escape")
    pad.until("document.getElementById('choice').hidden")
    assert queue.hall().deeds.keys() == before


def test_after_the_mouse_the_space_bar_is_the_large_button_again(queue, pad):
    busy(queue)
    shows(pad, "A1-006")
    pad.click("[data-deed=missed]")
    pad.until("document.getElementById('said').textContent.includes('vắng')")
    assert pad.js("document.activeElement === document.body")


def test_a_button_that_was_reached_by_tab_is_what_the_space_bar_means(queue, pad):
    busy(queue)
    shows(pad, "A1-006")
    pad.js("document.querySelector('[data-deed=recall]').focus()")
    pad.press("Space")
    pad.until("document.getElementById('said').textContent.includes('Đã gọi lại A1-006')")


def test_a_kiosk_that_calls_is_seen_at_once_and_answered_by_a_key(queue, pad):
    queue.hear(1, Kind.CLERK_CALLED, step="feed-papers")
    pad.until("document.querySelector('#notes .stop')")
    assert "đặt giấy vào khay" in pad.text("#notes")
    assert pad.js("document.title").startswith("(!)")
    pad.press("k")
    pad.until("document.querySelector('#notes .wait')")
    assert "Quầy 2 đang đến" in pad.text("#notes")
    pad.press("k")
    pad.until("!document.querySelector('#notes .note')")


def test_a_machine_is_said_off_only_after_a_second_question(queue, pad):
    queue.silent(2, 130.0)
    queue.press(2, Deed.OPEN)
    pad.until("document.querySelector('#notes .wait')")
    assert "Máy 2 không trả lời" in pad.text("#notes")
    pad.click("#notes button")
    pad.until("!document.getElementById('choice').hidden")
    assert not queue.hall().taken_over
    pad.press("2")
    pad.until("document.getElementById('said').textContent.includes('máy 2')")
    assert queue.hall().taken_over == {2}


def test_while_the_desk_is_gone_the_page_keeps_what_it_showed_and_comes_back(browser, queue):
    busy(queue)
    with contextlib.ExitStack() as first:
        port = first.enter_context(serving(app_of(queue)))
        page = browser.page(f"http://127.0.0.1:{port}/pad")
        sign_in(page)
        shows(page, "A1-006")
        queue.conductor.changed()
    page.until("!document.getElementById('gone').hidden")
    assert "Mất kết nối từ" in page.text("#gone")
    assert page.text("#number") == "A1-006"
    page.press("r")  # asked while nobody answers
    page.until("document.getElementById('said').textContent.includes('gửi lại')")
    with serving(app_of(queue), port):
        page.until("document.getElementById('said').textContent.includes('Đã gọi lại A1-006')")
        page.until("document.getElementById('gone').hidden")
        (turn,) = (turn for turn in queue.hall().turns.values() if turn.label == "A1-006")
        assert turn.calls == 2
        page.close()


def test_signed_out_in_one_window_the_other_asks_for_the_code(browser, queue, port):
    with at_the_pad(browser, port) as page:
        other = page.tab.context.new_page()
        other.goto(f"http://127.0.0.1:{port}/pad")
        other.click("header form button")
        other.wait_for_selector("#code")
        queue.press(2, Deed.OPEN)
        page.until("!!document.getElementById('code')")


def test_nothing_lies_beside_the_page_and_the_large_button_is_in_sight(queue, pad):
    busy(queue)
    shows(pad, "A1-006")
    for width, height in (WIDE, OLD, TABLET, (1366, 600)):
        pad.resize(width, height)
        assert pad.js("document.documentElement.scrollWidth") <= width
        bottom = pad.js("document.getElementById('main').getBoundingClientRect().bottom")
        assert bottom < height


def test_every_text_stands_out_from_its_ground(queue, port, pad):
    busy(queue)
    queue.hear(1, Kind.CLERK_CALLED, step="feed-papers")
    queue.silent(2, 130.0)
    for path in ("/pad", "/pad/en"):
        pad.go(f"http://127.0.0.1:{port}{path}")
        shows(pad, "A1-006")
        pad.until("document.querySelectorAll('#notes .note').length === 2")
        texts = pad.tab.evaluate(CONTRASTS)
        assert len(texts) > 50
        assert [text for text, contrast in texts if contrast < LEAST_CONTRAST] == []


def test_the_door_stands_out_too(browser, port):
    page = browser.page(f"http://127.0.0.1:{port}/pad")
    texts = page.tab.evaluate(CONTRASTS)
    assert [text for text, contrast in texts if contrast < LEAST_CONTRAST] == []
    page.close()


def test_whoever_goes_by_tab_sees_where_they_are_and_reaches_everything(queue, pad):
    busy(queue)
    shows(pad, "A1-006")
    wanted = pad.js(
        "Array.from(document.querySelectorAll('button, input, a')).filter("
        "(one) => one.getClientRects().length && !one.disabled).length"
    )
    reached = set()
    for _ in range(wanted + 2):
        pad.press("Tab")
        name, width = pad.js(
            "(() => { const at = document.activeElement, all = Array.from(document.querySelectorAll('*'));"
            " const look = getComputedStyle(at);"
            " return [all.indexOf(at), look.outlineStyle === 'solid' ? parseFloat(look.outlineWidth) : 0]; })()"
        )
        if pad.js("document.activeElement !== document.body"):
            assert width >= 3
            reached.add(name)
    assert len(reached) == wanted


def test_everything_has_a_name_and_is_large_enough_for_a_finger(queue, pad):
    busy(queue)
    shows(pad, "A1-006")
    controls = pad.js(
        "Array.from(document.querySelectorAll('button, input, a')).filter((one) => one.getClientRects().length)"
        ".map((one) => [one.tagName, one.innerText || (one.labels && one.labels.length && one.labels[0].innerText)"
        " || '', one.getBoundingClientRect().height])"
    )
    assert len(controls) > 12
    assert [control for control in controls if not control[1] or control[2] < LEAST_TOUCH] == []
    assert pad.js("document.documentElement.lang") == "vi"
    assert pad.js("document.querySelectorAll('h1').length") == 1


def test_a_browser_that_was_never_here_fetches_less_than_60_kB(queue, port, pad):
    busy(queue)
    shows(pad, "A1-006")
    pad.until("document.fonts.ready.then(() => document.fonts.size > 1)")
    named = pad.js(
        "performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname)"
    )
    fetched = {"/pad", "/pad/icon.svg", *named} - {"/pad/live"}
    assert len(fetched) == 6  # page, style, script, two weights of type, icon
    again = pad_client.Browser(port)
    again.sign_in(2)
    sizes = {path: len(again.ask("GET", path).body) for path in fetched}
    sizes["state"] = len(json.dumps(again.state(), ensure_ascii=False).encode())
    assert sum(sizes.values()) < HEAVIEST, sizes
