"""Another program at the same reader: it takes the card for itself, and resets it when it goes.

`python -m tests.workbench.stranger`: says "held" once it has the first card it finds, and lets go at the end
of its input.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping

from smartcard import scard

LONG = 60.0  # seconds


@contextlib.contextmanager
def holding(env: Mapping[str, str]) -> Iterator[None]:
    """While the block runs, the card belongs to another program; raises OSError where that failed."""
    command = [sys.executable, "-m", "tests.workbench.stranger"]
    with subprocess.Popen(
        command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        try:
            if process.stdout.readline() != b"held\n":
                raise OSError("the card was not to be had")
            yield
        finally:
            process.communicate()


def main() -> None:
    until = time.monotonic() + LONG
    while time.monotonic() < until:
        _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        _, readers = scard.SCardListReaders(context, [])
        for reader in readers:
            both = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
            code, card, _ = scard.SCardConnect(context, reader, scard.SCARD_SHARE_EXCLUSIVE, both)
            if code == scard.SCARD_S_SUCCESS:
                sys.stdout.write("held\n")
                sys.stdout.flush()
                sys.stdin.read()
                scard.SCardDisconnect(card, scard.SCARD_RESET_CARD)
                return
        scard.SCardReleaseContext(context)
        time.sleep(0.1)


if __name__ == "__main__":
    main()
