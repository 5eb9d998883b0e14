"""What can be asked of the scanners by command: a batch for a counter, its end, a service noted."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import re
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk import settings as kiosk_settings
from kiosk.desk import words
from kiosk.faults import Fault, remedy
from kiosk.model import Language, Look, Page, PageVerdict
from kiosk.store.batches import DOCUMENT, Batches, BatchRow, BatchState
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.errors import DiskFailed, StoreError
from kiosk.store.looks import Looks
from kiosk.store.pages import Pages
from kiosk.store.room import Room
from kiosk.store.vault import Vault
from kiosk.store.wear import Wear
from kiosk.workspace import Workspace

LOOK = 0.5  # seconds between looks at the queue
PATIENCE = 30.0  # seconds that a slow board may need for looking at one page
WHOLE, STOPPED, NOT_ASKED, WITHDRAWN = 0, 1, 2, 3  # exit codes
_PROFILE = re.compile(r"[a-z0-9-]{0,20}")

Say = Callable[[str], None]


class Found:
    """What was found on the pages of a counter's batch."""

    def __init__(self, pages: Pages, looks: Looks) -> None:
        self._pages, self._looks = pages, looks

    def pages(self, case: str) -> tuple[Page, ...]:
        """All of them; those nobody has looked at, or in vain, are there without a look."""
        return self._pages.of(case, DOCUMENT)

    def waits(self, case: str) -> bool:
        """Whether a page is still to be looked at."""
        return self._looks.waits(case, DOCUMENT)


class Asking:
    """One counter's batch from its asking to its end, told line by line, with what was found on each page.

    `patience`: seconds without a further page being looked at, once the batch is over, until it is not
    waited for any longer.
    """

    def __init__(
        self,
        batches: Batches,
        found: Found,
        language: Language,
        say: Say,
        patience: float = PATIENCE,
    ) -> None:
        self._batches, self._language, self._say = batches, language, say
        self._found, self._patience = found, patience
        self._told: set[tuple[object, ...]] = set()
        self._pages = 0

    def follow(self, row: BatchRow) -> int:
        """Until it is over; an exit code. Interrupted, the batch is withdrawn."""
        self._once("batch_asked", id=row.id)
        try:
            while not row.over:
                self._tell(row)
                time.sleep(LOOK)
                row = self._batches.find(row.id) or row
        except KeyboardInterrupt:
            self._batches.withdraw(row.id, _now())
            row = self._batches.find(row.id) or row
        self._tell_pages(row)
        if row.state is not BatchState.WITHDRAWN:
            self._wait_for_looks(row)
        return self._end(row)

    def _tell(self, row: BatchRow) -> None:
        if row.state is BatchState.SCANNING:
            self._once("batch_turn", scanner=row.claimed_by)
        elif ahead := self._batches.ahead(row.id):
            self._once("batch_ahead", n=ahead)
        elif row.fault is not None:
            self._once("batch_waits_fault", what=self._what(row.fault))
        else:
            self._once("batch_next")
        self._tell_pages(row)

    def _tell_pages(self, row: BatchRow) -> None:
        for number in range(self._pages + 1, row.pages + 1):
            self._once("batch_page", n=number)
        self._pages = max(self._pages, row.pages)
        for page in self._found.pages(row.case):
            if page.look is not None:
                self._once(f"page_{_found_on(page.look)}", n=page.number)

    def _wait_for_looks(self, row: BatchRow) -> None:
        """What nobody has looked at by then is told as that; Ctrl-C ends the waiting."""
        told, end = len(self._told), time.monotonic() + self._patience
        with contextlib.suppress(KeyboardInterrupt):
            while self._found.waits(row.case) and time.monotonic() < end:
                time.sleep(LOOK)
                self._tell_pages(row)
                if len(self._told) > told:
                    told, end = len(self._told), time.monotonic() + self._patience
        self._tell_pages(row)
        for page in self._found.pages(row.case):
            if page.look is None:
                self._once("page_unseen", n=page.number)

    def _end(self, row: BatchRow) -> int:
        if row.state is BatchState.WITHDRAWN:
            self._once("batch_withdrawn", n=row.pages)
            return WITHDRAWN
        if row.state is BatchState.DONE:
            self._once("batch_done" if row.fault is None else "batch_broken", n=row.pages)
            return WHOLE if row.fault is None else STOPPED
        self._once("batch_failed", n=row.pages, what=self._what(row.fault or Fault.SCANNER_FAILED))
        return STOPPED

    def _what(self, fault: Fault) -> str:
        return words.WHAT.get(fault, remedy(fault).what).of(self._language)

    def _once(self, key: str, **values: object) -> None:
        line = words.BATCH[key].of(self._language).format(**values)
        if (key, *values.values()) not in self._told:
            self._told.add((key, *values.values()))
            self._say(line)


