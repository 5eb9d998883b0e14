"""Debian's Chromium, driven by its own pipe (Chrome DevTools Protocol): pages as people see and press them."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import select
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

PATIENCE = 60.0  # seconds; a loaded board is slow to start a browser
FLAGS = (
    "--headless=new",
    "--no-sandbox",  # a container's root has no sandbox; the pages are ours
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-breakpad",
    "--mute-audio",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--autoplay-policy=no-user-gesture-required",
    "--remote-debugging-pipe",
)
KEYS = {
    "Enter": (13, "\r"),
    "Escape": (27, ""),
    "Tab": (9, ""),
    "Backspace": (8, ""),
    " ": (32, " "),
    "ArrowUp": (38, ""),
    "ArrowDown": (40, ""),
    "ArrowLeft": (37, ""),
    "ArrowRight": (39, ""),
}


class BrowserError(AssertionError):
    """The page did not become what was waited for, or the browser is gone."""


class Browser:
    """A browser of its own, with a profile in `folder`; every page of it is closed at the end."""

    def __init__(self, folder: Path, *flags: str) -> None:
        self._folder, self._flags = folder, flags
        self._asked, self._buffer = 0, b""
        self.events: list[dict[str, Any]] = []

    def __enter__(self) -> Browser:
        down, self._to = os.pipe()
        self._from, up = os.pipe()
        # The browser reads 3 and writes 4; neither may be taken by the other's other name.
        far = [fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (down, up)]
        for end in (down, up):
            os.close(end)
        command = [
            "chromium",
            *FLAGS,
            *self._flags,
            f"--user-data-dir={self._folder}",
            "about:blank",
        ]
        self._child = subprocess.Popen(
            [
                "bash",
                "-c",
                f'exec "$@" 3<&{far[0]} 4>&{far[1]} {far[0]}<&- {far[1]}>&-',
                "-",
                *command,
            ],
            pass_fds=far,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "HOME": str(self._folder)},
        )
        for end in far:
            os.close(end)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        with contextlib.suppress(BrowserError, OSError):
            self.ask("Browser.close")
            self._child.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()
        os.close(self._to)
        os.close(self._from)

    def page(self, url: str, width: int = 1280, height: int = 800) -> Page:
        """A new tab of that size on that page, with cookies of its own; returns when its document is there."""
        context = self.ask("Target.createBrowserContext")["browserContextId"]
        made = self.ask("Target.createTarget", url="about:blank", browserContextId=context)
        attached = self.ask("Target.attachToTarget", targetId=made["targetId"], flatten=True)
        page = Page(self, attached["sessionId"])
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.ask(f"{domain}.enable")
        page.resize(width, height)
        page.go(url)
        return page

    def ask(self, method: str, session: str = "", **params: object) -> dict[str, Any]:
        """One command and its answer; what the browser tells meanwhile is kept in `events`."""
        self._asked += 1
        order: dict[str, object] = {"id": self._asked, "method": method, "params": params}
        if session:
            order["sessionId"] = session
        os.write(self._to, json.dumps(order).encode() + b"\0")
        deadline = time.monotonic() + PATIENCE
        while True:
            told = self._told(deadline)
            if told.get("id") == self._asked:
                if "error" in told:
                    raise BrowserError(f"{method}: {told['error']}")
                return dict(told["result"])
            self.events.append(told)

    def _told(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._from], [], [], max(0.0, deadline - time.monotonic()))
            more = os.read(self._from, 1 << 20) if ready else b""
            if not more:
                raise BrowserError("the browser says nothing more")
            self._buffer += more
        line, self._buffer = self._buffer.split(b"\0", 1)
        return dict(json.loads(line))


class Page:
    """One tab."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser, self._session = browser, session

    def ask(self, method: str, **params: object) -> dict[str, Any]:
        return self._browser.ask(method, self._session, **params)

    def go(self, url: str) -> None:
        """Returns when the document is there; raises BrowserError where nobody answers."""
        went = self.ask("Page.navigate", url=url)
        if went.get("errorText"):
            raise BrowserError(f"{url}: {went['errorText']}")
        self.until("document.readyState === 'complete'")

    def resize(self, width: int, height: int) -> None:
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def js(self, expression: str) -> Any:
        """The value of an expression in the page, promises awaited; raises BrowserError if it throws."""
        said = self.ask(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in said:
            raise BrowserError(f"{expression}: {said['exceptionDetails']}")
        return said["result"].get("value")

    def until(self, expression: str, patience: float = PATIENCE) -> Any:
        """Waits until an expression is true, and gives its value."""
        deadline = time.monotonic() + patience
        while not (value := self._tried(expression)):
            if time.monotonic() > deadline:
                raise BrowserError(f"never came true: {expression}; the page says: {self.text()}")
            time.sleep(0.05)
        return value

    def text(self, css: str = "body") -> str:
        """What a person can read of an element."""
        return str(self.js(f"document.querySelector({json.dumps(css)}).innerText"))

    def click(self, css: str) -> None:
        """With the mouse, in the middle of the element."""
        place: Mapping[str, float] = self.until(
            f"(() => {{ const e = document.querySelector({json.dumps(css)}); if (!e) return null;"
            " e.scrollIntoView({block: 'nearest'}); const r = e.getBoundingClientRect();"
            " return r.width ? {x: r.x + r.width / 2, y: r.y + r.height / 2} : null; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **place)

    def press(self, key: str) -> None:
        """One key: a letter, a digit, or a name of KEYS."""
        code, text = KEYS.get(key, (ord(key[0].upper()), key if len(key) == 1 else ""))
        named = {"key": key, "windowsVirtualKeyCode": code}
        self.ask("Input.dispatchKeyEvent", type="keyDown", text=text, **named)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **named)

    def type(self, text: str) -> None:
        """Into what has the focus."""
        self.ask("Input.insertText", text=text)

    def shot(self, path: Path) -> Path:
        """The page as it stands, as a PNG."""
        taken = self.ask("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(taken["data"]))
        return path

    def complaints(self) -> list[str]:
        """What the browser had to say against this page: errors, what its policy forbade."""
        found = []
        self.js("0")
        for event in self._browser.events:
            if event.get("sessionId") != self._session:
                continue
            told = event.get("params", {})
            if event["method"] == "Runtime.exceptionThrown":
                found.append(str(told["exceptionDetails"].get("exception", told)))
            if event["method"] == "Log.entryAdded" and told["entry"]["level"] == "error":
                found.append(told["entry"]["text"])
        return found

    def close(self) -> None:
        self.ask("Page.close")

    def _tried(self, expression: str) -> Any:
        # Between two documents there is nobody to answer.
        with contextlib.suppress(BrowserError):
            return self.js(expression)
        return None
