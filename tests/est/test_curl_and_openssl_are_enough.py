"""Whoever builds another kiosk needs curl and openssl alone: enrolled, renewed, refused through Debian's nginx."""

from __future__ import annotations

import base64
import json
import subprocess
import time

import pytest

from tests.est.house import ProvinceHouse

EST = "/.well-known/est"


class Bench:
    """A folder with a key made by openssl, and curl."""

    def __init__(self, province, folder):
        self.province, self.folder = province, folder

    def openssl(self, *arguments):
        return subprocess.run(
            ["openssl", *map(str, arguments)], cwd=self.folder, capture_output=True, check=True
        ).stdout

    def curl(self, path, *arguments):
        """(status, content type, body)"""
        usual = ("--silent", "--show-error", "--max-time", "100", "--output", "answer")
        told = subprocess.run(
            [
                *("curl", *usual, "--write-out", "%{http_code} %{content_type}"),
                *("--cacert", self.province.ca, *arguments, self.province.url + path),
            ],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        status, _, kind = told.stdout.partition(" ")
        body = self.folder / "answer"
        return int(status), kind, body.read_bytes() if body.exists() else b""

    def key(self, name="key.pem", kind="ed25519"):
        self.openssl("genpkey", "-algorithm", kind, "-out", name)
        return name

    def request(self, key="key.pem", to="request.b64"):
        """In base64 and lines, as openssl writes it."""
        self.openssl(
            *("req", "-new", "-key", key, "-subj", "/O=Mallory/CN=kiosk-666"),
            *("-outform", "DER", "-out", "request.der"),
        )
        self.openssl("base64", "-in", "request.der", "-out", to)
        return to

    def enrol(self, code, device="kiosk-1", request="request.b64"):
        return self.post("simpleenroll", request, "--user", f"{device}:{code}")

    def post(self, what, request, *arguments, kind="application/pkcs10"):
        sent = ("--data-binary", f"@{request}", "--header", f"Content-Type: {kind}")
        sent += ("--header", "Content-Transfer-Encoding: base64")
        return self.curl(f"{EST}/{what}", *sent, *arguments)

    def kept(self, body, to="certificate.pem"):
        """The certificate out of an answer; its subject."""
        (self.folder / "answer.p7").write_bytes(base64.b64decode(body))
        pkcs7 = ("pkcs7", "-inform", "DER", "-in", "answer.p7", "-print_certs", "-out", to)
        self.openssl(*pkcs7)
        return self.openssl("x509", "-in", to, "-noout", "-subject", "-nameopt", "RFC2253").decode()

    def asked(self, certificate="certificate.pem"):
        """What becomes of a question behind the door, with this certificate and no token."""
        shown = ("--cert", certificate, "--key", "key.pem") if certificate else ()
        status, _, body = self.curl("/v1/envelopes/kiosk-1/" + "0" * 32, *shown)
        return status, json.loads(body)["refusal"]


@pytest.fixture(scope="module")
def province():
    with ProvinceHouse() as house:
        house.start()
        house.open()
        yield house


@pytest.fixture
def bench(province, tmp_path):
    bench = Bench(province, tmp_path)
    bench.key()
    bench.request()
    return bench


def test_enrolled_renewed_and_refused_once_it_is_revoked(province, bench):
    status, kind, body = bench.curl(f"{EST}/cacerts")
    assert (status, kind) == (200, "application/pkcs7-mime")
    assert "CA tinh Suoi Lanh" in bench.kept(body, "authority.pem")
    assert bench.curl(f"{EST}/csrattrs")[0] == 204

    assert bench.asked("") == (403, "certificate")  # at the door
    status, kind, body = bench.enrol(province.code())
    assert (status, kind) == (200, "application/pkcs7-mime; smime-type=certs-only")
    assert (
        bench.kept(body) == "subject=CN=kiosk-1,O=H38.101\n"
    )  # the centre's word, not the request's
    bench.openssl("verify", "-CAfile", "authority.pem", "certificate.pem")
    assert bench.asked() == (404, "unknown")  # let in: only that envelope is nobody's

    shown = ("--cert", "certificate.pem", "--key", "key.pem")
    status, _, body = bench.post("simplereenroll", "request.b64", *shown)
    assert status == 200
    bench.kept(body, "renewed.pem")
    assert (bench.folder / "renewed.pem").read_text() != (
        bench.folder / "certificate.pem"
    ).read_text()
    assert bench.asked("renewed.pem") == (404, "unknown")

    province.device("revoke", "kiosk-1", "--reason", "stolen")
    assert _becomes(lambda: bench.asked("renewed.pem"), (403, "revoked"))  # by the centre itself
    assert bench.post("simplereenroll", "request.b64", *shown)[0] == 403
    province.list_revoked()
    province.reopen()
    assert bench.asked("renewed.pem") == (403, "certificate")  # and already by the door
    status, _, body = bench.post("simplereenroll", "request.b64", *shown)
    assert (status, json.loads(body)["refusal"]) == (403, "revoked")


def test_the_code_is_needed_and_good_once(province, bench):
    assert bench.post("simpleenroll", "request.b64")[0] == 401
    for nobody in ("kiosk-2:", ":x", "KIOSK:x", "\u0110:x", "k" * 41 + ":x"):
        assert bench.post("simpleenroll", "request.b64", "--user", nobody)[0] == 401
    nul = ("--header", "Authorization: Basic " + base64.b64encode(b"a\0b:c").decode())
    assert bench.post("simpleenroll", "request.b64", *nul)[0] == 401
    code = province.code("kiosk-2")
    assert bench.enrol("0000-0000-0000-0000-0000", "kiosk-2")[0] == 401
    assert bench.enrol(code, "kiosk-3")[0] == 401
    status, _, first = bench.enrol(code, "kiosk-2")
    assert status == 200
    assert bench.enrol(code, "kiosk-2")[2] == first
    bench.key("other.pem")
    status, _, body = bench.enrol(code, "kiosk-2", bench.request("other.pem", "other.b64"))
    assert (status, json.loads(body)) == (403, {"refusal": "code", "why": "code"})


def test_without_a_certificate_nothing_is_renewed(bench):
    status, _, body = bench.post("simplereenroll", "request.b64")
    assert (status, json.loads(body)["refusal"]) == (403, "certificate")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("one line", ""),
        ("carriage returns", ""),
        ("empty", "request"),
        ("no base64", "base64"),
        ("as PEM", "base64"),
        ("cut off", "request"),
        ("a byte more", "request"),
        ("forged", "signature"),
        ("rsa", "key"),
    ],
)
def test_a_request_is_taken_or_refused_with_a_reason(province, bench, name, why):
    good = base64.b64decode((bench.folder / "request.b64").read_bytes())
    if name == "rsa":
        bench.key("rsa.pem", "rsa")
        sent = (bench.folder / bench.request("rsa.pem")).read_bytes()
    else:
        sent = {
            "one line": base64.b64encode(good),
            "carriage returns": base64.encodebytes(good).replace(b"\n", b"\r\n"),
            "empty": b"",
            "no base64": b"\xff!" * 50,
            "as PEM": b"-----BEGIN CERTIFICATE REQUEST-----\n" + base64.encodebytes(good),
            "cut off": base64.b64encode(good[:-20]),
            "a byte more": base64.b64encode(good + b"\0"),
            "forged": base64.b64encode(good.replace(b"kiosk-666", b"kiosk-667")),
        }[name]
    (bench.folder / "sent").write_bytes(sent)
    device = f"kiosk-{len(name)}-{len(why)}"
    status, _, body = bench.enrol(province.code(device), device, "sent")
    if why:
        assert (status, json.loads(body)) == (400, {"refusal": "malformed", "why": why})
    else:
        assert status == 200