def _found_on(look: Look) -> str:
    if look.blank:
        return "blank"
    return "clear" if look.verdict is PageVerdict.OK else look.verdict.value


def main(arguments: Sequence[str], say: Say) -> int:
    """`scan`, `serviced` or `discard`, as `python -m kiosk.desk` hands them on; an exit code."""
    asked = _parser().parse_args(arguments)
    language = Language(asked.language)
    try:
        settings = kiosk_settings.load(asked.settings)
        if asked.scanner not in ("", *settings.scanner_names):
            named = ", ".join(settings.scanner_names)
            return _refuse(words.BATCH["no_scanner"].of(language).format(named=named))
        db = open_database(Workspace(asked.state))
        try:
            if asked.command == "serviced":
                Wear(db).serviced(asked.scanner, _now())
                say(words.BATCH["serviced"].of(language).format(scanner=asked.scanner))
                return WHOLE
            batches = Batches(db)
            if asked.command == "discard":
                return _discard(batches.find(asked.batch), Cases(db), language, say)
            closed = Room(Workspace(asked.state), settings.disk).look()
            if closed is not None:
                return _refuse(_both(closed, language))
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            row = batches.ask(asked.counter, _now(), asked.scanner, asked.profile)
            vault = Vault(Workspace(asked.state).vault)
            found = Found(Pages(db, vault), Looks(db, vault))
            return Asking(batches, found, language, say).follow(row)
        finally:
            db.close()
    except kiosk_settings.SettingsError as error:
        return _refuse(str(error))
    except (StoreError, DiskFailed) as error:
        return _refuse(_both(error.fault, language))


def _both(fault: Fault, language: Language) -> str:
    """What is wrong, and what the clerk can do."""
    return f"{remedy(fault).what.of(language)} {words.FOR_STAFF[fault].of(language)}"


def _discard(row: BatchRow | None, cases: Cases, language: Language, say: Say) -> int:
    """What a counter scanned and nobody needs: its case loses its key."""
    if row is None or not row.over:
        return _refuse(words.BATCH["no_batch"].of(language))
    cases.forget(row.case, _now())
    say(words.BATCH["discarded"].of(language).format(n=row.pages))
    return WHOLE


def _refuse(why: str) -> int:
    sys.stderr.write(f"kiosk-desk: {why}\n")
    return NOT_ASKED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kiosk.desk")
    commands = parser.add_subparsers(dest="command", required=True)
    scan = commands.add_parser("scan", help="ask a scanner for a batch; Ctrl-C withdraws it")
    scan.add_argument("--counter", type=_counter, required=True, help="number of the counter")
    scan.add_argument("--scanner", default="", help="its name; the first that is free")
    scan.add_argument("--profile", type=_profile, default="", help="how to scan, by name")
    serviced = commands.add_parser("serviced", help="note that a scanner was cleaned just now")
    serviced.add_argument("--scanner", required=True)
    discard = commands.add_parser("discard", help="destroy the pages of a batch that is over")
    discard.add_argument("--batch", type=int, required=True, help="its number, as scan told it")
    discard.set_defaults(scanner="")
    for command in (scan, serviced, discard):
        command.add_argument("--settings", type=Path, required=True)
        command.add_argument("--state", type=Path, required=True)
        command.add_argument("--language", choices=[*Language], default=Language.VI.value)
    return parser


def _counter(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 99:
        raise argparse.ArgumentTypeError("a number from 1 to 99")
    return int(text)


def _profile(text: str) -> str:
    if not _PROFILE.fullmatch(text):
        raise argparse.ArgumentTypeError("small letters, digits and hyphens")
    return text


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
