"""The whole way: text of attestation, visible signatures of both, completed, judged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import page as judge
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from drivers.token import Digest, HeldCertificate
from kiosk.dossier.signing.attestation import Attestation, attest
from kiosk.dossier.signing.complete import Level, complete
from kiosk.dossier.signing.seal import Signing, sign_pdf
from kiosk.signing import SignRole
from tests.dossier.completing.signed import (
    Line,
    copy,
    now,
    openssl_believes,
    parts,
    pdfsig_says,
    trusted,
)
from tests.workbench.authority import OFFICIAL, ORGANISATION, Authority


@dataclass
class Login:
    """A session whose key lies in memory."""

    key: rsa.RSAPrivateKey
    certificates: tuple[HeldCertificate, ...]

    def sign(self, certificate: HeldCertificate, data: bytes, digest: Digest) -> bytes:
        return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def sealed(authority: Authority, pdf: bytes, role: SignRole) -> bytes:
    held = HeldCertificate(authority.certificate(role.value), b"\1", role.value)
    key = authority.key(role.value)
    assert isinstance(key, rsa.RSAPrivateKey)
    official = role is SignRole.OFFICIAL
    name, title = (OFFICIAL, "CHỦ TỊCH") if official else (ORGANISATION, "")
    what = Signing(role, name, title, ORGANISATION, now())
    return sign_pdf(pdf, Login(key, (held,)), held, authority.chain(role.value), what)


@pytest.fixture(scope="module")
def attested() -> bytes:
    text = Attestation(
        "7", "01", "Suối Lành", ORGANISATION, OFFICIAL, "CHỦ TỊCH", 1, dt.date(2026, 11, 23)
    )
    return attest(copy(), text)


@pytest.fixture(scope="module")
def lasting(house: Authority, attested: bytes) -> bytes:
    pdf = sealed(house, sealed(house, attested, SignRole.OFFICIAL), SignRole.ORGANISATION)
    done = complete(pdf, Line(), house.tsa_url, house.trust, now())
    assert (done.level, done.pdf[: len(pdf)]) == (Level.B_LTA, pdf)
    return done.pdf


def test_every_judge_finds_every_signature_good(
    authority: Authority, lasting: bytes, tmp_path: Path
) -> None:
    trusted(authority, tmp_path)
    found = parts(lasting)
    assert [each.kind for each in found] == ["signature", "signature", "stamp", "stamp"]
    assert all(openssl_believes(each, tmp_path) for each in found)
    assert pdfsig_says(lasting, tmp_path).count("Signature is Valid.") == 2


def test_the_judge_of_pdf_a_finds_what_every_later_revision_causes_and_no_more(
    lasting: bytes,
) -> None:
    report = judge.validate_pdf_bytes(lasting, profile=judge.ValidationProfile.PDF_A_2B)
    assert {failure.rule_id for failure in report.failures} == {"PDFA2B-SIGNATURE-BYTERANGE-001"}
