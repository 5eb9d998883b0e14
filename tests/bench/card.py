"""What a reading of a chip costs: commands, commands before the name, and our CPU over a real pcscd.

`python -m tests.bench.card KNOWN RUNS` is the reader whose CPU is measured: what is known of the card as
JSON, and how often it is read.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from drivers.card import HolderData, Reading, Wish, issuer
from drivers.card.chip import Chip, Make
from drivers.card.credentials import Credentials
from drivers.card.person import Person
from drivers.card.reading import read_chip
from tests.bench.figures import BenchError, Figure, of_runs
from tests.workbench.pcsc import PcscHouse

RUNS = 9
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
        reading, _ = _read(make)
        note = f"{_size(reading)}; EF.COM is not asked for: EF.SOD and the chip's answers say it"
        yield Figure("card", figure, reading.apdus, "APDUs", note=note)
    for figure, make in (
        ("APDUs before the name", NEW),
        ("APDUs before the name, with extended length", LONG),
    ):
        _, before = _read(make)
        yield Figure("card", figure, before, "APDUs")


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


def _number() -> Credentials:
    return Credentials(PERSON.number)


def _size(reading: Reading) -> str:
    assert reading.traffic
    return f"{reading.traffic.sent} bytes to the chip, {reading.traffic.received} back"


def _cpu() -> Iterator[Figure]:
    with PcscHouse() as house:
        for figure, make, known in (
            ("CPU after BAC", OLD, {"mrz": LINES}),
            ("CPU after PACE", NEW, {"number": PERSON.number}),
        ):
            house.remove()
            house.insert(PERSON, make=make)
            command = [sys.executable, "-m", "tests.bench.card", json.dumps(known), str(RUNS)]
            done = subprocess.run(
                command, env=house.env, capture_output=True, text=True, timeout=300, check=False
            )
            if done.returncode:
                raise BenchError(done.stderr.strip()[-500:])
            yield _of_reader(figure, json.loads(done.stdout))


def _of_reader(figure: str, told: dict[str, list[float]]) -> Figure:
    median, spread = of_runs(told["ours"])
    judging, _ = of_runs(told["children"])
    verifying, _ = of_runs(told["verifying"])
    note = (
        f"wall {of_runs(told['wall'])[0]:.0f} ms; the limited child that judges the files, "
        f"counted apart, {judging:.0f} ms; this machine: {VERIFICATIONS} P-256 verifications "
        f"{verifying:.0f} ms"
    )
    return Figure("card", figure, median, "ms", spread=spread, runs=len(told["ours"]), note=note)


def _reader(known: dict[str, object], runs: int) -> dict[str, list[float]]:
    """In the child: ms of CPU of this process and of its children, and of the wall, for each reading."""
    from drivers.card.pcsc import PcscReader

    mrz = known.get("mrz", [])
    assert isinstance(mrz, list)
    credentials = Credentials(number=str(known.get("number", "")), mrz=tuple(mrz))
    reader = PcscReader(grace=60.0)
    told: dict[str, list[float]] = {"ours": [], "children": [], "wall": [], "verifying": []}
    for warm in range(runs + 1):
        before, began = _used(), time.perf_counter()
        reading = reader.read(credentials, lambda percent: None, 60.0, 60.0, Wish(photo=True))
        wall, after = time.perf_counter() - began, _used()
        if not reading.hashes_match:
            raise BenchError("not proven")
        if warm:
            told["ours"].append(1000 * (after[0] - before[0]))
            told["children"].append(1000 * (after[1] - before[1]))
            told["wall"].append(1000 * wall)
            told["verifying"].append(_verifying())
    return told


def _used() -> tuple[float, float]:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own, children = (usage.ru_utime + usage.ru_stime for usage in usages)
    return own, children


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
