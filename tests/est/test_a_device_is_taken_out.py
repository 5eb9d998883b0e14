"""A stolen kiosk: nothing of it counts any more within seconds, on every process, until it has a new key."""

from __future__ import annotations

import pytest
from cryptography import x509

from central.devices import Denial, DeniedError, Devices, DevicesError
from central.est.enrolments import Denied, taken_back
from tests.est.conftest import digest_of
from tests.est.test_a_code_is_good_once import denied
from tests.workbench.keys import public_of


def kept_out(devices, token="", certificate=""):
    with pytest.raises(DeniedError) as refused:
        devices.admitted(token, certificate)
    return refused.value.denial


def test_it_counts_within_seconds_on_another_process(registry):
    shown = digest_of(registry.enrol())
    elsewhere = Devices(registry.database, registry.clock, lambda: registry.elapsed)
    assert elsewhere.admitted("", shown) == "kiosk-1"
    assert registry.devices.revoke("kiosk-1", "stolen") == 1
    assert elsewhere.admitted("", shown) == "kiosk-1"  # asked a moment ago
    registry.wait(seconds=5)
    assert kept_out(elsewhere, certificate=shown) is Denial.REVOKED
    assert elsewhere.key("kiosk-1") == ""


def test_what_is_asked_a_hundred_times_a_second_reaches_the_database_once(registry):
    shown = digest_of(registry.enrol())
    assert registry.devices.admitted("", shown) == "kiosk-1"
    assert registry.devices.key("kiosk-1")
    registry.database.close()
    registry.database.look = None  # whoever looks now, fails
    assert {registry.devices.admitted("", shown) for _ in range(100)} == {"kiosk-1"}
    assert registry.devices.key("kiosk-1") == public_of("kiosk-1")


def test_the_list_for_nginx_names_its_certificates(registry):
    first = registry.enrol()
    registry.wait(days=60)
    second = registry.renew(first)
    registry.enrol("kiosk-2")
    registry.devices.revoke("kiosk-1", "stolen")
    with registry.database.look() as db:
        pem = registry.authority.revoked(taken_back(db), registry.now)
    told = x509.load_pem_x509_crl(pem)
    assert told.is_signature_valid(registry.authority.certificate.public_key())
    assert {one.serial_number for one in told} == {first.serial_number, second.serial_number}
    # A list that nobody renewed must not shut everybody out.
    assert told.next_update_utc == registry.authority.certificate.not_valid_after_utc


def test_its_key_never_comes_back_and_the_device_does_with_another(registry):
    registry.enrol()
    registry.devices.revoke("kiosk-1", "stolen")
    with pytest.raises(DevicesError, match="new key"):
        registry.code()
    code = registry.code(new_key=True)
    assert denied(registry.enrol, code=code) is Denied.REVOKED
    found = registry.enrol(code=code, key=public_of("kiosk-1 anew"))
    registry.wait(seconds=5)
    assert registry.devices.admitted("", digest_of(found)) == "kiosk-1"
    assert denied(registry.enrol, "kiosk-7", key=public_of("kiosk-1 anew")) is Denied.KEY_TAKEN


def test_a_code_that_was_made_before_gives_nothing_any_more(registry):
    registry.enrol()
    code = registry.code(new_key=True)
    registry.devices.revoke("kiosk-1", "stolen")
    assert denied(registry.enrol, code=code, key=public_of("thief")) is Denied.CODE


def test_an_ended_certificate_lets_nobody_in(registry):
    shown = digest_of(registry.enrol())
    registry.wait(days=91)
    assert kept_out(registry.devices, certificate=shown) is Denial.CERTIFICATE


def test_nobody_knows_a_device_that_is_not_there(registry):
    with pytest.raises(DevicesError, match="nobody knows"):
        registry.devices.revoke("kiosk-1", "stolen")
    assert kept_out(registry.devices) is Denial.UNKNOWN
    assert kept_out(registry.devices, "ab" * 32, "cd" * 32) is Denial.UNKNOWN
