"""A clerk at the console, over HTTP as a browser without scripts: signs in, fills forms as they stand, sends them."""

from __future__ import annotations

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser
from typing import Any

_WAIT = 60  # seconds


class _Fields(HTMLParser):
    """What a form would send as it stands: the first whose action ends so."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self._action, self._inside, self._done = action, False, False
        self._select, self._first, self._chosen = "", "", ""
        self.fields: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = not self._done and given.get("action", "").endswith(self._action)
        if not self._inside:
            return
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", "")
        if tag == "input" and name and (kind not in ("checkbox", "radio") or "checked" in given):
            self.fields.append((name, value))
        elif tag == "select":
            self._select, self._first, self._chosen = name, "", ""
        elif tag == "option" and self._select:
            self._first = self._first or value
            self._chosen = value if "selected" in given else self._chosen

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._inside and self._select:
            self.fields.append((self._select, self._chosen or self._first))
            self._select = ""
        if tag == "form" and self._inside:
            self._inside, self._done = False, True


class DeskClerk:
    """One session at a desk, at `address`. Raises OSError where something is refused."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def sign_in(self, login: str, password: str) -> str:
        """The page on which the day begins."""
        return self._post("/sign-in", [("login", login), ("password", password), ("next", "/")])

    def get(self, path: str) -> str:
        return self.fetch(path).decode()

    def fetch(self, path: str) -> bytes:
        with self._opener.open(self._address + path, timeout=_WAIT) as answer:
            data: bytes = answer.read()
            return data

    def send(self, page: str, action: str, **more: str) -> str:
        """The form of a page with that action, as it stands but for `more`; the page that follows."""
        form = _Fields(action)
        form.feed(page)
        if not form.fields:
            raise ConnectionError(f"no form for {action}")
        kept = [(name, value) for name, value in form.fields if name not in more]
        return self._post(action, [*kept, *more.items()])

    def _post(self, path: str, fields: list[tuple[str, str]]) -> str:
        headers = {"Origin": self._address}
        body = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(self._address + path, body, headers)
        try:
            with self._opener.open(request, timeout=_WAIT) as answer:
                told: str = answer.read().decode()
                return told
        except urllib.error.HTTPError as refused:
            said = re.findall(
                r'class="told stop"[^>]*>(.*?)</p>', refused.read().decode(), re.DOTALL
            )
            raise ConnectionError(f"{path}: {refused.code} {said}") from None


def accept(address: str, login: str, password: str) -> dict[str, Any]:
    """The newest case of the inbox is accepted, and its slip fetched: what is in report.json of it."""
    clerk = DeskClerk(address)
    try:
        clerk.sign_in(login, password)
        (path, *_) = re.findall(r'href="(/cases/\d+/[0-9a-f]{32})"', clerk.get("/inbox"))
        after = clerk.send(clerk.get(f"{path}/receive"), f"{path}/receive", do="")
        slip = clerk.fetch(f"{path}/forms/slip.pdf")
        accepted = "did=received" in after or slip.startswith(b"%PDF")
        return {"accepted": accepted, "slip": slip}
    except (OSError, ValueError) as error:
        return {"accepted": False, "slip": b"", "failure": str(error)}
