"""What a reading of a chip costs: commands, commands before the name, and our CPU over a real pcscd.

`python -m tests.bench.card KNOWN RUNS` is the reader whose CPU is measured: what is known of the card as
JSON, and how often it is read.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from drivers.card import HolderData, Reading, Wish, issuer, trust
from drivers.card.chip import Chip, Make
from drivers.card.credentials import Credentials
from drivers.card.pcsc import PcscReader
from drivers.card.person import Person
from drivers.card.reading import read_chip
from tests.bench.figures import BenchError, Figure, of_runs
from tests.workbench.pcsc import PcscHouse

RUNS = 7
BATCH = 10  # readings a run
VERIFICATIONS = 1000
PERSON = Person()
OLD = Make(pace=(), card_access=False)
NEW, LONG = Make(), Make(extended=True)
MRZ = issuer.mrz(PERSON)
LINES = [MRZ[:30], MRZ[30:60], MRZ[60:]]


def run() -> Iterator[Figure]:
    yield from _counts()
    yield from _cpu()


def _counts() -> Iterator[Figure]:
    for figure, make in (
        ("APDUs after BAC", OLD),
        ("APDUs after PACE", NEW),
        ("APDUs with extended length", LONG),
        ("APDUs with extended length, after BAC", Make(pace=(), card_access=False, extended=True)),
    ):
        readings = [_read(make)[0] for _ in range(RUNS)]
        note = (
            f"{_size(readings[0])}; EF.COM is not asked for: EF.SOD and the chip's answers say it"
        )
        yield _counted(figure, [reading.apdus for reading in readings], note)
    for figure, make in (
        ("APDUs before the name", NEW),
        ("APDUs before the name, with extended length", LONG),
    ):
        yield _counted(figure, [_read(make)[1] for _ in range(RUNS)])


def _read(make: Make) -> tuple[Reading, int]:
    """A reading, and how many commands had gone when the name could be shown."""
    chip = Chip(PERSON, make=make)
    named: list[int] = []

    def show(holder: HolderData) -> None:
        if holder.name == PERSON.name:
            named.append(chip.apdus)

    wish = Wish(photo=True, named=show)
    known = Credentials(mrz=tuple(LINES)) if make.bac and not make.pace else _number()
    reading = read_chip(chip, known, lambda percent: None, 60.0, wish, atr=chip.atr)
    if not reading.hashes_match or not named:
        raise BenchError("the card was not read whole")
    return reading, named[0]


def _counted(figure: str, counts: list[int], note: str = "") -> Figure:
    median, spread = of_runs(counts)
    return Figure("card", figure, median, "APDUs", spread=spread, runs=len(counts), note=note)


def _number() -> Credentials:
    return Credentials(PERSON.number)


def _size(reading: Reading) -> str:
    assert reading.traffic
    return f"{reading.traffic.sent} bytes to the chip, {reading.traffic.received} back"


def _cpu() -> Iterator[Figure]:
    with PcscHouse() as house:
        ways: tuple[tuple[str, Make, dict[str, object]], ...] = (
            ("CPU after BAC", OLD, {"mrz": LINES}),
            ("CPU after PACE", NEW, {"number": PERSON.number}),
        )
        for figure, make, known in ways:
            house.remove()
            house.insert(PERSON, make=make)
            known["trust"] = str(house.trust())
            command = [sys.executable, "-m", "tests.bench.card", json.dumps(known), str(RUNS)]
            done = subprocess.run(
                command, env=house.env, capture_output=True, text=True, timeout=300, check=False
            )
            if done.returncode:
                raise BenchError(done.stderr.strip()[-500:])
            yield _of_reader(figure, json.loads(done.stdout))


def _of_reader(figure: str, told: dict[str, list[float]]) -> Figure:
    median, spread = of_runs(told["ours"])
    verifying, _ = of_runs(told["verifying"])
    note = (
        f"passive authentication up to the country included; {BATCH} readings a run; "
        f"wall {of_runs(told['wall'])[0]:.0f} ms; getting ready while no card lies there took "
        f"{told['ready'][0]:.0f} ms of CPU once; this machine: {VERIFICATIONS} P-256 verifications "
        f"{verifying:.0f} ms"
    )
    return Figure("card", figure, median, "ms", spread=spread, runs=len(told["ours"]), note=note)


def _reader(known: dict[str, object], runs: int) -> dict[str, list[float]]:
    """In the child: ms of CPU with all processes below, and of the wall, for each reading."""
    mrz = known.get("mrz", [])
    assert isinstance(mrz, list)
    credentials = Credentials(number=str(known.get("number", "")), mrz=tuple(mrz))
    reader = PcscReader(grace=60.0)
    wish = Wish(photo=True, trust=trust.load(Path(str(known["trust"]))))
    told: dict[str, list[float]] = {"ours": [], "wall": [], "verifying": [], "ready": []}
    told["ready"], _ = _timed(reader, credentials, wish, 1)
    for _ in range(runs):
        ours, wall = _timed(reader, credentials, wish, BATCH)
        told["ours"] += ours
        told["wall"] += wall
        told["verifying"].append(_verifying())
    return told


def _timed(
    reader: PcscReader, credentials: Credentials, wish: Wish, readings: int
) -> tuple[list[float], list[float]]:
    """ms of CPU and of the wall for one of so many readings; the kernel counts CPU in steps of 10."""
    before, began = _used(), time.perf_counter()
    for _ in range(readings):
        reading = reader.read(credentials, lambda percent: None, 60.0, 60.0, wish)
        if not reading.verdict.anchored.holds:
            raise BenchError("not proven")
    wall, used = time.perf_counter() - began, _used() - before
    return [1000 * used / readings], [1000 * wall / readings]


def _used() -> float:
    """Seconds of CPU of this process and all below it, those that still run among them."""
    here = psutil.Process()
    times = [one.cpu_times() for one in (here, *here.children(recursive=True))]
    return sum(t.user + t.system + t.children_user + t.children_system for t in times)


def _verifying() -> float:
    """ms of CPU for 1,000 verifications of an ECDSA signature on P-256."""
    key = ec.generate_private_key(ec.SECP256R1())
    signature, public = key.sign(b"", ec.ECDSA(hashes.SHA256())), key.public_key()
    before = time.process_time()
    for _ in range(VERIFICATIONS):
        public.verify(signature, b"", ec.ECDSA(hashes.SHA256()))
    return 1000 * (time.process_time() - before)


if __name__ == "__main__":
    print(json.dumps(_reader(json.loads(sys.argv[1]), int(sys.argv[2]))))
