"""A slip in the file of devices is named before anybody is let in by it."""

from __future__ import annotations

import json

import pytest

from central.devices import Devices, DevicesError
from tests.workbench.keys import public_of


def row(device, token):
    return f'"{device}": {json.dumps({"token": token * 64, "key": public_of(device)})}'


def test_a_line_copied_and_not_renamed_takes_no_kiosk_out(tmp_path):
    path = tmp_path / "devices.json"
    path.write_text("{" + row("kiosk-1", "a") + ", " + row("kiosk-2", "b") + "}")
    assert Devices.load(path).key("kiosk-1") == public_of("kiosk-1")
    path.write_text("{" + row("kiosk-1", "a") + ", " + row("kiosk-1", "b") + "}")
    with pytest.raises(DevicesError, match="kiosk-1"):
        Devices.load(path)
