"""A slip in the file of devices is named before anybody is let in by it; what it says is so, but for the revoked."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from contextlib import closing

import pytest

from central.database import Database
from central.devices import DeniedError, Devices, DevicesError
from tests.workbench.keys import public_of


@pytest.fixture
def path(tmp_path):
    return tmp_path / "devices.json"


@pytest.fixture
def devices(tmp_path):
    with closing(Database(f"sqlite:///{tmp_path / 'intake.db'}")) as database:
        seconds = iter(range(0, 1_000_000, 10))  # nothing is answered from memory
        yield Devices(database, lambda: dt.datetime.now(dt.UTC), lambda: next(seconds))


def digest(token):
    return hashlib.sha256(token.encode()).hexdigest()


def row(token, key, **more):
    return {"token": digest(token), "key": public_of(key), **more}


def let_in(devices, token):
    try:
        return devices.admitted(digest(token))
    except DeniedError:
        return None


def test_a_line_copied_and_not_renamed_takes_no_kiosk_out(devices, path):
    one, two = json.dumps(row("a", "kiosk-1")), json.dumps(row("b", "kiosk-2"))
    path.write_text(f'{{"kiosk-1": {one}, "kiosk-2": {two}}}')
    devices.bring(path)
    assert devices.key("kiosk-1") == public_of("kiosk-1")
    path.write_text(f'{{"kiosk-1": {one}, "kiosk-1": {two}}}')
    with pytest.raises(DevicesError, match="kiosk-1"):
        devices.bring(path)
    assert (let_in(devices, "a"), let_in(devices, "b")) == ("kiosk-1", "kiosk-2")


def test_who_does_not_stand_in_it_any_more_is_not_let_in(devices, path):
    path.write_text(json.dumps({"kiosk-1": row("a", "kiosk-1"), "kiosk-2": row("b", "kiosk-2")}))
    devices.bring(path)
    path.write_text(json.dumps({"kiosk-2": row("b", "kiosk-2")}))
    devices.bring(path)
    assert (let_in(devices, "a"), devices.key("kiosk-1")) == (None, "")
    assert let_in(devices, "b") == "kiosk-2"
    path.write_text(json.dumps({"kiosk-3": row("a", "kiosk-1")}))  # the same machine, renamed
    devices.bring(path)
    assert let_in(devices, "a") == "kiosk-3"


def test_what_the_file_says_of_token_key_and_office_is_so(devices, path):
    path.write_text(json.dumps({"kiosk-1": row("a", "kiosk-1", office="H38.101")}))
    devices.bring(path)
    assert devices.office("kiosk-1") == "H38.101"
    path.write_text(json.dumps({"kiosk-1": row("b", "another")}))
    devices.bring(path)
    assert (let_in(devices, "a"), let_in(devices, "b")) == (None, "kiosk-1")
    assert devices.key("kiosk-1") == public_of("another")
    assert devices.office("kiosk-1") == "H38.101"


def test_a_stolen_kiosk_does_not_come_back_with_a_restart(devices, path):
    path.write_text(json.dumps({"kiosk-1": row("a", "kiosk-1")}))
    devices.bring(path)
    devices.revoke("kiosk-1", "stolen")
    devices.bring(path)
    assert (let_in(devices, "a"), devices.key("kiosk-1")) == (None, "")


def test_a_device_brought_in_by_hand_stays_beside_the_file(devices, path):
    token = devices.add("kiosk-9", "H38.101", public_of("kiosk-9"))
    path.write_text(json.dumps({"kiosk-1": row("a", "kiosk-1")}))
    devices.bring(path)
    assert let_in(devices, token) == "kiosk-9"
    path.write_text(json.dumps({"kiosk-1": row("a", "kiosk-9")}))
    with pytest.raises(DevicesError, match="not in it"):
        devices.bring(path)


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("KIOSK", row("a", "kiosk-1")),
        ("kiosk-1", {"token": "a", "key": public_of("kiosk-1")}),
        ("kiosk-1", {"token": digest("a")}),
        ("kiosk-1", row("a", "kiosk-1", office="../..")),
    ],
)
def test_a_line_in_another_shape_is_named(devices, path, name, row):
    path.write_text(json.dumps({name: row}))
    with pytest.raises(DevicesError, match=name):
        devices.bring(path)
