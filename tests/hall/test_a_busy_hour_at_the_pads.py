"""A busy hour: forty people, three pads and a board in Chromium, the desk a process that is killed in the middle."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import random
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from collections import Counter as Tally

import pytest

from kiosk.model import Priority
from kiosk.rules.queue.entries import Drawn, Kind
from kiosk.rules.queue.standing import TurnState, standing
from kiosk.store.database import open_database
from kiosk.store.moments import office_day
from kiosk.store.queue_log import QueueLog
from kiosk.workspace import Workspace
from tests.hall.pad_office import CODES
from tests.hall.pad_snapshots import sign_in
from tests.workbench.browser import Browser
from tests.workbench.centre import free_port
from tests.workbench.office import until

PEOPLE = 40
FIELDS = (("ho-tich", "A"), ("chung-thuc", "A"), ("dat-dai", "B"), ("cu-tru", "D"))
KEYS = {
    "next": "Space",
    "finish": "f",
    "recall": "r",
    "start": "s",
    "missed": "v",
    "park": "p",
    "transfer": "t",
    "undo": "z",
    "back": "b",
}
SETTINGS = """
kiosk = 1
[desk]
port = {desk}
[hall]
port = {hall}
voice = ""
"""
COUNTER = """
[[counters]]
number = {number}
code = "{code}"
"""
LOOK = """() => ({
  now: document.getElementById('now').className.replace('now ', ''),
  main: document.getElementById('main').disabled ? '' : document.getElementById('main').dataset.deed,
  undo: !document.getElementById('undo').disabled,
  aside: document.querySelectorAll('#aside li').length,
})"""


class Hall:
    """The desk's process, its store, and the kiosk that gives numbers."""

    def __init__(self, folder):
        self.workspace = Workspace(folder / "state")
        self.desk, self.port = free_port(), free_port()
        self.settings = folder / "kiosk.toml"
        counters = "".join(COUNTER.format(number=n, code=code) for n, code in CODES.items())
        self.settings.write_text(SETTINGS.format(desk=self.desk, hall=self.port) + counters)
        self.numbers = Tally()

    @contextlib.contextmanager
    def desk_runs(self):
        command = [sys.executable, "-m", "kiosk.desk", "--settings", str(self.settings)]
        process = subprocess.Popen(
            [*command, "--state", str(self.workspace.root)], env=os.environ | {"TZ": "UTC"}
        )
        try:
            until(self._answers, "the desk never answered")
            yield process
        finally:
            process.kill()
            process.wait()

    def _answers(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/pad", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def draw(self, chance):
        """Somebody takes a number; one in four has priority."""
        field, series = chance.choice(FIELDS)
        self.numbers[series] += 1
        now = dt.datetime.now(dt.UTC)
        priority = chance.choice((Priority.NONE, Priority.NONE, Priority.NONE, Priority.ELDERLY))
        label = f"{series}1-{self.numbers[series]:03d}"
        drawn = Drawn(label, office_day(now), field, priority=priority)
        with contextlib.closing(open_database(self.workspace)) as db:
            QueueLog(db, 1).write(Kind.DRAWN, now, turn=uuid.uuid4().hex, drawn=drawn)

    def heard(self):
        now = dt.datetime.now(dt.UTC)
        with contextlib.closing(open_database(self.workspace)) as db:
            heard, _ = QueueLog(db, 1).since(office_day(now) - dt.timedelta(days=1), now)
        return heard

    def left(self):
        turns = standing(self.heard()).turns.values()
        return [turn.label for turn in turns if turn.state is not TurnState.DONE]


class Clerk:
    """One pad; `keys`: no mouse is at this counter."""

    def __init__(self, browser, port, counter, chance, keys):
        self.page = browser.page(f"http://127.0.0.1:{port}/pad", 1024, 768)
        sign_in(self.page, counter)
        self.chance, self.keys, self.others = chance, keys, [n for n in CODES if n != counter]

    def act(self, hurry):
        """Whatever a clerk may do as the page stands; `hurry`: what ends the queue."""
        seen = self.page.tab.evaluate(LOOK)
        deed = self._choose(seen, hurry)
        if not deed:
            return
        self._press(deed)
        if deed == "next":
            self._press(deed)  # a key that bounces
        if deed == "transfer":
            self._pick(str(self.chance.choice(self.others)))
        if deed == "back":
            self._pick("1")

    def settled(self):
        self.page.until("!document.body.className")

    def _choose(self, seen, hurry):
        if seen["undo"] and not hurry and self.chance.random() < 0.05:
            return "undo"
        if seen["now"] == "none":
            return "next" if seen["main"] else "back" if seen["aside"] else ""
        if hurry:
            return "next" if seen["main"] == "next" else "finish"
        if seen["now"] == "called":
            deeds = {"start": 45, "recall": 12, "missed": 12, "park": 9, "transfer": 9, "next": 13}
        else:
            deeds = {"next": 60, "finish": 25, "park": 7, "transfer": 8}
        (deed,) = self.chance.choices(list(deeds), list(deeds.values()))
        return deed

    def _press(self, deed):
        if self.keys or deed == "back":
            self.page.press(KEYS[deed])
        else:
            one = "#main" if deed == "next" else f"button[data-deed={deed}]"
            self.page.js(f"document.querySelector('{one}').click()")

    def _pick(self, key):
        # The choice is not there where somebody else changed the page meanwhile: then nothing is meant.
        if not self.page.js("document.getElementById('choice').hidden"):
            self.page.press(key)


@pytest.fixture
def hall(tmp_path):
    return Hall(tmp_path)


@pytest.fixture
def browser(tmp_path):
    with Browser(tmp_path / "browser") as browser:
        yield browser


def test_forty_people_are_served_once_each_by_three_clerks(hall, browser):
    chance = random.Random(7)
    with contextlib.ExitStack() as running:
        desk = running.enter_context(hall.desk_runs())
        clerks = [
            Clerk(browser, hall.port, number, chance, keys)
            for number, keys in ((1, True), (2, False), (3, True))
        ]
        board = browser.page(f"http://127.0.0.1:{hall.port}/board?silent", 1366, 768)
        drawn = rounds = 0
        while drawn < PEOPLE or hall.left():
            rounds += 1
            assert rounds < 1500, hall.left()
            for _ in range(min(3, PEOPLE - drawn)):
                hall.draw(chance)
                drawn += 1
            for clerk in clerks:
                clerk.act(hurry=rounds > 60)
            for clerk in clerks:
                clerk.settled()
            clerks[0].page.tab.wait_for_timeout(100)
            if rounds == 12:
                desk.kill()
                desk.wait()
                for clerk in clerks:
                    clerk.page.until("!document.getElementById('gone').hidden")
                running.enter_context(hall.desk_runs())
                for clerk in clerks:
                    clerk.page.until("document.getElementById('gone').hidden")
        calls = [each.entry for each in hall.heard() if each.entry.kind is Kind.CALLED]
        turns = standing(hall.heard()).turns
        last = turns[calls[-1].turn].label
        board.until(f"document.body.innerText.includes('{last}')")
        complaints = [each.page.complaints() for each in clerks] + [board.complaints()]

    assert len(turns) == PEOPLE
    assert not any(turn.contested for turn in turns.values())
    # A bouncing key called nobody twice: each deed called one person at most.
    assert max(Tally(call.deed for call in calls).values()) == 1
    kinds = Tally(each.entry.kind for each in hall.heard())
    wanted = {Kind.RECALLED, Kind.STARTED, Kind.TRANSFERRED, Kind.PARKED, Kind.MISSED}
    assert wanted | {Kind.RETURNED, Kind.UNDONE} <= kinds.keys()
    # While the desk was away browsers said so; nothing else was wrong.
    assert [one for page in complaints for one in page if "net::ERR_" not in one] == []
