"""A reader in an office for a year: 200 mishaps on a real pcscd, one reader object, each read out of again.

The seed is printed and may be given in CYCLES_SEED; CYCLES counts the mishaps.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
from collections import Counter
from collections.abc import Iterator

from tests.bench.figures import BenchError, Figure
from tests.workbench.mishaps import NAME, PORTS_APART, Cycle, Deaf, Office, drawn
from tests.workbench.pcsc import PcscHouse

CYCLES = 210  # each of the 21 mishaps ten times
GRACE = 3.0  # seconds, as the kiosk has it
WARM = 20  # cycles after which nothing may grow any more
MIB = 1024 * 1024


def run() -> Iterator[Figure]:
    seed = int(os.environ.get("CYCLES_SEED", random.SystemRandom().randrange(10**9)))
    count = int(os.environ.get("CYCLES", CYCLES))
    print(f"CYCLES_SEED={seed}", file=sys.stderr, flush=True)
    dice = random.Random(seed)
    with PcscHouse(2, PORTS_APART) as house, house.client(name=NAME, grace=GRACE) as client:
        office = Office(house, client, dice)
        before = client.pid
        try:
            cycles = [_told(cycle) for cycle in office.cycles(drawn(dice, count))]
        except Deaf as error:
            raise BenchError(f"seed {seed}: {error}") from None
        if client.pid != before or len(cycles) <= 2 * WARM:
            raise BenchError("not one process, or too few cycles")
        yield from _figures(cycles, office.apdus, seed)


def _figures(cycles: list[Cycle], whole: int, seed: int) -> Iterator[Figure]:
    kinds = Counter(cycle.mishap for cycle in cycles)
    note = f"seed {seed}; " + ", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items()))
    yield _figure("cycles read out of", len(cycles), "cycles", note)
    took = sorted(cycle.recovery for cycle in cycles)
    worst = max(cycles, key=lambda cycle: cycle.recovery)
    note = f"median {statistics.median(took):.3g} s; the worst after: {worst.mishap}"
    yield _figure("worst recovery", took[-1], "s", note)
    torn = [cycle for cycle in cycles if cycle.mishap == "card nudged"]
    note = f"{len(torn)} readings of {whole} APDUs, {sum(c.saved for c in torn)} APDUs saved in all"
    yield _figure("APDUs spent to go on", max(c.spent for c in torn), "APDUs", note)
    killed = [c for c in cycles if c.mishap == "pcscd killed in mid-reading"]
    note = f"of {len(killed)} readings in which pcscd was killed and started"
    went_on = sum(c.seen is None and c.spent > 0 for c in killed)
    yield _figure("readings that outlived pcscd", went_on / len(killed), "of 1", note)
    warm, last = cycles[WARM - 1], cycles[-1]
    peak = max(cycle.fds for cycle in cycles)
    note = f"{warm.fds} after cycle {WARM}, {last.fds} after the last, {peak} at most"
    yield _figure("descriptors piled up", last.fds - warm.fds, "descriptors", note)
    note = (
        f"{warm.threads} and {last.threads}; processes below: {warm.children} and {last.children}"
    )
    piled = last.threads - warm.threads + last.children - warm.children
    yield _figure("threads and children piled up", piled, "of both", note)
    # Python gives back what exceptions held only now and then: the least of some cycles is what stays.
    early = min(cycle.rss for cycle in cycles[WARM : 2 * WARM])
    late = min(cycle.rss for cycle in cycles[-WARM:])
    note = f"least of {WARM} cycles: {early / MIB:.1f} MiB after cycle {WARM}, {late / MIB:.1f} at the end"
    yield _figure("memory after the last cycle", late / early, "times", note)


def _figure(name: str, ours: float, unit: str, note: str) -> Figure:
    return Figure("cycles", name, ours, unit, note=note)


def _told(cycle: Cycle) -> Cycle:
    seen = cycle.seen or "read"
    words = f"{cycle.number:4} {cycle.mishap}: {seen}, then read in {cycle.recovery:.2f} s"
    words += f"; {cycle.rss / MIB:.1f} MiB"
    print(words, file=sys.stderr, flush=True)
    return cycle
