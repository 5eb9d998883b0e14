"""Pictures of the board as people in the hall see it: `python -m tests.hall.board_snapshots` keeps them anew."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from kiosk.rules.queue.entries import Kind
from tests.hall.boards import SETTINGS, InventedQueue, ServedHall, served
from tests.workbench.browser import Browser, Page
from tests.workbench.pictures import keepable

KEPT = Path(__file__).parents[1] / "snapshots" / "board"
WIDE, TALL, OLD = (1920, 1080), (1080, 1920), (1366, 768)
SETTLED = (
    "document.fonts.ready.then(() => document.fonts.size > 1 && "
    "document.querySelectorAll('#fields article').length > 0)"
)


@dataclass(frozen=True)
class Sight:
    """One picture: what happened before, and how large the television is."""

    name: str
    fill: Callable[[InventedQueue], object]
    size: tuple[int, int] = WIDE
    after: Callable[[Page, ServedHall], object] = lambda page, hall: None
    address: str = "/board?silent"
    fresh: bool = False  # by a browser in which nobody has touched anything yet


def sights() -> tuple[Sight, ...]:
    return (
        Sight("busy", InventedQueue.busy),
        Sight("busy-portrait", InventedQueue.busy, TALL),
        Sight("busy-1366x768", InventedQueue.busy, OLD),
        Sight("one-call", _one_call),
        Sight("called-again", _called_again),
        Sight("idle-advice", InventedQueue.quiet, after=lambda page, hall: turned(page, 0)),
        Sight("idle-fee", InventedQueue.quiet, after=lambda page, hall: turned(page, 1)),
        Sight(
            "idle-longest",
            InventedQueue.quiet,
            after=lambda page, hall: turned(page, longest(page)),
        ),
        Sight("idle-portrait", InventedQueue.quiet, TALL, lambda page, hall: turned(page, 1)),
        Sight("same-day-rush", _rush),
        Sight("closing", _closing),
        Sight("reconnecting", InventedQueue.busy, after=_cut_off),
        Sight("sound-blocked", _one_call, after=_blocked, address="/board", fresh=True),
    )


def see(browser: Browser, sight: Sight, look: Callable[[Page], object]) -> None:
    """Show a sight and hand its page to `look` once it stands still."""
    queue = InventedQueue()
    sight.fill(queue)
    with served(queue, settings=SETTINGS) as hall, contextlib.ExitStack() as stack:
        if sight.fresh:
            browser = stack.enter_context(browser.beside())
        page = browser.page(hall.url + sight.address, *sight.size, still=True)
        if sight.fresh:
            hall.wait_for("/voice/")  # whoever asks the page something, has touched it
        page.until(SETTLED)
        sight.after(page, hall)
        look(page)
        page.close()


def turned(page: Page, slide: int) -> None:
    """On to a slide, by its key."""
    page.until("document.querySelectorAll('.slide').length > 10")
    page.until("!document.querySelector('#slides').hidden")
    while not page.js(f"!document.querySelectorAll('.slide')[{slide}].hidden"):
        page.press("ArrowRight")


def longest(page: Page) -> int:
    """The slide with the most to read."""
    page.until("document.querySelectorAll('.slide').length > 10")
    return int(
        page.js(
            "Array.from(document.querySelectorAll('.slide')).map((e, n) => [e.textContent.length, n])"
            ".sort((a, b) => b[0] - a[0])[0][1]"
        )
    )


def _one_call(queue: InventedQueue) -> None:
    queue.open(1)
    queue.draw("A007", "ho-tich", 900)
    queue.call("A007", 1, 1)


def _called_again(queue: InventedQueue) -> None:
    queue.busy()
    queue.call("D1-008", 5, 1, Kind.RECALLED)


def _rush(queue: InventedQueue) -> None:
    queue.wall = queue.wall.replace(hour=14, minute=26)
    queue.busy()


def _closing(queue: InventedQueue) -> None:
    queue.wall = queue.wall.replace(hour=16, minute=48)
    queue.busy()


def _cut_off(page: Page, hall: ServedHall) -> None:
    hall.__exit__()
    page.until("!document.querySelector('#line').hidden")


def _blocked(page: Page, hall: ServedHall) -> None:
    page.until("!document.querySelector('#sound').hidden")


def main() -> None:
    KEPT.mkdir(exist_ok=True, parents=True)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        Browser(Path(folder)) as seen,
    ):
        for sight in sights():
            path = KEPT / f"{sight.name}.png"
            see(seen, sight, lambda page, path=path: page.shot(path))
            keepable(Image.open(path)).save(path, optimize=True)


if __name__ == "__main__":
    main()
