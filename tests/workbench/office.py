"""An office with several kiosks: their desks, in this process or in their own, joined by lines that can be cut."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kiosk.hall import app as hall
from kiosk.hall.conductor import Conductor
from kiosk.hall.doors import doors
from kiosk.hall.neighbours import Neighbours
from kiosk.rules.queue.deeds import Asked, Deed, NotNow, Why
from kiosk.rules.queue.entries import Drawn, Entry, Kind
from kiosk.rules.queue.standing import TurnState
from kiosk.settings import Counter, HallSettings, OtherDesk, Secret, Settings
from kiosk.store.database import open_database
from kiosk.store.moments import OFFICE_ZONE, office_day
from kiosk.store.queue_log import QueueLog, Steady, steady
from kiosk.workspace import Workspace
from tests.workbench.line import Line

SECRET = "an office of paper walls, 32 letters"
COUNTERS = tuple(Counter(number) for number in (1, 2, 3, 4))
NONE: Mapping[Any, Any] = {}
LONG = 60.0  # seconds: nobody waits so long unless something is wrong


Clock = Callable[[], dt.datetime]


def office_time() -> dt.datetime:
    return dt.datetime.now(OFFICE_ZONE)


def until(condition: Callable[[], object], what: str = "") -> None:
    """Waits for it, and says what never came."""
    end = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < end, what or "it never came"
        time.sleep(0.02)


class Machine:
    """A kiosk's store: numbers are drawn as the devices process draws them, through a connection of its own."""

    def __init__(self, folder: Path, kiosk: int, clock: Clock = office_time) -> None:
        self.clock = clock
        self.kiosk, self.workspace = kiosk, Workspace(folder / f"kiosk-{kiosk}")
        self.drawn = 0

    def draw(self, count: int = 1, **said: object) -> list[Entry]:
        """So many numbers, one after the other."""
        now = self.clock()
        with contextlib.closing(open_database(self.workspace)) as db:
            return [self._draw(QueueLog(db, self.kiosk), now, said) for _ in range(count)]

    def _draw(self, log: QueueLog, now: dt.datetime, said: dict[str, object]) -> Entry:
        self.drawn += 1
        label = f"A{self.kiosk}-{self.drawn:03d}" if self.kiosk else f"A{self.drawn:03d}"
        drawn = Drawn(label, office_day(now), "ho-tich", **said)
        return log.write(Kind.DRAWN, now, turn=f"{self.kiosk:02d}{self.drawn:030d}", drawn=drawn)

    def entries(self) -> list[Entry]:
        """All that its log holds."""
        now = dt.datetime.now(dt.UTC)
        with contextlib.closing(open_database(self.workspace)) as db:
            return [entry for entry, _ in QueueLog(db, self.kiosk).after({}, now, most=100_000)]


