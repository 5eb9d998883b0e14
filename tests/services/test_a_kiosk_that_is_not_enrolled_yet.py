"""Before a kiosk is enrolled its kiosk-sync serves what needs no centre, and is let in by itself afterwards."""

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.services.test_services_start_in_any_order import settings
from tests.workbench.manager import Manager


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)


def certificate(seed):
    """Over the machine's own key; who signed it is for the centre to judge."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kiosk-1")])
    now = dt.datetime.now(dt.UTC)
    one = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    one = one.not_valid_before(now).not_valid_after(now + dt.timedelta(days=1))
    return one.sign(key, None).public_bytes(Encoding.PEM)


def test_sync_waits_for_its_certificate_and_ends_well_when_it_is_there(tmp_path):
    without = settings().replace('token = "of-nobody"\n', "")
    with Manager(tmp_path, "sync", without) as service:
        service.heard("READY=1")
        service.heard("WATCHDOG=1")
        assert service.process.poll() is None
        state = tmp_path / "state"
        seed = bytes.fromhex((state / "device.key").read_text())
        (state / "certificate.pem").write_bytes(certificate(seed))
        assert service.process.wait(60) == 0
    with Manager(tmp_path, "sync", without) as service:
        service.heard("READY=1")
        service.heard("WATCHDOG=1")
