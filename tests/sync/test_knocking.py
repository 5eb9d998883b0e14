"""On its way back the courier tries the line every moment, and takes whichever connection stands first."""

from __future__ import annotations

import socket
import threading
from contextlib import ExitStack

import pytest

from kiosk.sync import knocking
from kiosk.sync.lifeline import OPTIONS
from tests.workbench.centre import free_port


@pytest.fixture
def door():
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield door


def test_the_connection_that_stands_carries_bytes(door):
    with knocking.connect("127.0.0.1", door.getsockname()[1], 20, OPTIONS) as line:
        inside, _ = door.accept()
        with inside:
            line.sendall(b"xin chao")
            assert inside.recv(8) == b"xin chao"
        assert line.gettimeout() == 20
        assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_where_nobody_listens_it_says_so_at_once():
    with pytest.raises(ConnectionRefusedError):
        knocking.connect("127.0.0.1", free_port(), 600, OPTIONS)


def test_a_name_that_nobody_has_is_a_name_that_nobody_has():
    with pytest.raises(socket.gaierror):
        knocking.connect("nobody.invalid", 80, 1, OPTIONS)


@pytest.fixture
def full_door():
    """A door that lets nobody in: its kernel drops every knock until somebody inside makes room."""
    with ExitStack() as stack:
        door = stack.enter_context(socket.socket())
        door.bind(("127.0.0.1", 0))
        door.listen(0)
        waiting = []
        for _ in range(3):
            line = stack.enter_context(socket.socket())
            line.setblocking(False)
            line.connect_ex(door.getsockname())
            waiting.append(line)
        yield door


def test_a_line_that_stays_silent_is_left_after_its_time(full_door):
    with pytest.raises(TimeoutError):
        knocking.connect("127.0.0.1", full_door.getsockname()[1], 0.6, OPTIONS)


def test_a_knock_after_the_line_is_back_is_answered(full_door):
    letting_in = []

    def let_in():
        for _ in range(3):
            letting_in.append(full_door.accept()[0])

    timer = threading.Timer(0.4, let_in)
    timer.start()
    with knocking.connect("127.0.0.1", full_door.getsockname()[1], 60, OPTIONS) as line:
        assert line.getpeername() == full_door.getsockname()
    timer.join()
    for inside in letting_in:
        inside.close()
