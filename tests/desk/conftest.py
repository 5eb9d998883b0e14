"""The page of the kiosk as a clerk's browser meets it: what the desk sees is what a test says."""

import datetime as dt
from dataclasses import dataclass, replace

import pytest

from kiosk.desk.console.app import create_console
from kiosk.desk.console.rooms import doors
from kiosk.desk.view import DeskView
from kiosk.desk.watching import pages as watching
from kiosk.model import Language, Words
from kiosk.rules.roster import Role
from kiosk.settings import Office, Settings
from tests.console.browser import Browser
from tests.console.conftest import House

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

    def __init__(self, house: House) -> None:
        self.house, self.view = house, DeskView(NOW)
        self.trouble: Exception | None = None  # what reading the store ends in
        others = [
            each for each in doors() if not each.path.startswith(("/kiosk", "/queue", "/questions"))
        ]
        self.app = create_console(house.console, (*others, *watching.doors(self.look)))

    def look(self) -> DeskView:
        if self.trouble:
            raise self.trouble
        return self.view

    def ask(self, path: str = "/", method: str = "GET", who: Role | None = Role.CLERK) -> Answer:
        """The page of the kiosk; "/en": in English. Another path as it is, by whoever signed in."""
        language = Language.EN if path.endswith("/en") else Language.VI
        browser = Browser(self.app, self.house.loop)
        if who is not None:
            browser.cookies = self.house.browser(who, language).cookies
        path = "/kiosk" if path in ("/", "/en") else path.removesuffix("/en")
        told = browser.ask(method, path, b"", {})
        return Answer(told.status, told.headers, told.text, len(told.body))


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def desk(tmp_path):
    house = House(tmp_path / "desk", replace(Settings(), office=OFFICE))
    house.clock.now = NOW
    yield Desk(house)
    house.close()
