"""Debian's Chromium by Playwright: pages as people see and press them."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from playwright.sync_api import Error, Playwright, sync_playwright
from playwright.sync_api import Page as Tab

CHROMIUM = "/usr/bin/chromium"
PATIENCE = 60.0  # seconds; a loaded board is slow to start a browser
FLAGS = (
    "--no-sandbox",  # a container's root has no sandbox; the pages are ours
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
)
PLAYS = "--autoplay-policy=no-user-gesture-required"  # as a hall's television is started


class BrowserError(AssertionError):
    """The page did not become what was waited for, or threw."""


class Browser:
    """A browser of its own, for one thread without an event loop; everything of it is closed at the end.

    A thread has one of these; further browsers are `beside` it.
    """

    def __init__(self, folder: Path, *flags: str) -> None:
        self._folder, self._flags = folder, flags
        self._playwright: Playwright | None = None

    def beside(self, *flags: str) -> Browser:
        """Another browser, started in another way, that knows nothing of this one; to be entered."""
        other = Browser(self._folder, *flags)
        other._playwright = self._playwright
        return other

    def __enter__(self) -> Browser:
        with contextlib.ExitStack() as stack:
            if self._playwright is None:
                self._playwright = stack.enter_context(sync_playwright())
            self._browser = self._playwright.chromium.launch(
                executable_path=CHROMIUM,
                args=[*FLAGS, *self._flags],
                timeout=PATIENCE * 1000,
                env={"HOME": str(self._folder), "PATH": "/usr/bin:/bin"},
            )
            stack.callback(self._browser.close)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._stack.close()

    def page(
        self,
        url: str,
        width: int = 1280,
        height: int = 800,
        still: bool = False,
        first: str = "",
        script: bool = True,
    ) -> Page:
        """A new tab of that size on that page, with cookies of its own; returns when its document is there.

        still: as for somebody who asked their system for less motion. first: a script that runs before the page's own.
        script: False in a browser that runs none of the page's.
        """
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            reduced_motion="reduce" if still else "no-preference",
            java_script_enabled=script,
        )
        context.set_default_timeout(PATIENCE * 1000)
        if first:
            context.add_init_script(first)
        page = Page(context.new_page())
        page.go(url)
        return page


class Page:
    """One tab. `tab` is Playwright's own, for what is asked for rarely."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self._complaints: list[str] = []
        tab.on("pageerror", lambda error: self._complaints.append(str(error)))
        tab.on("console", self._heard)

    def go(self, url: str) -> None:
        """Returns when the document is there; raises BrowserError where nobody answers."""
        try:
            self.tab.goto(url, wait_until="load")
        except Error as error:
            raise BrowserError(str(error)) from None

    def resize(self, width: int, height: int) -> None:
        self.tab.set_viewport_size({"width": width, "height": height})

    def js(self, expression: str) -> Any:
        """The value of an expression in the page, promises awaited; raises BrowserError if it throws."""
        try:
            return self.tab.evaluate(expression)
        except Error as error:
            raise BrowserError(f"{expression}: {error}") from None

    def until(self, expression: str, patience: float = PATIENCE) -> Any:
        """Waits until an expression is true, and gives its value; of an element, true."""
        asked = f"Promise.resolve({expression}).then(v => v instanceof Node ? true : v)"
        deadline = time.monotonic() + patience
        while not (value := self._tried(asked)):
            if time.monotonic() > deadline:
                raise BrowserError(f"never came true: {expression}; the page says: {self.text()}")
            self.tab.wait_for_timeout(50)
        return value

    def text(self, css: str = "body") -> str:
        """What a person can read of an element."""
        return self.tab.inner_text(css)

    def click(self, css: str) -> None:
        """With the mouse, in the middle of the element."""
        self.tab.click(css)

    def press(self, key: str) -> None:
        """One key, by the name it has in the standard: "a", "7", "Enter", "F5", "ArrowDown"."""
        self.tab.keyboard.press(key)

    def type(self, text: str) -> None:
        """Into what has the focus."""
        self.tab.keyboard.insert_text(text)

    def shot(self, path: Path) -> Path:
        """The page as it stands, as a PNG."""
        self.tab.screenshot(path=path)
        return path

    def complaints(self) -> list[str]:
        """What the browser had to say against this page: errors, what its policy forbade."""
        self.js("0")
        return list(self._complaints)

    def close(self) -> None:
        self.tab.context.close()

    def _tried(self, expression: str) -> Any:
        # Between two documents there is nobody to answer.
        with contextlib.suppress(Error):
            return self.tab.evaluate(expression)
        return None

    def _heard(self, message: Any) -> None:
        if message.type == "error":
            self._complaints.append(message.text)
