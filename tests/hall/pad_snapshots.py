"""Pictures of the pad as clerks see it: `python -m tests.hall.pad_snapshots [NAME...]` keeps them anew."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from kiosk.model import Priority
from kiosk.rules.queue.deeds import Deed
from kiosk.rules.queue.entries import Kind
from tests.hall.pad_client import serving
from tests.hall.pad_office import CODES, MORNING, Queue, app_of, busy
from tests.workbench.browser import Browser, Page
from tests.workbench.pictures import keepable

KEPT = Path(__file__).parents[1] / "snapshots" / "pad"

WIDE, OLD, TABLET = (1280, 800), (1024, 768), (800, 1280)


@dataclasses.dataclass(frozen=True)
class Picture:
    size: tuple[int, int] = WIDE
    fill: Callable[[Queue], object] = busy
    then: Callable[[Page], object] = lambda page: None
    gone: bool = False
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
    queue.later(seconds=60)


def silent(queue: Queue) -> None:
    busy(queue)
    queue.draw("ho-tich", kiosk=2, label="A2-003")
    queue.silent(2, 130.0)


def contested(queue: Queue) -> None:
    busy(queue)
    turn = queue.draw("ho-tich", kiosk=2, label="A2-003", priority=Priority.MERIT)
    queue.hear(2, Kind.CALLED, turn=turn, counter=3)
    queue.hear(1, Kind.CALLED, turn=turn, counter=2)


def wrong_code(page: Page) -> None:
    page.click(".counters label:has([value='2'])")
    page.click("#code")
    page.type("tre-lang-9")
    page.press("Enter")
    page.until("!!document.getElementById('refused')")


def transfer(page: Page) -> None:
    page.press("t")
    page.until("!document.getElementById('choice').hidden")


def take_over(page: Page) -> None:
    page.click("#notes button")
    page.until("!document.getElementById('choice').hidden")


def refused(page: Page) -> None:
    for key in ("9", "9", "9", "Enter"):
        page.press(key)
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
    "gone": Picture(gone=True),
    "transfer": Picture(then=transfer),
    "refused": Picture(then=refused),
    "english": Picture(fill=rush, path="/pad/en"),
    "old": Picture(OLD, rush),
    "old-called-for": Picture(OLD, called_for),
    "tablet": Picture(TABLET, rush),
    "door": Picture(signed_in=False),
    "wrong-code": Picture(signed_in=False, then=wrong_code),
}


def draw(browser: Browser, name: str, folder: Path) -> list[str]:
    """One picture into `folder`; gives what the browser had to say against the page."""
    picture = PICTURES[name]
    with tempfile.TemporaryDirectory() as state, Queue(Path(state)) as queue:
        picture.fill(queue)
        with serving(app_of(queue)) as port:
            page = browser.page(f"http://127.0.0.1:{port}/pad", *picture.size)
            if picture.signed_in:
                sign_in(page)
                page.go(f"http://127.0.0.1:{port}{picture.path}")
                page.until("document.getElementById('clock').textContent")
            page.until("document.fonts.ready.then(() => document.fonts.size > 1)")
            picture.then(page)
            if picture.gone:
                queue.conductor.stop()
                page.until("!document.getElementById('gone').hidden")
            page.shot(folder / f"{name}.png")
            complaints = page.complaints()
            page.close()
    return complaints


def sign_in(page: Page, counter: int = 2) -> None:
    """At the door, as a clerk goes in."""
    page.click(f".counters label:has([value='{counter}'])")
    page.click("#code")
    page.type(CODES[counter])
    page.press("Enter")
    page.until("!!document.getElementById('clock') && document.getElementById('clock').textContent")


def main() -> None:
    KEPT.mkdir(exist_ok=True, parents=True)
    with tempfile.TemporaryDirectory() as profile, Browser(Path(profile)) as browser:
        for name in sys.argv[1:] or PICTURES:
            draw(browser, name, KEPT)
            path = KEPT / f"{name}.png"
            keepable(Image.open(path)).save(path, optimize=True)


if __name__ == "__main__":
    main()
