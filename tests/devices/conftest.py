"""The fixtures of tests.devices: a kiosk of fakes, its screen, and its books."""

from __future__ import annotations

import pytest

from tests.devices.office import Books, Kiosk


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