def test_what_is_no_request_at_all_is_refused(bench):
    form = bench.post("simpleenroll", "request.b64", "--user", "kiosk-1:x", kind="text/plain")
    assert form[0] == 415
    (bench.folder / "large").write_bytes(b"A" * 12_000)
    assert bench.enrol("x", request="large")[0] == 413
    assert bench.curl(f"{EST}/fullcmc", "--data", "x")[0] == 404
    assert bench.curl(f"{EST}/simpleenroll")[0] == 405


def test_who_says_in_a_header_which_certificate_he_has_is_not_believed(province, bench):
    _, _, body = bench.enrol(province.code("kiosk-4"), "kiosk-4")
    bench.kept(body)
    pem = (bench.folder / "certificate.pem").read_text()
    said = (
        *("--header", "Kiosk-Certificate: " + pem.replace("\n", "%0A").replace(" ", "%20")),
        *("--header", "Kiosk-Certificate-Verified: SUCCESS"),
    )
    assert bench.curl("/v1/envelopes/kiosk-4/" + "0" * 32, *said)[0] == 403
    assert bench.post("simplereenroll", "request.b64", *said)[0] == 403


def _becomes(ask, wanted):
    """Whether it does so: the centre answers from memory for a few seconds."""
    end = time.monotonic() + 60
    while (told := ask()) != wanted:
        if time.monotonic() > end:
            raise AssertionError(told)
        time.sleep(0.2)
    return True
