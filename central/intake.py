"""What the centre has: announcements as they came, uploads as far as they came, receipts for ever.

DIR/intake.db        one row an envelope
DIR/uploads/{id}     bytes arrived so far; the file's length is the upload's offset
DIR/blobs/ab/abc...  files of received envelopes
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
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from central.blobs import Blobs, MismatchError, matches, sync
from central.keys import CentreKey
from kiosk.contract import UPLOADS, Announcement, Link, Receipt, Standing, digest

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
)


class ConflictError(Exception):
    """The same envelope id was announced before with other contents."""


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
        self._now = now
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
        self.key = CentreKey.of(folder)

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
        """Whether it is new, and where it stands, with an upload from now on; raises ConflictError.

        The body is kept as it came; announced again it may differ in spacing and order only. An envelope under
        a number that another has is taken in all the same: a citizen's case must not pay for a copied disk.
        """
        with self._change() as db:
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
                    self._now().isoformat(),
                    body,
                    secrets.token_hex(16),
                    link.seq,
                    link.to_header(),
                    digest(Link.said(announcement.device, link.seq, link.previous, body)),
                ),
            )
            row = _select(
                db, "device = ? and envelope = ?", announcement.device, announcement.envelope
            )
        if row is None or json.loads(row["body"]) != json.loads(body):
            raise ConflictError
        return added.rowcount == 1, self._standing(row)

    def standing(self, device: str, envelope: str) -> Standing:
        """Where an envelope stands; raises UnknownError."""
        row = self._row("device = ? and envelope = ?", device, envelope)
        if row is None:
            raise UnknownError
        return self._standing(row)

    def create(self, device: str, envelope: str, length: int) -> Upload:
        """The envelope's one upload, new or known; raises UnknownError, or ConflictError for a length not announced."""
        with self._change() as db:
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
        """The upload's bytes, open at their end, unbuffered: what was written has arrived."""
        return (self._uploads / upload.id).open("ab", buffering=0)

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
            self._record(upload, announcement, row["body"])
            row = self._row("upload = ?", upload.id)
        (self._uploads / upload.id).unlink(missing_ok=True)
        return Receipt.from_json(json.loads(row["receipt"] if row else "null"))

    def _keep(self, upload: Upload, announcement: Announcement) -> None:
        with (self._uploads / upload.id).open("rb") as source:
            if not all(matches(source, file.size, file.sha256) for file in announcement.files):
                raise MismatchError
            source.seek(0)
            for file in announcement.files:
                self._blobs.keep(source, file.size, file.sha256)

    def _record(self, upload: Upload, announcement: Announcement, body: bytes) -> None:
        receipt = Receipt(
            id=secrets.token_hex(16),
            device=upload.device,
            envelope=upload.envelope,
            received_at=self._now().isoformat(),
            files=announcement.files,
            announcement=digest(body),
        )
        receipt = replace(receipt, signature=self.key.sign(receipt.said()))
        with self._change() as db:
            db.execute(
                "update envelopes set receipt = ? where upload = ? and receipt is null",
                (json.dumps(receipt.to_json()), upload.id),
            )

    def _drop(self, upload: Upload) -> None:
        with self._change() as db:
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
    def _change(self) -> Iterator[sqlite3.Connection]:
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
