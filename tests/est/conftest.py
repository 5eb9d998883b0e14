"""An authority and its table of devices, at a time that a test says."""

from __future__ import annotations

import base64
import datetime as dt
from contextlib import closing

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

from central.database import Database
from central.devices import Devices
from central.est.authority import Authority
from central.est.enrolments import Enrolments, make_code
from tests.workbench.centre import HOMES, PROVINCE
from tests.workbench.keys import public_of, seed_of

MORNING = dt.datetime(2026, 11, 2, 1, 30, tzinfo=dt.UTC)
OFFICE = "H38.101"


class Registry:
    """The centre's registry of kiosks; `now` and `elapsed` are the test's."""

    def __init__(self, folder, database=""):
        self.now, self.elapsed, self.alarms = MORNING, 0.0, []
        self.database = Database(database or f"sqlite:///{folder / 'intake.db'}")
        self.authority = Authority.make(folder / "authority", "CA tinh Suoi Lanh", MORNING)
        self.enrolments = Enrolments(self.database, self.authority, self.clock, self.alarm)
        self.devices = Devices(self.database, self.clock, lambda: self.elapsed)

    def close(self):
        self.database.close()

    def clock(self):
        return self.now

    def alarm(self, db, device, kind, at, detail):
        self.alarms.append((device, kind))

    def wait(self, **how):
        passed = dt.timedelta(**how)
        self.now += passed
        self.elapsed += passed.total_seconds()

    def code(self, device="kiosk-1", office=OFFICE, hours=72, new_key=False):
        return make_code(self.database, device, office, hours, self.now, new_key=new_key)

    def enrol(self, device="kiosk-1", code=None, key=None):
        der = self.enrolments.enrol(device, code or self.code(device), key or public_of(device))
        return x509.load_der_x509_certificate(der)

    def renew(self, shown, key="kiosk-1"):
        return x509.load_der_x509_certificate(
            self.enrolments.renew(digest_of(shown), public_of(key))
        )


def digest_of(certificate):
    return certificate.fingerprint(certificate.signature_hash_algorithm).hex()


def named(certificate):
    """(common name, organisation)"""
    oids = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    return tuple(certificate.subject.get_attributes_for_oid(oid)[0].value for oid in oids)


def request_of(name, subject="", key=None):
    """DER of a request by the key of the machine `name`, which asks for the common name `subject`."""
    key = key or Ed25519PrivateKey.from_private_bytes(seed_of(name))
    names = [x509.NameAttribute(NameOID.COMMON_NAME, subject)] if subject else []
    algorithm = None if isinstance(key, Ed25519PrivateKey) else x509.SHA256()
    building = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(names))
    return building.sign(key, algorithm).public_bytes(serialization.Encoding.DER)


def in_lines(der):
    return base64.encodebytes(der)


@pytest.fixture(params=HOMES)
def registry(request, tmp_path):
    if request.param != PROVINCE:
        with closing(Registry(tmp_path)) as registry:
            yield registry
        return
    engines = request.getfixturevalue("engines")
    keeping = engines.keeping()
    try:
        with closing(Registry(tmp_path, keeping.database)) as registry:
            yield registry
    finally:
        engines.forget(keeping)
