"""The board as people in the hall see and hear it, in Debian's Chromium: also when its desk goes away."""

import pytest
from PIL import Image

from drivers.voice.fake import FakeVoice
from kiosk.hall.voice import Caller
from kiosk.rules.queue.entries import Kind
from kiosk.settings import OtherDesk, Secret, Settings
from tests.hall.board_snapshots import KEPT, see, sights
from tests.hall.boards import OFFICE, SETTINGS, InventedQueue, ServedHall, free_port
from tests.workbench.browser import PLAYS, Browser
from tests.workbench.pictures import difference, keepable

SHARE = 0.02  # of all pixels: another Chromium smooths letters in another way

# What is shown to somebody must be there whole: no text wider or higher than its box, none outside of the screen.
CUT = """Array.from(document.querySelectorAll('body *')).filter(e => {
  const box = e.getBoundingClientRect();
  if (!box.width || !box.height || !e.childNodes.length || e.closest('svg')) return false;
  if (!Array.from(e.childNodes).some(n => n.nodeType === 3 && n.textContent.trim())) return false;
  const kept = ['main', 'aside', '#notes p', 'article', 'header'].map(s => e.closest(s)).filter(Boolean);
  return e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline'
    || [document.documentElement, ...kept].some(k => { const r = k.getBoundingClientRect();
      return box.left < r.left - 1 || box.right > r.right + 1 || box.top < r.top - 1 || box.bottom > r.bottom + 1; });
}).map(e => e.textContent.trim())"""
# Letters of what is called and who waits, as a share of the screen's longer side: 1 to 500 is 2.2 mm a metre of it.
LEAST = """Array.from(document.querySelectorAll('#call .number, #call .to b, #last b, #last li i, #fields p *'))
  .filter(e => e.getBoundingClientRect().width)
  .map(e => parseFloat(getComputedStyle(e).fontSize) / Math.max(innerWidth, innerHeight))"""
