"""The fixtures of tests.devices: a kiosk of fakes, its screen, and its books."""

from __future__ import annotations

import contextlib
import signal

import psutil
import pytest

from tests.devices.office import Books, Kiosk
from tests.devices.signing_office import Room
from tests.workbench.authority import Authority
from tests.workbench.children import none_left
from tests.workbench.pkcs11_mishap import compiled


@pytest.fixture
def kiosk(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    made = Kiosk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def screen(kiosk):
    return kiosk.start()


@pytest.fixture
def books(kiosk):
    opened = Books(kiosk.workspace)
    yield opened
    opened.db.close()


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def library_of_mishaps(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("library"))


@pytest.fixture
def empty_room(tmp_path, authority, library_of_mishaps, monkeypatch):
    """A signing service not yet started, without tokens and signers."""
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    made = Room(tmp_path, authority, library_of_mishaps)
    for name, value in made.env.items():
        monkeypatch.setenv(name, value)
    with none_left():
        yield made
        made.stop()


@pytest.fixture
def killer():
    """kill -9 (or another signal) of a process of ours, by the module it runs."""

    def kill(module, number=signal.SIGKILL):
        for child in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if module in child.cmdline():
                    child.send_signal(number)

    return kill


@pytest.fixture
def room(empty_room):
    """A signing service that runs, with both tokens plugged in and their signers registered."""
    empty_room.office.equip()
    empty_room.start()
    return empty_room
