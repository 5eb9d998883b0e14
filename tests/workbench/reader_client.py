"""A card reader in a process of its own: libpcsclite asks only once where pcscd is."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any, Self

from drivers.card import CardError, CardState, HolderData, Reading, Wish
from drivers.card.credentials import Credentials
from drivers.card.pcsc import PcscReader

LONG = 60.0  # seconds; a loaded board may need many of them


class Client:
    """A drivers.card.Reader in a child process; only so can several houses be used in turn."""

    def __init__(self, env: Mapping[str, str], **options: object) -> None:
        made = json.dumps({"grace": LONG, **options})
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.workbench.reader_client", made],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    @property
    def pid(self) -> int:
        return self._process.pid

    def state(self) -> CardState | None:
        answer = self._asked({"do": "state"}, lambda percent: None)
        return CardState(answer["state"]) if answer["state"] else None

    def read(
        self,
        number: str | Credentials,
        progress: Callable[[int], None],
        wait: float,
        budget: float,
        wish: Wish | None = None,
    ) -> Reading:
        known = number if isinstance(number, Credentials) else Credentials(number)
        order = {"do": "read", "known": dataclasses.asdict(known), "wait": wait, "budget": budget}
        if wish:
            order |= {"photo": wish.photo, "details": wish.details}
        answer = self._asked(order, progress, wish.named if wish else None)
        if "state" in answer:
            raise CardError(CardState(answer["state"]), answer["detail"])
        # From our own child, so it may be trusted; a reading has more than JSON can say.
        reading: Reading = pickle.loads(bytes.fromhex(answer["reading"]))
        return reading

    def _asked(
        self,
        order: object,
        progress: Callable[[int], None],
        named: Callable[[HolderData], None] | None = None,
    ) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(order, default=str), file=self._process.stdin, flush=True)
        for line in self._process.stdout:
            answer: dict[str, Any] = json.loads(line)
            if "percent" in answer:
                progress(answer["percent"])
            elif "named" in answer:
                if named:
                    named(_holder(answer["named"]))
            else:
                return answer
        raise EOFError("the client died")


def _holder(row: dict[str, Any]) -> HolderData:
    dates = {
        name: dt.date.fromisoformat(row[name]) if row[name] else None
        for name in ("birth_date", "expiry")
    }
    return HolderData(**(row | dates))


def _say(answer: object) -> None:
    sys.stdout.write(json.dumps(answer, default=str) + "\n")
    sys.stdout.flush()


def main() -> None:
    reader = PcscReader(**json.loads(sys.argv[1]))
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "state":
            _say({"state": reader.state()})
            continue
        known = order["known"]
        for name in ("birth_date", "expiry"):
            known[name] = dt.date.fromisoformat(known[name]) if known[name] else None
        known["mrz"] = tuple(known["mrz"])
        try:
            reading = reader.read(
                Credentials(**known),
                lambda percent: _say({"percent": percent}),
                order["wait"],
                order["budget"],
                Wish(
                    order.get("photo", False),
                    order.get("details", False),
                    lambda holder: _say({"named": dataclasses.asdict(holder)}),
                ),
            )
        except CardError as error:
            _say({"state": error.state, "detail": str(error).partition(": ")[2]})
        else:
            _say({"reading": pickle.dumps(reading).hex()})


if __name__ == "__main__":
    main()
