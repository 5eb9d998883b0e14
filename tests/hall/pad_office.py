"""A desk for the pad's tests: conductor, law and log are the real ones; the clocks are turned by hand."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.applications import Starlette

from kiosk import workspace
from kiosk.hall import fonts, pad
from kiosk.hall.app import create_hall
from kiosk.hall.conductor import Conductor
from kiosk.hall.others import Alone, DeskStanding
from kiosk.model import Errand, Priority, Words
from kiosk.rules import catalogue
from kiosk.rules.queue.deeds import Asked, Deed
from kiosk.rules.queue.entries import Drawn, Kind
from kiosk.rules.queue.standing import Hall
from kiosk.settings import Counter, Office, Secret, Settings
from kiosk.store.database import open_database
from kiosk.store.queue_log import QueueLog, Steady
from kiosk.workspace import Workspace
from tests.workbench.office import until

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


CATALOGUE = catalogue.parse(workspace.CATALOGUE.read_text(encoding="utf-8"), MORNING.date())


class Queue:
    """A machine's desk without its server. `wall` and `steady` are its clocks, turned by `later`."""

    def __init__(
        self, folder: Path, settings: Settings = SETTINGS, wall: dt.datetime = MORNING
    ) -> None:
        self.settings, self.wall, self.steady = settings, wall, 50_000.0
        self.workspace = Workspace(folder)
        self.conductor = Conductor(
            self.workspace, settings, lambda: self.wall, lambda: Steady("boot", self.steady)
        )
        self._numbers: dict[str, int] = {}
        self._deeds = 0

    def __enter__(self) -> Queue:
        self.conductor.start()
        self._db = open_database(self.workspace)
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()
        self.conductor.stop()

    def hall(self) -> Hall:
        return self.conductor.hall()

    def later(self, seconds: float = 0, minutes: float = 0) -> None:
        seconds += minutes * 60
        self.steady += seconds
        self.wall += dt.timedelta(seconds=seconds)

    def draw(self, field: str, procedure: str = "", label: str = "", kiosk: int = 1, **more) -> str:
        """Somebody takes a number; gives the turn's id."""
        series = CATALOGUE.field(field).series
        number = self._numbers[series] = self._numbers.get(series, 0) + 1
        label = label or f"{series}{kiosk}-{number:03d}"
        drawn = Drawn(label, self.wall.date(), field, procedure, **more)
        turn = uuid.uuid4().hex
        self.hear(kiosk, Kind.DRAWN, turn=turn, drawn=drawn)
        return turn

    def press(self, counter: int, deed: Deed, **more) -> Hall:
        """A clerk presses a key at another pad."""
        self._deeds += 1
        return self.conductor.do(Asked(f"{self._deeds:032x}", deed, counter, **more))

    def hear(self, kiosk: int, kind: Kind, **said) -> None:
        """This machine's kiosk, or another machine, writes an entry; returns when the desk has seen it."""
        log = QueueLog(self._db, kiosk, lambda: Steady("boot", self.steady))
        log.write(kind, self.wall, **said)
        version = log.version()
        self.conductor.lacks({})  # it looks once more behind whatever it is asked
        until(lambda: len(self.conductor.seen().heard) >= version, "the desk never saw it")

    def store_fails(self) -> None:
        """Nothing more can be read of the queue, nor written."""
        self._db.conn.execute("alter table queue_log rename to lost")

    def silent(self, kiosk: int, seconds: float, long: bool = True) -> None:
        """Nothing was heard of another kiosk's machine for so long; `long`: it may be said off."""
        self.conductor.others = Off(kiosk, seconds, long)


class Off(Alone):
    """Another machine that does not answer."""

    def __init__(self, kiosk: int, seconds: float, long: bool) -> None:
        self._standing = DeskStanding(
            kiosk, "http://10.0.0.12:8461", heard=False, silent=seconds, may_be_said_off=long
        )

    def standing(self) -> tuple[DeskStanding, ...]:
        return (self._standing,)


def app_of(queue: Queue, secret: bytes = b"s" * 32) -> Starlette:
    """The pad behind the hall's own door, without the other rooms."""
    routes = pad.routes(queue.conductor, queue.settings, lambda day: CATALOGUE, secret)
    return create_hall(queue.settings, [*routes, *fonts.routes()])


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
