"""Two kiosks of one office with their consoles, joined by real lines that can be cut; http or https."""

from __future__ import annotations

import contextlib
import gc
import shutil
from pathlib import Path

from kiosk.hall import sharing
from kiosk.hall.crossing import Crossing
from kiosk.rules.roster import Role
from kiosk.settings import HallSettings, OtherDesk, Secret, Settings
from kiosk.store.inbox import Inbox
from kiosk.store.journal import Journal
from tests.console.conftest import House
from tests.workbench import certificates
from tests.workbench.line import Cut, Line
from tests.workbench.office import SECRET, Desk, until

BOTH = (1, 2)


class Office:
    """`one` and `two` are Houses. `secure`: their halls speak https. `people`: who works here is told at kiosk 1."""

    def __init__(self, folder, secure=True, silent=0.5) -> None:
        self.folder, self.secure, self.silent = folder, secure, silent
        self.desks = {kiosk: Desk(folder, kiosk) for kiosk in BOTH}
        self.consoles = {kiosk: f"https://kiosk-{kiosk}.example:8460" for kiosk in BOTH}
        self.certificate = ""
        if secure:
            house = certificates.House(folder)
            self.certificate = str(house.alone("hall", ("localhost", "127.0.0.1")))
        self._stack, self._waits = contextlib.ExitStack(), (sharing.EVERY, sharing.SILENT)
        self.houses: dict[int, House] = {}
        self.running: dict[int, contextlib.ExitStack] = {}

    @property
    def one(self) -> House:
        return self.houses[1]

    @property
    def two(self) -> House:
        return self.houses[2]

    def __enter__(self) -> Office:
        sharing.EVERY, sharing.SILENT = 0.05, self.silent
        self.lines = {
            kiosk: self._stack.enter_context(Line(self.desks[3 - kiosk].port)) for kiosk in BOTH
        }
        for kiosk in BOTH:
            self.begin(kiosk)
        return self

    def __exit__(self, *_) -> None:
        for kiosk in BOTH:
            self.end(kiosk)
            self.desks[kiosk].listener.close()
        self._stack.close()
        sharing.EVERY, sharing.SILENT = self._waits

    def begin(self, kiosk: int) -> None:
        """A desk starts, on what its disk has."""
        desk, running = self.desks[kiosk], contextlib.ExitStack()
        url = self.lines[kiosk].url.replace("http", "https" if self.secure else "http")
        settings = Settings(
            kiosk=kiosk,
            desks=(OtherDesk(3 - kiosk, url, self.consoles[3 - kiosk]),),
            hall=HallSettings(secret=Secret(SECRET)),
        )
        people = kiosk == 1 and not desk.workspace.database.exists()
        house = self.houses[kiosk] = House(desk.workspace.root, settings, people=people)
        running.callback(house.close)
        house.console.crossing = Crossing(settings)
        shared = sharing.Office(desk.workspace, settings, house.clock, house.console.crossing)
        desk.start({3 - kiosk: url}, certificate=self.certificate, works=shared.works)
        running.callback(desk.stop)
        running.enter_context(shared)
        self.running[kiosk] = running
        if people:
            self.people = house.people
        house.people = self.people

    def end(self, kiosk: int) -> None:
        """Its process is over: nothing of it has a file of its disk open."""
        self.running.pop(kiosk, contextlib.ExitStack()).close()
        root = str(self.desks[kiosk].workspace.root)
        until(lambda: not any(path.startswith(root) for path in _open_files()))

    def copy_of_disk(self, kiosk: int):
        """What a disk holds, to be put back later; its desk is not running."""
        kept = self.folder / f"kept-{kiosk}"
        shutil.copytree(self.desks[kiosk].workspace.root, kept)
        return kept

    def put_back(self, kiosk: int, kept) -> None:
        root = self.desks[kiosk].workspace.root
        shutil.rmtree(root)
        shutil.copytree(kept, root)

    def cut(self, how=Cut.RESET) -> None:
        for line in self.lines.values():
            line.cut(how)

    def mend(self) -> None:
        for line in self.lines.values():
            line.mend()

    def until_shared(self) -> None:
        """Each has all that the other holds, people too."""
        for kiosk in BOTH:
            Inbox(self.houses[kiosk].db, kiosk).catch_up()
        until(lambda: self.told(1) == self.held(1, 2) and self.told(2) == self.held(2, 1))
        until(lambda: self._people(1) == self._people(2))

    def told(self, kiosk: int) -> list[tuple]:
        """What a kiosk has to tell: its own rows."""
        return [row for row in self._rows(kiosk, kiosk) if not row[2]]

    def held(self, of: int, at: int) -> list[tuple]:
        """A kiosk's rows as another one holds them."""
        return self._rows(of, at)

    def lead(self, role: Role) -> str:
        """The address that leads somebody from kiosk 1 to a case at kiosk 2."""
        case = self.two.case("Vàng Thị Mẫu")
        self.until_shared()
        led = self.one.browser(role).get(f"/cases/2/{case}")
        assert led.status == 303
        return led.headers["location"]

    def _rows(self, of: int, at: int) -> list[tuple]:
        return (
            self.houses[at]
            .db.conn.execute(
                "select case_id, version, gone, status, place, acts, seen_at from inbox where kiosk = ? "
                "order by case_id",
                (of,),
            )
            .fetchall()
        )

    def _people(self, at: int) -> list[tuple]:
        ask = "select id, login, name, password from people order by id"
        posts = "select id, person, role, since, until from posts order by id"
        conn = self.houses[at].db.conn
        return [*conn.execute(ask).fetchall(), *conn.execute(posts).fetchall()]


def _open_files() -> list[str]:
    gc.collect()
    paths = []
    for number in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            paths.append(str(number.readlink()))
    return paths


def journalled(house: House) -> list[tuple[str, dict]]:
    """Events with what they carry."""
    return [(row.event, dict(row.fields)) for row in Journal(house.db).since(most=10_000)]
