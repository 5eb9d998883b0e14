"""The store of objects takes questions and answers none: whoever asks for nothing in it is answered as ever."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import closing

import pytest

from central.bundles.published import Awaited, Published
from central.objects import ObjectsError
from tests.central.conftest import Caller
from tests.workbench.centre import EMBEDDED, CentreHouse, free_port

ASKING = 45  # more than there are threads that answer
AT_ONCE = 5.0  # seconds; one waits for the store four times as long
STARTS = 15.0  # seconds: its own start on a busy machine, and not the store's twenty
RULES = "/v1/bundles/metadata/timestamp.json"


@pytest.fixture
def home():
    return EMBEDDED


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def centre(tmp_path, monkeypatch, port):
    monkeypatch.setenv("CENTRAL_BLOBS", f"s3://cases?endpoint=http://127.0.0.1:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret-word")
    with CentreHouse(tmp_path) as house:
        yield house


@pytest.mark.parametrize("path", [RULES, "/v1/ready"])
def test_cases_are_announced_while_many_wait_for_what_is_in_the_store(centre, port, case, path):
    asking = [Caller(centre) for _ in range(ASKING)]
    kiosk = Caller(centre)
    with closing(socket.create_server(("127.0.0.1", port), backlog=128)):
        for one in asking:
            one.begin("GET", path, 0, b"")
        time.sleep(1)
        since = time.monotonic()
        assert kiosk.announce(case).status == 201
        assert time.monotonic() - since < AT_ONCE
    for one in (kiosk, *asking):
        one.line.close()


def test_a_centre_that_starts_while_the_store_hangs_takes_announcements(centre, port, case):
    with closing(socket.create_server(("127.0.0.1", port), backlog=128)):
        since = time.monotonic()
        centre.restart()
        kiosk = Caller(centre)
        assert kiosk.announce(case).status == 201
        assert time.monotonic() - since < STARTS
    kiosk.line.close()


class Gone:
    """A store that does not answer."""

    def __init__(self):
        self.asked = 0

    def read(self, name, first=0, count=None):
        self.asked += 1
        raise ObjectsError


def test_a_look_at_the_fleet_asks_a_store_that_hangs_once_and_not_for_each_kiosk():
    clock, store = [0.0], Gone()
    awaited = Awaited(Published(store), lambda device: "", lambda: clock[0])
    assert {awaited.of(f"kiosk-{number}", "H00.000") for number in range(500)} == {""}
    assert store.asked == 1
    clock[0] += 61
    awaited.of("kiosk-1", "H00.000")
    assert store.asked == 2


def test_who_looks_while_another_waits_for_the_store_takes_what_was_known():
    clock, asked, go_on = [0.0], threading.Event(), threading.Event()

    class Hanging(Gone):
        def read(self, name, first=0, count=None):
            if clock[0]:
                asked.set()
                go_on.wait()
            return super().read(name)

    awaited = Awaited(Published(Hanging()), lambda device: "", lambda: clock[0])
    awaited.of("kiosk-1", "H00.000")
    clock[0] += 61
    first = threading.Thread(target=awaited.of, args=("kiosk-1", "H00.000"))
    first.start()
    asked.wait()
    assert awaited.of("kiosk-2", "H00.000") == ""
    go_on.set()
    first.join()
