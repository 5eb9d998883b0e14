"""Old cases brought into the worklist from a list and a folder of files: twice is once, and a kill loses nothing."""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from kiosk.dossier.importing import folder
from kiosk.dossier.importing.folder import Steps
from kiosk.dossier.importing.foreign import Foreign
from kiosk.dossier.importing.kinds import HEAD, Kind, kind_of
from kiosk.dossier.importing.refused import ImportReason, ImportRefused
from kiosk.dossier.importing.rows import Problem, Row
from kiosk.rights import opened
from kiosk.store.errors import storing
from kiosk.store.worklist import OldCase, WorkItem, Worklist, WorkState
from kiosk.workspace import Workspace


class Outcome(StrEnum):
    """What became of one row."""

    NEW = "new"  # it is in the worklist now; in a rehearsal: it would be
    KNOWN = "known"  # it was there already
    BAD = "bad"


@dataclass(frozen=True)
class Report:
    """What a run came to."""

    new: int
    known: int
    problems: tuple[Problem, ...]  # of files; those of the list are not in it


Told = Callable[[int, int], None]  # rows done, of how many


@contextmanager
def files_of(place: Path) -> Iterator[int]:
    """A handle of the folder that holds the files; raises ImportRefused (MISSING)."""
    try:
        root = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        raise ImportRefused(ImportReason.MISSING, str(place)) from None
    try:
        yield root
    finally:
        os.close(root)


@contextmanager
def alone(workspace: Workspace) -> Iterator[None]:
    """Nobody else brings old cases in meanwhile; a killed one lets go. Raises ImportRefused (LIST_BUSY)."""
    with storing():
        workspace.prepare()
        lock = opened(workspace.import_lock, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise ImportRefused(ImportReason.LIST_BUSY) from None
    try:
        yield
    finally:
        os.close(lock)


def missing_files(rows: tuple[Row, ...], root: int) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """The rows whose files are there and of a kind that is taken, and why the others' are not.

    Only the first bytes of each file are read.
    """
    good: list[Row] = []
    problems: list[Problem] = []
    for row in rows:
        try:
            good.append(replace(row, steps=_found(root, row.steps)))
        except ImportRefused as error:
            problems.append(Problem(row.line, error.reason, error.detail))
    return tuple(good), tuple(problems)


def rehearse(rows: tuple[Row, ...], root: int, foreign: Foreign, told: Told) -> Report:
    """Everything `bring` does but keeping: no database is opened, nothing is written."""
    seen: set[tuple[str, str, str]] = set()

    def one(row: Row) -> Outcome:
        data = folder.read(root, row.steps)
        key = (row.reference, row.document, hashlib.sha256(data).hexdigest())
        if key in seen:
            return Outcome.KNOWN
        seen.add(key)
        if kind_of(data[:HEAD]) is Kind.PDF:
            foreign.judge(data)
        else:
            for _ in foreign.pages(data):
                pass
        return Outcome.NEW

    return _run(rows, one, told)


def bring(
    rows: tuple[Row, ...],
    root: int,
    foreign: Foreign,
    worklist: Worklist,
    clock: Callable[[], dt.datetime],
    told: Told,
) -> Report:
    """Every row's file judged and kept under its case's key, each safe before the next is begun.

    A row that is there already, by the hash of its file, is left alone. The caller is `alone`. Raises
    StoreError where nothing can be kept any more; what was kept stays, and the same call goes on from there.
    """
    counts: Counter[Outcome] = Counter()

    def one(row: Row) -> Outcome:
        case = worklist.case(row.reference, row.procedure, row.holder, clock())
        if (case.procedure, case.holder) != (row.procedure, row.holder):
            raise ImportRefused(ImportReason.ROW_DIFFERS)
        try:
            return _kept(row, case, folder.read(root, row.steps), foreign, worklist, clock())
        except ImportRefused as error:
            worklist.bad(case, row.document, row.file, error.reason, clock())
            raise

    def counted(row: Row) -> Outcome:
        try:
            outcome = one(row)
        except ImportRefused:
            counts[Outcome.BAD] += 1
            raise
        counts[outcome] += 1
        return outcome

    try:
        return _run(rows, counted, told)
    finally:
        worklist.brought(counts[Outcome.NEW], counts[Outcome.KNOWN], counts[Outcome.BAD], clock())


def _run(rows: tuple[Row, ...], one: Callable[[Row], Outcome], told: Told) -> Report:
    counts: Counter[Outcome] = Counter()
    problems: list[Problem] = []
    for done, row in enumerate(rows, start=1):
        try:
            counts[one(row)] += 1
        except ImportRefused as error:
            problems.append(Problem(row.line, error.reason, error.detail))
        told(done, len(rows))
    return Report(counts[Outcome.NEW], counts[Outcome.KNOWN], tuple(problems))


def _kept(
    row: Row, case: OldCase, data: bytes, foreign: Foreign, worklist: Worklist, now: dt.datetime
) -> Outcome:
    sha256 = hashlib.sha256(data).hexdigest()
    if worklist.has(case, row.document, sha256):
        return Outcome.KNOWN
    kind = kind_of(data[:HEAD])
    item = WorkItem(
        *("", case.id, row.document, row.file, WorkState.NEW, kind.value, False),
        *((), sha256, len(data), 0, ""),
    )
    if kind is Kind.PDF:
        judged = foreign.judge(data)
        item = replace(item, signed=bool(judged.signatures), pages=judged.pages)
        worklist.add(case, item, (data,), now)
    else:
        # An old paper is never cropped or straightened here: nobody looks at what comes of it.
        worklist.add(case, item, (page.jpeg for page in foreign.pages(data)), now)
    return Outcome.NEW


def _found(root: int, steps: Steps) -> Steps:
    """The path as the disk spells it: a Mac takes letters and marks apart (NFD), Excel does not."""
    try:
        folder.looked_at(root, steps)
    except ImportRefused as error:
        apart = tuple(unicodedata.normalize("NFD", step) for step in steps)
        if error.reason is not ImportReason.MISSING or apart == steps:
            raise
        folder.looked_at(root, apart)
        return apart
    return steps
