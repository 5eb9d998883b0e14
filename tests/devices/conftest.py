"""The fixtures of tests.devices: a kiosk of fakes, its screen, and its books."""

from __future__ import annotations

import pytest

from tests.devices.office import Books, Kiosk
from tests.devices.signing_office import Room
from tests.workbench.authority import Authority
from tests.workbench.children import none_left


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


@pytest.fixture
def room(tmp_path_factory, authority, monkeypatch):
    """A signing service that runs, with both tokens plugged in and their signers registered."""
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    made = Room(tmp_path_factory.mktemp("r"), authority)
    for name, value in made.office.env.items():
        monkeypatch.setenv(name, value)
    with none_left():
        made.office.equip()
        made.start()
        yield made
        made.stop()
