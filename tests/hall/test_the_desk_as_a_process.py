"""kiosk-desk as it runs in an office: killed in a deed, standing still, ended, started without a network."""

import contextlib
import itertools
import json
import signal
import subprocess
import sys
import threading
import urllib.request

import pytest

from kiosk.hall import neighbours
from kiosk.rules.queue.deeds import Deed, NotNow, Why
from kiosk.rules.queue.entries import Kind
from tests.workbench.centre import free_port
from tests.workbench.office import SECRET, Desk, Machine, until

pytestmark = pytest.mark.device

COUNTERS = "".join(
    f'[[counters]]\nnumber = {number}\ncode = "so-{number}-abc"\n' for number in (1, 2, 3, 4)
)


class Process(Machine):
    """A machine whose desk is a process of its own."""

    def __init__(self, folder, kiosk, others=(), host="127.0.0.1"):
        super().__init__(folder, kiosk)
        self.folder, self.others, self.host = folder, others, host
        self.port, self.page = free_port(), free_port()
        self.settings = folder / f"kiosk-{kiosk}.toml"
        self.process = None

    def start(self, desks=()):
        """`desks`: those of other kiosks."""
        others = "".join(
            f'[[desks]]\nkiosk = {desk.kiosk}\nurl = "http://127.0.0.1:{desk.port}"\n'
            for desk in desks
        )
        self.settings.write_text(
            f'kiosk = {self.kiosk}\n[hall]\nhost = "{self.host}"\nport = {self.port}\n'
            f'voice = ""\nsecret = "{SECRET}"\n[desk]\nport = {self.page}\n{COUNTERS}{others}'
        )
        self.process = subprocess.Popen(self.command(), stderr=subprocess.PIPE, text=True)

    def command(self, *words):
        where = ("--settings", str(self.settings), "--state", str(self.workspace.root))
        return [sys.executable, "-m", "kiosk.desk", *words, *where]

    def says(self, *words):
        """Exit code and lines of a command."""
        done = subprocess.run(
            self.command(*words), capture_output=True, text=True, check=False, timeout=120
        )
        return done.returncode, done.stdout.splitlines()

    def end(self, number=signal.SIGTERM):
        """Its exit code."""
        if self.process is None:
            return None
        process, self.process = self.process, None
        with process:
            process.send_signal(signal.SIGCONT)
            process.send_signal(number)
            return process.wait(60)

    def answers(self, path="/board"):
        with contextlib.suppress(OSError), urllib.request.urlopen(self.url(path), timeout=30) as it:
            return it.status == 200
        return False

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"


@pytest.fixture
def alone(tmp_path):
    desk = Process(tmp_path, 0)
    yield desk
    desk.end(signal.SIGKILL)


@pytest.fixture
def both(tmp_path, monkeypatch):
    """The first kiosk's desk is a process and orders the calls; the second one's runs here."""
    monkeypatch.setattr(neighbours, "OFF", 1.0)
    first, second = Process(tmp_path, 1), Desk(tmp_path, 2)
    first.start([second])
    second.start({1: f"http://127.0.0.1:{first.port}"})
    try:
        until(lambda: second.conductor.others.senior() == 1)
        yield first, second
    finally:
        second.stop()
        first.end(signal.SIGKILL)


def labels_on(board):
    """The states that a board is sent, one after the other."""
    for line in board:
        if line.startswith(b"data: {"):
            yield json.dumps(json.loads(line[6:]), ensure_ascii=False)


def test_a_number_that_the_devices_draw_is_on_the_board_and_a_board_does_not_hold_up_the_end(alone):
    alone.start()
    until(alone.answers)
    with urllib.request.urlopen(alone.url("/board/live"), timeout=60) as board:
        states = labels_on(board)
        before = next(states)
        alone.draw()
        after = next(state for state in states if state != before)
        assert after != before
        assert alone.end() == 0


def test_the_commands_say_how_the_hall_stands(alone):
    alone.start()
    until(alone.answers)
    alone.draw(2)
    code, (serves, queue, others) = alone.says("hall", "status", "--language", "en")
    assert code == 0
    assert f"http://127.0.0.1:{alone.port}/board" in serves
    assert "2 numbers wait" in queue
    assert "only kiosk" in others
    alone.end()
    code, (serves, *_) = alone.says("hall", "status", "--language", "en")
    assert code == 1
    assert "does not answer" in serves


def test_desks_of_one_office_say_whether_they_hear_each_other(both):
    first, second = both
    until(lambda: first.says("hall", "status", "--language", "en")[0] == 0)
    *_, other = first.says("hall", "status", "--language", "en")[1]
    assert "Kiosk 2" in other
    assert "heard" in other
    second.stop()
    code, (*_, other) = first.says("hall", "status", "--language", "en")
    assert code == 1
    assert "no answer" in other


def test_where_the_offices_network_is_down_the_desk_starts_all_the_same(tmp_path):
    """Its address in the office's network does not exist yet: it does when the cable is in."""
    desk = Process(tmp_path, 0, host="192.0.2.77")
    try:
        desk.start()
        page = f"http://127.0.0.1:{desk.page}/"

        def shown():
            with contextlib.suppress(OSError), urllib.request.urlopen(page, timeout=30) as it:
                return it.status == 200
            return False

        until(shown)
        assert desk.process.poll() is None
    finally:
        desk.end(signal.SIGKILL)


def calls_of(machine):
    undone = {(e.turn, e.step) for e in machine.entries() if e.kind is Kind.UNDONE}
    calls = [e for e in machine.entries() if e.kind is Kind.CALLED]
    return [e.turn for e in calls if (e.turn, e.deed) not in undone]


def test_the_desk_that_orders_is_killed_in_the_middle_of_deeds_and_nobody_is_called_twice(both):
    first, second = both
    first.draw(6), second.draw(6)
    until(lambda: len(second.waiting()) == 12)
    pressing = threading.Event()

    def press():
        for number in itertools.count():
            if pressing.is_set() or not second.waiting():
                return
            with contextlib.suppress(NotNow):
                second.press(Deed.NEXT, 1 + number % 4)

    clerk = threading.Thread(target=press)
    clerk.start()
    until(lambda: len(second.waiting()) < 10)
    first.process.kill()
    first.end(signal.SIGKILL)
    until(lambda: not second.conductor.others.reaches(1))
    until(lambda: all(label.startswith("A1") for label in second.waiting()))
    first.start([second])
    clerk.join(60)
    pressing.set()
    clerk.join(60)
    until(lambda: second.waiting() == [])
    until(lambda: len(calls_of(second)) == len(set(calls_of(second))) == 12)


def test_a_desk_that_stands_still_is_said_off_and_calls_nobody_twice_when_it_goes_on(both):
    first, second = both
    first.draw(3)
    until(lambda: len(second.waiting()) == 3)
    first.process.send_signal(signal.SIGSTOP)
    until(lambda: second.conductor.desks()[0].may_be_said_off)
    until(lambda: second.conductor.others.senior() is None)
    assert second.refuses(Deed.NEXT, 1) is Why.NOBODY
    second.do(Deed.TAKE_OVER, 1, of=1)
    assert second.do(Deed.NEXT, 1) == "A1-001"
    first.process.send_signal(signal.SIGCONT)
    until(lambda: second.conductor.others.senior() == 1)
    assert {second.press(Deed.NEXT, 2), second.press(Deed.NEXT, 3)} == {"A1-002", "A1-003"}
    until(lambda: not second.conductor.desks()[0].said_off)
    assert sorted(calls_of(second)) == sorted(turn for turn in second.conductor.hall().turns)
