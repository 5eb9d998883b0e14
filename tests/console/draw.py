"""Console pages in Debian's Chromium: served, looked at, judged by axe-core, and compared with their kept pictures.

KEEP_PICTURES=1 python -m pytest tests/console/test_...py keeps the pictures of those tests anew: look at each of them.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from kiosk.desk.console.app import SESSION
from kiosk.model import Language
from kiosk.rules.roster import Role
from tests.console.conftest import House
from tests.hall.pad_client import serving
from tests.workbench.browser import Browser, Page
from tests.workbench.pictures import alike, keepable

KEPT = Path(__file__).parent / "snapshots"
OFFICE, WIDE, SMALL = (1280, 800), (1920, 1080), (1280, 720)
GRAVE = ("serious", "critical")


@dataclass
class Served:
    """A desk on a real port, and a browser before it. Asks of the application itself go by another test's module."""

    house: House
    browser: Browser
    address: str  # http://127.0.0.1:port

    @contextlib.contextmanager
    def page(
        self,
        path: str,
        who: Role = Role.CLERK,
        size: tuple[int, int] = OFFICE,
        language: Language = Language.VI,
        script: bool = True,
    ) -> Iterator[Page]:
        """A tab of somebody who signed in. `script` False: a browser that runs none."""
        signed = self.house.browser(who, language)
        with contextlib.closing(self.browser.page("about:blank", *size, script=script)) as page:
            page.tab.context.add_cookies(
                [{"name": SESSION, "value": signed.cookies[SESSION], "url": self.address}]
            )
            page.go(self.address + path)
            yield page


@contextlib.contextmanager
def served(house: House, browser: Browser) -> Iterator[Served]:
    """The house's desk as its office reaches it, but for TLS."""
    with serving(house.app) as port:
        yield Served(house, browser, f"http://127.0.0.1:{port}")


def axe(page: Page) -> list[str]:
    """What a page does that keeps somebody out (axe-core's serious and critical violations), and where."""
    found = Axe().run(page.tab).response["violations"]
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]


def looks_as_kept(page: Page, name: str, folder: Path) -> bool:
    """Whether it looks as it did when somebody looked at it. `name`: room and picture, as "inbox/empty".

    What was drawn lies in `folder`, for whoever must compare.
    """
    page.until("document.fonts.ready.then(() => true)")
    page.js("document.activeElement && document.activeElement.blur()")
    drawn = folder / f"{Path(name).name}.png"
    page.shot(drawn)
    kept = KEPT / f"{name}.png"
    if os.environ.get("KEEP_PICTURES"):
        kept.parent.mkdir(parents=True, exist_ok=True)
        keepable(Image.open(drawn)).save(kept, optimize=True)
    return alike(Image.open(kept), keepable(Image.open(drawn)))
