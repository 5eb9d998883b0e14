"""The demo's hall: a clerk signs in at a pad and calls, and the board is read as a browser reads it."""

from __future__ import annotations

import http.client
import json
import urllib.parse
import uuid
from typing import Any

CODE = "quay-1-goi"  # what the clerk of the demo's first counter types
COUNTER = 1
_WAIT = 60  # seconds

SETTINGS = f"""\
[hall]
port = {{hall}}
hotline = "1022"
[[counters]]
number = {COUNTER}
code = "{CODE}"
[[counters]]
number = 2
code = "quay-2-goi"
"""


class Pad:
    """The pad of the first counter, as its page asks; `port` of the hall on loopback. Raises OSError."""

    def __init__(self, port: int) -> None:
        self._port, self._origin, self._cookies = port, f"http://127.0.0.1:{port}", ""
        form = urllib.parse.urlencode({"counter": COUNTER, "code": CODE})
        answer, _ = self._ask("/pad/sign-in", form, "application/x-www-form-urlencoded")
        kept = answer.headers.get_all("set-cookie") or []
        self._cookies = "; ".join(cookie.split(";")[0] for cookie in kept)

    def press(self, deed: str) -> dict[str, Any]:
        """The pad's state then."""
        asked = json.dumps({"id": uuid.uuid4().hex, "deed": deed})
        return self._ask("/pad/deed", asked, "application/json")[1]

    def _ask(self, path: str, body: str, kind: str) -> tuple[http.client.HTTPResponse, Any]:
        headers = {"Content-Type": kind, "Origin": self._origin, "Cookie": self._cookies}
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_WAIT)
        try:
            line.request("POST", path, body, headers)
            answer = line.getresponse()
            told = answer.read()
            if answer.status >= 400:
                raise ConnectionError(f"{path}: {answer.status}")
            return answer, json.loads(told) if kind == "application/json" else None
        finally:
            line.close()


def on_the_board(port: int) -> list[tuple[str, int]]:
    """Numbers and counters that the hall's board shows now, newest first. Raises OSError."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=_WAIT)
    try:
        line.request("GET", "/board/live")
        for told in line.getresponse():
            if told.startswith(b"data: "):
                state = json.loads(told[6:])
                return [(call["label"], call["counter"]) for call in state["calls"]]
        raise ConnectionError("the board was told nothing")
    finally:
        line.close()


def walk(port: int, number: str | None) -> dict[str, Any]:
    """The number that was drawn is called at the pad: what is in report.json of it."""
    try:
        Pad(port).press("next")
        board = on_the_board(port)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return {"board": [], "called": False, "failure": str(error)}
    return {"board": [list(call) for call in board], "called": (number, COUNTER) in board}
