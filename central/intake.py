"""What the centre has: announcements as they came, uploads as far as they came, receipts for ever.

DIR/intake.db        one row an envelope
DIR/uploads/{id}     bytes arrived so far; the file's length is the upload's offset
DIR/blobs/ab/abc...  files of received envelopes
(what is told of them, and results to hand over: central.news)
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from central import corrections, greetings
from central.blobs import Blobs, MismatchError, matches, sync
from central.keys import CentreKey, SealingKey
from central.news import News
from kiosk.contract import (
    UPLOADS,
    Announcement,
    Greeting,
    Known,
    Link,
    Receipt,
    Standing,
    digest,
)

MIGRATIONS = (
    """
    create table envelopes (
        seq integer primary key,
        device text not null,
        envelope text not null,
        code text not null,
        size integer not null,
        announced_at text not null,
        body blob not null,
        upload text unique,
        receipt text,
        unique (device, envelope)
    ) strict
    """,
    # Where in its device's chain it came; `twin`: under a number that another envelope has.
    """
    alter table envelopes add column link_seq integer not null default 0;
    alter table envelopes add column link text not null default '';
    alter table envelopes add column link_digest text not null default '';
    alter table envelopes add column twin integer not null default 0;
    create index envelopes_links on envelopes (device, link_seq);
    """,
    # Whom a device's name belongs to: how far its chain ever came, which of its starts spoke last.
    """
    create table heads (
        device text primary key,
        seq integer not null,
        digest text not null,
        twin_at text not null default ''
    ) strict;
    insert into heads (device, seq, digest)
        select device, max(link_seq), link_digest from envelopes group by device;
    create table runs (
        device text not null,
        run text not null,
        at text not null,
        heard_at text not null,
        tip integer not null,
        current integer not null,
        primary key (device, run)
    ) strict;
    create index envelopes_receipts on envelopes (device) where receipt is not null;
    """,
)


class ConflictError(Exception):
    """The same envelope id was announced before with other contents, or it corrects what it cannot."""


class UnknownError(Exception):
    """No such envelope was announced by this device."""


class CorruptError(Exception):
    """All bytes arrived and are not what was announced; the upload is dropped, to be sent again."""


class TakenError(Exception):
    """Another process serves this folder."""


@dataclass(frozen=True)
class Upload:
    """One envelope's tus upload: `size` bytes are announced; `received` once it has its receipt."""

    id: str
    device: str
    envelope: str
    size: int
    received: bool


