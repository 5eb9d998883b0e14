"""The desk's end of the signing socket."""

from __future__ import annotations

import os
import socket
from collections.abc import Generator
from pathlib import Path

from kiosk.devices import signing_wire as wire

PATIENCE = 180.0  # seconds without a word, in which one copy must be signed


class SigningAway(Exception):
    """The devices service is not there, or went away in the middle; what was told as signed is signed."""


def ask(
    path: Path, request: wire.Request, patience: float = PATIENCE
) -> Generator[wire.Answer, None, None]:
    """The answers as they come, one of `signing_wire.LAST` last; raises SigningAway.

    Leaving the iterator early ends the batch after the copy that is being signed. `patience`: seconds without a word.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(patience)
        try:
            line.connect(os.fspath(path))
            line.sendall(wire.encode(request))
            del request  # a batch is long, and a PIN is held no longer than it takes to hand it on
            with line.makefile("rb") as answers:
                while told := answers.readline(wire.MOST_BYTES + 1):
                    answer = wire.decode_answer(told)
                    yield answer
                    if isinstance(answer, wire.LAST):
                        return
        except (OSError, wire.SigningWireError) as error:
            raise SigningAway(type(error).__name__) from None
    raise SigningAway("hung up")
