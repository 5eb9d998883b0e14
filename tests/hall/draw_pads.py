"""The pad as pictures, to look at and to keep: python -m tests.hall.draw_pads FOLDER [NAME...]."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from kiosk.hall.pad_state import Neighbour
from kiosk.model import Priority
from kiosk.rules.queue.deeds import Deed
from kiosk.rules.queue.entries import Kind
from tests.hall.pad_client import serving
from tests.hall.pad_office import CODES, MORNING, SETTINGS, Queue, app_of, busy
from tests.workbench.browser import Browser, Page

WIDE, OLD, TABLET = (1280, 800), (1024, 768), (800, 1280)


@dataclasses.dataclass(frozen=True)
class Picture:
    size: tuple[int, int] = WIDE
    fill: Callable[[Queue], object] = busy
    then: Callable[[Page, Queue], object] = lambda page, queue: None
    path: str = "/pad"
    signed_in: bool = True


def rush(queue: Queue) -> None:
    """Nine minutes to three o'clock; three cases are to be settled today."""
    queue.wall = dt.datetime.combine(MORNING.date(), dt.time(14, 21), MORNING.tzinfo)
    busy(queue)
    queue.draw("chung-thuc", "2.000815", same_day=True)
    queue.draw("ho-tich", "1.001193", same_day=True)
    queue.draw("chung-thuc", "2.000815", same_day=True)
    queue.later(minutes=10)


def called_for(queue: Queue) -> None:
    busy(queue)
    queue.press(2, Deed.START)
    queue.hear(1, Kind.CLERK_CALLED, step="feed-papers")
    queue.later(seconds=70)


def silent(queue: Queue) -> None:
    busy(queue)
    queue.draw("ho-tich", kiosk=2, label="A2-003")
    queue.neighbours = (Neighbour(2, 130.0),)


def contested(queue: Queue) -> None:
    busy(queue)
    turn = queue.draw("ho-tich", kiosk=2, label="A2-003", priority=Priority.MERIT)
    queue.hear(2, Kind.CALLED, turn=turn, counter=3)
    queue.hear(1, Kind.CALLED, turn=turn, counter=2)


def gone(page: Page, queue: Queue) -> None:
    queue.closed = True
    page.until("!document.getElementById('gone').hidden")


def wrong_code(page: Page, queue: Queue) -> None:
    page.js("document.querySelector('[value=\"2\"]').click()")
    page.js("document.getElementById('code').value = 'tre-lang-9'")
    page.js("document.querySelector('form').submit()")
    page.until("!!document.getElementById('refused')")


def transfer(page: Page, queue: Queue) -> None:
    page.press("t")
    page.until("!document.getElementById('choice').hidden")


def take_over(page: Page, queue: Queue) -> None:
    page.click("#notes button")
    page.until("!document.getElementById('choice').hidden")


def refused(page: Page, queue: Queue) -> None:
    page.js("document.getElementById('label').value = 'A1-099'")
    page.click("#typed button")
    page.until("!!document.querySelector('.said.bad')")


PICTURES = {
    "busy": Picture(),
    "empty": Picture(fill=lambda queue: queue.press(2, Deed.OPEN)),
    "closed": Picture(fill=lambda queue: None),
    "rush": Picture(fill=rush),
    "called-for": Picture(fill=called_for),
    "silent": Picture(fill=silent),
    "take-over": Picture(fill=silent, then=take_over),
    "contested": Picture(fill=contested),
    "gone": Picture(then=gone),
    "transfer": Picture(then=transfer),
    "refused": Picture(then=refused),
    "english": Picture(fill=rush, path="/pad/en"),
    "old": Picture(OLD, rush),
    "old-called-for": Picture(OLD, called_for),
    "tablet": Picture(TABLET, rush),
    "door": Picture(signed_in=False),
    "wrong-code": Picture(signed_in=False, then=wrong_code),
}


def draw(browser: Browser, name: str, folder: Path) -> Page:
    """One picture; gives the page as it was when its desk went."""
    picture, queue = PICTURES[name], Queue(SETTINGS)
    picture.fill(queue)
    with serving(app_of(queue)) as port:
        page = signed_in(browser, port, picture.size) if picture.signed_in else None
        page = page or browser.page(f"http://127.0.0.1:{port}/pad", *picture.size)
        if picture.signed_in:
            page.go(f"http://127.0.0.1:{port}{picture.path}")
            page.until("document.getElementById('clock').textContent")
        page.js("document.fonts.ready.then(() => true)")
        picture.then(page, queue)
        page.shot(folder / f"{name}.png")
    return page


def signed_in(browser: Browser, port: int, size: tuple[int, int], counter: int = 2) -> Page:
    """The pad of a counter, by its door as a clerk goes in."""
    page = browser.page(f"http://127.0.0.1:{port}/pad", *size)
    page.js(f"document.querySelector('[value=\"{counter}\"]').click()")
    page.js(f"document.getElementById('code').value = '{CODES[counter]}'")
    page.js("document.querySelector('form').submit()")
    page.until(
        "!!document.getElementById('clock') && !!document.getElementById('clock').textContent"
    )
    return page


def main(folder: Path, names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as profile, Browser(Path(profile)) as browser:
        for name in names or PICTURES:
            page = draw(browser, name, folder)
            for complaint in page.complaints():
                print(name, complaint)  # noqa: T201 - a command
            page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
