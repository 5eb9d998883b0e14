"""A service that hangs gives no sign of life, whatever of it still runs: then it is started anew."""

import os
import queue
import signal
import socket
import threading
import time
from contextlib import closing

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from kiosk import rights
from kiosk.devices.letting_in import lets_in
from kiosk.devices.workers import Task, Worker
from kiosk.hall import app as hall
from kiosk.hall import turning
from kiosk.journey import effects as do
from kiosk.notify import Heartbeat
from kiosk.settings import HallSettings
from kiosk.sync import rounds
from tests.services.test_services_start_in_any_order import settings
from tests.workbench.manager import Manager
from tests.workbench.xvfb import Xvfb

SOON = 30.0


def becomes(condition):
    end = time.monotonic() + SOON
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_screen_whose_thread_hangs_draws_no_frame_and_falls_silent(tmp_path):
    with Xvfb(800, 600) as display:
        stuck = "tests.workbench.stuck_screen"
        with Manager(tmp_path, "ui", settings(), module=stuck, env=display.env) as screen:
            screen.heard("READY=1")
            screen.heard("WATCHDOG=1")
            os.kill(screen.process.pid, signal.SIGUSR1)
            assert becomes(lambda: screen.is_silent(3))
            assert screen.process.poll() is None


def is_silent(manager):
    """For ten times as long as a beat takes."""
    manager.settimeout(1)
    try:
        manager.recv(100)
    except TimeoutError:
        return True
    return False


def test_a_beat_is_given_only_while_the_service_serves(tmp_path, monkeypatch):
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(SOON)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "300000")
        serves = threading.Event()
        with Heartbeat(serves.is_set, "serves"):
            manager.settimeout(0.5)
            with pytest.raises(TimeoutError):
                manager.recv(100)
            serves.set()
            manager.settimeout(SOON)
            assert manager.recv(100) == b"READY=1\nSTATUS=serves"
            assert manager.recv(100) == b"WATCHDOG=1"
            serves.clear()
            assert becomes(lambda: is_silent(manager))
        assert manager.recv(100) == b"STOPPING=1"


def test_a_devices_service_that_takes_nobody_in_is_noticed(tmp_path):
    path = tmp_path / "devices.sock"
    assert not lets_in(path)
    with closing(rights.bound(path)) as listener:
        assert not lets_in(path, patience=0.3)  # it listens, and nobody is at home

        def serve():
            for _ in range(2):  # who gave up stands in the line too
                guest, _ = listener.accept()
                guest.close()

        serving = threading.Thread(target=serve)
        serving.start()
        assert lets_in(path)
        serving.join()


class Hangs:
    """A device's handler that never comes back until it is let go."""

    def __init__(self):
        self.begun, self.free = queue.SimpleQueue(), threading.Event()

    def perform(self, task):
        self.begun.put(task)
        self.free.wait()

    def idle(self):
        pass

    def close(self):
        pass


@pytest.mark.parametrize("stopped", [False, True], ids=["too-long", "nobody-waits"])
def test_a_worker_that_is_past_every_budget_is_noticed(stopped, monkeypatch):
    monkeypatch.setattr("kiosk.devices.workers.STOPPING", 0.2)
    handler = Hangs()
    worker = Worker("card", handler, every=60, longest=None if stopped else 0.2)
    worker.start()
    worker.put(Task(do.ReadCard("c", 1), None, lambda event: None, lambda: None))
    handler.begun.get(timeout=SOON)
    assert not worker.is_stuck
    if stopped:
        worker.stop(lambda task: True)
    assert becomes(lambda: worker.is_stuck)
    handler.free.set()
    assert becomes(lambda: not worker.is_stuck)


def test_a_desk_whose_loop_hangs_is_noticed_and_when_it_turns_again_too(monkeypatch):
    monkeypatch.setattr(turning, "PATIENCE", 0.5)
    free, begun = threading.Event(), threading.Event()

    async def hang(_):
        begun.set()
        free.wait()  # on the loop itself: the mistake that this is for
        return PlainTextResponse("")

    server = hall.server(Starlette(routes=[Route("/hang", hang)]), HallSettings(port=0))
    listener = hall.listening(HallSettings(port=0))
    running = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    running.start()
    try:
        assert becomes(lambda: turning.answers(server, listener))
        with socket.create_connection(listener.getsockname()) as asking:
            asking.sendall(b"GET /hang HTTP/1.1\r\nhost: localhost\r\n\r\n")
            assert begun.wait(SOON)
            assert not turning.answers(server, listener)
            free.set()
            assert becomes(lambda: turning.answers(server, listener))
    finally:
        free.set()
        server.should_exit = True
        running.join()


def test_a_desk_at_an_address_that_the_box_has_not_got_yet_is_not_called_stuck():
    where = HallSettings(host="10.254.254.254", port=0)
    server, listener = hall.server(Starlette(), where), hall.listening(where)
    running = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    running.start()
    try:
        assert becomes(lambda: turning.answers(server, listener))
    finally:
        server.should_exit = True
        running.join()


def test_a_thread_of_sync_that_is_overdue_is_noticed_unless_a_question_of_its_may_last(monkeypatch):
    monkeypatch.setattr(rounds, "STEP", 0.1)
    until = 0.0
    turn = rounds.Round(threading.Event(), lambda: until)
    assert not turn.goes_on  # it has not begun
    turn.begin()
    assert turn.goes_on
    assert becomes(lambda: not turn.goes_on)
    until = time.monotonic() + 3600
    assert turn.goes_on
