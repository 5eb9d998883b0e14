"""Is a certificate revoked? What its authority said, kept for when the line is down."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import ssl
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.dossier.signing.levels import Fetch, FetchError
from kiosk.dossier.signing.proofs import (
    ODD,
    Kind,
    NotProvenError,
    Status,
    issued,
    judge,
    list_urls,
    look_up,
    once_revoked,
    valid_at,
)
from kiosk.rights import make_folders, opened

__all__ = ["Revocations", "Status"]


class Revocations:
    """What was said of certificates, as files in a folder; a crash leaves whole files only.

    Every file is judged anew when it is asked: whoever can write there can make nobody believed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def status(self, certificate: bytes, chain: tuple[bytes, ...], now: dt.datetime) -> Status:
        """Of a certificate and of those above it, without a network; DER, `chain` nearest first.

        The last of the chain is where belief begins: it is not looked up. REVOKED if one of them is, GOOD
        only if each is known to be good now: an expired or not yet valid one is at best UNKNOWN. An answer that
        said REVOKED holds, however old, until somebody who may says GOOD.
        """
        path = _loaded((certificate, *chain))
        if path is None or len(path) < 2:
            return Status.UNKNOWN
        found = [self._one(one, issuer, now) for one, issuer in pairwise(path)]
        if Status.REVOKED in found:
            return Status.REVOKED
        return Status.GOOD if set(found) == {Status.GOOD} else Status.UNKNOWN

    def know(self, certificate: bytes, chain: tuple[bytes, ...]) -> None:
        """From now on `refresh` asks of this one too; said again, nothing is written. Raises OSError."""
        if _loaded((certificate, *chain)) is None:
            return
        path = self._folder / f"{hashlib.sha256(certificate).hexdigest()[:40]}.asked"
        data = "".join(ssl.DER_cert_to_PEM_cert(der) for der in (certificate, *chain)).encode()
        if not (path.is_file() and path.read_bytes() == data):
            self._write(path, data)

    def known(self) -> tuple[tuple[bytes, ...], ...]:
        """Certificates with their chains, nearest first, as `know` was told; DER."""
        found = []
        for path in sorted(self._folder.glob("*.asked")):
            with contextlib.suppress(OSError, *ODD):
                held = x509.load_pem_x509_certificates(path.read_bytes())
                found.append(tuple(each.public_bytes(Encoding.DER) for each in held))
        return tuple(found)

    def refresh(self, fetch: Fetch, now: dt.datetime) -> int:
        """Ask of all that are known and not over, and keep what counts; how many there is no answer for."""
        unknown, asked = 0, set[x509.Certificate]()
        for ders in self.known():
            path = _loaded(ders) or ()
            for at, one in enumerate(path[:-1]):
                if one in asked or one.not_valid_after_utc < now:
                    continue
                asked.add(one)
                try:
                    proof = look_up(fetch, path[at:], now)
                except (FetchError, NotProvenError):
                    unknown += 1
                    continue
                self._write(self._path(one, proof.kind), proof.data)
        return unknown

    def _one(self, one: x509.Certificate, issuer: x509.Certificate, now: dt.datetime) -> Status:
        found, was_revoked = Status.UNKNOWN, False
        for kind in Kind:
            try:
                data = self._path(one, kind).read_bytes()
                proof = judge(kind, data, one, issuer, now)
            except OSError:
                continue
            except NotProvenError:
                was_revoked = was_revoked or once_revoked(kind, data, one, issuer)
                continue
            if proof.status is Status.REVOKED:
                return Status.REVOKED
            if proof.status is Status.GOOD:
                found = Status.GOOD
        if was_revoked and found is not Status.GOOD:
            return Status.REVOKED
        return found if valid_at(one, now) and valid_at(issuer, now) else Status.UNKNOWN

    def _write(self, path: Path, data: bytes) -> None:
        make_folders(self._folder)
        beside = path.with_suffix(f"{path.suffix}.{os.getpid()}")
        with open(beside, "wb", opener=opened) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)

    def _path(self, one: x509.Certificate, kind: Kind) -> Path:
        if kind is Kind.LIST:  # one list speaks of all certificates of its authority
            name = hashlib.sha256(b"\n".join(u.encode() for u in list_urls(one))).hexdigest()
        else:
            name = hashlib.sha256(one.public_bytes(Encoding.DER)).hexdigest()
        return self._folder / f"{name[:40]}.{kind}"


def _loaded(certificates: Iterable[bytes]) -> tuple[x509.Certificate, ...] | None:
    """None where one of them is no certificate, or is not issued by the next."""
    try:
        path = tuple(x509.load_der_x509_certificate(der) for der in certificates)
        linked = all(issued(above, one) for one, above in pairwise(path))
    except ODD:
        return None
    return path if linked else None
