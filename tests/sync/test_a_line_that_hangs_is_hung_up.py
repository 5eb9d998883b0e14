"""Whoever waits on a line that only trickles, or on one that is to end, is let go."""

from __future__ import annotations

import socket
import struct
import threading

import pytest

from kiosk.settings import CentreSettings, Secret, SettingsError
from kiosk.sync import lifeline as lifeline_module
from kiosk.sync.lifeline import AWAITED, KEPT, Lifeline
from kiosk.sync.transport import Centre


@pytest.fixture
def line():
    """A connection whose other end trickles for as long as anyone listens."""
    ends = threading.Event()

    def trickle(far):
        with far:
            while not ends.wait(0.01):
                try:
                    far.sendall(b"x")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as door:
        near = socket.create_connection(door.getsockname())
        far, _ = door.accept()
    thread = threading.Thread(target=trickle, args=(far,))
    thread.start()
    with near:
        yield near
    ends.set()
    thread.join()


def test_an_answer_that_trickles_for_ever_ends_with_the_exchange(line):
    lifeline = Lifeline()
    lifeline.attach(line)
    with lifeline.watched(seconds=0.5, stall=2):
        while line.recv(100):
            pass


def test_a_line_that_is_only_kept_is_probed_far_less_often_than_one_that_owes_an_answer(line):
    lifeline = Lifeline()
    lifeline.attach(line)
    for _ in range(2):
        with lifeline.watched(seconds=60, stall=2):
            assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == AWAITED
        assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == KEPT


def test_leaving_ends_a_wait_and_no_new_one_begins(line):
    lifeline = Lifeline()
    lifeline.attach(line)
    with lifeline.watched(seconds=600, stall=2):
        lifeline.end()
        while line.recv(100):
            pass
    with pytest.raises(OSError), lifeline.watched(seconds=600, stall=2):  # noqa: PT011
        raise AssertionError


@pytest.mark.parametrize(
    "url",
    ["http://tiep-nhan.example.vn", "ftp://127.0.0.1", "https://", "centre", "http://10.1.2.3"],
)
def test_papers_and_token_never_leave_over_an_open_line(url):
    with pytest.raises(SettingsError, match=r"centre\.url"):
        Centre(CentreSettings(url, Secret("token")))


@pytest.mark.parametrize("token", ["", "a b", "tok\r\nen", "mã"])
def test_a_token_that_cannot_be_one_is_named_without_being_shown(token):
    with pytest.raises(SettingsError, match=r"centre\.token") as caught:
        Centre(CentreSettings("https://centre.example", Secret(token)))
    assert not token or token not in str(caught.value)


def test_a_line_hung_up_sends_nothing_more_when_it_is_closed(line):
    """What it holds would travel again and again, beside the line that takes its place."""
    lifeline = Lifeline()
    lifeline.attach(line)
    lifeline.end()
    assert struct.unpack("ii", line.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)) == (1, 0)


def test_a_line_in_use_for_long_goes_on_as_it_was(line, monkeypatch):
    monkeypatch.setattr(lifeline_module, "ANEW", 0.0)
    lifeline = Lifeline()
    lifeline.attach(line)
    control = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, 16)
    with lifeline.watched(seconds=600, stall=2):
        got = sum(len(line.recv(100)) for _ in range(60))
    assert got >= 60
    assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, 16) == control
