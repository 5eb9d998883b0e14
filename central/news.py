"""What the centre tells each device of its cases: statuses in one sequence a device, and results to hand over.

DIR/news.db          one row a status, one a result; a journal on disk instead of a WAL, for two processes write it
DIR/results/ab/abc   the results' bytes, by their sha256
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from central.blobs import Blobs, pieces, sync
from kiosk.contract.news import MOST_NEWS, MOST_RESULT, NewsItem, ResultNamed

BUSY = 10.0  # seconds to wait for another process's write
ROOM = 40 * 1024  # bytes of items in one answer
MIGRATIONS = (
    """
    create table news (
        device text not null,
        seq integer not null,
        mark text not null,
        envelope text not null,
        item text not null,
        told_at text not null,
        primary key (device, seq)
    ) strict;
    create index news_envelopes on news (device, envelope, seq);
    create table results (
        id text primary key,
        device text not null,
        code text not null,
        sha256 text not null,
        size integer not null,
        media_type text not null,
        valid_until text not null,
        here_at text,
        handed_at text
    ) strict;
    """,
)


class NoResultError(Exception):
    """No result of this id was named to this device. `over`: it was, and is not valid any more."""

    def __init__(self, over: bool) -> None:
        super().__init__("over" if over else "unknown")
        self.over = over


class TooLargeError(Exception):
    """A result is empty, or larger than a kiosk takes."""


@dataclass(frozen=True)
class Given:
    """A result's file as a device may fetch it."""

    path: Path
    size: int
    media_type: str


