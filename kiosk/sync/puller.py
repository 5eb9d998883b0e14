"""The errand that brings the province's rules: asked for, checked, taken into use whole, or left with a reason."""

from __future__ import annotations

import datetime as dt
import fcntl
import logging
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tuf.api.metadata import TargetFile

from kiosk.contract.rules import sets
from kiosk.contract.rules.bundle import MOST_TOGETHER, UnusableError, known
from kiosk.contract.shapes import SHA256, digest
from kiosk.faults import Fault
from kiosk.rights import make_folders, opened
from kiosk.store.asked_rules import AskedRules
from kiosk.store.database import Database, writing
from kiosk.store.disk import fsync_folder
from kiosk.store.errors import storing
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.rulebook import Rulebook
from kiosk.sync.checking import check
from kiosk.sync.connection import CentreError
from kiosk.sync.framework import (
    Belief,
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

_log = logging.getLogger(__name__)


class LaterError(Exception):
    """Nothing is wrong, and others come first; `wait`: seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"{wait:.0f} s")
        self.wait = wait


@dataclass(frozen=True)
class _Coming:
    """The version that this kiosk is to use, and its files by their names here."""

    version: str
    issued: dt.datetime
    files: Mapping[str, TargetFile]


class Puller:
    """An Errand (kiosk.sync.errands). Without a root laid into the workspace it asks nobody.

    `clock` gives an aware datetime; it may be wrong by years: what is in use stays in use. `pressing` says
    whether a case could be sent just now: then an errand brings one file at a time. `office`: its agency
    code, "" for none.
    """

    def __init__(
        self,
        db: Database,
        workspace: Workspace,
        device: str,
        source: Source,
        clock: Callable[[], dt.datetime],
        pressing: Callable[[], bool] = lambda: False,
        office: str = "",
    ) -> None:
        self._pressing = pressing
        self._db, self._workspace = db, workspace
        self._device, self._office = device, office
        self._source, self._clock = source, clock
        self._asked, self._journal = AskedRules(db), Journal(db)
        self._book = Rulebook(workspace)
        self._belief = Belief(workspace.rules_root, workspace.rules_metadata)

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
        framework = Framework(self._belief, self._source, self._clock(), lapsed)
        word = framework.word()
        self._asked.heard(self._clock(), word.expires)
        coming = _coming(word, self._device, self._office)
        if coming.version != self._book.now().version:
            self._take(coming, self._fetch(framework, coming, pressing))
        if self._asked.trouble(None):
            self._note(JournalEvent.RULES_IN_ORDER, rules=coming.version)
        return coming.version

    def _fetch(
        self, framework: Framework, coming: _Coming, pressing: Callable[[], bool]
    ) -> dict[str, bytes]:
        """The version's files by their names here. What came before a line was cut is not fetched again, nor what
        lies here since this version was in use before.

        Raises LaterError where a case waits before the second file that has to come.
        """
        came = False
        if sum(target.length for target in coming.files.values()) > MOST_TOGETHER:
            raise BundleError(BundleFault.UNUSABLE, why="larger than a version may be")
        files = {}
        folder = self._workspace.rules_fetched
        kept = self._workspace.rules_versions / coming.version
        with storing():
            make_folders(folder)
            for name, target in coming.files.items():
                sha256 = target.hashes["sha256"]
                place = folder / sha256
                if not place.exists():
                    here = _lying(sha256, self._workspace.rules_current / name, kept / name)
                    if here is not None:
                        place.write_bytes(here)
                    elif came and pressing():
                        raise LaterError(0.0)
                    else:
                        came = True
                _fetch(framework, name, target, place)
                files[name] = place.read_bytes()
        return files

    def _take(self, coming: _Coming, files: dict[str, bytes]) -> None:
        fetched = self._workspace.rules_fetched
        try:
            check(files, _emptied(fetched / "looked-at"))
        except UnusableError as error:
            raise BundleError(BundleFault.UNUSABLE, error.file, error.why) from None
        self._book.take(coming.version, coming.issued, files)
        self._note(JournalEvent.RULES_TAKEN, rules=coming.version, files=len(files))
        self._book.drop_old(self._asked.needed())
        shutil.rmtree(fetched, ignore_errors=True)
        _log.info("rules %s are in use", coming.version)

    def _note_age(self) -> None:
        """Rules older than they may be are told, line or no line; a clock set back makes them no younger."""
        standing = self._asked.standing()
        if standing.expires is None or self._clock() <= standing.expires:
            return
        if heard := stamp_of(self._belief):
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


def _coming(word: Word, device: str, office: str) -> _Coming:
    """What this device is to use; raises BundleError."""
    whole = sets.Settled(word.number, word.issued)
    chosen = sets.Sets.believed(word.beside.get(sets.SETS), whole).of(device, office)
    placed = sets.by_place(sets.paths(chosen, word.targets))
    mine = sets.mine(device, office, placed, known)
    files = {name: word.targets[path] for name, path in mine.items()}
    for name, target in files.items():
        if not SHA256.fullmatch(target.hashes.get("sha256", "")):  # it becomes a path
            raise BundleError(BundleFault.MALFORMED, name)
    version = sets.version(chosen.number, {name: f.hashes["sha256"] for name, f in files.items()})
    return _Coming(version, dt.datetime.fromisoformat(chosen.issued), files)


def _lying(sha256: str, *places: Path) -> bytes | None:
    """The file of that hash, where it lies in one of the places already."""
    for place in places:
        if place.is_file() and digest(data := place.read_bytes()) == sha256:
            return data
    return None


def _fetch(framework: Framework, name: str, target: TargetFile, place: Path) -> None:
    try:
        framework.fetch(target, place)
    except CentreError as error:
        ours = target.path.removeprefix(sets.TRIAL).startswith("office/")
        if error.fault is not Fault.CENTRE_DENIED or not ours:
            raise
        raise BundleError(
            BundleFault.FOREIGN, name, "office.agency in kiosk.toml is not the centre's"
        ) from None


@contextmanager
def _alone(lock: Path, *, wait: bool) -> Iterator[None]:
    """Line and stick never bring rules at once; a killed holder lets go. Raises LaterError instead of waiting.

    A stick may be slow, or hang: the courier, in whose thread errands run, must not stand behind it.
    """
    with storing():
        make_folders(lock.parent)
        fsync_folder(lock.parent.parent)  # without the folder's name all that was believed is gone
        handle = opened(lock, os.O_RDWR | os.O_CREAT)
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
        make_folders(folder)
    return folder
