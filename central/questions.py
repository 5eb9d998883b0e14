"""What devices ask beside their envelopes: let in under the device's signature, answered under the centre's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from central.admission import Admission
from central.answers import Refused, Trouble
from central.bodies import packed_body
from central.devices import State
from central.keys import CentreKey, signed
from kiosk.contract import (
    QUESTIONS,
    SIGNATURE,
    TIME,
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
        admission: Admission,
        key: CentreKey,
        now: Callable[[], dt.datetime],
        patience: float,
        heard: Sequence[Callable[[str], None]] = (),
    ) -> None:
        """`heard`: told of each device that asked under its signature, from a thread."""
        self._answerers = answerers
        self._admission = admission
        self._key = key
        self._now = now
        self._patience = patience
        self._heard = heard

    async def answer(self, request: Request) -> Response:
        """The device's signature lets a question in: a kiosk that does not trust its line yet sends no token.

        Every answer tells the centre's time as `now`. The one for the time alone is told to anybody: a kiosk that
        enrols judges its line by it.
        """
        who = await self._admission.claimed(request)
        name = request.path_params["question"]
        answerer = self._answerers.get(name)
        if answerer is None:
            raise Refused(404, Trouble.UNKNOWN, "question")
        path = f"{QUESTIONS}/{name}"
        body = await packed_body(request, self._patience, "question")
        row = _row(body)
        device = row["device"]
        if who not in (None, device):
            raise Refused(403, Trouble.DENIED, "device")
        known = await self._admission.row(device)
        said, signature = question(path, body), request.headers.get(SIGNATURE, "")
        proven = known is not None and signed(known.key, said, signature)
        if not proven and path != TIME:
            raise Refused(403, Trouble.DENIED, SIGNATURE)
        if proven and known and known.state is State.REVOKED:
            raise Refused(403, Trouble.REVOKED, "device")
        try:
            told = await run_in_threadpool(self._told, answerer, device, row, proven)
        except ContractError as error:
            raise Refused(400, Refusal.MALFORMED, str(error)) from None
        now = self._now().isoformat()
        told = {**told, "device": device, "nonce": row["nonce"], "now": now}
        return JSONResponse({**told, "signature": self._key.sign(answer(path, told))})

    def _told(
        self, answerer: Answerer, device: str, row: dict[str, Any], proven: bool
    ) -> dict[str, Any]:
        for heard in self._heard if proven else ():
            heard(device)
        return answerer(device, row)


def _row(body: bytes) -> dict[str, Any]:
    try:
        return asked(parsed(body, "question"))
    except ContractError as error:
        raise Refused(400, Refusal.MALFORMED, str(error)) from None
