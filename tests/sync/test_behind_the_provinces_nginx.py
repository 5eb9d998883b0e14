"""The province's door as docs/nginx.conf has it: Debian's nginx in front of the centre."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
import time
from contextlib import ExitStack, contextmanager, suppress

import pytest

from kiosk.store.outbox import EnvelopeState
from tests.workbench.centre import free_port
from tests.workbench.certificates import YEAR, House
from tests.workbench.door import CONF, MAIN
from tests.workbench.line import Line


class Nginx:
    """docs/nginx.conf with this machine's ports and paths; every request that came through, counted."""

    def __init__(self, folder, port, certificate, devices, revoked):
        self.port, self.folder = free_port(), folder
        self._log = folder / "access.log"
        changes = {
            r"listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
            r"server unix:/run/kiosks/(centre-1|authority)\.sock[^;]*": f"server 127.0.0.1:{port}",
            r"server unix:/run/kiosks/centre-2\.sock[^;]*;": "",
            r"/etc/nginx/kiosks/centre\.(pem|key)": str(certificate),
            r"/etc/nginx/kiosks/devices\.pem": str(devices),
            r"/etc/nginx/kiosks/revoked\.pem": str(revoked),
            r"access_log off": f"access_log {self._log} seen",
            r"/var/log/nginx/kiosks\.log": str(folder / "kiosks.log"),
        }
        server = CONF.read_text(encoding="utf-8")
        for shape, text in changes.items():
            server, count = re.subn(shape, text, server)
            assert count, f"docs/nginx.conf has no {shape} any more"
        seen = "log_format seen '$connection $status $request_method $uri';\n"
        (folder / "nginx.conf").write_text(
            MAIN.format(folder=folder, user="user root;" if _root() else "", server=seen + server)
        )

    @property
    def url(self):
        return f"https://127.0.0.1:{self.port}"

    @property
    def answered(self):
        """(connection, status, method) of each."""
        rows = [row.split(" ", 3) for row in self._log.read_text().splitlines()]
        return [(connection, int(status), how) for connection, status, how, _ in rows]

    def __enter__(self):
        command = ["/usr/sbin/nginx", "-p", self.folder, "-c", self.folder / "nginx.conf"]
        with (self.folder / "nginx.log").open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        while self._process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return self
            time.sleep(0.05)
        raise AssertionError((self.folder / "nginx.log").read_text())

    def __exit__(self, *_):
        self._process.terminate()  # its workers with it
        self._process.wait(timeout=60)


def _root():
    return subprocess.run(["id", "-u"], capture_output=True, text=True, check=True).stdout == "0\n"


@pytest.fixture
def province(tmp_path):
    return House(tmp_path / "province")


@pytest.fixture
def door(centre, province, tmp_path):
    @contextmanager
    def opened(*taken_back):
        folder = tmp_path / "nginx"
        folder.mkdir()
        # nginx wants root and authority between.
        devices = folder / "devices.pem"
        between = province.issue("between").read_bytes().split(b"-----END CERTIFICATE-----\n", 1)[1]
        devices.write_bytes(province.ca.read_bytes() + between)
        revoked = province.revoked(*taken_back)
        with Nginx(folder, centre.port, province.issue("centre"), devices, revoked) as nginx:
            yield nginx

    return opened


def test_a_days_cases_and_questions_take_one_connection(office, centre, province, door):
    with door() as nginx:
        tls = {"ca": str(province.ca), "certificate": str(province.issue("kiosk-1"))}
        courier = office.courier(nginx.url, centre.token, **tls)
        asks = office.beside()
        envelopes = []
        for size in (300_000, 1, 70_000, 20_000):
            envelopes.append(office.hand_in(size))
            courier.carry()
            asks.time()
            office.now += 3600
        assert office.only(centre, *envelopes)
        assert office.receipts_match(centre)
        assert len({connection for connection, *_ in nginx.answered}) == 1
        assert {status for _, status, _ in nginx.answered} <= {200, 201}


def test_what_arrived_before_a_cut_stays(office, centre, province, door):
    with door() as nginx, Line(nginx.port, bytes_a_second=4_000_000) as line:
        tls = {"ca": str(province.ca), "certificate": str(province.issue("kiosk-1"))}
        courier = office.courier(line.url.replace("http:", "https:"), centre.token, **tls)
        envelope = office.hand_in(900_000)

        def cut():
            line.cut()
            line.mend()

        line.at(500_000, cut)
        while office.row(envelope).state is not EnvelopeState.DELIVERED:
            courier.carry()
            office.now += 60
        assert office.only(centre, envelope)
        assert line.up < 1_300_000  # not from the start again


@pytest.mark.parametrize("why", ["expired", "revoked", "none"])
def test_a_kiosk_whose_certificate_is_not_taken_says_so(office, centre, province, door, why):
    days = (-YEAR, -1) if why == "expired" else (-30, YEAR)
    shown = province.issue("kiosk-1", days)
    envelope = office.hand_in(1000)
    with door(*([shown] if why == "revoked" else [])) as nginx:
        tls = {"ca": str(province.ca), "certificate": "" if why == "none" else str(shown)}
        courier = office.courier(nginx.url, centre.token, **tls)
        assert courier.carry() > 0
        assert office.row(envelope).trouble == "certificate-refused"
        # It hears what time it is, and no more.
        assert [status for _, status, _ in nginx.answered] == [200, 403]
        assert office.only(centre)


def test_a_stolen_kiosk_takes_no_more_room_than_its_share(office, centre, province, door):
    thief = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    thief.load_verify_locations(province.ca)
    thief.load_cert_chain(province.issue("kiosk-2"))
    half = b"POST /v1/questions/time HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n{"
    envelope = office.hand_in(1000)
    with door() as nginx, ExitStack() as held:
        for _ in range(40):
            line = socket.create_connection(("127.0.0.1", nginx.port), 60)
            line = held.enter_context(thief.wrap_socket(line, server_hostname="127.0.0.1"))
            line.sendall(half)
        assert b" 429 " in line.recv(100)
        tls = {"ca": str(province.ca), "certificate": str(province.issue("kiosk-1"))}
        office.courier(nginx.url, centre.token, **tls).carry()
        assert office.row(envelope).state is EnvelopeState.DELIVERED


def test_the_door_keeps_no_list_of_who_sent_what():
    assert re.search(r"^\s*access_log off;", CONF.read_text(encoding="utf-8"), re.MULTILINE)
