"""How long two cases take over a thin line that loses packets and is cut, beside the least anybody could take.

Every way of sending has a line of its own, all at once: 256 kbit/s leave the machine idle. `--trace FOLDER` keeps
what our courier asked when; `--runs N`.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import hashlib
import json
import random
import statistics
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kiosk.model import Document, Language
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.sealing import seal
from kiosk.store.vault import Vault
from kiosk.workspace import PACKAGE, Workspace
from tests.bench import drain_peers
from tests.bench.drain_office import PORT, TOKEN, URL
from tests.bench.figures import BenchError, Figure
from tests.workbench.keys import public_of, seed_of
from tests.workbench.thin_line import CENTRE, ROOT, Cut, Shape, ThinLine

RUNS = 3
CASES, FILES, SIZE = 2, 3, 300_000
PAYLOAD = CASES * FILES * SIZE
MOST = 300  # seconds
QUIET = Shape()
RESET = Shape(every=20, cut=Cut.RESET)
HOLE = Shape(every=20, cut=Cut.BLACK_HOLE)
NOW = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)
BOUND = "a sender that wastes nothing"
TUSPY = "tuspy 1.1.0 with @tus/server 2.4.5, cubic"
AGAIN = "each file again from its beginning, cubic"


@dataclass(frozen=True)
class _Way:
    """Who sends over what; `whole` once the other side has every byte of it."""

    name: str
    who: str
    shape: Shape


WAYS = (
    _Way("no cuts", "ours", QUIET),
    _Way("cuts with reset", "ours", RESET),
    _Way("cuts with black hole", "ours", HOLE),
    _Way("tuspy, no cuts", "tuspy", QUIET),
    _Way("tuspy, cuts with reset", "tuspy", RESET),
    _Way("again, cuts with reset", "again", RESET),
    _Way("pushed, cuts with reset", "pushed", RESET),
)


def run(options: Sequence[str] = ()) -> Iterator[Figure]:
    given = _options(options)
    ways = [way for way in WAYS if given.only in way.name]
    if any(way.who != "ours" for way in ways):
        drain_peers.ready()
    took: dict[str, list[dict[str, Any]]] = {way.name: [] for way in WAYS}
    build = PACKAGE.parent / "build"
    build.mkdir(exist_ok=True)
    for number in range(given.runs):
        with (
            tempfile.TemporaryDirectory(dir=build, prefix="drain-") as folder,
            ThreadPoolExecutor(len(ways)) as crew,
        ):
            homes = [Path(folder) / str(n) for n in range(len(ways))]
            seeded = [replace(way, shape=replace(way.shape, seed=number + 1)) for way in ways]
            for way, said in zip(ways, crew.map(_measure, seeded, homes), strict=True):
                took[way.name].append(said)
                if given.trace:
                    given.trace.mkdir(parents=True, exist_ok=True)
                    name = f"{way.name.replace(' ', '-')}-{number + 1}.json"
                    (given.trace / name).write_text(json.dumps(said))
    yield from _figures(took)


def _options(options: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench drain")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--trace", type=Path)
    parser.add_argument("--only", default="", help="ways with this in their name")
    return parser.parse_args(options)


def _figures(took: dict[str, list[dict[str, Any]]]) -> Iterator[Figure]:
    for name, shape in (
        ("no cuts", QUIET),
        ("cuts with reset", RESET),
        ("cuts with black hole", HOLE),
    ):
        yield from _against(f"{name}, against the bound", took[name], shape.bound(PAYLOAD), BOUND)
    for name, peer, peer_name in (
        ("no cuts", "tuspy, no cuts", TUSPY),
        ("cuts with reset", "tuspy, cuts with reset", TUSPY),
        ("cuts with reset", "again, cuts with reset", AGAIN),
    ):
        if took[peer]:
            theirs = statistics.median(said["seconds"] for said in took[peer])
            yield from _against(
                f"{name}, against {peer.split(',')[0]}", took[name], theirs, peer_name
            )
    if cut := took["cuts with reset"] + took["cuts with black hole"]:
        sent = [said["up_bytes"] / PAYLOAD for said in cut]
        yield _figure("wire bytes under cuts", statistics.median(sent), "of the payload", sent)
    if took["pushed, cuts with reset"]:
        # A push whose files did not arrive whole has ended the measurement.
        whole = [1.0 for _ in took["pushed, cuts with reset"]]
        note = f"{', '.join(drain_peers.SERVER)}: every file by its sha256"
        yield _figure("files pushed to a tus server of others", 1.0, "of them", whole, note)


def _against(
    figure: str, ours: list[dict[str, Any]], peer: float, peer_name: str
) -> Iterator[Figure]:
    if not ours:
        return
    runs = [said["seconds"] for said in ours]
    median = statistics.median(runs)
    spread = (min(runs) / peer, max(runs) / peer)
    yield Figure("drain", figure, median, "s", peer, peer_name, median / peer, spread, len(runs))


def _figure(figure: str, ours: float, unit: str, runs: list[float], note: str = "") -> Figure:
    spread = (min(runs), max(runs))
    return Figure("drain", figure, ours, unit, spread=spread, runs=len(runs), note=note)


def _measure(way: _Way, home: Path) -> dict[str, Any]:
    """Seconds and wire bytes of one way; raises BenchError where not every byte arrived."""
    home.mkdir()
    paths = _prepared(way, home)
    with _line(way.shape) as line, contextlib.ExitStack() as stack:
        server = _server(way, home)
        serving = subprocess.Popen(
            line.centre(*server), cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        stack.callback(serving.communicate)
        stack.callback(serving.kill)
        _wait(line, serving)
        done = _done(way, line.office(*_client(way, home, paths)))
        if done.returncode:
            raise BenchError(f"{way.name}: {done.stderr[-500:]}")
        counts = line.counts()
    _whole(way, home, paths)
    return {**json.loads(done.stdout), **counts}


def _done(way: _Way, command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=MOST, check=False
        )
    except subprocess.TimeoutExpired:
        raise BenchError(f"{way.name}: not done after {MOST} s") from None


@contextlib.contextmanager
def _line(shape: Shape) -> Iterator[ThinLine]:
    with contextlib.ExitStack() as stack:
        try:
            line = stack.enter_context(ThinLine(shape))
        except OSError as error:
            raise BenchError(str(error)) from None
        yield line


def _wait(line: ThinLine, serving: subprocess.Popen[str]) -> None:
    """Until the server listens: asked from its own namespace, so that nothing crosses the line."""
    probe = (
        "import socket, sys, time\n"
        "end = time.monotonic() + 60\n"
        "while time.monotonic() < end:\n"
        "    try:\n"
        f"        socket.create_connection(('{CENTRE}', {PORT}), 1).close()\n"
        "        sys.exit()\n"
        "    except OSError:\n"
        "        time.sleep(0.1)\n"
        "sys.exit(1)\n"
    )
    if subprocess.run(line.centre(sys.executable, "-c", probe), check=False).returncode:
        raise BenchError(f"no server: {serving.args}")


def _server(way: _Way, home: Path) -> list[str]:
    if way.who == "again":
        return drain_peers.sink(CENTRE, PORT)
    if way.who != "ours":
        return drain_peers.tus_server(home / "taken", CENTRE, PORT)
    digest = hashlib.sha256(TOKEN.encode()).hexdigest()
    known = {"kiosk-1": {"token": digest, "key": public_of("kiosk-1")}}
    (home / "devices.json").write_text(json.dumps(known))
    (home / "centre").mkdir()
    (home / "centre" / "centre.key").write_bytes(seed_of("centre"))
    return [
        *(sys.executable, "-m", "central", "serve", "--host", CENTRE, "--port", str(PORT)),
        *("--data", str(home / "centre"), "--devices", str(home / "devices.json")),
    ]


def _client(way: _Way, home: Path, paths: list[Path]) -> list[str]:
    if way.who in ("ours", "pushed"):
        return [sys.executable, "-m", "tests.bench.drain_office", way.who, str(home)]
    script = str(Path(__file__).with_name("drain_peer.py"))
    where = f"{URL}/files" if way.who == "tuspy" else URL
    return [drain_peers.python(), script, way.who, where, *map(str, paths)]


def _prepared(way: _Way, home: Path) -> list[Path]:
    """The files to be sent; for our courier, in a store where they wait."""
    if way.who != "ours":
        (home / "files").mkdir()
        paths = [home / "files" / f"{number}.pdf" for number in range(CASES * FILES)]
        for path in paths:
            path.write_bytes(random.randbytes(SIZE))
        return paths
    workspace = Workspace(home)
    with contextlib.closing(open_database(workspace)) as db:
        for _ in range(CASES):
            case, cases = uuid.uuid4().hex, Cases(db)
            cases.open(case, NOW)
            documents = tuple(
                _document(Vault(workspace.vault), cases.key(case), case, number)
                for number in range(FILES)
            )
            seal(
                db, case=case, procedure="2.000815", language=Language.VI, series="A", kiosk=1,
                agency="H00.000", device="kiosk-1", office="Bộ phận Một cửa", documents=documents,
                now=NOW,
            )  # fmt: skip
    return []


def _document(vault: Vault, key: bytes, case: str, number: int) -> Document:
    data = random.randbytes(SIZE)
    path = vault.write(key, case, f"document-{number}", data)
    return Document(f"giay-{number}", "", path, hashlib.sha256(data).hexdigest(), SIZE, 1)


def _whole(way: _Way, home: Path, paths: list[Path]) -> None:
    if way.who == "again":
        return  # it has its 200
    if way.who == "ours":
        command = [sys.executable, "-m", "central", "list", "--data", str(home / "centre")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        arrived = sum(len(json.loads(row)["files"]) for row in done.stdout.splitlines())
        if arrived != CASES * FILES:
            raise BenchError(f"{way.name}: {arrived} files arrived")
        return
    taken = {_sha256(path) for path in (home / "taken").iterdir() if path.suffix != ".json"}
    if not {_sha256(path) for path in paths} <= taken:
        raise BenchError(f"{way.name}: not every file arrived whole")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