class Intake:
    """One process at a time, one connection: SQLite before 3.51.3 can lose a WAL to two writers.

    Its methods may be called from any thread. They raise OSError or sqlite3.Error when the disk fails.
    """

    def __init__(self, folder: Path, now: Callable[[], dt.datetime]) -> None:
        self._uploads = folder / "uploads"
        self._blobs = Blobs(folder / "blobs")
        self.now = now
        for path in (folder, self._uploads, folder / "blobs"):
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._held)
            raise TakenError(f"another process serves {folder}") from None
        with suppress(PermissionError):  # then others made the folder, and not just now
            sync(folder.parent)
        # What a killed centre wrote and had not made safe yet can be seen, and SQLite takes it for committed.
        sync(folder / "intake.db-wal")
        sync(folder)
        self._lock = threading.Lock()
        self._db = _open(folder / "intake.db")
        self.key, self.sealing = CentreKey.of(folder), SealingKey.of(folder)
        self.news = News(folder, now)

    def close(self) -> None:
        self._db.close()
        os.close(self._held)

    def tidy(self) -> None:
        """After a stop at any moment: finish what had arrived whole, remove what is left over."""
        self._blobs.sweep()
        for path in self._uploads.iterdir():
            row = self._row("upload = ?", path.name)
            if row is None or row["receipt"] is not None:
                path.unlink()
            elif path.stat().st_size >= row["size"]:
                try:
                    self.finish(_upload(row))
                except (CorruptError, OSError):
                    continue  # dropped, or to be finished when the disk lets us: the kiosk asks again

    def announce(
        self, announcement: Announcement, body: bytes, link: Link
    ) -> tuple[bool, Standing]:
        """Whether it is new, and where it stands, with an upload from now on; raises ConflictError, also for what
        corrects an envelope of another case.

        The body is kept as it came; announced again it may differ in spacing and order only. An envelope under
        a number that another has is taken in all the same: a citizen's case must not pay for a copied disk.
        """
        link_digest = digest(Link.said(announcement.device, link.seq, link.previous, body))
        with self.change() as db:
            if not corrections.fits(db, announcement):
                raise ConflictError
            added = db.execute(
                "insert into envelopes (device, envelope, code, size, announced_at, body, upload, "
                "link_seq, link, link_digest, twin) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                "exists (select 1 from envelopes where device = ?1 and link_seq = ?8)) "
                "on conflict do nothing",
                (
                    announcement.device,
                    announcement.envelope,
                    announcement.code,
                    announcement.size,
                    self.now().isoformat(),
                    body,
                    secrets.token_hex(16),
                    link.seq,
                    link.to_header(),
                    link_digest,
                ),
            )
            greetings.note_link(db, announcement.device, link.seq, link_digest)
            row = _select(
                db, "device = ? and envelope = ?", announcement.device, announcement.envelope
            )
            if added.rowcount == 1 and row and row["twin"]:
                greetings.note_twin(db, announcement.device, self.now())
            if row is None or json.loads(row["body"]) != json.loads(body):
                raise ConflictError  # and nothing of it was told
        return added.rowcount == 1, self._standing(row)

    def greet(self, device: str, greeting: Greeting) -> Known:
        """What is known of the device that greets."""
        with self.change() as db:
            return greetings.greet(db, device, greeting, self.now())

    def missing(self, device: str, asked: tuple[str, ...]) -> tuple[str, ...]:
        """Which of these envelopes of the device have no receipt here."""
        with self._lock:
            return greetings.missing(self._db, device, asked)

    def standing(self, device: str, envelope: str) -> Standing:
        """Where an envelope stands; raises UnknownError."""
        row = self._row("device = ? and envelope = ?", device, envelope)
        if row is None:
            raise UnknownError
        return self._standing(row)

    def create(self, device: str, envelope: str, length: int) -> Upload:
        """The envelope's one upload, new or known; raises UnknownError, or ConflictError for a length not announced."""
        with self.change() as db:
            db.execute(
                "update envelopes set upload = ? "
                "where device = ? and envelope = ? and size = ? and upload is null",
                (secrets.token_hex(16), device, envelope, length),
            )
            row = _select(db, "device = ? and envelope = ?", device, envelope)
        if row is None:
            raise UnknownError
        if row["size"] != length:
            raise ConflictError
        return _upload(row)

    def upload(self, device: str, id: str) -> Upload:
        """An upload of this device; raises UnknownError."""
        row = self._row("upload = ? and device = ?", id, device)
        if row is None:
            raise UnknownError
        return _upload(row)

    def offset(self, upload: Upload) -> int:
        """How many of its bytes are here."""
        if upload.received:
            return upload.size
        try:
            return (self._uploads / upload.id).stat().st_size
        except FileNotFoundError:
            return 0

    def append(self, upload: Upload) -> BinaryIO:
        """The upload's bytes, open at their end, unbuffered: what was written has arrived.

        One that is received takes no more, and has no file.
        """
        path = Path(os.devnull) if upload.received else self._uploads / upload.id
        return path.open("ab", buffering=0)

    def finish(self, upload: Upload) -> Receipt:
        """Check and keep every file of a whole upload, then give its receipt; the same one ever after.

        Raises CorruptError when the bytes are not the announced ones.
        """
        row = self._row("upload = ?", upload.id)
        if row is None:
            raise CorruptError
        if row["receipt"] is None:
            announcement = _announcement(row)
            try:
                self._keep(upload, announcement)
            except MismatchError:
                self._drop(upload)
                raise CorruptError from None
            self._record(announcement, row["body"])
            row = self._row("upload = ?", upload.id)
        (self._uploads / upload.id).unlink(missing_ok=True)
        return Receipt.from_json(json.loads(row["receipt"] if row else "null"))

    def bring(
        self, device: str, envelope: str, files: Callable[[], AbstractContextManager[BinaryIO]]
    ) -> Receipt:
        """Check and keep every file of an announced envelope that came another way; the one receipt, as `finish`.

        `files` gives the announced bytes from the beginning, each time anew. What is under way over the line
        is neither waited for nor disturbed. Raises UnknownError, CorruptError, and what reading raises.
        """
        row = self._row("device = ? and envelope = ?", device, envelope)
        if row is None:
            raise UnknownError
        if row["receipt"] is None:
            announcement = _announcement(row)
            try:
                with files() as source:
                    if not all(matches(source, f.size, f.sha256) for f in announcement.files):
                        raise CorruptError
                    if source.read(1):
                        raise CorruptError
                with files() as source:
                    for file in announcement.files:
                        self._blobs.keep(source, file.size, file.sha256)
            except MismatchError:
                raise CorruptError from None
            self._record(announcement, row["body"])
            row = self._row("device = ? and envelope = ?", device, envelope)
        if row is not None and row["upload"]:
            (self._uploads / row["upload"]).unlink(missing_ok=True)
        return Receipt.from_json(json.loads(row["receipt"] if row else "null"))

    def _keep(self, upload: Upload, announcement: Announcement) -> None:
        with (self._uploads / upload.id).open("rb") as source:
            if not all(matches(source, file.size, file.sha256) for file in announcement.files):
                raise MismatchError
            source.seek(0)
            for file in announcement.files:
                self._blobs.keep(source, file.size, file.sha256)

    def _record(self, announcement: Announcement, body: bytes) -> None:
        receipt = Receipt(
            id=secrets.token_hex(16),
            device=announcement.device,
            envelope=announcement.envelope,
            received_at=self.now().isoformat(),
            files=announcement.files,
            announcement=digest(body),
        )
        receipt = replace(receipt, signature=self.key.sign(receipt.said()))
        with self.change() as db:
            db.execute(
                "update envelopes set receipt = ? "
                "where device = ? and envelope = ? and receipt is null",
                (json.dumps(receipt.to_json()), receipt.device, receipt.envelope),
            )

    def _drop(self, upload: Upload) -> None:
        with self.change() as db:
            db.execute("update envelopes set upload = null where upload = ?", (upload.id,))
        (self._uploads / upload.id).unlink(missing_ok=True)

    def _standing(self, row: sqlite3.Row) -> Standing:
        upload = receipt = offset = None
        if row["receipt"]:
            receipt = Receipt.from_json(json.loads(row["receipt"]))
        elif row["upload"]:
            upload, offset = f"{UPLOADS}/{row['upload']}", self.offset(_upload(row))
        return Standing(row["envelope"], upload, receipt, offset, bool(row["twin"]))

    def _row(self, where: str, *values: str) -> sqlite3.Row | None:
        with self._lock:
            return _select(self._db, where, *values)

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction, alone; whatever is raised inside undoes it."""
        with self._lock:
            self._db.execute("begin immediate")
            try:
                yield self._db
                self._db.execute("commit")
            finally:
                if self._db.in_transaction:
                    self._db.execute("rollback")


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.row_factory = sqlite3.Row
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = full")
    for number, change in enumerate(MIGRATIONS, start=1):
        if db.execute("pragma user_version").fetchone()[0] < number:
            db.executescript(f"begin; {change}; pragma user_version = {number}; commit;")
    return db


def _select(db: sqlite3.Connection, where: str, *values: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        f"select * from envelopes where {where}", values
    ).fetchone()
    return row


def _announcement(row: sqlite3.Row) -> Announcement:
    return Announcement.from_json(json.loads(row["body"]))


def _upload(row: sqlite3.Row) -> Upload:
    return Upload(
        row["upload"], row["device"], row["envelope"], row["size"], row["receipt"] is not None
    )
