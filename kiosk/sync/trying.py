"""By hand: whether the centre lets this kiosk in, what time it is there, and how long the certificates last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography import x509

from kiosk.faults import Fault
from kiosk.settings import Settings
from kiosk.sync.certificate import OwnCertificate
from kiosk.sync.identity import Identity
from kiosk.sync.questions import Questions
from kiosk.sync.transport import Centre
from kiosk.workspace import Workspace

# What else it may be, by hand: where a kiosk is set up, more is wrong than where it ran yesterday.
PERHAPS = {
    Fault.CENTRE_NONSENSE: "Or [centre] key is not this centre's: compare it with `python -m central key` there.",
    Fault.CENTRE_DENIED: "It knows a kiosk by `device`, by [centre] token and by what `python -m kiosk.sync identity` "
    "prints here: compare all three with `python -m central device list` there.",
}


def tried(
    settings: Settings, workspace: Workspace, now: Callable[[], dt.datetime]
) -> Iterator[str]:
    """A line for each thing that is as it should be. Nothing is sent but the question for the time, and the token.

    Raises CentreError for the first thing that is not; SettingsError, StoreError.
    """
    identity = Identity.of(workspace)
    own = OwnCertificate(workspace.certificate, identity)
    centre = Centre(settings.centre, workspace.certificate_key, own)
    questions = Questions(centre, settings.device, identity.sign)
    centre.rely_on(questions.time)
    try:
        there = questions.time()
        yield f"it is the centre, and its time is {there.isoformat(timespec='seconds')}"
        yield f"this kiosk's clock is {_off((now() - there).total_seconds())}"
        if centre.trust.dates:
            yield f"the centre's certificates are valid {_days(*centre.trust.dates)}"
        centre.let_in(settings.device)
        yield f"the centre lets {settings.device} in"
    finally:
        centre.close()
    if settings.centre.certificate:
        shown = x509.load_pem_x509_certificates(Path(settings.centre.certificate).read_bytes())[0]
        yield f"this kiosk's is valid {_days(shown.not_valid_before_utc, shown.not_valid_after_utc)}"
    elif held := own.held():
        yield f"this kiosk's is valid {_days(held.not_before, held.not_after)}"


def _off(seconds: float) -> str:
    if abs(seconds) < 1:
        return "right"
    return f"{dt.timedelta(seconds=round(abs(seconds)))} {'ahead' if seconds > 0 else 'behind'}"


def _days(since: dt.datetime, until: dt.datetime) -> str:
    return f"from {since.date()} to {until.date()}"
