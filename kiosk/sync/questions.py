"""Questions to the centre: signed by this device, each answer believed only under the centre's signature."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from kiosk.contract import MOST_JSON, TIME, ContractError, answer, asked, question
from kiosk.sync.connection import nonsense
from kiosk.sync.transport import Centre


class Questions:
    """What this device asks, over the courier's one connection and in its thread."""

    def __init__(self, centre: Centre, device: str, sign: Callable[[bytes], str]) -> None:
        """`sign` gives the device's Ed25519 signature as 128 hex digits."""
        self._centre, self._device, self._sign = centre, device, sign

    @property
    def breaks(self) -> int:
        """How often the line or the centre failed so far."""
        return self._centre.breaks

    def ask(self, path: str, row: Mapping[str, Any], *, packed: bool = False) -> dict[str, Any]:
        """The centre's answer to `row`, asked under `path` below QUESTIONS; `device` and `nonce` are added.

        It is the answer to this very question, signed by the centre, of at most 64 KiB; what else stands in it is
        the caller's to parse. `packed`: it travels so, as only a centre takes it that knows such questions.
        Raises CentreError, UnknownQuestionError; ValueError for a row of more than MOST_JSON bytes.
        """
        nonce = secrets.token_hex(16)
        said = {**row, "device": self._device, "nonce": nonce}
        body = json.dumps(said, separators=(",", ":") if packed else None).encode()
        if len(body) > MOST_JSON:
            raise ValueError("more than one question holds")
        signature = self._sign(question(path, body))
        came = self._centre.question(path, body, signature, packed=packed)
        try:
            told = asked(came)
            signed = self._centre.signed(answer(path, told), told.get("signature"))
        except (ContractError, ValueError, RecursionError):
            raise nonsense("answer") from None
        if not signed or (told["device"], told["nonce"]) != (self._device, nonce):
            raise nonsense("answer")
        return told

    def time(self) -> dt.datetime:
        """The centre's own time, signed for this very question. Raises CentreError."""
        now = self.ask(TIME, {}).get("now")
        try:
            told = dt.datetime.fromisoformat(now if isinstance(now, str) else "")
        except ValueError:
            raise nonsense("now") from None
        if told.tzinfo is None:
            raise nonsense("now")
        return told.astimezone(dt.UTC)
