"""The certificates of the line: an invented authority vouches for centres and kiosks."""

from __future__ import annotations

import datetime as dt
import os
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey
Days = tuple[float, float]  # from and to, in days from now

YEAR = 365.0
_PEM = serialization.Encoding.PEM


class House:
    """A root and an intermediate authority; `issue` writes what a machine needs into one PEM file."""

    def __init__(
        self, folder: Path, name: str = "CA tinh Suoi Lanh", days: Days = (-10 * YEAR, 10 * YEAR)
    ):
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._keys = {"root": _key(), "sub": _key()}
        self._root = _made(name, self._keys["root"], name, self._keys["root"], days, authority=True)
        self._sub = self.intermediate(days)
        self.ca = self._write("ca.pem", self._root)

    def intermediate(self, days: Days) -> x509.Certificate:
        """The authority below the root, valid so long; those issued from now on come with it."""
        root, key = _name_of(self._root), self._keys["sub"]
        self._sub = _made(f"{root} 2", key, root, self._keys["root"], days, authority=True)
        return self._sub

    def issue(
        self,
        name: str,
        days: Days = (-30, YEAR),
        hosts: tuple[str, ...] = ("127.0.0.1", "localhost"),
        apart: bool = False,
    ) -> Path:
        """PEM of key, certificate and intermediate, 0600; `apart`: the key in certificate.key beside it."""
        key = _key()
        by = _name_of(self._sub)
        one = _made(name, key, by, self._keys["sub"], days, hosts=hosts)
        private = key.private_bytes(
            _PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        if apart:
            _private(self._folder / "certificate.key", private)
            private = b""
        path = self._folder / f"{name}.pem"
        _private(path, private + one.public_bytes(_PEM) + self._sub.public_bytes(_PEM))
        return path

    def revoked(self, *paths: Path) -> Path:
        """PEM of the list that takes these certificates back, and an empty one of the root's."""
        lists = b""
        for issuer, key, taken in (
            (self._sub, self._keys["sub"], paths),
            (self._root, self._keys["root"], ()),
        ):
            now = dt.datetime.now(dt.UTC)
            building = x509.CertificateRevocationListBuilder(
                issuer.subject, now - dt.timedelta(days=1), now + dt.timedelta(days=30)
            )
            for path in taken:
                one = x509.load_pem_x509_certificates(path.read_bytes())[0]
                entry = x509.RevokedCertificateBuilder(one.serial_number, now).build()
                building = building.add_revoked_certificate(entry)
            lists += building.sign(key, hashes.SHA256()).public_bytes(_PEM)
        path = self._folder / "revoked.pem"
        path.write_bytes(lists)
        return path

    def alone(self, name: str, hosts: tuple[str, ...] = ("127.0.0.1", "localhost")) -> Path:
        """A certificate that vouches for itself, with its key."""
        key = _key()
        one = _made(name, key, name, key, (-30, YEAR), hosts=hosts)
        private = key.private_bytes(
            _PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path = self._folder / f"{name}.pem"
        _private(path, private + one.public_bytes(_PEM))
        return path

    def _write(self, name: str, one: x509.Certificate) -> Path:
        path = self._folder / name
        path.write_bytes(one.public_bytes(_PEM))
        return path


def _key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _name_of(one: x509.Certificate) -> str:
    return str(one.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def _made(
    name: str,
    key: Key,
    by: str,
    by_key: Key,
    days: Days,
    hosts: tuple[str, ...] = (),
    *,
    authority: bool = False,
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    building = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(by))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + dt.timedelta(days=days[0]))
        .not_valid_after(now + dt.timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(by_key.public_key()), critical=False
        )
    )
    if hosts:
        building = building.add_extension(
            x509.SubjectAlternativeName(_hosts(hosts)), critical=False
        )
    return building.sign(by_key, hashes.SHA256())


def _hosts(hosts: tuple[str, ...]) -> list[x509.GeneralName]:
    return [
        x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
        for host in hosts
    ]


def _private(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
