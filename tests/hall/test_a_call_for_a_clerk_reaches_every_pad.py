"""From a touch at a kiosk, through its devices service and its desk, to the pads of both kiosks' desks, and back."""

import contextlib
import sys
import threading
import time

import pytest

from kiosk.devices.client import Client
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey.runner import Journey
from kiosk.journey.states import NeedsClerk, Welcome
from kiosk.workspace import Workspace
from tests.hall.pad_client import Browser
from tests.workbench.appliance import Appliance
from tests.workbench.centre import free_port

LONG = 90.0
VISIT = "a" * 32
CODES = {1: "quay-mot-01", 2: "quay-hai-02"}
SETTINGS = """
device = "kiosk-0{kiosk}"
kiosk = {kiosk}
[office]
agency = "H00.000"
name = {{ vi = "Bộ phận Một cửa xã Suối Lành", en = "Suối Lành commune" }}
[ocr]
enabled = false
[desk]
port = {page}
[hall]
port = {port}
secret = "an office of paper walls, 32 letters"
hotline = "1022"
[[desks]]
kiosk = {other}
url = "http://127.0.0.1:{others}"
[[counters]]
number = 1
code = "quay-mot-01"
[[counters]]
number = 2
code = "quay-hai-02"
"""


class Screen:
    """The kiosk's screen without its glass: the journey and the devices' client, as the app joins them."""

    def __init__(self, socket):
        self._turn = threading.Condition()
        self.journey = Journey(self._perform, lambda state: None)
        self._client = Client(socket, self._told)

    def __enter__(self):
        self._client.start()
        self._client.perform(1, do.RecoverVisit())
        return self

    def __exit__(self, *_):
        self._client.close()

    def touch(self, event):
        with self._turn:
            self.journey.happen(self.journey.visit, event)

    def until(self, holds):
        with self._turn:
            assert self._turn.wait_for(lambda: holds(self.journey.state), LONG), self.journey.state
            return self.journey.state

    def _perform(self, visit, effect):
        self._client.perform(visit, effect)

    def _told(self, visit, event):
        with self._turn:
            self.journey.happen(visit, event)
            self._turn.notify_all()


@pytest.fixture
def ports():
    return [free_port() for _ in range(4)]


@pytest.fixture
def office(tmp_path, ports):
    """Two kiosks' desks and the first one's devices, each a process of its own."""
    started = []
    for kiosk, services in ((1, ("devices", "desk")), (2, ("desk",))):
        other = 3 - kiosk
        settings = tmp_path / f"kiosk-{kiosk}.toml"
        settings.write_text(
            SETTINGS.format(
                kiosk=kiosk,
                page=ports[kiosk + 1],
                port=ports[kiosk - 1],
                other=other,
                others=ports[other - 1],
            ),
            encoding="utf-8",
        )
        machine = Appliance(settings, tmp_path / f"state-{kiosk}", tmp_path / f"logs-{kiosk}")
        started.append(machine.__enter__())
        for service in services:
            machine.start(service)
    yield tmp_path
    for machine in started:
        machine.__exit__(None, None, None)


def calls(state):
    return [note for note in state["notes"] if note["id"].startswith("clerk-")]


@pytest.mark.device
def test_a_clerk_called_at_one_kiosk_is_called_at_the_pads_of_all_and_comes(office, ports, capsys):
    pads = {counter: signed_in(ports[counter - 1], counter) for counter in (1, 2)}
    with (
        Screen(Workspace(office / "state-1").devices_socket) as screen,
        contextlib.closing(pads[1].live()) as one,
        contextlib.closing(pads[2].live()) as two,
    ):
        screen.until(lambda state: state == Welcome())
        called = time.monotonic()
        screen.touch(ev.ClerkPressed(VISIT))
        screen.until(lambda state: isinstance(state, NeedsClerk) and state.told)
        took = {"screen": time.monotonic() - called}
        for name, line in (("own pad", one), ("other kiosk's pad", two)):
            note = heard(line, calls)
            took[name] = time.monotonic() - called
            assert "1" in note[0]["what"]
        asked = time.monotonic()
        assert pads[2].deed("go", of=1).status == 200
        coming = screen.until(lambda state: isinstance(state, NeedsClerk) and state.counter)
        took["“I come” on the screen"] = time.monotonic() - asked
        assert coming.counter == 2
        assert pads[1].deed("clerk-done", of=1).status == 200
        assert screen.until(lambda state: isinstance(state, Welcome)) == Welcome()
        for line in (one, two):
            heard(line, lambda state: not calls(state))
    with capsys.disabled():
        sys.stdout.write("".join(f"{name}: {said:.2f} s; " for name, said in took.items()))


def signed_in(port, counter):
    browser = Browser(port)
    end = time.monotonic() + LONG
    while True:
        try:
            assert browser.sign_in(counter, CODES[counter]).status == 303
            return browser
        except OSError:
            assert time.monotonic() < end, "the desk does not answer"
            time.sleep(0.2)


def heard(line, what):
    """What the pad is told, as soon as there is something."""
    return next(found for state in line if (found := what(state)))
