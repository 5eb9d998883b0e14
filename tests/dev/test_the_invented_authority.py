"""The authority of the tests is believed by openssl, and can be mishandled."""

from __future__ import annotations

import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workbench.authority import OFFICIAL, Authority, Oddity


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with Authority(tmp_path_factory.mktemp("authority")).serve() as authority:
        yield authority


@pytest.fixture
def files(authority: Authority, tmp_path: Path) -> Path:
    for name in ("root", "sub", "official", "official_ec", "organisation", "expired", "revoked"):
        pem = ssl.DER_cert_to_PEM_cert(authority.certificate(name))
        (tmp_path / f"{name}.pem").write_text(pem)
    return tmp_path


@pytest.mark.parametrize("name", ["official", "official_ec", "organisation", "revoked"])
def test_openssl_finds_the_way_from_a_signer_to_the_root(files: Path, name: str) -> None:
    assert _openssl(files, *_verify(name)).returncode == 0


def test_openssl_sees_that_a_certificate_has_expired(files: Path) -> None:
    assert "has expired" in _openssl(files, *_verify("expired")).stderr


def test_the_official_is_named_in_vietnamese(files: Path) -> None:
    shown = ["x509", "-in", "official.pem", "-noout", "-subject"]
    assert OFFICIAL in _openssl(files, *shown, "-nameopt", "utf8").stdout


@pytest.mark.parametrize(("name", "status"), [("official", "good"), ("revoked", "revoked")])
def test_ocsp_says_who_is_revoked(
    authority: Authority, files: Path, name: str, status: str
) -> None:
    asked = ["-issuer", "sub.pem", "-cert", f"{name}.pem", "-url", authority.url("ocsp")]
    said = _openssl(files, "ocsp", *asked, "-CAfile", "root.pem")
    assert f"{name}.pem: {status}" in said.stdout


def test_the_list_names_whom_ocsp_calls_revoked(authority: Authority, files: Path) -> None:
    (files / "list.crl").write_bytes(_get(authority.url("crl")))
    listed = _openssl(files, "crl", "-inform", "der", "-in", "list.crl", "-noout", "-text").stdout
    serial = _openssl(files, "x509", "-in", "revoked.pem", "-noout", "-serial").stdout
    assert serial.strip().removeprefix("serial=") in listed


def test_a_time_stamp_is_good(authority: Authority, files: Path) -> None:
    (files / "data").write_bytes(b"to be stamped")
    _openssl(files, "ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "ask.tsq")
    (files / "said.tsr").write_bytes(_get(authority.tsa_url, (files / "ask.tsq").read_bytes()))
    told = ["ts", "-verify", "-queryfile", "ask.tsq", "-in", "said.tsr"]
    stamped = _openssl(files, *told, "-CAfile", "root.pem", "-untrusted", "sub.pem")
    assert "Verification: OK" in stamped.stdout + stamped.stderr


def test_a_service_that_is_down_refuses_the_line_until_it_is_up(authority: Authority) -> None:
    authority.down("crl")
    try:
        with pytest.raises(urllib.error.URLError):
            _get(authority.url("crl"))
    finally:
        authority.up("crl")
    assert _get(authority.url("crl"))


@pytest.mark.parametrize("oddity", [Oddity.HTML, Oddity.GARBAGE, Oddity.EMPTY, Oddity.STRANGER])
def test_an_odd_answer_is_not_the_list(authority: Authority, oddity: Oddity) -> None:
    good = _get(authority.url("crl"))
    authority.odd("crl", oddity)
    odd = _get(authority.url("crl"))
    authority.up("crl")
    assert odd != good


def _verify(name: str) -> list[str]:
    return ["verify", "-CAfile", "root.pem", "-untrusted", "sub.pem", f"{name}.pem"]


def _openssl(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True)


def _get(url: str, body: bytes | None = None) -> bytes:
    request = urllib.request.Request(url, body)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return bytes(answer.read())
