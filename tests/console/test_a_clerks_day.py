"""A day at the office in Chromium, before the real desk: from the one-time password to the month's register."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import re
import subprocess
import sys
import time
import urllib.request

import pytest

from kiosk.rules.roster import Role
from kiosk.store.sealing import Wanted
from tests.console.conftest import NAMES, House
from tests.console.handed_in import handed_in
from tests.workbench.browser import Browser
from tests.workbench.centre import free_port

pytestmark = pytest.mark.device

CODE = "quay-1-abc"
PASSWORD = "mot cau dai de nho"
OFFICE = (Role.CLERK, Role.SPECIALIST, Role.LEADER, Role.ARCHIVIST)
VANG, LO = "Vàng Thị Mẫu", "Lò Văn Thử"
PATIENCE = 90.0


class Desk:
    """kiosk-desk as a process, with the people of the office put into its roster by command."""

    def __init__(self, folder) -> None:
        self.settings, self.state = folder / "kiosk.toml", folder / "state"
        self.page, self.hall = free_port(), free_port()
        self.settings.write_text(
            f'[desk]\nport = {self.page}\n[hall]\nport = {self.hall}\nvoice = ""\n'
            f'[[counters]]\nnumber = 1\ncode = "{CODE}"\n'
        )

    def command(self, *words: str) -> list[str]:
        where = ("--settings", str(self.settings), "--state", str(self.state))
        return [sys.executable, "-m", "kiosk.desk", *words, *where]

    def enrol(self, role: Role) -> str:
        """The one-time password that the technician reads from the screen."""
        login, name = NAMES[role]
        words = ("roster", "add", "--login", login, "--name", name, "--role", role.value)
        told = subprocess.run(self.command(*words), capture_output=True, text=True, check=True)
        found = re.search(r"(?:một lần|[Oo]ne-time password)[^:]*: (\S+)", told.stdout)
        assert found, told.stdout
        return found[1]

    @contextlib.contextmanager
    def running(self):
        with subprocess.Popen(self.command()) as process:
            try:
                self._answers()
                yield self
            finally:
                process.terminate()

    def _answers(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.page}/sign-in", timeout=30).close()
                return
            time.sleep(0.1)
        raise AssertionError("the desk does not answer")


class Person:
    """Somebody of the office at a PC."""

    def __init__(self, browser: Browser, desk: Desk, role: Role, once: str) -> None:
        self.at = f"http://127.0.0.1:{desk.page}"
        self.page = browser.page(f"{self.at}/")
        self.tab = self.page.tab
        self.tab.fill("#login", NAMES[role][0])
        self.tab.fill("#password", once)
        self.tab.press("#password", "Enter")
        self.tab.fill("#old", once)
        for field in ("#new", "#again"):
            self.tab.fill(field, PASSWORD)
        self.tab.press("#again", "Enter")
        self.tab.locator("#old").wait_for(state="detached")

    def open(self, name: str) -> None:
        """A case, from the inbox: one touch."""
        self.page.go(f"{self.at}/inbox")
        self.tab.get_by_role("link", name=name, exact=True).click()
        self.tab.wait_for_load_state()

    def next(self, words: str) -> None:
        """The one thing to do next on the page; what was done is said."""
        button = self.tab.locator("main button.main", has_text=words).first
        button.click()
        self.tab.locator(".told.good").first.wait_for()

    def fetched(self, path: str) -> bytes:
        return self.tab.context.request.get(f"{self.at}{path}").body()


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    house = House(desk.state, people=False)
    house.clock.now = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=20)
    wanted = Wanted(field="ho-tich")
    handed_in(house, name=VANG, wanted=wanted)
    handed_in(house, {"to-khai": 1}, name=LO, number="010190000456", wanted=wanted)
    house.close()
    return desk


def text_of(pdf: bytes, folder) -> str:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    )
    return " ".join(done.stdout.split())


def test_a_case_goes_from_the_kiosk_to_the_register_and_nobody_types_anything_twice(desk, tmp_path):
    once = {role: desk.enrol(role) for role in OFFICE}
    with desk.running(), Browser(tmp_path) as browser:
        called = call_the_next(browser, desk)
        assert called.startswith("A0")
        clerk = Person(browser, desk, Role.CLERK, once[Role.CLERK])
        accept(clerk)
        ask_for_papers(clerk)
        specialist = Person(browser, desk, Role.SPECIALIST, once[Role.SPECIALIST])
        specialist.open(VANG)
        specialist.next("Trình")
        leader = Person(browser, desk, Role.LEADER, once[Role.LEADER])
        leader.open(VANG)
        leader.next("Duyệt")
        archivist = Person(browser, desk, Role.ARCHIVIST, once[Role.ARCHIVIST])
        archivist.open(VANG)
        archivist.next("Phát hành")
        clerk.open(VANG)
        clerk.next("trả kết quả")
        at = clerk.tab.url.split("?")[0].removeprefix(clerk.at)
        sheet = text_of(clerk.fetched(f"{at}/forms/control.pdf"), tmp_path)
        for role in OFFICE:
            assert NAMES[role][1] in sheet
        register_of_the_month(clerk)


def call_the_next(browser, desk) -> str:
    """The number that the clerk's pad calls."""
    page = browser.page(f"http://127.0.0.1:{desk.hall}/pad")
    page.click(".counters label:has([value='1'])")
    page.click("#code")
    page.type(CODE)
    page.press("Enter")
    page.until("!!document.getElementById('clock') && document.getElementById('clock').textContent")
    page.press("Space")  # the counter is open
    page.until("document.getElementById('main-number').textContent")
    page.press("Space")
    number = "document.getElementById('number').textContent"
    return page.until(f"/[A-Z]\\d+/.test({number}) && {number}")


def accept(clerk: Person) -> None:
    """Two touches from the open inbox to the slip."""
    clerk.page.go(f"{clerk.at}/inbox")
    clerk.tab.get_by_role("link", name=VANG, exact=True).click()
    clerk.tab.get_by_role("button", name="Tiếp nhận", exact=True).click()
    clerk.tab.wait_for_url("**did=received**")
    slip = clerk.tab.locator("[src*='forms/slip.pdf'], [data*='forms/slip.pdf']")
    slip.first.wait_for(state="attached")


def ask_for_papers(clerk: Person) -> None:
    """What is missing is asked for at once, and the clerk types nothing."""
    clerk.open(LO)
    clerk.tab.get_by_role("button", name="Yêu cầu bổ sung").click()
    clerk.tab.locator("button.main[name=do][value=send]").click()
    clerk.tab.wait_for_url("**did=asked-more**")
    clerk.page.go(f"{clerk.at}/inbox?place=all&q=lo+van+thu")
    assert "Thiếu" in clerk.page.text("main")


def register_of_the_month(clerk: Person) -> None:
    """One line a reception: who asked for papers is not in it yet."""
    clerk.page.go(f"{clerk.at}/books")
    address = clerk.tab.locator("a[href$='.csv'], a[href*='.csv?']").first.get_attribute("href")
    rows = list(csv.reader(io.StringIO(clerk.fetched(address or "").decode("utf-8-sig"))))
    head = next(row for row in rows if any("Ngày trả" in cell for cell in row))
    returned = next(n for n, cell in enumerate(head) if "Ngày trả" in cell)
    of_vang = [row for row in rows if any(VANG in cell for cell in row)]
    assert len(of_vang) == 1
    assert not [row for row in rows if any(LO in cell for cell in row)]
    assert of_vang[0][returned]
