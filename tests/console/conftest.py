"""The console as somebody of the office meets it: people of every role, cases handed in, a browser without a screen."""

import asyncio
import datetime as dt
import hashlib
import re
import uuid
from dataclasses import dataclass

import pytest

from kiosk.desk.console.app import SESSION, Console, create_console
from kiosk.desk.console.rooms import TABS, doors, unsigned
from kiosk.model import Document, Holder, Language, Verdict
from kiosk.rules.roster import Role
from kiosk.settings import Settings
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.moments import office_day
from kiosk.store.roster import Roster
from kiosk.store.sealing import seal
from kiosk.store.sessions import Sessions
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace
from tests.console.browser import BASE, Browser
from tests.workbench.browser import Browser as Chromium

MORNING = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)  # Monday, 08:15 in Vietnam
NAMES = {
    Role.CLERK: ("lan", "Nguyễn Thị Lan Mẫu"),
    Role.SPECIALIST: ("minh", "Trần Văn Minh Mẫu"),
    Role.LEADER: ("hung", "Lê Văn Hùng Mẫu"),
    Role.ARCHIVIST: ("thao", "Phạm Thị Thảo Mẫu"),
    Role.HELPER: ("sua", "Giàng A Sủa Mẫu"),
    Role.TECHNICIAN: ("ky", "Hoàng Kỹ Mẫu"),
}


@dataclass
class Clock:
    now: dt.datetime = MORNING

    def __call__(self) -> dt.datetime:
        return self.now

    def later(self, **span: float) -> None:
        self.now += dt.timedelta(**span)


class House:
    """One kiosk's desk with its database, on this machine. `people` False: nobody is in its roster yet."""

    def __init__(self, folder, settings: Settings | None = None, people: bool = True) -> None:
        self.workspace, self.clock = Workspace(folder), Clock()
        self.settings = settings or Settings()
        self.db = open_database(self.workspace)
        self.console = Console(self.workspace, self.settings, self.clock, TABS)
        self.loop, self.more = asyncio.new_event_loop(), []
        self.app = create_console(self.console, doors(), unsigned(self.console))
        named = NAMES if people else {}
        self.people = {role: self.person(*name, role) for role, name in named.items()}

    def open(self, *more):
        """Further doors, of a room that a test made up; whoever has a browser goes on with it."""
        self.more += more
        self.restart()

    def restart(self):
        """As the desk's process does: what it had in memory is gone."""
        self.console = Console(self.workspace, self.settings, self.clock, TABS)
        app = create_console(self.console, (*doors(), *self.more), unsigned(self.console))
        self.app.router, self.app.middleware_stack = app.router, None

    def close(self):
        self.loop.close()
        self.db.close()

    def person(self, login, name, *roles, since=None, until=None):
        person = Roster(self.db).add(login, name, self.clock())
        for role in roles:
            day = since or office_day(self.clock()) - dt.timedelta(days=30)
            Roster(self.db).post(person.id, role, day, self.clock(), until)
        return person

    def browser(self, who=Role.CLERK, language=Language.VI) -> Browser:
        """Signed in as the person of a role, or as that person."""
        person = self.people[who] if isinstance(who, Role) else who
        token = Sessions(self.db).begin(person.id, language, self.clock())
        browser = self.stranger()
        browser.cookies[SESSION] = token
        browser.csrf = Sessions(self.db).of(token).csrf
        return browser

    day = dt.timedelta(days=1)

    @property
    def today(self):
        return office_day(self.clock())

    def stranger(self, base=BASE) -> Browser:
        return Browser(self.app, self.loop, base)

    def case(self, name="Vàng Thị Mẫu", procedure="1.001193", papers=("to-khai",), holder=True):
        """A case handed in at the kiosk; its id. Its papers are noise of one page each."""
        case, now = uuid.uuid4().hex, self.clock()
        cases, vault = Cases(self.db), Vault(self.workspace.vault)
        cases.open(case, now)
        if holder:
            who = Holder(
                "010190000123", name, dt.date(1956, 2, 3), "Nữ", "Việt Nam", None, Verdict.PROVEN
            )
            cases.set_holder(case, who)
        data = [f"%PDF {paper}".encode() for paper in papers]
        paths = vault.write_all(cases.key(case), case, "dossier", data)
        documents = tuple(
            Document(paper, "", path, hashlib.sha256(each).hexdigest(), len(each), 1)
            for paper, path, each in zip(papers, paths, data, strict=True)
        )
        seal(
            self.db, case=case, procedure=procedure, language=Language.VI, series="A",
            kiosk=self.settings.kiosk, agency=self.settings.office.agency, device="kiosk-1",
            office="", documents=documents, now=now,
        )  # fmt: skip
        return case


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    yield house
    house.close()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    """While it runs, nothing in its module may ask the application itself: a thread has one event loop."""
    with Chromium(tmp_path_factory.mktemp("chromium")) as chromium:
        yield chromium


@pytest.fixture
def served(house, chromium):
    """The house's desk on a real port, with `page(path, who)` for a tab of somebody who signed in."""
    from tests.console import draw  # needs this file's House

    with draw.served(house, chromium) as served:
        yield served


def words_of(page: str) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
