"""The pad served on a free port, and a browser of few words: cookies, forms, deeds, the live line."""

from __future__ import annotations

import contextlib
import http.client
import http.cookies
import itertools
import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from starlette.types import ASGIApp

from kiosk.hall.app import listening
from kiosk.hall.app import server as server_of
from kiosk.settings import HallSettings
from tests.hall.pad_office import CODES, Queue, app_of
from tests.hall.sse import Answer

_IDS = itertools.count(1)


@contextlib.contextmanager
def serving(app: ASGIApp, port: int = 0, certificate: str = "") -> Iterator[int]:
    """The port it is served on, as the desk serves its hall; a free one unless it is said which."""
    hall = HallSettings(port=port, certificate=certificate)
    server, listener = server_of(app, hall), listening(hall)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(60)
        listener.close()
    assert not thread.is_alive()


class Browser:
    """Cookies of its own; posts say where they come from, unless told otherwise."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, {}

    def ask(self, method: str, path: str, body: str | bytes = "", **headers: str) -> Answer:
        said = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method == "POST":
            said["Origin"] = f"http://127.0.0.1:{self.port}"
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(line):
            raw = body.encode() if isinstance(body, str) else body
            line.request(method, path, raw, {key: value for key, value in said.items() if value})
            answer = line.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    self._keep(value)
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read())

    def sign_in(self, counter: int, code: str = "", **headers: str) -> Answer:
        form = urlencode({"counter": counter, "code": code or CODES[counter]})
        return self.ask("POST", "/pad/sign-in", form, **headers)

    def deed(self, name: str, language: str = "vi", **asked: object) -> Answer:
        told = {"id": f"{next(_IDS):032x}", "deed": name} | asked
        return self.post(json.dumps(told), language)

    def post(self, body: str, language: str = "vi", **headers: str) -> Answer:
        said = {"Content_Type": "application/json"} | headers
        return self.ask("POST", f"/pad/deed?language={language}", body, **said)

    def live(self, language: str = "vi") -> Iterator[dict[str, Any]]:
        """What the live line tells; ends where the session is over."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        with contextlib.closing(line):
            line.request("GET", f"/pad/live?language={language}", headers={"Cookie": cookies})
            answer = line.getresponse()
            assert answer.headers["content-type"].startswith("text/event-stream")
            while said := answer.readline().decode().rstrip("\n"):
                if said == "event: over":
                    return
                if said.startswith("data: "):
                    yield json.loads(said.removeprefix("data: "))
                if said.startswith(("data:", "retry:")):
                    answer.readline()

    def state(self, language: str = "vi") -> dict[str, Any]:
        with contextlib.closing(self.live(language)) as line:
            return next(line)

    def _keep(self, said: str) -> None:
        for name, morsel in http.cookies.SimpleCookie(said).items():
            if morsel.value and morsel["max-age"] != "0":
                self.cookies[name] = morsel.value
            else:
                self.cookies.pop(name, None)


@contextlib.contextmanager
def pads(queue: Queue, *counters: int) -> Iterator[list[Browser]]:
    """A browser signed in at each counter."""
    with serving(app_of(queue)) as port:
        browsers = [Browser(port) for _ in counters]
        for browser, counter in zip(browsers, counters, strict=True):
            assert browser.sign_in(counter).status == 303
        yield browsers
