"""The desk as a clerk's browser meets it: a server on this machine, asked over HTTP."""

import contextlib
import datetime as dt
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

import pytest

from kiosk.desk.app import create_app, server
from kiosk.desk.view import DeskView
from kiosk.model import Words
from kiosk.settings import DeskSettings, Office

OFFICE = Office(Words("Bộ phận Một cửa UBND xã Suối Mơ", "One-stop office, Suoi Mo commune"))
NOW = dt.datetime(2026, 11, 22, 3, 30, tzinfo=dt.UTC)  # 10:30 in Vietnam


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str
    size: int


class Desk:
    """What the clerk's browser can do: ask. `view` is what the desk sees just now."""

    def __init__(self) -> None:
        self.view = DeskView(NOW)
        self.trouble: OSError | None = None  # what reading the store ends in
        self.port = 0
        self.addresses: list[str] = []

    def look(self) -> DeskView:
        if self.trouble:
            raise self.trouble
        return self.view

    def ask(self, path: str = "/", method: str = "GET", host: str | None = None) -> Answer:
        url = f"http://127.0.0.1:{self.port}{path}"
        request = urllib.request.Request(url, method=method)
        request.add_header("Host", host or f"127.0.0.1:{self.port}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return self._answer(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return self._answer(refused)

    @staticmethod
    def _answer(answer) -> Answer:
        body = answer.read()
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status, headers, body.decode(), len(body))


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def desk():
    desk = Desk()
    with running(desk):
        yield desk


@contextlib.contextmanager
def running(desk: Desk):
    serving = server(create_app(desk.look, OFFICE), DeskSettings(port=0))
    thread = threading.Thread(target=serving.run)
    thread.start()
    try:
        end = time.monotonic() + 60
        while not serving.started and thread.is_alive() and time.monotonic() < end:
            time.sleep(0.01)
        names = [socket.getsockname() for one in serving.servers for socket in one.sockets]
        desk.addresses, desk.port = [name[0] for name in names], names[0][1]
        yield
    finally:
        serving.should_exit = True
        thread.join(60)
    assert not thread.is_alive()
