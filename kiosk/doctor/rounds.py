"""One round of checks: over this kiosk, or over simulated devices in a folder of their own."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kiosk import settings as kiosk_settings
from kiosk.contract.checks import TITLES
from kiosk.doctor import checks, paper, told
from kiosk.doctor.check import Check, Finding
from kiosk.doctor.opened import hands_of, simulated_hands
from kiosk.doctor.self_visit import self_visit
from kiosk.doctor.subject import Subject
from kiosk.doctor.words import bad, ok
from kiosk.faults import Fault
from kiosk.model import Language, Words
from kiosk.settings import Settings
from kiosk.store.checkups import Checkup, Checkups
from kiosk.store.database import open_database, open_kept
from kiosk.store.errors import StoreError
from kiosk.store.rulebook import Rulebook
from kiosk.workspace import Workspace


@dataclass(frozen=True)
class Asked:
    """`direct`: devices are opened here; `only`: these checks, empty for all."""

    settings: Path
    state: Path
    direct: bool = False
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Round:
    """What there is to look at, and how paper comes out."""

    subject: Subject
    checks: tuple[Check, ...]
    print: Callable[[tuple[str, ...], Language], Fault | None]

    def made(self) -> list[tuple[Check, Finding]]:
        """Every check, what must be mended first."""
        return checks.worst_first([(check, check.look()) for check in self.checks])

    def printed(self, found: told.Found, language: Language) -> Fault | None:
        """None: what was found is on paper."""
        return self.print(told.on_paper(found, language, self.subject.now()), language)

    def keep(self, found: told.Found) -> None:
        """For the console and the centre; a store that cannot be opened keeps nothing."""
        if self.subject.db is not None:
            keep(self.subject, found)


def keep(subject: Subject, found: told.Found) -> None:
    """Raises StoreError."""
    assert subject.db is not None, "nothing is kept without a database"
    at, order = subject.now(), list(TITLES)
    rows = [
        Checkup(check.name, finding.verdict, finding.what, finding.remedy, finding.figures, at)
        for check, finding in sorted(found, key=lambda each: order.index(each[0].name))
    ]
    Checkups(subject.db).keep(rows)


@contextmanager
def of_the_kiosk(asked: Asked) -> Iterator[Round]:
    """Raises SettingsError."""
    workspace = Workspace(asked.state)
    settings = kiosk_settings.load(asked.settings, Rulebook(workspace).now().settings())
    subject = _subject(settings, workspace)
    hands = hands_of(subject) if asked.direct else None
    every = (
        *checks.of_devices(subject, hands),
        *checks.of_the_box(subject),
        *checks.of_the_store(subject),
    )
    if hands is not None:
        out: Callable[[tuple[str, ...], Language], Fault | None] = partial(
            paper.by_hand, hands.printer
        )
    else:
        out = partial(paper.through_the_service, workspace.devices_socket)
    try:
        yield Round(subject, _only(every, asked.only), out)
    finally:
        _close(subject)


@contextmanager
def simulated(only: tuple[str, ...] = ()) -> Iterator[Round]:
    """`only` as in Asked. Needs no /dev, no screen and no network: what is tried is the software."""
    with tempfile.TemporaryDirectory(prefix="kiosk-doctor-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        workspace = Workspace(place / "state")
        workspace.prepare()
        with simulated_hands(place) as hands:
            subject = _subject(Settings(), workspace, new=True)
            every = (
                *checks.of_devices(subject, hands),
                *checks.of_the_store(subject),
                Check("visit", TITLES["visit"], _visit),
            )
            try:
                yield Round(subject, _only(every, only), partial(paper.by_hand, hands.printer))
            finally:
                _close(subject)


def _visit() -> Finding:
    outcome = self_visit()
    if outcome.ok:
        told = f"{outcome.seconds:.0f} s"
        undrawn = outcome.undrawn
        return ok(f"Xong trong {told}.", f"Done in {told}.", undrawn=undrawn)
    said = outcome.said or Words("", "")
    again = Words("Cài lại gói phần mềm.", "Install the software's package again.")
    return bad(said, again, step=outcome.step, why=outcome.why)


def _subject(settings: Settings, workspace: Workspace, *, new: bool = False) -> Subject:
    try:
        db = (open_database if new else open_kept)(workspace)
    except StoreError as error:
        return Subject(settings, workspace, None, _now, trouble=type(error).__name__)
    return Subject(settings, workspace, db, _now)


def _close(subject: Subject) -> None:
    if subject.db is not None:
        subject.db.close()


def _only(every: Sequence[Check], names: tuple[str, ...]) -> tuple[Check, ...]:
    return tuple(check for check in every if not names or check.name in names)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