class News:
    """The server and the province's own commands may write at once. They raise OSError or sqlite3.Error."""

    def __init__(self, folder: Path, now: Callable[[], dt.datetime]) -> None:
        self._folder, self._now = folder, now
        self._results = folder / "results"
        self._blobs = Blobs(self._results)

    def tell(self, device: str, item: NewsItem) -> bool:
        """Put it at the end of the device's sequence; False: it is what was told of the envelope last."""
        with self._open() as db:
            if self._last(db, device, item.envelope) == item:
                return False
            (seq,) = db.execute(
                "select coalesce(max(seq), 0) + 1 from news where device = ?", (device,)
            ).fetchone()
            db.execute(
                "insert into news (device, seq, mark, envelope, item, told_at) "
                "values (?, ?, ?, ?, ?, ?)",
                (
                    *(device, seq, secrets.token_hex(16), item.envelope),
                    *(json.dumps(item.to_json()), self._now().isoformat()),
                ),
            )
        return True

    def last(self, device: str, envelope: str) -> NewsItem | None:
        """What was told of an envelope last."""
        with self._open() as db:
            return self._last(db, device, envelope)

    def keep(self, device: str, code: str, file: Path, media_type: str, until: str) -> ResultNamed:
        """The file's bytes are safe here, to be named in an item; the same file of a case is the same result,
        good until the day named last.

        Raises TooLargeError.
        """
        size = file.stat().st_size
        if not 0 < size <= MOST_RESULT:
            raise TooLargeError
        with self._alone():
            with file.open("rb") as source:
                whole = hashlib.sha256()
                for piece in pieces(source, size):
                    whole.update(piece)
                sha256 = whole.hexdigest()
                source.seek(0)
                self._blobs.keep(source, size, sha256)
            with self._open() as db:
                same = db.execute(
                    "select id from results where device = ? and code = ? and sha256 = ?",
                    (device, code, sha256),
                ).fetchone()
                id = same[0] if same else secrets.token_hex(16)
                db.execute(
                    "insert into results (id, device, code, sha256, size, media_type, valid_until) "
                    "values (?, ?, ?, ?, ?, ?, ?) "
                    "on conflict (id) do update set valid_until = excluded.valid_until",
                    (id, device, code, sha256, size, media_type, until),
                )
        return ResultNamed(id, f"{code}_{id[:8]}{file.suffix}", sha256, size, media_type, until)

    def page(self, device: str, after: int, mark: str, most: int) -> dict[str, Any]:
        """What follows the item of that number and mark; everything, where it is none of ours."""
        with self._open() as db:
            known = db.execute(
                "select 1 from news where device = ? and seq = ? and mark = ?",
                (device, after, mark),
            ).fetchone()
            after = after if known else 0
            (last,) = db.execute(
                "select coalesce(max(seq), 0) from news where device = ?", (device,)
            ).fetchone()
            rows = db.execute(
                "select seq, mark, item from news where device = ? and seq > ? order by seq limit ?",
                (device, after, max(1, min(most, MOST_NEWS))),
            ).fetchall()
        return {"after": after, "last": last, "items": list(_fitting(rows))}

    def given(self, device: str, id: str) -> Given:
        """A result that was named to this device; raises NoResultError."""
        with self._open() as db:
            row = db.execute(
                "select sha256, size, media_type, valid_until from results "
                "where id = ? and device = ?",
                (id, device),
            ).fetchone()
        if row is None:
            raise NoResultError(over=False)
        if row["valid_until"] and row["valid_until"] < self._now().date().isoformat():
            raise NoResultError(over=True)
        return Given(self._blobs.path(row["sha256"]), row["size"], row["media_type"])

    def note(self, device: str, id: str, here: str, handed: str) -> bool:
        """When it arrived at the office, and when ("" for not yet) it was handed over; the first word stays.

        False: no result of this id was named to this device.
        """
        with self._open() as db:
            changed = db.execute(
                "update results set here_at = coalesce(here_at, ?), "
                "handed_at = coalesce(handed_at, nullif(?, '')) where id = ? and device = ?",
                (here, handed, id, device),
            )
            return changed.rowcount == 1

    def results(self) -> Iterator[dict[str, Any]]:
        """Every result and what became of it, in the order of naming; for programs."""
        with self._open() as db:
            rows = db.execute(
                "select id, device, code, sha256, size, valid_until, here_at, handed_at from results "
                "order by rowid"
            ).fetchall()
        return (dict(row) for row in rows)

    @staticmethod
    def _last(db: sqlite3.Connection, device: str, envelope: str) -> NewsItem | None:
        row = db.execute(
            "select item from news where device = ? and envelope = ? order by seq desc limit 1",
            (device, envelope),
        ).fetchone()
        return NewsItem.from_json(json.loads(row["item"])) if row else None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One transaction; whoever comes at the same time waits."""
        path = self._folder / "news.db"
        with closing(sqlite3.connect(path, isolation_level=None, timeout=BUSY)) as db:
            db.row_factory = sqlite3.Row
            db.execute("pragma synchronous = extra")  # the journal's folder too
            db.execute("begin immediate")
            try:
                _migrate(db)
                yield db
                db.execute("commit")
            finally:
                if db.in_transaction:
                    db.execute("rollback")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time lays results in, and clears away what an interrupted one left."""
        if not self._results.is_dir():
            self._results.mkdir(parents=True, exist_ok=True, mode=0o700)
            sync(self._folder)
        held = os.open(self._results, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            self._blobs.sweep()
            yield
        finally:
            os.close(held)


def _migrate(db: sqlite3.Connection) -> None:
    (done,) = db.execute("pragma user_version").fetchone()
    for number, change in enumerate(MIGRATIONS, start=1):
        if done < number:
            for statement in filter(None, map(str.strip, change.split(";"))):
                db.execute(statement)
            db.execute(f"pragma user_version = {number}")


def _fitting(rows: list[sqlite3.Row]) -> Iterator[dict[str, Any]]:
    """As many as an answer takes, one at least."""
    used = 0
    for row in rows:
        used += len(row["item"]) + 100
        if used > ROOM and used > len(row["item"]) + 100:
            return
        yield {"seq": row["seq"], "mark": row["mark"], **json.loads(row["item"])}