class Desk(Machine):
    """A machine whose desk runs in this process: conductor, neighbours and the hall's server."""

    def __init__(
        self,
        folder: Path,
        kiosk: int,
        clock: Clock = office_time,
        steadily: Callable[[], Steady] = steady,
    ) -> None:
        super().__init__(folder, kiosk, clock)
        self.steadily = steadily
        self.listener = hall.listening(HallSettings(port=0))
        self.port: int = self.listener.getsockname()[1]
        self.asked = 0

    def start(
        self,
        others: dict[int, str],
        secret: str = SECRET,
        certificate: str = "",
        works: Mapping[str, Any] = NONE,
    ) -> None:
        """`others`: url of each other desk. `works`: what else they may ask, as kiosk.hall.doors has it."""
        if self.listener.fileno() < 0:
            self.listener = hall.listening(HallSettings(port=self.port))
        desks = tuple(OtherDesk(kiosk, url) for kiosk, url in others.items())
        self.settings = Settings(
            kiosk=self.kiosk,
            counters=COUNTERS,
            desks=desks,
            hall=HallSettings(port=self.port, secret=Secret(secret), certificate=certificate),
        )
        self.conductor = Conductor(self.workspace, self.settings, self.clock, self.steadily)
        self.neighbours = Neighbours(self.conductor)
        app = hall.create_hall(
            self.settings, doors(self.conductor, self.neighbours, self.workspace, works)
        )
        self.server = hall.server(app, self.settings.hall)
        self.serving = threading.Thread(target=self.server.run, kwargs={"sockets": [self.listener]})
        self.conductor.start()
        self.neighbours.start()
        self.serving.start()

    def stop(self) -> None:
        if self.listener.fileno() < 0:
            return  # stopped before
        self.server.should_exit = True
        self.conductor.stop()
        self.neighbours.stop()
        self.serving.join(LONG)
        self.listener.close()

    def do(self, deed: Deed, counter: int = 1, **asked: object) -> str:
        """Label of whom the counter has then, once this desk knows what was done elsewhere; "" for nobody."""
        wanted = self.asked_for(deed, counter, **asked)
        self.conductor.do(wanted)
        until(lambda: wanted.id in self.conductor.hall().deeds)
        return self.at(counter)

    def asked_for(self, deed: Deed, counter: int = 1, **asked: object) -> Asked:
        """As a pad asks, with an id of its own."""
        self.asked += 1
        name = str(asked.pop("id", f"k{self.kiosk}-{self.asked}"))
        return Asked(name, deed, counter, **asked)

    def press(self, deed: Deed, counter: int = 1) -> str:
        """As `do`; told to press again, the clerk does."""
        name = f"k{self.kiosk}-pressed-{self.asked}"
        for _ in range(20):
            try:
                return self.do(deed, counter, id=name)
            except NotNow as error:
                if error.why is not Why.LINE:
                    raise
        raise AssertionError("pressed again and again")

    def at(self, counter: int) -> str:
        here = (TurnState.CALLED, TurnState.SERVING)
        turns = self.conductor.hall().turns.values()
        at_it = [turn for turn in turns if turn.counter == counter and turn.state in here]
        return max(at_it, key=lambda turn: turn.called or 0.0).label if at_it else ""

    def refuses(self, deed: Deed, counter: int = 1, **asked: object) -> Why:
        """Why it cannot be."""
        try:
            told = self.do(deed, counter, **asked)
        except NotNow as error:
            return error.why
        raise AssertionError(f"it was done: {told!r}")

    def waiting(self) -> list[str]:
        turns = self.conductor.hall().turns.values()
        return [turn.label for turn in turns if turn.state is TurnState.WAITING]

    def hears(self, kiosk: int) -> bool:
        return any(desk.kiosk == kiosk and desk.heard for desk in self.conductor.desks())


class House:
    """Desks 1 to n of one office; each pair is joined by two lines, one for each direction.

    `clocks`: the wall clock of a kiosk, where it is not right; `steadies`: its steady one.
    """

    def __init__(
        self,
        folder: Path,
        kiosks: int,
        clocks: Mapping[int, Clock],
        steadies: Mapping[int, Callable[[], Steady]],
    ) -> None:
        self.desks = {
            kiosk: Desk(folder, kiosk, clocks.get(kiosk, office_time), steadies.get(kiosk, steady))
            for kiosk in range(1, kiosks + 1)
        }
        self.lines: dict[tuple[int, int], Line] = {}
        self._open = contextlib.ExitStack()

    def others_of(self, kiosk: int) -> dict[int, str]:
        return {to: self.lines[kiosk, to].url for to in self.desks if to != kiosk}

    def start(self) -> None:
        for one in self.desks:
            for other in self.desks:
                if one != other:
                    line = Line(self.desks[other].port)
                    self.lines[one, other] = self._open.enter_context(line)
        for kiosk, desk in self.desks.items():
            desk.start(self.others_of(kiosk))
            self._open.callback(desk.stop)
        self.until_all_hear()

    def until_all_hear(self) -> None:
        until(self.all_hear, "the desks do not hear each other")

    def all_hear(self) -> bool:
        return all(
            desk.conductor.others.reaches(other)
            and desk.conductor.others.whole_since(other, desk.conductor._back)
            for kiosk, desk in self.desks.items()
            for other in self.desks
            if other != kiosk
        )

    def same_story(self) -> bool:
        first, *rest = (desk.conductor.seen().heads for desk in self.desks.values())
        return all(heads == first for heads in rest)

    def close(self) -> None:
        self._open.close()


@contextlib.contextmanager
def house(
    folder: Path,
    kiosks: int,
    clocks: Mapping[int, Clock] = NONE,
    steadies: Mapping[int, Callable[[], Steady]] = NONE,
) -> Iterator[House]:
    """Running; ended with all its threads."""
    one = House(folder, kiosks, clocks, steadies)
    try:
        one.start()
        yield one
    finally:
        one.close()
