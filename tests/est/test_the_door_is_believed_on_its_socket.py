"""Who is at the other end of TLS says nginx, in two headers: on its own socket they count, on a port they do not."""

from __future__ import annotations

import hashlib
import http.client
import json
import socket
import stat
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from tests.est.conftest import request_of
from tests.est.house import ProvinceHouse
from tests.workbench.keys import public_of


class OverSocket(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("centre", timeout=60)
        self._path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self._path)


@pytest.fixture(scope="module")
def province():
    with ProvinceHouse() as house:
        known = {
            name: {"token": hashlib.sha256(name.encode()).hexdigest(), "key": public_of(name)}
            for name in ("kiosk-1", "kiosk-2", "kiosk-3")
        }
        house.devices.write_text(json.dumps(known))
        house.signed = {name: signed(house, name) for name in ("kiosk-1", "kiosk-3")}
        house.start(options=("--devices", house.devices))
        house.device("revoke", "kiosk-3", "--reason", "stolen")
        yield house


def signed(province, name):
    """A certificate of the device, as nginx hands it on."""
    csr = province.folder / f"{name}.csr.pem"
    request = x509.load_der_x509_csr(request_of(name))
    csr.write_bytes(request.public_bytes(serialization.Encoding.PEM))
    place = ("--authority", province.authority, "--office", "H38.101")
    province.device("sign", csr, "--device", name, *place)
    chain = (province.folder / f"{name}.certificate.pem").read_bytes()
    one = x509.load_pem_x509_certificates(chain)[0]
    return quote(one.public_bytes(serialization.Encoding.PEM).decode(), safe="")


def asked(line, certificate="", verified="SUCCESS", token=""):
    headers = {"Kiosk-Certificate": certificate, "Kiosk-Certificate-Verified": verified}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    line.request("GET", "/v1/envelopes/kiosk-1/" + "0" * 32, headers=headers)
    answer = line.getresponse()
    return answer.status, json.loads(answer.read())["refusal"]


LET_IN = (404, "unknown")  # only that envelope is nobody's


def test_on_the_socket_a_certificate_lets_in(province):
    assert stat.S_IMODE(province.socket.stat().st_mode) == 0o660
    line, one = OverSocket(province.socket), province.signed["kiosk-1"]
    assert asked(line, one) == LET_IN
    assert asked(line, one, token="kiosk-1") == LET_IN
    assert asked(line, "", "NONE", token="kiosk-1") == LET_IN
    assert asked(line, one, token="kiosk-2") == (403, "denied")  # two devices at once
    for verified in ("NONE", "FAILED:certificate has expired", ""):
        assert asked(line, one, verified) == (401, "denied")
    for nonsense in (
        "",
        "x",
        quote("-----BEGIN CERTIFICATE-----"),
        "%ff%fe",
        one[:-40],
        "9" * 9000,
    ):
        assert asked(line, nonsense) == (401, "denied")
    assert asked(line, province.signed["kiosk-3"]) == (403, "revoked")
    assert asked(line, "", "NONE", token="kiosk-3") == (403, "revoked")
    line.close()


def test_on_a_port_whoever_says_so_is_not_believed(province):
    one = province.signed["kiosk-1"]
    province.stop()
    province.start(socket=False)
    line = http.client.HTTPConnection("127.0.0.1", province.port, timeout=60)
    assert asked(line, one) == (401, "denied")
    assert asked(line, one, token="kiosk-1") == LET_IN
    assert asked(line, one, token="kiosk-2") == (403, "denied")  # asks for another's envelope
    line.request(
        *("POST", "/.well-known/est/simplereenroll", b"x"),
        {
            "Kiosk-Certificate": one,
            "Kiosk-Certificate-Verified": "SUCCESS",
            "Content-Type": "application/pkcs10",
        },
    )
    answer = line.getresponse()
    assert (answer.status, json.loads(answer.read())["refusal"]) == (403, "certificate")
    line.close()


def test_a_process_without_the_authority_issues_nothing(province):
    province.stop()
    authority, province.authority = province.authority, None
    try:
        province.start()
        line = OverSocket(province.socket)
        for method, what in (
            ("GET", "cacerts"),
            ("POST", "simpleenroll"),
            ("POST", "simplereenroll"),
        ):
            line.request(method, f"/.well-known/est/{what}", b"")
            answer = line.getresponse()
            assert (answer.status, json.loads(answer.read())["refusal"]) == (404, "unknown")
        line.close()
    finally:
        province.authority = authority
