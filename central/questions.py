"""What devices ask beside their envelopes: let in under the device's signature, answered under the centre's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from central.answers import Refused, Trouble
from central.bodies import packed_body
from central.devices import Devices
from central.keys import CentreKey, signed
from kiosk.contract import (
    QUESTIONS,
    SIGNATURE,
    ContractError,
    Refusal,
    answer,
    asked,
    parsed,
    question,
)

# (device, what it asked) -> what it is told; raises ContractError for what is not in the contract's shape.
Answerer = Callable[[str, dict[str, Any]], dict[str, Any]]


class Questions:
    """Each name under QUESTIONS has its answerer, which is called from a thread."""

    def __init__(
        self,
        answerers: Mapping[str, Answerer],
        devices: Devices,
        key: CentreKey,
        now: Callable[[], dt.datetime],
        patience: float,
    ) -> None:
        self._answerers = answerers
        self._devices = devices
        self._key = key
        self._now = now
        self._patience = patience

    async def answer(self, request: Request) -> Response:
        """The device's signature lets a question in: a kiosk that does not trust its line yet sends no token.

        Every answer tells the centre's time as `now`.
        """
        token = request.headers.get("Authorization")
        bearer = self._devices.bearer(token or "")
        if token is not None and bearer is None:
            raise Refused(401, Trouble.DENIED, "Authorization")
        name = request.path_params["question"]
        answerer = self._answerers.get(name)
        if answerer is None:
            raise Refused(404, Trouble.UNKNOWN, "question")
        path = f"{QUESTIONS}/{name}"
        body = await packed_body(request, self._patience, "question")
        row = _row(body)
        device = row["device"]
        if bearer not in (None, device):
            raise Refused(403, Trouble.DENIED, "device")
        said, signature = question(path, body), request.headers.get(SIGNATURE, "")
        if not signed(self._devices.key(device), said, signature):
            raise Refused(403, Trouble.DENIED, SIGNATURE)
        try:
            told = await run_in_threadpool(answerer, device, row)
        except ContractError as error:
            raise Refused(400, Refusal.MALFORMED, str(error)) from None
        now = self._now().isoformat()
        told = {**told, "device": device, "nonce": row["nonce"], "now": now}
        return JSONResponse({**told, "signature": self._key.sign(answer(path, told))})


def _row(body: bytes) -> dict[str, Any]:
    try:
        return asked(parsed(body, "question"))
    except ContractError as error:
        raise Refused(400, Refusal.MALFORMED, str(error)) from None
