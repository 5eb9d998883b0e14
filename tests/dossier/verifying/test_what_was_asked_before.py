"""What authorities said of certificates before is used: a revoked signer is told although the file says nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.dossier.signing.complete import complete
from kiosk.dossier.signing.levels import Level
from kiosk.dossier.signing.report import Reason, Report, Trust, Verdict
from kiosk.dossier.signing.revocation import Revocations
from kiosk.dossier.signing.verify import verify
from tests.dossier.completing.signed import Line
from tests.workbench.authority import Authority
from tests.workbench.signed_papers import Pen, official, organisation, paper


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest.fixture(scope="module")
def asked(authority, tmp_path_factory) -> Path:
    """As kiosk-sync leaves it: everybody's certificate was asked about."""
    folder = tmp_path_factory.mktemp("asked")
    revocations = Revocations(folder)
    for name in ("official", "organisation", "revoked"):
        chain = (*authority.chain(name), authority.root)
        revocations.know(authority.certificate(name), chain)
    assert revocations.refresh(Line(), now()) == 0
    return folder


def judged(pdf: bytes, authority: Authority, asked: Path) -> Report:
    answers = tuple(path.read_bytes() for path in sorted(asked.iterdir()))
    return verify(pdf, authority.trust, now(), answers)


def test_a_good_signer_is_known_not_to_be_revoked(authority, asked):
    report = judged(official(authority).sign(paper()), authority, asked)

    assert report.verdict is Verdict.VALID
    (one,) = report.signatures
    assert one.revocation_known
    assert one.level is Level.B_B  # what the kiosk knows does not lie in the file


def test_a_revoked_signer_is_told(authority, asked):
    report = judged(Pen.of(authority, "revoked", "Of").sign(paper()), authority, asked)

    assert report.verdict is Verdict.SUSPICIOUS
    assert report.reasons == (Reason.REVOKED,)
    assert report.signatures[0].trust is Trust.REVOKED


def test_a_revoked_signer_is_told_though_the_file_brings_answers_about_others(authority, asked):
    others = complete(
        official(authority).sign(paper()), Line(), authority.tsa_url, authority.trust, now()
    ).pdf

    report = judged(Pen.of(authority, "revoked", "Of").sign(others), authority, asked)

    assert Reason.REVOKED in report.reasons
    assert [one.trust for one in report.signatures if one.field == "Of"] == [Trust.REVOKED]


@pytest.mark.parametrize("days", [3, 10])
def test_an_old_answer_that_says_revoked_is_not_outshone_by_new_ones_about_others(
    authority, asked, tmp_path, days
):
    own = hashlib.sha256(authority.certificate("revoked")).hexdigest()
    for new in asked.iterdir():
        if not new.name.startswith(own[:40]):
            shutil.copy(new, tmp_path)
    (tmp_path / "old.crl").write_bytes(an_old_list(authority, "revoked", days))

    report = judged(Pen.of(authority, "revoked", "Of").sign(paper()), authority, tmp_path)

    assert report.reasons == (Reason.REVOKED,)
    honest = judged(official(authority).sign(paper()), authority, tmp_path)
    assert honest.verdict is Verdict.VALID


def an_old_list(authority: Authority, name: str, days: int) -> bytes:
    """Given so many days ago, for one day; that certificate stands in it."""
    then = now() - dt.timedelta(days=days)
    issuer = x509.load_der_x509_certificate(authority.certificate("sub"))
    serial = x509.load_der_x509_certificate(authority.certificate(name)).serial_number
    entry = x509.RevokedCertificateBuilder().serial_number(serial)
    entry = entry.revocation_date(then).build()
    made = x509.CertificateRevocationListBuilder().issuer_name(issuer.subject)
    made = made.last_update(then).next_update(then + dt.timedelta(days=1))
    made = made.add_revoked_certificate(entry).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), critical=False
    )
    return made.sign(authority.key("sub"), SHA256()).public_bytes(Encoding.DER)


def test_files_that_are_no_answers_are_left_out(authority, asked, tmp_path):
    (tmp_path / "note.txt").write_text("no answer")
    (tmp_path / "empty").write_bytes(b"")

    report = judged(organisation(authority).sign(paper()), authority, tmp_path)

    assert report.verdict is Verdict.VALID
    assert not report.signatures[0].revocation_known


@pytest.mark.device
def test_by_hand(authority, asked, tmp_path):
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "root.der").write_bytes(authority.root)
    (tmp_path / "file.pdf").write_bytes(Pen.of(authority, "revoked", "Of").sign(paper()))
    command = [sys.executable, "-m", "kiosk.dossier", "verify", str(tmp_path / "file.pdf")]
    command += ["--trust", str(tmp_path / "trust"), "--revocations", str(asked)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (4, "")
    assert "đã bị thu hồi" in done.stdout
