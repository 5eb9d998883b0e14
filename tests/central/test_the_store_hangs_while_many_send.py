"""The store of objects hangs while all kiosks send: what waits for it in the memory has a bound."""

from __future__ import annotations

import asyncio
import threading

from starlette.requests import Request

from central import uploads
from central.envelopes import Upload
from kiosk.contract import TUS_VERSION

KIOSKS, PIECE = 64, 64 << 10
MOST = 16 << 20
_HEADERS = {
    "tus-resumable": TUS_VERSION,
    "content-type": "application/offset+octet-stream",
    "upload-offset": "0",
}


class Hanging:
    """An intake whose store of objects answers nobody until it is let go."""

    def __init__(self):
        self.let_go = threading.Event()

    def upload(self, device, id):
        return Upload(id, device, id, 1 << 30, 0, 0, False, None, b"")

    def keep(self, upload, data):
        self.let_go.wait()
        raise OSError


class Sending:
    """Kiosks on fast lines."""

    def __init__(self):
        self.sent = 0

    async def more(self):
        await asyncio.sleep(0)
        self.sent += PIECE
        return {"type": "http.request", "body": bytes(PIECE), "more_body": True}

    def request(self, number):
        scope = {
            "type": "http",
            "method": "PATCH",
            "path": "/",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in _HEADERS.items()],
            "path_params": {"upload": f"{number:032x}"},
        }
        return Request(scope, self.more)


def test_what_waits_for_the_store_counts_as_being_in_the_memory(monkeypatch):
    monkeypatch.setattr(uploads, "ROOM", 8 << 20)
    monkeypatch.setattr(uploads, "SMALL", 1 << 20)
    monkeypatch.setattr(uploads, "EARLY", 2 * PIECE)
    intake, sending = Hanging(), Sending()

    async def send():
        desk = uploads.Uploads(intake, 30.0)
        asked = [
            asyncio.create_task(desk.patch(sending.request(number), "kiosk-1"))
            for number in range(KIOSKS)
        ]
        before = -1
        while before < sending.sent:  # until nobody goes on
            before = sending.sent
            await asyncio.sleep(0.3)
        intake.let_go.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    answers = asyncio.run(send())
    assert {type(answer) for answer in answers} == {OSError}
    assert sending.sent < MOST