RECORD = """window.played = []; const Real = window.Audio;
  window.Audio = function () { const a = new Real();
    ['playing', 'ended'].forEach(kind => a.addEventListener(kind,
      () => window.played.push([kind, decodeURIComponent(a.src.split('/voice/')[1])])));
    return a; };"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with Browser(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture(scope="module")
def television(browser):
    """A browser started as docs/by-hand.md says: it may play sounds by itself."""
    with browser.beside(PLAYS) as television:
        yield television


@pytest.fixture
def queue():
    queue = InventedQueue()
    queue.open(1, 2, 3, 4, 5)
    for number in range(1, 10):
        queue.draw(f"A1-00{number}", "ho-tich", 1000 - number)
    return queue


@pytest.mark.parametrize("sight", sights(), ids=lambda sight: sight.name)
def test_each_sight_is_whole_legible_and_as_it_was_looked_at(sight, browser, tmp_path):
    def look(page):
        assert page.js(CUT) == []
        assert all(share > 0.0165 for share in page.js(LEAST))
        assert [said for said in page.complaints() if "ERR_" not in said] == []
        picture = Image.open(page.shot(tmp_path / "seen.png"))
        share, seen = difference(Image.open(KEPT / f"{sight.name}.png"), keepable(picture))
        if share > SHARE:
            seen.save(tmp_path / "differs.png")
        assert share <= SHARE, f"look at {tmp_path}/differs.png"

    see(browser, sight, look)


def test_every_kept_picture_is_of_a_sight():
    assert {path.stem for path in KEPT.glob("*.png")} == {sight.name for sight in sights()}


def called(page, label):
    page.until(f"document.querySelector('#call .number').textContent === '{label}'")


def test_a_restart_of_the_desk_shows_no_blank(browser, queue):
    queue.call("A1-001", 1, 1)
    with ServedHall(queue) as hall:
        page = browser.page(hall.url + "/board?silent", 1366, 768)
        called(page, "A1-001")
        page.js("window.same = true")
    page.until("!document.querySelector('#line').hidden")
    assert "Đang nối lại" in page.text("#line")
    called(page, "A1-001")
    assert "09:41" in page.text("#clock")
    with ServedHall(queue, port=hall.port):
        queue.call("A1-002", 2)
        called(page, "A1-002")
        page.until("document.querySelector('#line').hidden")
        assert page.js("window.same") is True
    page.close()


def test_another_desk_stands_in_and_the_own_one_comes_back_by_itself(browser, queue):
    ports = (free_port(), free_port())
    queue.call("A1-001", 1, 1)
    other = InventedQueue(heard=list(queue.heard))
    first, second = (
        Settings(
            kiosk=kiosk,
            office=OFFICE,
            counters=SETTINGS.counters,
            desks=(OtherDesk(3 - kiosk, f"http://127.0.0.1:{ports[2 - kiosk]}"),),
            hall=type(SETTINGS.hall)(secret=Secret("0" * 32)),
        )
        for kiosk in (1, 2)
    )
    with ServedHall(other, second, port=ports[1]) as standing_in:
        with ServedHall(queue, first, port=ports[0]) as own:
            page = browser.page(own.url + "/board?silent", 1366, 768)
            called(page, "A1-001")
        assert "/board/live" not in standing_in.asked
        other.call("A1-002", 2)
        called(page, "A1-002")
        page.until("document.querySelector('#line').hidden")
        with ServedHall(queue, first, port=ports[0]):
            queue.pass_time(5)
            queue.call("A1-003", 3)
            called(page, "A1-003")
    page.close()


def test_calls_never_talk_over_each_other(television, queue):
    voice = FakeVoice()
    with ServedHall(queue, voice=Caller(voice)) as hall:
        page = watched(television, hall)
        queue.call("A1-001", 1, 0.5)
        queue.call("A1-002", 2)
        page.until("window.played.length === 4")
        assert page.js("window.played") == [
            ["playing", "A1-001/1.wav"],
            ["ended", "A1-001/1.wav"],
            ["playing", "A1-002/2.wav"],
            ["ended", "A1-002/2.wav"],
        ]
        called(page, "A1-002")
        assert page.complaints() == []
    page.close()


def test_who_came_meanwhile_is_not_called_any_more(television, queue):
    with ServedHall(queue, voice=Caller(FakeVoice())) as hall:
        page = watched(television, hall)
        queue.call("A1-001", 1, 0.5)
        queue.call("A1-002", 2)
        called(page, "A1-001")
        queue.call("A1-002", 2, kind=Kind.STARTED)
        queue.pass_time(1)
        queue.call("A1-003", 3)
        called(page, "A1-003")
        page.until("window.played.length === 4")
        assert [path for kind, path in page.js("window.played") if kind == "ended"] == [
            *("A1-001/1.wav", "A1-003/3.wav")
        ]
    page.close()


def test_a_board_that_comes_late_shows_old_calls_and_speaks_none(television, queue):
    queue.call("A1-001", 1, 40)
    with ServedHall(queue, voice=Caller(FakeVoice())) as hall:
        page = television.page(hall.url + "/board", 1366, 768)
        called(page, "A1-001")
        queue.pass_time(1)
        queue.call("A1-002", 2)
        called(page, "A1-002")
        hall.wait_for("/voice/A1-002/2.wav")
        assert "/voice/A1-001/1.wav" not in hall.asked
    page.close()


def test_a_silent_board_asks_for_no_sound(television, queue):
    with ServedHall(queue, voice=Caller(FakeVoice())) as hall:
        page = television.page(hall.url + "/board?silent", 1366, 768)
        page.until("document.querySelectorAll('#fields article').length")
        queue.call("A1-001", 1, 0.5)
        queue.call("A1-002", 2)
        called(page, "A1-002")
        assert not [path for path in hall.asked if path.startswith("/voice")]
    page.close()


def test_a_touch_on_the_button_lets_a_browser_speak_that_would_not(browser, queue):
    queue.call("A1-001", 1, 1)
    with browser.beside() as untouched, ServedHall(queue, voice=Caller(FakeVoice())) as hall:
        page = untouched.page(hall.url + "/board", 1366, 768, first=RECORD)
        hall.wait_for("/voice/")  # to ask the page anything earlier would be a touch
        page.until("!document.querySelector('#sound').hidden")
        page.click("#sound")
        page.until("window.played.some(each => each[0] === 'ended')")
        page.until("document.querySelector('#sound').hidden")
        page.close()


def test_a_call_made_by_mistake_leaves_the_board(browser, queue):
    queue.call("A1-001", 1, 30)
    queue.call("A1-002", 2, 20)
    with ServedHall(queue) as hall:
        page = browser.page(hall.url + "/board?silent", 1366, 768)
        called(page, "A1-002")
        queue.call("A1-002", 2, kind=Kind.UNDONE)
        called(page, "A1-001")
        assert "A1-002" not in page.text()
    page.close()


def test_the_change_is_calm(browser, queue):
    with ServedHall(queue) as hall:
        page = browser.page(hall.url + "/board?silent", 1366, 768)
        page.until("document.querySelectorAll('#fields article').length")
        page.js(
            "window.moves = [], document.addEventListener('animationstart', e => window.moves.push("
            "e.target.getAnimations().map(a => a.effect.getTiming().duration)))"
        )
        queue.call("A1-001", 1)
        page.until("window.moves.length")
        assert all(0 < each <= 250 for moves in page.js("window.moves") for each in moves)
    page.close()


def test_the_boards_clock_is_the_offices_whatever_the_television_thinks(browser, queue):
    with ServedHall(queue) as hall:
        page = browser.page(hall.url + "/board?silent", 1366, 768)
        page.until("document.querySelector('#clock b').textContent")
        assert page.text("#clock b") == "09:41"
        assert page.text("#clock span") == "Thứ Hai, 23/11/2026"
    page.close()


def watched(browser, hall):
    """A board of the hall whose sounds are written down as they begin and end."""
    page = browser.page(hall.url + "/board", 1366, 768, first=RECORD)
    page.until("document.querySelectorAll('#fields article').length")
    return page
