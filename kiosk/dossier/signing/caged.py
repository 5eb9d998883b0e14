"""Foreign signed PDFs judged where they can harm nothing: pyHanko and qpdf read them in a throw-away child."""

from __future__ import annotations

import base64
import datetime as dt
import json

from drivers import limited
from kiosk.dossier.signing.report import Reason, Report, Verdict, from_json

FUNCTION = "kiosk.dossier.signing.inside:judged"
MOST_BYTES = 50 * 1024 * 1024  # of a file
MOST_MEMORY = 700 * 1024 * 1024  # bytes of address space; the libraries map 200 MiB of it
CPU_SECONDS = 20  # a hundred pages signed six times take one, on a slow board five
DEADLINE = 60.0


def verified(
    pdf: bytes, trust: tuple[bytes, ...], now: dt.datetime, answers: tuple[bytes, ...] = ()
) -> Report:
    """What kiosk.dossier.signing.verify says of it, whatever the bytes are; takes a second for starting.

    The child opens no file and no socket; one that dies or overruns makes the file UNREADABLE. `trust` and
    `answers` are DER, `now` aware. Raises nothing.
    """
    if len(pdf) > MOST_BYTES:
        return Report(Verdict.UNREADABLE, reasons=(Reason.TOO_LARGE,))
    head = {"trust": _packed(trust), "answers": _packed(answers), "now": now.isoformat()}
    line = json.dumps(head).encode() + b"\n"
    try:
        said = limited.run(FUNCTION, line + pdf, DEADLINE, MOST_MEMORY, CPU_SECONDS)
        return from_json(said)
    except (limited.LimitedError, ValueError):
        return Report(Verdict.UNREADABLE, reasons=(Reason.GAVE_UP,))


def _packed(ders: tuple[bytes, ...]) -> list[str]:
    return [base64.b64encode(der).decode() for der in ders]
