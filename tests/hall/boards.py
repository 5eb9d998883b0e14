"""A hall without people: a queue that tests write into, and the boards' pages served from it as a desk does."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import hashlib
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk import workspace
from kiosk.hall import board, fonts, voice_pages
from kiosk.hall.app import create_hall
from kiosk.hall.voice import Caller
from kiosk.model import Priority, Words
from kiosk.rules import catalogue as catalogues
from kiosk.rules.queue.entries import Drawn, Entry, Heard, Kind
from kiosk.rules.queue.order import Now
from kiosk.rules.queue.standing import Hall, standing
from kiosk.rules.queue.waiting import Times
from kiosk.settings import Counter, Office, Settings
from kiosk.store.moments import OFFICE_ZONE

OFFICE = Office(Words("Bộ phận Một cửa xã Suối Mơ", "One-stop office, Suối Mơ commune"))
COUNTERS = (
    Counter(1, ("ho-tich", "chung-thuc")),
    Counter(2, ("ho-tich", "chung-thuc"), helps=("cu-tru",)),
    Counter(3, ("dat-dai", "kinh-doanh")),
    Counter(4, ("bao-tro",)),
    Counter(5, ("cu-tru",)),
)
SETTINGS = Settings(kiosk=1, office=OFFICE, counters=COUNTERS)
MORNING = dt.datetime(2026, 11, 23, 9, 41, 5, tzinfo=OFFICE_ZONE)
PERSONAL = ("NGUYỄN", "001190001234")  # never in an entry, so never on a board


def catalogue(day: dt.date) -> catalogues.Catalogue:
    return catalogues.parse(workspace.CATALOGUE.read_text(encoding="utf-8"), day)


@dataclass
class InventedQueue:
    """What kiosk.hall.conductor is to a board; its clocks stand still unless a test moves them."""

    wall: dt.datetime = MORNING
    steady: float = 100_000.0
    heard: list[Heard] = field(default_factory=list)
    over: bool = False
    looks: int = 0

    def hall(self) -> Hall:
        self.looks += 1
        return standing(tuple(self.heard))

    def usual(self) -> dict[str, Times]:
        return {}

    def now(self) -> Now:
        return Now(self.steady, self.wall)

    async def changes(self, patience: float = 10.0) -> AsyncIterator[int]:
        while not self.over:
            version = len(self.heard)
            yield version
            until = time.monotonic() + patience
            while len(self.heard) == version and time.monotonic() < until and not self.over:
                await asyncio.sleep(0.01)

    def write(self, kind: Kind, label: str = "", ago: float = 0.0, **said) -> None:
        """What happened `ago` seconds before now, to the number of that label."""
        seq, at = len(self.heard) + 1, self.wall - dt.timedelta(seconds=ago)
        turn = hashlib.md5(label.encode()).hexdigest() if label else ""
        entry = Entry(1, seq, seq, at, kind, turn=turn, **said)
        self.heard.append(Heard(entry, self.steady - ago))

    def draw(
        self,
        label: str,
        field: str,
        ago: float,
        priority: Priority = Priority.NONE,
        same_day: bool = False,
    ) -> None:
        day = (self.wall - dt.timedelta(seconds=ago)).date()
        drawn = Drawn(label, day, field, priority=priority, same_day=same_day)
        self.write(Kind.DRAWN, label, ago, drawn=drawn)

    def call(self, label: str, counter: int, ago: float = 0.0, kind: Kind = Kind.CALLED) -> None:
        self.write(kind, label, ago, counter=counter)

    def open(self, *counters: int, ago: float = 7200.0) -> None:
        for counter in counters:
            self.write(Kind.OPENED, "", ago, counter=counter)

    def pass_time(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += dt.timedelta(seconds=seconds)

    # ---- halls to look at ----------------------------------------------------------------------

    def busy(self) -> None:
        """A Monday morning: people at every counter, some waiting, two who did not come."""
        self.open(1, 2, 3, 4, 5)
        fields = ("ho-tich", "chung-thuc", "dat-dai", "cu-tru", "bao-tro")
        letters = ("A", "A", "B", "D", "C")
        for number in range(1, 31):
            place = number % 5
            label = f"{letters[place]}{1 + number % 2}-{number:03}"
            priority = Priority.ELDERLY if number % 7 == 0 else Priority.NONE
            self.draw(label, fields[place], 4200 - 100 * number, priority, number % 3 == 0)
        gone = (
            ("A1-005", 1),
            ("A2-001", 2),
            ("B1-002", 3),
            ("D2-003", 5),
            ("C1-004", 4),
            ("A1-010", 1),
        )
        for at, (label, counter) in enumerate(gone):
            self.call(label, counter, 2400 - at * 120)
            end = Kind.MISSED if at in (1, 3) else Kind.FINISHED
            self.call(label, counter, 1800 - at * 100, end)
        for at, (label, counter) in enumerate(
            (("A2-011", 2), ("B2-007", 3), ("C2-009", 4), ("A1-006", 1))
        ):
            self.call(label, counter, 400 - at * 80)
            self.call(label, counter, 370 - at * 80, Kind.STARTED)
        self.call("D1-008", 5, 2)

    def quiet(self) -> None:
        """Nobody waits, and the last call is long over."""
        self.open(1, 3)
        self.draw("A1-001", "ho-tich", 3000)
        self.call("A1-001", 1, 2900)
        self.call("A1-001", 1, 2000, Kind.FINISHED)


class ServedHall:
    """Pages of a queue on a port of this machine, as the desk serves them; may be stopped and begun again."""

    def __init__(
        self,
        queue: InventedQueue,
        settings: Settings = SETTINGS,
        voice: Caller | None = None,
        port: int = 0,
    ) -> None:
        self.queue, self.settings, self.voice = queue, settings, voice
        self.port = port or free_port()
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_for(self, path: str) -> None:
        """Until somebody has asked for what begins so."""
        deadline = time.monotonic() + 60
        while not any(asked.startswith(path) for asked in list(self.asked)):
            assert time.monotonic() < deadline, f"nobody asks for {path}"
            time.sleep(0.02)

    def __enter__(self) -> ServedHall:
        self.queue.over = False
        routes = [
            *board.routes(self.queue, self.settings, catalogue),
            *voice_pages.routes(self.queue, self.settings, self.voice),
            *fonts.routes(),
        ]
        app = _Noted(create_hall(self.settings, routes), self.asked)
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                host="127.0.0.1",
                port=self.port,
                access_log=False,
                log_config=None,
                lifespan="off",
                ws="none",
                timeout_graceful_shutdown=1,
            )
        )
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the hall is not served"
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self.queue.over = True
        self._server.should_exit = True
        self._thread.join(30)


class _Noted:
    def __init__(self, app: ASGIApp, asked: list[str]) -> None:
        self._app, self._asked = app, asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._asked.append(scope["path"])
        await self._app(scope, receive, send)


def free_port() -> int:
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def served(queue: InventedQueue, **how) -> Iterator[ServedHall]:
    with ServedHall(queue, **how) as hall:
        yield hall
