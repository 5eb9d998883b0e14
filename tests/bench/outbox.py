"""How fast a case is safe in the outbox, and how many fsyncs lie between Finish and the ticket.

`python -m tests.bench.outbox FOLDER` is the visit that is looked at by strace.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import random
import re
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from PIL import Image
from sqlcipher3 import dbapi2 as sqlcipher
from sqlite_utils import Database

from kiosk.contract import AnnouncedFile, Announcement
from kiosk.dossier.make import make_documents
from kiosk.model import Language
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.outbox import Outbox
from kiosk.store.pages import Pages
from kiosk.store.sealing import seal
from kiosk.store.vault import Vault
from kiosk.workspace import PACKAGE, Workspace
from tests.bench.figures import BenchError, Figure, of_runs

RUNS = 9
CASES = 200  # a run
WARM_UP = 800  # until each write-ahead log has its size and is only written over
SYNCS = "fsync,fdatasync,sync,syncfs,msync"
MARKS = ("scanning", "finish", "ticket")
PAPERS = (("to-khai", 3), ("giay-chung-sinh", 1), ("cccd", 2))  # pages each
NOW = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)


def run() -> Iterator[Figure]:
    # On the disk of the checkout: /tmp may be memory, where an fsync costs nothing.
    build = PACKAGE.parent / "build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=build, prefix="bench-") as folder:
        yield from _enqueue(Path(folder))
        yield from _fsyncs(Path(folder))


def _enqueue(folder: Path) -> Iterator[Figure]:
    """All three take turns, in an order drawn anew: what else the machine does meets them alike."""
    peer_name, peer_put = _persist_queue(folder / "peer")
    db = open_database(Workspace(folder / "ours"))
    raw = _raw_engine(folder / "raw.db")
    outbox, names = Outbox(db), iter(range(10**6))
    # as sealing draws them: time first
    ids = [f"{name:012x}{secrets.token_hex(10)}" for name in range(WARM_UP + RUNS * CASES)]

    def ours_put(body: bytes) -> None:
        name = next(names)
        outbox.put(ids[name], f"H00.000-261123-K01-{name:04d}", body, 1_800_000_000 + name)

    def raw_put(body: bytes) -> None:
        raw.execute("insert into raw (body) values (?)", (body,))

    puts = (ours_put, raw_put, peer_put)
    with closing(db), closing(raw):
        _seconds(puts, WARM_UP)
        runs = [_seconds(puts, CASES) for _ in range(RUNS)]
    median = [statistics.median(run[which] for run in runs) for which in range(3)]
    raw_name = "insert into one sqlcipher3 table, WAL, synchronous=FULL"
    for which, figure, name in (
        (1, "enqueue against a raw insert", raw_name),
        (2, "enqueue against persist-queue", peer_name),
    ):
        ratio, spread = of_runs([run[which] / run[0] for run in runs])
        yield Figure(
            "outbox", figure, 1 / median[0], "cases/s", 1 / median[which], name, ratio, spread, RUNS
        )


def _seconds(puts: tuple[Callable[[bytes], None], ...], cases: int) -> list[float]:
    """Seconds a case for each way of putting it."""
    took = [0.0] * len(puts)
    for _ in range(cases):
        body = _announcement()
        for which in random.sample(range(len(puts)), len(puts)):
            put = puts[which]
            began = time.perf_counter()
            put(body)
            took[which] += time.perf_counter() - began
    return [seconds / cases for seconds in took]


def _announcement() -> bytes:
    """A case of three papers as it stands in the outbox."""
    code = "H00.000-261123-K01-0001"
    files = tuple(
        AnnouncedFile(f"{code}_{paper}_{n:02d}.pdf", secrets.token_hex(32), 300_000, paper, pages)
        for n, (paper, pages) in enumerate(PAPERS, start=1)
    )
    holder = {"number": "0" * 12, "name": "Trịnh Thị Bịa Đặt", "verdict": "hashes-match"}
    ids = (secrets.token_hex(16), secrets.token_hex(16))
    at = NOW.isoformat()
    announcement = Announcement(
        *(ids[0], "kiosk-1", "Bộ phận Một cửa", ids[1], code, "2.000815", "A1-001"),
        *("truc-tiep-co-ho-tro", at, at, holder, files),
    )
    return json.dumps(announcement.to_json(), ensure_ascii=False, separators=(",", ":")).encode()


def _raw_engine(path: Path) -> sqlcipher.Connection:
    conn = sqlcipher.connect(path, isolation_level=None)
    conn.execute(f"pragma key = \"x'{secrets.token_hex(32)}'\"")
    conn.execute("pragma journal_mode = wal").fetchone()
    conn.execute("pragma synchronous = full")
    conn.execute("create table raw (seq integer primary key, body blob not null) strict")
    return conn


def _persist_queue(path: Path) -> tuple[str, Callable[[bytes], object]]:
    """Every put committed: WAL and synchronous=FULL, as durable as ours; what it is in fact is in its name."""
    try:
        import persistqueue
    except ImportError as error:
        raise BenchError("persist-queue is not installed") from error
    queue = persistqueue.SQLiteQueue(str(path), auto_commit=True)
    queue._putter.execute("pragma synchronous = full")
    mode = queue._putter.execute("pragma journal_mode").fetchone()[0]
    level = queue._putter.execute("pragma synchronous").fetchone()[0]
    if (mode, level) != ("wal", 2):
        raise BenchError(f"persist-queue is not durable here: {mode}, synchronous={level}")
    name = f"persist-queue {version('persist-queue')} SQLiteQueue, WAL, synchronous=FULL, not encrypted"
    return name, queue.put


def _fsyncs(folder: Path) -> Iterator[Figure]:
    if not shutil.which("strace"):
        raise BenchError("strace is not installed")
    counts = [_traced(folder / f"visit-{run}") for run in range(5)]
    pages = sum(count for _, count in PAPERS)
    note = f"{len(PAPERS)} papers, {pages} pages, made and sealed as kiosk-devices does"
    values: dict[str, list[float]] = {
        "fsyncs from Finish to ticket": [sum(count["finish"].values()) for count in counts],
        "fsyncs from Finish to ticket, in the database": [
            count["finish"]["database"] for count in counts
        ],
        "fsyncs of a page, in the vault": [
            count["scanning"]["vault"] / (pages - 1) for count in counts
        ],
    }
    for figure, measured in values.items():
        median, spread = of_runs(measured)
        yield Figure("outbox", figure, median, "fsyncs", spread=spread, runs=5, note=note)


def _traced(folder: Path) -> dict[str, dict[str, int]]:
    """fsyncs of a visit by what went on, database and vault apart."""
    log = folder.with_suffix(".strace")
    traced = f"trace={SYNCS},?access,?faccessat,?faccessat2"
    visit = [sys.executable, "-m", "tests.bench.outbox", str(folder)]
    done = subprocess.run(
        ["strace", "-f", "-y", "-qq", "-e", traced, "-o", str(log), *visit],
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise BenchError(f"strace did not run: {done.stderr[-300:]}")
    now, counts = "", {mark: {"database": 0, "vault": 0} for mark in MARKS}
    for call in log.read_text(encoding="utf-8", errors="replace").splitlines():
        mark = re.search(r'"mark-(\w+)"', call)
        if mark:
            now = mark[1]
        elif now and re.search(r"\b(fsync|fdatasync|sync|syncfs|msync)\(", call):
            counts[now]["database" if "kiosk.db" in call else "vault"] += 1
    if now != MARKS[-1]:
        raise BenchError("the visit did not come to its ticket")
    return counts


def visit(root: Path) -> None:
    """One citizen's visit after others; marks in the trace are looks at files that are not there."""
    workspace = Workspace(root)
    db = open_database(workspace)
    pages = Pages(db, Vault(workspace.vault))
    for case in ("before", "case"):  # the first makes the write-ahead log, as in any running kiosk
        _scan(db, pages, case, marked=case == "case")
    os.access("mark-finish", os.F_OK)
    papers = tuple((paper, pages.files("case", paper)) for paper, _ in PAPERS)
    documents = make_documents(workspace, Cases(db).key("case"), "case", papers, 60.0)
    seal(
        db,
        case="case",
        procedure="2.000815",
        language=Language.VI,
        series="A",
        kiosk=1,
        agency="H00.000",
        device="kiosk-1",
        office="Bộ phận Một cửa",
        documents=documents,
        now=NOW,
    )
    os.access("mark-ticket", os.F_OK)
    os._exit(0)  # the service goes on: what closing would write is not part of it


def _scan(db: Database, pages: Pages, case: str, marked: bool) -> None:
    jpeg = io.BytesIO()
    Image.effect_noise((620, 877), 60).save(jpeg, "JPEG", dpi=(75, 75))
    Cases(db).open(case, NOW)
    papers = [paper for paper, count in PAPERS for _ in range(count)]
    for number, paper in enumerate(papers):
        if marked and number == 1:  # the first page makes the case's folder too
            os.access("mark-scanning", os.F_OK)
        pages.add(case, paper, jpeg.getvalue(), 620, 877, 75, NOW)


if __name__ == "__main__":
    visit(Path(sys.argv[1]))
