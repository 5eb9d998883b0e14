"""An office whose only way out is an HTTP proxy sends through it, and tells it no more than it must know."""

from __future__ import annotations

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from kiosk.dossier.signing.levels import Request
from kiosk.settings import CentreSettings, Secret, SettingsError
from kiosk.sync.fetching import Fetcher
from kiosk.sync.transport import Centre
from tests.workbench.centre import free_port


class Proxy(ThreadingHTTPServer):
    """Hands plain requests on, and lets no tunnel through; `heads` is what it was told."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heads, self.connections = [], 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def verify_request(self, *_):
        self.connections += 1
        return True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def _hand_on(self):
        self.server.heads.append(f"{self.requestline}\n{self.headers}")
        where = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        line = http.client.HTTPConnection(where.hostname, where.port)
        line.request(self.command, where.path, body, dict(self.headers))
        answer = line.getresponse()
        said = answer.read()
        self._say(answer.status, answer.headers.items(), said)
        line.close()

    do_POST = do_HEAD = do_PATCH = do_GET = _hand_on

    def do_CONNECT(self):
        self.server.heads.append(f"{self.requestline}\n{self.headers}")
        self._say(502, [], b"")

    def _say(self, status, headers, body):
        self.send_response_only(status)
        for key, value in headers:
            if key.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(key, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def proxy():
    with Proxy() as proxy:
        serving = threading.Thread(target=proxy.serve_forever, args=(0.05,))
        serving.start()
        yield proxy
        proxy.shutdown()
        serving.join()


def test_cases_go_through_the_proxy_and_nowhere_else(office, centre, proxy):
    envelope = office.hand_in(300_000)
    courier = office.courier(centre.url, centre.token, proxy=proxy.url)
    courier.carry()
    assert office.only(centre, envelope)
    assert proxy.connections == 1  # one is kept, as without it
    assert proxy.heads[0].startswith(f"POST {centre.url}/v1/announcements ")


def test_a_proxy_that_is_gone_keeps_every_case(office, centre):
    envelope = office.hand_in(1000)
    courier = office.courier(centre.url, centre.token, proxy=f"http://127.0.0.1:{free_port()}")
    assert courier.carry() > 0
    assert office.row(envelope).trouble == "centre-unreachable"
    assert office.only(centre)


def test_a_tunnel_is_asked_for_by_the_centres_name_without_its_token(office, proxy):
    envelope = office.hand_in(1000)
    url = proxy.url.replace("http://", "http://van-phong:mat-khau@")
    office.courier("https://centre.example", "token-of-kiosk-1", proxy=url).carry()
    assert office.row(envelope).trouble == "centre-unreachable"
    assert proxy.heads[0].startswith("CONNECT centre.example:443 ")
    assert "Proxy-Authorization: Basic " in proxy.heads[0]
    assert not any("token-of-kiosk-1" in head for head in proxy.heads)


def test_what_the_environment_says_of_proxies_counts_for_nothing(
    office, centre, proxy, monkeypatch
):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, proxy.url)
    envelope = office.hand_in(1000)
    office.courier(centre.url, centre.token).carry()
    assert office.only(centre, envelope)
    assert proxy.heads == []


@pytest.mark.parametrize("proxy", ["proxy:3128", "socks5://x:1", "http://proxy", "http://x:999999"])
def test_a_proxy_that_is_none_is_named_and_its_password_is_not(proxy):
    with pytest.raises(SettingsError, match=r"centre\.proxy must look like"):
        Centre(CentreSettings("https://centre.example", Secret("token"), Secret(proxy)))
    assert "mat-khau" not in repr(CentreSettings(proxy=Secret("http://a:mat-khau@x:1")))


def test_what_completes_signatures_is_fetched_through_the_proxy_too(authority, proxy):
    named = (authority.certificate("official"), *authority.chain("official"))
    fetcher = Fetcher(authority.tsa_url, authority.trust, proxy.url)
    asked = Request(authority.url("crl"), None, "", "application/pkix-crl", 64 * 1024, named)
    assert fetcher(asked)
    assert proxy.heads[0].startswith(f"GET {asked.url} ")
    fetcher.close()
