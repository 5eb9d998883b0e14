"""The errand that brings the province's rules: asked for, checked, taken into use whole, or left with a reason."""

from __future__ import annotations

import datetime as dt
import fcntl
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.contract.shapes import SHA256
from kiosk.faults import Fault
from kiosk.rules.bundle import UnusableError, known
from kiosk.store.asked_rules import AskedRules
from kiosk.store.database import Database, writing
from kiosk.store.disk import fsync_folder
from kiosk.store.errors import storing
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.rulebook import Rulebook
from kiosk.sync.checking import check
from kiosk.sync.framework import (
    BundleError,
    BundleFault,
    Framework,
    LapsedError,
    Source,
    Word,
    stamp_of,
)
from kiosk.workspace import Workspace

EVERY = 900.0  # seconds
BUSY = 5.0  # seconds, while somebody else brings rules
MOST_TOGETHER = 16 * 1024 * 1024  # bytes of one version

_log = logging.getLogger(__name__)


class LaterError(Exception):
    """Nothing is wrong, and others come first; `wait`: seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"{wait:.0f} s")
        self.wait = wait


class Puller:
    """An Errand (kiosk.sync.errands). Without a root laid into the workspace it asks nobody.

    `clock` gives an aware datetime; it may be wrong by years: what is in use stays in use. `pressing` says
    whether a case could be sent just now: then an errand brings one file at a time.
    """

    def __init__(
        self,
        db: Database,
        workspace: Workspace,
        device: str,
        source: Source,
        clock: Callable[[], dt.datetime],
        pressing: Callable[[], bool] = lambda: False,
    ) -> None:
        self._pressing = pressing
        self._db, self._workspace, self._device = db, workspace, device
        self._source, self._clock = source, clock
        self._asked, self._journal = AskedRules(db), Journal(db)
        self._book = Rulebook(workspace)

    def run(self) -> float:
        """Ask once; seconds until it is worth asking again. Raises CentreError, StoreError."""
        if self._workspace.rules_root.exists():
            try:
                with _alone(self._workspace.rules_lock, wait=False):
                    self._ask(self._pressing)
            except BundleError as error:
                _log.warning("rules stay as they are: %s", error)
            except LaterError as error:
                return error.wait
        return EVERY

    def pull(self) -> str:
        """The version in use now, all at once. Raises BundleError where what came is refused, CentreError, StoreError.

        Whatever is raised, what was in use is in use, and why stands in the journal and on the desk.
        """
        with _alone(self._workspace.rules_lock, wait=True):
            return self._ask(lambda: False)

    def _ask(self, pressing: Callable[[], bool]) -> str:
        self._note_age()
        try:
            return self._pull(pressing)
        except LapsedError as error:
            self._asked.lapse(error.digest)
            self._refused(Fault.RULES_EXPIRED, error)
            raise
        except BundleError as error:
            self._refused(Fault.RULES_REFUSED, error)
            raise

    def _pull(self, pressing: Callable[[], bool]) -> str:
        lapsed = self._asked.standing().lapsed
        framework = Framework(self._workspace, self._source, self._clock(), lapsed)
        word = framework.word()
        self._asked.heard(self._clock(), word.expires)
        if word.version != self._book.now().version:
            self._take(word, self._fetch(framework, word, pressing))
        if self._asked.trouble(None):
            self._note(JournalEvent.RULES_IN_ORDER, rules=word.version)
        return word.version

    def _fetch(
        self, framework: Framework, word: Word, pressing: Callable[[], bool]
    ) -> dict[str, bytes]:
        """The version's files by their names here. What came before a line was cut is not fetched again.

        Raises LaterError where a case waits before the second file that has to come.
        """
        came = False
        mine = _mine(word, self._device)
        if sum(word.targets[path].length for path in mine.values()) > MOST_TOGETHER:
            raise BundleError(BundleFault.UNUSABLE, why="larger than a version may be")
        files = {}
        folder = self._workspace.rules_fetched
        with storing():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for name, path in mine.items():
                target = word.targets[path]
                sha256 = target.hashes.get("sha256", "")
                if not SHA256.fullmatch(sha256):  # it becomes a path
                    raise BundleError(BundleFault.MALFORMED, name)
                place = folder / sha256
                used = self._workspace.rules_current / name
                if used.is_file() and not place.exists():  # perhaps it has not changed
                    place.write_bytes(used.read_bytes())
                if not place.exists():
                    if came and pressing():
                        raise LaterError(0.0)
                    came = True
                framework.fetch(target, place)
                files[name] = place.read_bytes()
        return files

    def _take(self, word: Word, files: dict[str, bytes]) -> None:
        fetched = self._workspace.rules_fetched
        try:
            check(files, _emptied(fetched / "looked-at"))
        except UnusableError as error:
            raise BundleError(BundleFault.UNUSABLE, error.file, error.why) from None
        self._book.take(word.version, word.issued, files)
        self._note(JournalEvent.RULES_TAKEN, rules=word.version, files=len(files))
        self._book.drop_old(self._asked.needed())
        shutil.rmtree(fetched, ignore_errors=True)
        _log.info("rules %s are in use", word.version)

    def _note_age(self) -> None:
        """Rules older than they may be are told, line or no line; a clock set back makes them no younger."""
        standing = self._asked.standing()
        if standing.expires is None or self._clock() <= standing.expires:
            return
        if heard := stamp_of(self._workspace):
            self._asked.lapse(heard)
        if standing.fault is None:
            self._refused(Fault.RULES_EXPIRED, BundleError(BundleFault.EXPIRED))

    def _refused(self, fault: Fault, error: BundleError) -> None:
        with writing(self._db):
            if self._asked.trouble(fault, error.file, error.why or error.fault.value):
                self._note(
                    JournalEvent.RULES_NOT_TAKEN,
                    rules=self._book.now().version or "shipped",
                    fault=fault.value,
                    why=error.fault.value,
                    file=error.file.replace("/", ".")[:80] or "none",
                )

    def _note(self, event: JournalEvent, **fields: str | int) -> None:
        self._journal.write(event, self._clock(), **fields)


def _mine(word: Word, device: str) -> dict[str, str]:
    """Name here: path there. What is for this device alone goes before what is for all."""
    found = {}
    for place in ("all/", f"device/{device}/"):
        for path in word.targets:
            if path.startswith(place) and known(path.removeprefix(place)):
                found[path.removeprefix(place)] = path
    return found


@contextmanager
def _alone(lock: Path, *, wait: bool) -> Iterator[None]:
    """Line and stick never bring rules at once; a killed holder lets go. Raises LaterError instead of waiting.

    A stick may be slow, or hang: the courier, in whose thread errands run, must not stand behind it.
    """
    with storing():
        lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fsync_folder(lock.parent.parent)  # without the folder's name all that was believed is gone
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise LaterError(BUSY) from None
        yield
    finally:
        os.close(handle)


def _emptied(folder: Path) -> Path:
    with storing():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
    return folder
