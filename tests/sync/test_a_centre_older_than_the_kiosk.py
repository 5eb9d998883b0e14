"""A centre of an older release gets every case: nothing is packed, uploads are created, receipts asked for."""

from __future__ import annotations

import http.client
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kiosk.store.outbox import EnvelopeState

NEW_HEADERS = {"prefer"}
NEW_ANSWERS = {"accept-encoding", "transfer-encoding", "connection", "date", "server"}


class Older(ThreadingHTTPServer):
    """Stands before a real centre and knows only what the first release knew."""

    daemon_threads = True

    def __init__(self, port):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.centre, self.asked, self.created = port, [], set()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def _ask(self):
        self.server.asked.append(f"{self.command} {self.path.split('/')[2]}")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Content-Encoding"):  # no JSON to it
            return self._say(400, [], b'{"refusal": "malformed", "why": "announcement"}')
        line = http.client.HTTPConnection("127.0.0.1", self.server.centre)
        kept = {k: v for k, v in self.headers.items() if k.lower() not in NEW_HEADERS}
        line.request(self.command, self.path, body, kept)
        answer = line.getresponse()
        said = answer.read()
        line.close()
        if self.path.startswith(("/v1/announcements", "/v1/envelopes")) and answer.status < 300:
            said = self._as_it_was(json.loads(said))
        if (self.command, self.path) == ("POST", "/v1/uploads"):
            self.server.created.add(answer.headers["Location"])
        headers = [(k, v) for k, v in answer.headers.items() if k.lower() not in NEW_ANSWERS]
        return self._say(answer.status, headers, said)

    do_POST = do_HEAD = do_PATCH = do_GET = _ask

    def _as_it_was(self, standing):
        del standing["offset"]
        if standing["upload"] not in self.server.created:
            standing["upload"] = None
        return json.dumps(standing).encode()

    def _say(self, status, headers, body):
        self.send_response(status)
        for key, value in headers:
            if key.lower() != "content-length":
                self.send_header(key, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def older(centre):
    with Older(centre.port) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.05,))
        serving.start()
        yield server
        server.shutdown()
        serving.join()


def test_an_older_centre_is_asked_as_it_always_was(office, centre, older):
    envelopes = [office.hand_in(3000, 1000) for _ in range(2)]
    courier = office.courier(older.url, centre.token)
    courier.carry()
    courier.carry()
    assert office.only(centre, *envelopes)
    assert office.receipts_match(centre)
    one = ["POST uploads", "PATCH uploads", "GET envelopes"]
    assert older.asked == ["POST announcements"] * 2 + one * 2


def test_a_centre_replaced_by_an_older_one_refuses_no_case_for_being_packed(office, centre, older):
    first = office.hand_in(1000)
    courier = office.courier(centre.url, centre.token)
    courier.carry()
    second = office.hand_in(1000)
    courier._centre._base = older.url  # as if the older release had been installed again
    courier.carry()
    assert office.row(second).state is EnvelopeState.DELIVERED
    assert older.asked[:2] == ["POST announcements"] * 2
    assert office.only(centre, first, second)
