"""What desks of one office share beside the queue: the rows of their inboxes, and who works here."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from kiosk.hall.closed import ClosedError, Closing
from kiosk.hall.crossing import CROSS, Crossing
from kiosk.hall.desk_door import Work
from kiosk.hall.letters import LetterError
from kiosk.hall.line import Line
from kiosk.hall.others import Unheard
from kiosk.hall.proof import Key, Proven
from kiosk.settings import OtherDesk, Settings
from kiosk.store.database import open_database
from kiosk.store.errors import DiskFailed, StoreError
from kiosk.store.inbox import Inbox
from kiosk.store.inbox_shared import Heard, InboxShared, RowError
from kiosk.store.roster_copies import RosterCopies
from kiosk.workspace import Workspace

SHARE = "/desk/share"
EVERY = 2.0  # seconds between two questions when nothing happens
SILENT = 10.0  # seconds without an answer after which a desk is shown as silent
MOST = 500  # rows in an answer
_PURPOSE = "rows and people"


@dataclass(frozen=True)
class _Asked:
    """`run`: of the asked desk, as far as it was listened to; of another run all is told from the beginning."""

    run: str = ""
    rows: int = 0  # versions
    people: int = 0
    names: bool = False  # whether names were told so far


class Telling:
    """Answers other desks. On any thread; `run` is this process's."""

    def __init__(self, workspace: Workspace, settings: Settings) -> None:
        self._workspace, self._settings = workspace, settings
        self._closing = Closing(settings.hall.secret.reveal(), _PURPOSE)
        self._run = secrets.token_hex(8)

    def answer(self, proven: Proven, body: bytes, secure: bool) -> tuple[int, bytes]:
        """Rows and people behind what is known there; names where the line is secure. As kiosk.hall.desk_door.Work."""
        asked, own = _asked(body), self._settings.kiosk
        if proven.kiosk == own:
            return 403, b"not-for-us"  # another machine with our own number
        anew = asked.run != self._run or asked.names != secure
        if anew:
            asked = _Asked()
        with closing(open_database(self._workspace)) as db:
            Inbox(db, own).catch_up()
            told = InboxShared(db).told(own, asked.rows, secure, MOST)
            people = RosterCopies(db).changed_since(asked.people)
        said = {
            "run": self._run,
            "anew": anew,
            "rows": told.rows,
            "version": told.version,
            "whole": told.version >= told.last,
            "names": secure,
            "people": people.rows,
            "roster": people.version,
        }
        plain = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        return 200, self._closing.close(plain, own, proven.kiosk)


class Listening:
    """Asks one other desk, on a thread of its own. `start` begins it, `stop` ends it."""

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        other: OtherDesk,
        clock: Callable[[], dt.datetime],
    ) -> None:
        secret = settings.hall.secret.reveal()
        self._workspace, self._settings, self._other = workspace, settings, other
        self._clock, self._closing = clock, Closing(secret, _PURPOSE)
        self._line = Line(other.url, Key(secret, settings.kiosk, other.kiosk))
        self._at: _Asked | None = None  # how far it was listened to in this run of ours
        self._all: set[str] | None = None  # cases told since it was asked from the beginning
        self._heard_at, self._heard = clock(), time.monotonic()
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name=f"share-{other.kiosk}")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ends.set()
        if self._thread.ident:
            self._thread.join()
        self._line.close()

    def _go_on(self) -> None:
        with closing(open_database(self._workspace)) as db:
            while not self._ends.is_set():
                if not self._once(InboxShared(db), RosterCopies(db)):
                    self._ends.wait(EVERY)

    def _once(self, rows: InboxShared, people: RosterCopies) -> bool:
        """Whether there is more to be asked for at once."""
        try:
            return self._ask(rows, people)
        except (Unheard, ClosedError, LetterError, RowError):
            self._note_silence(rows)
        except (StoreError, DiskFailed):
            pass  # ours is in trouble: again later
        return False

    def _ask(self, rows: InboxShared, people: RosterCopies) -> bool:
        kiosk, own = self._other.kiosk, self._settings.kiosk
        asked = self._at or _known(rows.heard(kiosk))
        answer = self._line.carry(SHARE, json.dumps(vars(asked)).encode())
        said = _said(self._closing.open(answer, kiosk, own))
        self._heard_at, self._heard = self._clock(), time.monotonic()
        people.take(said["people"])
        if said["anew"]:
            self._all = set()
        whole = said["whole"] or said["version"] <= asked.rows
        heard = Heard(said["run"], said["version"], said["names"])
        if self._all is not None:
            self._all |= {row["case_id"] for row in said["rows"]}
            if not whole:
                heard = (
                    Heard()
                )  # begun anew after a restart of ours: what vanished there must go here
        if said["rows"]:
            rows.take(kiosk, said["rows"], heard)
        if whole and self._all is not None:
            rows.keep_only(kiosk, self._all)
            self._all = None
        rows.note(kiosk, heard)
        self._at = _Asked(said["run"], said["version"], said["roster"], said["names"])
        return not whole

    def _note_silence(self, rows: InboxShared) -> None:
        if time.monotonic() - self._heard < SILENT:
            return
        try:
            heard = rows.heard(self._other.kiosk)
            if heard.silent_since is None:
                rows.note(self._other.kiosk, replace(heard, silent_since=self._heard_at))
        except (StoreError, DiskFailed):
            return


