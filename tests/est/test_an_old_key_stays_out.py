"""A key that its name was given away from, or that was stolen, comes back by no way round."""

from __future__ import annotations

import hashlib
import json

import pytest

from central.devices import Denial, DevicesError
from central.est.enrolments import Denied
from tests.est.conftest import digest_of
from tests.est.test_a_code_is_good_once import denied
from tests.est.test_a_device_is_taken_out import kept_out
from tests.workbench.keys import public_of

TOKEN = hashlib.sha256(b"token").hexdigest()


@pytest.fixture
def path(tmp_path):
    """A file of devices, with kiosk-1 in it as it was at first."""
    path = tmp_path / "devices.json"
    path.write_text(json.dumps({"kiosk-1": {"token": TOKEN, "key": public_of("kiosk-1")}}))
    return path


def test_who_gets_the_name_of_a_machine_that_left_does_not_share_it_with_that(registry, path):
    registry.devices.bring(path)
    before = digest_of(registry.enrol())
    registry.devices.bring(path)  # it is of the file again
    path.write_text("{}")
    registry.devices.bring(path)
    token = registry.devices.add("kiosk-1", "H38.101", public_of("another machine"))
    registry.wait(seconds=5)
    assert kept_out(registry.devices, certificate=before) is Denial.CERTIFICATE
    digest = hashlib.sha256(token.encode()).hexdigest()
    assert kept_out(registry.devices, digest, before) is Denial.CERTIFICATE


def test_the_old_line_of_a_stolen_machine_does_not_take_its_successor_out(registry, path):
    registry.devices.bring(path)
    registry.devices.revoke("kiosk-1", "stolen")
    found = digest_of(registry.enrol(code=registry.code(new_key=True), key=public_of("anew")))
    registry.wait(seconds=5)
    registry.devices.bring(path)  # the line is still there at the next start
    registry.wait(seconds=5)
    assert registry.devices.key("kiosk-1") == public_of("anew")
    assert kept_out(registry.devices, TOKEN) is Denial.UNKNOWN
    assert registry.devices.admitted("", found) == "kiosk-1"


def test_a_stolen_key_gets_no_other_name_once_its_own_has_a_successor(registry, path):
    registry.enrol()
    registry.devices.revoke("kiosk-1", "stolen")
    registry.enrol(code=registry.code(new_key=True), key=public_of("anew"))
    assert denied(registry.enrol, "kiosk-7", key=public_of("kiosk-1")) is Denied.KEY_TAKEN
    with pytest.raises(DevicesError, match="kiosk-8"):
        registry.devices.add("kiosk-8", "H38.101", public_of("kiosk-1"))
    again = registry.code(new_key=True)
    assert denied(registry.enrol, code=again, key=public_of("kiosk-1")) is Denied.REVOKED
    path.write_text(json.dumps({"kiosk-9": {"token": TOKEN, "key": public_of("kiosk-1")}}))
    registry.devices.bring(path)
    assert registry.devices.key("kiosk-9") == ""
