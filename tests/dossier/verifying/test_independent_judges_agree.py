"""Programs that know nothing of us, poppler and OpenSSL, say the same of honest papers and of one flipped byte."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.dossier.signing.outline import contents, spans
from kiosk.dossier.signing.report import Verdict
from tests.workbench.authority import Authority
from tests.workbench.signed_papers import official, organisation, paper

pytestmark = pytest.mark.device


def poppler(folder: Path, pdf: bytes) -> list[str]:
    """What pdfsig says of each signature."""
    (folder / "judged.pdf").write_bytes(pdf)
    said = subprocess.run(
        ["pdfsig", "-nocert", folder / "judged.pdf"],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )
    return [
        line.split(":", 1)[1].strip()
        for line in said.stdout.splitlines()
        if "Signature Validation" in line
    ]


def openssl(folder: Path, pdf: bytes, authority: Authority) -> list[bool]:
    """Whether each signature holds, with its chain up to the authority's root."""
    root = x509.load_der_x509_certificate(authority.root)
    (folder / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    good = []
    for span in spans(pdf):
        der = contents(pdf, span)
        assert der
        (folder / "signature.der").write_bytes(der[: 4 + int.from_bytes(der[2:4], "big")])
        (folder / "covered").write_bytes(pdf[: span.gap] + pdf[span.after : span.end])
        said = subprocess.run(
            [
                *("openssl", "cms", "-verify", "-binary", "-inform", "DER"),
                *("-in", "signature.der", "-content", "covered"),
                *("-CAfile", "root.pem", "-purpose", "any", "-out", "/dev/null"),
            ],
            capture_output=True,
            check=False,
            cwd=folder,
        )
        good.append(said.returncode == 0)
    return good


@pytest.fixture(scope="module")
def once(authority) -> bytes:
    return official(authority).sign(paper())


@pytest.fixture(scope="module")
def twice(authority, once) -> bytes:
    return organisation(authority).sign(once)


@pytest.mark.parametrize("which", ["once", "twice"])
def test_all_three_find_every_signature_good(which, request, tmp_path, authority, judge):
    pdf = request.getfixturevalue(which)
    count = 1 if which == "once" else 2

    report = judge(pdf)

    assert report.verdict is Verdict.VALID
    assert len(report.signatures) == count
    assert poppler(tmp_path, pdf) == ["Signature is Valid."] * count
    assert openssl(tmp_path, pdf, authority) == [True] * count


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_all_three_notice_a_flipped_byte(part, tmp_path, authority, once, judge):
    """In a page's text, wherever the paper has one."""
    places = [place for place in range(len(once)) if once.startswith(b"so tien", place)]
    place = places[int(part * len(places))]
    flipped = once[:place] + b"S" + once[place + 1 :]

    assert judge(flipped).verdict is Verdict.ALTERED
    assert poppler(tmp_path, flipped) == ["Digest Mismatch."]
    assert openssl(tmp_path, flipped, authority) == [False]
