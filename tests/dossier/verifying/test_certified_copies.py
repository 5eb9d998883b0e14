"""What this office itself makes, from the text of attestation to B-LTA, is valid, with its visible stamps."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from PIL import Image, ImageDraw

from drivers.token import HeldCertificate
from kiosk.dossier.pdf import make_pdf
from kiosk.dossier.signing.attestation import Attestation, attest
from kiosk.dossier.signing.complete import complete
from kiosk.dossier.signing.levels import Level
from kiosk.dossier.signing.report import Kind, Verdict
from kiosk.dossier.signing.seal import SignImages, Signing, sign_pdf
from kiosk.dossier.signing.verify import verify
from kiosk.signing import SignRole
from tests.dossier.completing.signed import Line
from tests.workbench.authority import OFFICIAL, ORGANISATION, Authority

NAMES = {SignRole.OFFICIAL: OFFICIAL, SignRole.ORGANISATION: ORGANISATION}


class KeySession:
    """A login whose key lies in memory."""

    certificates: tuple[HeldCertificate, ...] = ()

    def __init__(self, key):
        self._key = key

    def sign(self, certificate, data, digest):
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def ring() -> bytes:
    """A red ring, in the place of a seal or of handwriting."""
    picture = Image.new("RGBA", (400, 400))
    ImageDraw.Draw(picture).ellipse((10, 10, 390, 390), outline=(200, 20, 40, 255), width=20)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def signed(authority: Authority, pdf: bytes, role: SignRole, images: SignImages | None) -> bytes:
    name = role.value
    what = Signing(role, NAMES[role], "CHỦ TỊCH", ORGANISATION, now(), "certified-copy", images)
    held = HeldCertificate(authority.certificate(name), b"\1", name)
    return sign_pdf(pdf, KeySession(authority.key(name)), held, authority.chain(name), what)


@pytest.fixture(scope="module", params=["plain", "with pictures"])
def copy(request, authority) -> bytes:
    page = io.BytesIO()
    Image.new("L", (620, 877), 255).save(page, "JPEG", dpi=(75, 75))
    scan = make_pdf("chung-thuc", [page.getvalue()] * 2, 75)
    office = "Ủy ban nhân dân xã Suối Lành"
    said = Attestation("12", "01", office, office, OFFICIAL, "CHỦ TỊCH", 2, now().date())
    images = SignImages(ring(), ring()) if request.param == "with pictures" else None
    pdf = attest(scan, said)
    for role in SignRole:
        pdf = signed(authority, pdf, role, images)
    return pdf


def test_a_certified_copy_is_valid(copy, judge):
    report = judge(copy)

    assert (report.verdict, report.reasons) == (Verdict.VALID, ())
    assert [one.kind for one in report.signatures] == [Kind.PERSON, Kind.ORGANISATION]
    assert [one.who for one in report.signatures] == [OFFICIAL, ORGANISATION]


def test_it_stays_so_when_it_was_completed(copy, authority):
    done = complete(copy, Line(), authority.tsa_url, authority.trust, now())

    report = verify(done.pdf, authority.trust, now() + dt.timedelta(days=700))

    assert (report.verdict, report.reasons) == (Verdict.VALID, ())
    people = [one for one in report.signatures if one.kind is not Kind.TIMESTAMP]
    assert {one.level for one in people} == {Level.B_LTA}
