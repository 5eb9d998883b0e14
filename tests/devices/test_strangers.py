"""Whoever is not our screen is hung up on; our screen notices nothing."""

import contextlib
import os
import socket
import stat

import pytest

from kiosk.devices import wire
from kiosk.devices.workers import MOST
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from tests.devices.office import CASE, FORM, LONG


@contextlib.contextmanager
def stranger(kiosk):
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(LONG)
        line.connect(str(kiosk.workspace.devices_socket))
        yield line


def is_hung_up_on(line):
    """Whether the other end closes; what it still says is passed over."""
    with contextlib.suppress(ConnectionError):
        while line.recv(65536):
            pass
    return True


@pytest.mark.parametrize(
    "line",
    [
        b"GET / HTTP/1.1\r\n",
        b"\x00\xff\n",
        b'{"visit": 1, "type": "Format"}\n',
        b'{"visit": 1, "type": "ForgetCitizen"}\n',
        wire.encode(1, ev.TicketPrinted()),
        b'{"visit": 1, "type": "ForgetCitizen", "case": "' + b"c" * wire.MOST_BYTES + b'"}\n',
    ],
    ids=["http", "bytes", "no-effect", "no-case", "an-event", "too-long"],
)
def test_a_line_that_is_not_ours_is_hung_up_on_and_our_screen_goes_on(kiosk, screen, line):
    with stranger(kiosk) as other:
        with contextlib.suppress(ConnectionError):
            other.sendall(line)
        assert is_hung_up_on(other)
    screen.ask(do.TellPages(CASE, FORM))
    assert screen.next(ev.PagesChanged).pages == ()


def test_what_a_stranger_asked_before_its_nonsense_is_done_but_nothing_after(kiosk, screen, books):
    with stranger(kiosk) as other:
        other.sendall(
            wire.encode(1, do.TellPages(CASE, FORM))
            + b"nonsense\n"
            + wire.encode(1, do.ScanBatch(CASE, FORM))
        )
        assert is_hung_up_on(other)
    screen.ask(do.TellPages(CASE, FORM))
    screen.next(ev.PagesChanged)
    assert books.cases.state(CASE) is None


def test_only_our_own_user_may_open_the_socket(kiosk, screen):
    mode = stat.S_IMODE(kiosk.workspace.devices_socket.stat().st_mode)
    assert mode == 0o600


def test_another_users_screen_is_hung_up_on_unheard(kiosk):
    kiosk.users = frozenset({os.geteuid() + 1})
    kiosk.start()
    with stranger(kiosk) as other:
        with contextlib.suppress(ConnectionError):
            other.sendall(wire.encode(1, do.TellPages(CASE, FORM)))
        with contextlib.suppress(ConnectionError):
            assert other.recv(100) == b""


def test_a_screen_that_asks_for_too_much_at_once_is_hung_up_on(kiosk, screen):
    kiosk.load("one")
    kiosk.hold_sheets()
    with stranger(kiosk) as other:
        with contextlib.suppress(ConnectionError):
            for _ in range(MOST + 2):
                other.sendall(wire.encode(1, do.ScanBatch(CASE, FORM)))
        assert is_hung_up_on(other)
    kiosk.let_sheets_through()
    kiosk.load("two")
    assert screen.scan(CASE)
