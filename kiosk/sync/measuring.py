"""How the line to the centre is, measured by a few signed questions: 80 KB in all, and only while papers may go."""

from __future__ import annotations

import datetime as dt
import secrets
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kiosk.contract.questions import MISSING, TIME
from kiosk.settings import Settings
from kiosk.sync.budget import Budget, SpentError
from kiosk.sync.certificate import OwnCertificate
from kiosk.sync.identity import Identity
from kiosk.sync.questions import Questions
from kiosk.sync.transport import Centre
from kiosk.workspace import Workspace

SMALL = 5  # questions by which the round trip is told
PADDING = 24 * 1024  # bytes that say nothing: as hex twice as many go up
ASKED = 500  # envelopes that nobody ever sent: the centre names each of them again


@dataclass(frozen=True)
class Line:
    """`round_trip` in seconds, of a whole question; `up` and `down` in kbit/s, at least; `loss`: the share of segments
    that were sent again; `apart`: seconds by which this clock is ahead of the centre's."""

    round_trip: float
    up: float
    down: float
    loss: float
    apart: float
    certificate: dt.datetime | None = (
        None  # until when the centre's own is good; None: it shows none
    )


def measured(settings: Settings, workspace: Workspace, now: Callable[[], dt.datetime]) -> Line:
    """Ask the centre. Raises SpentError in an hour in which nothing may go; CentreError, SettingsError, StoreError."""
    rate = Budget(settings.centre.budget).at(now().timestamp())
    if not rate:
        raise SpentError
    identity = Identity.of(workspace)
    centre = Centre(
        settings.centre,
        workspace.certificate_key,
        OwnCertificate(workspace.certificate, identity),
    )
    questions = Questions(centre, settings.device, identity.sign)
    centre.rely_on(questions.time)
    try:
        apart = (now() - questions.time()).total_seconds()
        return _measured(centre, questions, apart)
    finally:
        centre.close()


def _measured(centre: Centre, questions: Questions, apart: float) -> Line:
    def took(path: str, row: dict[str, Any]) -> float:
        began = time.monotonic()
        questions.ask(path, row)
        return time.monotonic() - began

    round_trip = statistics.median(took(TIME, {}) for _ in range(SMALL))
    padding = secrets.token_hex(PADDING)
    up = _rate(len(padding), took(TIME, {"padding": padding}) - round_trip)
    envelopes = [secrets.token_hex(16) for _ in range(ASKED)]
    size = 35 * ASKED  # bytes, with quotes and commas: as many come as went
    there_and_back = took(MISSING, {"envelopes": envelopes}) - round_trip
    down = _rate(size, there_and_back - size * 8 / 1000 / up)
    toll = centre.toll()
    loss = toll.again / toll.sent if toll and toll.sent else 0.0
    dates = centre.trust.dates
    return Line(round_trip, up, down, loss, apart, dates[1] if dates else None)


def _rate(size: int, seconds: float) -> float:
    """kbit/s; a thousandth of a second at least: no line to a centre is told as faster than that."""
    return size * 8 / 1000 / max(seconds, 0.001)
