"""Each service begins its work with nobody else there, nothing kept yet, no network and a clock in 1970."""

import contextlib
import os
import socket
import sysconfig
from pathlib import Path

import pytest

from tests.workbench.centre import free_port
from tests.workbench.manager import Manager
from tests.workbench.xvfb import Xvfb

FAKETIME = Path(f"/usr/lib/{sysconfig.get_config_var('MULTIARCH')}/faketime/libfaketimeMT.so.1")
BEGINNING = {
    "LD_PRELOAD": str(FAKETIME),
    "FAKETIME": "@1970-01-02 00:00:00",
    "FAKETIME_DONT_FAKE_MONOTONIC": "1",
}
SETTINGS = """\
kiosk = 1
[card]
reader = "none"
[screen]
fullscreen = false
width = 800
height = 600
[centre]
url = "https://centre.invalid"
token = "of-nobody"
key = "{key}"
[desk]
port = {desk}
[hall]
port = {hall}
[[counters]]
number = 1
"""


def settings(desk=0):
    return SETTINGS.format(desk=desk or free_port(), hall=free_port(), key="11" * 32)


@pytest.fixture(scope="module")
def display():
    with Xvfb(800, 600) as screen:
        yield screen.env


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)


@pytest.mark.parametrize("name", ["ui", "devices", "desk", "sync"])
def test_a_service_alone_on_a_new_box_serves_and_goes_on(name, tmp_path, display):
    # libfaketime breaks the sleep in which a scanner's child is waited for: what kiosk-devices makes of a wrong clock
    # is shown in tests/devices/test_the_clock_is_set.py.
    clock = {} if name == "devices" else BEGINNING
    with Manager(tmp_path, name, settings(), env=display | clock) as service:
        service.heard("READY=1")
        service.heard("WATCHDOG=1")
        service.heard("WATCHDOG=1")
        service.process.terminate()
        service.heard("STOPPING=1")
        assert service.process.wait(30) == 0


def test_a_screen_finds_devices_that_begin_after_it(tmp_path, display):
    with Manager(tmp_path, "ui", settings(), env=display) as screen:
        screen.heard("READY=1")
        with Manager(tmp_path, "devices", settings()) as devices:
            devices.heard("READY=1")
            screen.heard("WATCHDOG=1")


def test_a_desk_whose_port_is_still_taken_waits_for_it_and_says_so(tmp_path):
    with contextlib.ExitStack() as things:
        before = things.enter_context(socket.socket())
        before.bind(("127.0.0.1", 0))
        before.listen()
        port = before.getsockname()[1]
        desk = things.enter_context(Manager(tmp_path, "desk", settings(desk=port)))
        waits = desk.heard("STATUS=waits")
        assert f"STATUS=waits: desk: 127.0.0.1:{port}: Address already in use" in waits
        before.close()
        assert "STATUS=serves console and hall" in desk.heard("READY=1")


def test_what_is_told_names_nobody_and_nothing_is_told_where_nobody_listens(tmp_path, monkeypatch):
    from kiosk import notify

    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    asked = []
    with notify.Heartbeat(lambda: bool(asked.append(1)), "serves"):
        assert not notify.listens()
    assert asked == []
    assert os.environ.get("WATCHDOG_USEC") is None