class Office:
    """Whatever desks share beside the queue, both ends, towards every other desk; entered, it goes on by itself.

    `works`: what the others ask, for kiosk.hall.doors. Entering raises StoreError.
    """

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        clock: Callable[[], dt.datetime],
        crossing: Crossing | None,
    ) -> None:
        self.workspace, self.settings, self._crossing = workspace, settings, crossing
        self.works: dict[str, Work] = {SHARE: Telling(workspace, settings).answer}
        if crossing is not None:
            self.works[CROSS] = crossing.expect
        self._all = [Listening(workspace, settings, desk, clock) for desk in settings.desks]

    def __enter__(self) -> Office:
        """Rows of kiosks that are no part of the office any more go first."""
        kiosks = {self.settings.kiosk, *(desk.kiosk for desk in self.settings.desks)}
        with closing(open_database(self.workspace)) as db:
            InboxShared(db).keep_kiosks(kiosks)
        for each in self._all:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._all:
            each.stop()
        if self._crossing is not None:
            self._crossing.close()


def _known(heard: Heard) -> _Asked:
    """People are told all of them once more: they are few, and telling them again changes nothing."""
    return _Asked(heard.run, heard.version, 0, heard.names)


def _asked(body: bytes) -> _Asked:
    try:
        told = json.loads(body)
        asked = _Asked(told["run"], told["rows"], told["people"], told["names"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise LetterError("no question of a desk") from None
    numbers = (asked.rows, asked.people)
    if not isinstance(asked.run, str) or not all(type(n) is int and n >= 0 for n in numbers):
        raise LetterError("no question of a desk")
    return asked


_SHAPE = {
    "run": str, "anew": bool, "rows": list, "version": int, "whole": bool, "names": bool, "people": list,
    "roster": int,
}  # fmt: skip

_VERSIONS = ("version", "roster")
_HIGHEST = 2**53  # what a database takes, and every reader of JSON


def _said(plain: bytes) -> dict[str, Any]:
    try:
        said = json.loads(plain)
    except (ValueError, RecursionError):
        raise LetterError("no answer of a desk") from None
    if not isinstance(said, dict) or not all(
        isinstance(said.get(name), kind) for name, kind in _SHAPE.items()
    ):
        raise LetterError("no answer of a desk")
    if not all(type(said[name]) is int and 0 <= said[name] < _HIGHEST for name in _VERSIONS):
        raise LetterError("no version of a desk")
    if not all(
        isinstance(row, dict) and isinstance(row.get("case_id"), str) and "gone" in row
        for row in said["rows"]
    ):
        raise LetterError("no row of an inbox")
    return said
