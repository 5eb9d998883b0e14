"""The whole way over HTTP: nginx, two processes, PostgreSQL and SeaweedFS, and kiosks played on the same machine."""

from __future__ import annotations

import gzip
import http.client
import json
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from kiosk.contract import ANNOUNCEMENTS, CODING, LINK, PREFERENCE, SIGNATURE, TUS_VERSION
from kiosk.contract.news import NEWS, NEWS_VERSION
from tests.bench.figures import BenchError, Figure, of_runs
from tests.bench.intake_cases import PAPERS, Case, Kiosk, name_of, token_of, write_devices
from tests.bench.intake_costs import Meter
from tests.workbench.centre import free_port
from tests.workbench.engines import Engines, province

PROCESSES, LINES = 2, 8
RUNS, CASES = 5, 400
LARGE, LARGE_CASES = 1_000_000, 40  # bytes a file, as three make a case of 3 MB
UNDER_WAY = 60  # uploads that stop in the middle


class Line:
    """A kiosk's one connection, kept open."""

    def __init__(self, port: int, device: str) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._token = {"Authorization": f"Bearer {token_of(device)}"}

    def close(self) -> None:
        self._http.close()

    def announce(self, case: Case) -> str:
        """The path of its upload."""
        headers = {LINK: case.link, "Content-Encoding": CODING, **self._token}
        status, said = self._ask("POST", ANNOUNCEMENTS, gzip.compress(case.body, 6), headers)
        if status != 201:
            raise BenchError(f"an announcement was answered with {status}")
        return str(json.loads(said)["upload"])

    def send(self, upload: str, files: bytes) -> None:
        """All of it, until the receipt."""
        status, said = self._ask("PATCH", upload, files, self._patch(0))
        if status != 200 or not json.loads(said)["receipt"]:
            raise BenchError(f"an upload was answered with {status}")

    def begin(self, upload: str, files: bytes) -> None:
        """The first two thirds, then nothing more."""
        self._http.putrequest("PATCH", upload)
        for name, value in {**self._patch(0), "Content-Length": str(len(files))}.items():
            self._http.putheader(name, value)
        self._http.endheaders(files[: len(files) * 2 // 3])

    def ask(self, path: str, body: bytes, signature: str) -> None:
        """A question, under its signature alone."""
        status, _ = self._ask("POST", path, body, {SIGNATURE: signature, **self._token})
        if status != 200:
            raise BenchError(f"a question was answered with {status}")

    def _patch(self, offset: int) -> dict[str, str]:
        return {
            "Tus-Resumable": TUS_VERSION,
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
            "Prefer": PREFERENCE,
            **self._token,
        }

    def _ask(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        self._http.request(method, path, body, headers)
        answer = self._http.getresponse()
        return answer.status, answer.read()


@contextmanager
def centre(engines: Engines, devices: int) -> Iterator[tuple[Path, int]]:
    """A province's that knows so many devices, from `with` on: its folder and the port of its door."""
    house, home, port = engines.house(), engines.keeping(), free_port()
    told = "".join(f"{name}='{value}'\n" for name, value in home.environment.items())
    (house / "centre.env").write_text(told)
    write_devices(house / "devices.json", devices)
    parts = ("centre", "nginx")
    try:
        province("start", house, *parts, PROCESSES=str(PROCESSES), PORT=str(port))
        yield house, port
    finally:
        province("stop", house, *parts, PROCESSES=str(PROCESSES))
        engines.forget(home)


def measured(engines: Engines) -> Iterator[Figure]:
    with centre(engines, LINES + UNDER_WAY) as (house, port):
        meter = Meter(engines, house)
        kiosks = [(Kiosk(name_of(n)), Line(port, name_of(n))) for n in range(LINES)]
        yield from _small(kiosks, meter)
        yield _questions(kiosks, meter)
        yield from _large(kiosks, meter)
        yield _under_way(port, meter)
        for _, line in kiosks:
            line.close()


def _small(kiosks: list[tuple[Kiosk, Line]], meter: Meter) -> Iterator[Figure]:
    _seconds(kiosks, CASES // 4, 64)
    runs = []
    for _ in range(RUNS):
        centre, nginx = meter.centre(), meter.nginx()
        seconds = _seconds(kiosks, CASES, 64)
        cpu = (meter.centre() - centre, meter.nginx() - nginx)
        runs.append((CASES / seconds, *(1000 * each / CASES for each in cpu)))
    speeds, centres, doors = zip(*runs, strict=True)
    speed, spread = of_runs(speeds)
    note = (
        f"announced, then {len(PAPERS)} files of 64 bytes in one PATCH; nginx without TLS, {PROCESSES} processes, "
        f"PostgreSQL, SeaweedFS and {LINES} kiosks on one machine; "
        f"CPU of nginx {statistics.median(doors):.2g} ms a case"
    )
    yield Figure("intake", "over HTTP", speed, "cases/s", spread=spread, runs=RUNS, note=note)
    cpu, spread = of_runs(centres)
    yield Figure("intake", "over HTTP, CPU of a case", cpu, "ms", spread=spread, runs=RUNS)
    memory = max(meter.memory()) / 1e6
    yield Figure("intake", "memory of a process", memory, "MB", note=f"after {RUNS * CASES} cases")


def _questions(kiosks: list[tuple[Kiosk, Line]], meter: Meter) -> Figure:
    """What a kiosk asks most, with nothing new to be told."""
    runs = []
    asked = {"version": NEWS_VERSION, "after": 0, "mark": "", "most": 50}
    for _ in range(RUNS):
        said = [(line, *kiosk.asks(NEWS, asked)) for kiosk, line in kiosks * (CASES // LINES)]
        before = meter.centre()
        for line, body, signature in said:
            line.ask(NEWS, body, signature)
        runs.append(1000 * (meter.centre() - before) / len(said))
    cpu, spread = of_runs(runs)
    return Figure("intake", "CPU of a question", cpu, "ms", spread=spread, runs=RUNS)


def _large(kiosks: list[tuple[Kiosk, Line]], meter: Meter) -> Iterator[Figure]:
    runs = []
    for _ in range(RUNS):
        parts = (meter.centre, meter.seaweedfs, meter.nginx)
        before = [part() for part in parts]
        seconds = _seconds(kiosks, LARGE_CASES, LARGE)
        cpu = [part() - then for part, then in zip(parts, before, strict=True)]
        runs.append((LARGE_CASES / seconds, *(1000 * each / LARGE_CASES for each in cpu)))
    speeds, centres, stores, doors = zip(*runs, strict=True)
    megabytes = len(PAPERS) * LARGE / 1e6
    speed, spread = of_runs([speed * megabytes for speed in speeds])
    note = (
        f"cases of {len(PAPERS)} MB, one PATCH each; the kiosks are on the same machine; "
        f"CPU of nginx {statistics.median(doors):.2g} ms a case"
    )
    yield Figure("intake", "bytes over HTTP", speed, "MB/s", spread=spread, runs=RUNS, note=note)
    for figure, values in (
        ("CPU of a case of 3 MB in the intake", centres),
        ("CPU of a case of 3 MB in SeaweedFS", stores),
    ):
        cpu, spread = of_runs(values)
        yield Figure("intake", figure, cpu, "ms", spread=spread, runs=RUNS)


def _under_way(port: int, meter: Meter) -> Figure:
    """What uploads that have stopped hold of the memory until they go on."""
    names = [name_of(LINES + n) for n in range(UNDER_WAY)]
    lines = [Line(port, name) for name in names]
    before = sum(meter.memory())
    for name, line in zip(names, lines, strict=True):
        case = Kiosk(name).case(LARGE)
        line.begin(line.announce(case), case.files)
    after = _settled(meter)
    for line in lines:
        line.close()
    note = f"{UNDER_WAY} of 3 MB, of which two thirds have come"
    return Figure(
        "intake",
        "memory of an upload under way",
        (after - before) / UNDER_WAY / 1e6,
        "MB",
        note=note,
    )


def _settled(meter: Meter) -> int:
    """Bytes of all processes, once they take no more."""
    last, now = 0, sum(meter.memory())
    while now > last:
        time.sleep(1.0)
        last, now = now, sum(meter.memory())
    return max(last, now)


def _seconds(kiosks: list[tuple[Kiosk, Line]], cases: int, bytes_a_file: int) -> float:
    """For so many cases, each kiosk's one after another, all kiosks at once."""
    made = [[kiosk.case(bytes_a_file) for _ in range(cases // len(kiosks))] for kiosk, _ in kiosks]
    start = threading.Barrier(len(kiosks) + 1)

    def hand_in(line: Line, mine: list[Case]) -> None:
        start.wait()
        for case in mine:
            line.send(line.announce(case), case.files)

    with ThreadPoolExecutor(len(kiosks)) as pool:
        lines = [
            pool.submit(hand_in, line, mine) for (_, line), mine in zip(kiosks, made, strict=True)
        ]
        start.wait()
        began = time.monotonic()
        for line in lines:
            line.result()
        return time.monotonic() - began
