"""A hall for the pad's tests: its law and its log are the real ones, its clock is turned by hand, its kiosks draw."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from zoneinfo import ZoneInfo

from starlette.applications import Starlette

from kiosk import workspace
from kiosk.hall import fonts, pad
from kiosk.hall.pad_state import Neighbour
from kiosk.model import Errand, Priority, Words
from kiosk.rules import catalogue
from kiosk.rules.queue.deeds import Asked, Deed, answer
from kiosk.rules.queue.entries import Drawn, Entry, Heard, Kind
from kiosk.rules.queue.order import Now
from kiosk.rules.queue.standing import Hall, Turn, standing
from kiosk.settings import Counter, Office, Secret, Settings

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = dt.datetime(2026, 11, 23, 9, 30, tzinfo=ZONE)
CODES = {1: "tre-lang-1", 2: "tre-lang-2", 3: "tre-lang-3"}
SETTINGS = Settings(
    kiosk=1,
    office=Office(Words("Bộ phận Một cửa UBND xã Suối Mơ", "One-stop office, Suoi Mo commune")),
    counters=(
        Counter(1, ("dat-dai", "kinh-doanh"), (), Secret(CODES[1])),
        Counter(2, ("ho-tich", "chung-thuc"), ("cu-tru",), Secret(CODES[2])),
        Counter(3, ("cu-tru", "bao-tro"), ("ho-tich", "chung-thuc"), Secret(CODES[3])),
    ),
)


class Queue:
    """What the desk's conductor is to the pad, of one machine."""

    def __init__(self, settings: Settings = SETTINGS, wall: dt.datetime = MORNING) -> None:
        self.settings, self.wall, self.steady = settings, wall, 50_000.0
        self.neighbours: tuple[Neighbour, ...] = ()
        self.closed = False  # the desk stops: every stream ends
        self._heard: list[Heard] = []
        self._lock = threading.Lock()
        self._numbers: dict[str, int] = {}
        self._deeds = 0

    # ---- as the pad asks ----
    def hall(self) -> Hall:
        return standing(tuple(self._heard))

    def now(self) -> Now:
        return Now(self.steady, self.wall)

    def mine(self, turn: Turn) -> bool:
        return all(turn.origin != each.kiosk or each.taken_over for each in self.neighbours)

    def silent(self) -> tuple[Neighbour, ...]:
        return self.neighbours

    def do(self, asked: Asked) -> Hall:
        with self._lock:
            for said in answer(self.hall(), asked, self.now(), self.settings, self.mine):
                self._write(1, said.kind, **said.written())
            return self.hall()

    async def changes(self, patience: float = 10.0):
        seen, waited = -1, 0.0
        while not self.closed:
            if len(self._heard) != seen or waited >= patience:
                seen, waited = len(self._heard), 0.0
                yield seen
            await asyncio.sleep(0.02)
            waited += 0.02

    # ---- as a day goes ----
    def later(self, seconds: float = 0, minutes: float = 0) -> None:
        seconds += minutes * 60
        self.steady += seconds
        self.wall += dt.timedelta(seconds=seconds)

    def draw(self, field: str, procedure: str = "", label: str = "", kiosk: int = 1, **more) -> str:
        """Somebody takes a number; gives the turn's id."""
        series = catalogue_of(self.wall.date()).field(field).series
        number = self._numbers[series] = self._numbers.get(series, 0) + 1
        drawn = Drawn(
            label or f"{series}{kiosk}-{number:03d}",
            more.pop("day", self.wall.date()),
            field,
            procedure,
            **more,
        )
        turn = f"{len(self._heard) + 1:032x}"
        self._write(kiosk, Kind.DRAWN, turn=turn, drawn=drawn)
        return turn

    def press(self, counter: int, deed: Deed, **more) -> Hall:
        """A clerk presses a key at another pad."""
        self._deeds += 1
        return self.do(Asked(f"{self._deeds:032x}", deed, counter, **more))

    def hear(self, kiosk: int, kind: Kind, **said) -> None:
        """Another machine, or this one's kiosk, wrote an entry."""
        self._write(kiosk, kind, **said)

    def _write(self, origin: int, kind: Kind, **said) -> None:
        seq = sum(each.entry.origin == origin for each in self._heard) + 1
        entry = Entry(origin, seq, len(self._heard) + 1, self.wall, kind, **said)
        self._heard.append(Heard(entry, self.steady))


def catalogue_of(day: dt.date) -> catalogue.Catalogue:
    return catalogue.parse(workspace.CATALOGUE.read_text(encoding="utf-8"), day)


CATALOGUE = catalogue_of(MORNING.date())


def app_of(queue: Queue, secret: bytes = b"s" * 32) -> Starlette:
    """The pad alone, without the other rooms of the hall."""
    routes = pad.routes(queue, queue.settings, lambda day: CATALOGUE, secret)
    return Starlette(routes=[*routes, *fonts.routes()])


def busy(queue: Queue) -> None:
    """The hall at half past nine: some were served, eight wait, one is parked, one did not come."""
    queue.press(2, Deed.OPEN)
    queue.press(3, Deed.OPEN)
    queue.draw("ho-tich", "1.001193")
    queue.draw("ho-tich", "1.000894")
    queue.draw("chung-thuc", "2.000815", same_day=True)
    queue.later(minutes=2)
    queue.draw("chung-thuc", "2.000884")
    queue.press(2, Deed.NEXT)
    queue.later(minutes=3)
    queue.press(2, Deed.PARK)
    queue.press(2, Deed.NEXT)
    queue.later(minutes=4)
    queue.press(2, Deed.MISSED)
    queue.draw("dat-dai", "1.013967")
    queue.draw("ho-tich", "1.004873")
    queue.later(minutes=5)
    queue.draw("chung-thuc", "2.000815", priority=Priority.ELDERLY, same_day=True)
    queue.draw("cu-tru")
    queue.later(minutes=4)
    queue.draw("ho-tich", "2.000635", errand=Errand.COLLECT)
    queue.draw("chung-thuc", "2.000815", priority=Priority.WITH_CHILD)
    queue.press(2, Deed.NEXT)
    queue.later(seconds=95)
