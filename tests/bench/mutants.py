"""Files of a hostile chip by the hundred thousand: each ends in a verdict or in the declared error, in time.

Most are parsed in this process, where any other exception is caught in the act; some go the whole way
through the limited child, whose memory is measured.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial

from drivers import limited
from drivers.card import (
    certificates,
    chip_made,
    chip_mapping,
    contents,
    dg2,
    dg14,
    evidence,
    face,
    files,
    frames,
    issuer,
    listing,
    pace_info,
    passive,
    portrait,
    signed_data,
    tlv,
)
from drivers.card.chip_keys import Active, Agreement
from drivers.card.chip_mapping import ChipMapping
from drivers.card.country import Signing, invented_country, invented_signer
from drivers.card.files import EF
from drivers.card.passive import Anchors
from drivers.card.verdict import NotProven, Verdict
from tests.bench.figures import Figure
from tests.workbench.people import HOA

SEED = 20_261_122
MUTANTS = 100_000  # of the files of a chip, each file its share
CHUNK = 2_000
DECODED = 2_000  # photos that are decoded, too
IN_CHILD = 300
HANGS = 10.0  # seconds after which we stop waiting
MOMENT = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
NOW = MOMENT.isoformat()
CAM = pace_info.named("ECDH-CAM-AES128/13")


class Hung(BaseException):
    """Longer than `HANGS`; no parser may catch it."""


@dataclass
class Tally:
    """What became of some mutants."""

    count: int = 0
    refused: int = 0
    slowest: float = 0.0
    others: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.count += other.count
        self.refused += other.refused
        self.slowest = max(self.slowest, other.slowest)
        self.others += other.others


@cache
def chip() -> dict[EF, bytes]:
    """Every file a chip may have."""
    recipe = issuer.Recipe(dg11=True, active=Active.RSA, agreement=Agreement.DH, explicit_keys=True)
    return issuer.files(HOA, recipe)


@cache
def packed(file: EF) -> tuple[bytes, bytes]:
    """What surrounds one file on its way into the child."""
    others = {kind: data for kind, data in chip().items() if kind is not file}
    home = invented_country()
    trusted = Anchors([home.authority.certificate], [home.revocations(7)], provisioned=True)
    asked = {"active": {"challenge": "00" * 8, "answer": "11" * 192, "outcome": "answered"}}
    request = {"now": NOW, "transcript": {**asked, "chip": None}}
    return b"", frames.with_request(others, request, trusted)


def judged(file: EF) -> Callable[[bytes], object]:
    """The whole judgement of a chip, one of whose files is the mutant."""

    def parse(data: bytes) -> object:
        before, after = packed(file)
        return contents.parse(before + frames.packed({file: data}) + after)

    return parse


def photo(data: bytes) -> object:
    return face.size(dg2.parse(data))


def signature(data: bytes) -> object:
    return signed_data.verify(signed_data.parse(data))


@cache
def card_security() -> bytes:
    """Of a chip that maps with a key of its own."""
    make = chip_made.Make(pace=(str(CAM),))
    return chip_made.files(HOA, make, chip_made.Faults())[EF.CARD_SECURITY]


def mapped(data: bytes) -> object:
    proof = ChipMapping(CAM.parameter, CAM.group.public(2), bytes(31) + b"\x01")
    home = Anchors([invented_country().authority.certificate], provisioned=True)
    believed = partial(passive.vouched, of_sod=Verdict(), anchors=home, now=MOMENT)
    return chip_mapping.judge(proof, data, believed)


def kept(data: bytes) -> object:
    request = {"evidence": data.decode("latin-1")}
    return evidence.judge(frames.with_request({}, request, Anchors()))


def sources() -> dict[str, tuple[list[bytes], Callable[[bytes], object], float]]:
    """Good files, what parses their mutants, and their share."""
    home, made = invented_country(), chip()
    kinds = [Signing.ECDSA, Signing.RSA, Signing.PSS, Signing.EXPLICIT]
    sods = [issuer.security_object({1: made[EF.DG1]}, kind) for kind in kinds]
    jpeg_2000 = dg2.make(portrait.jpeg_2000(HOA.number), 413, 531)
    reading = evidence.of(made, {1: bytes(32)}, MOMENT, "PACE-CAN")
    return {
        "EF.SOD": ([made[EF.SOD], *sods], judged(EF.SOD), 0.2),
        "DG1": ([made[EF.DG1], issuer.data_group_1(HOA, passport=True)], judged(EF.DG1), 0.1),
        "DG2": ([made[EF.DG2], jpeg_2000], photo, 0.15),
        "DG11": ([made[EF.DG11]], judged(EF.DG11), 0.05),
        "DG12": ([made[EF.DG12]], judged(EF.DG12), 0.05),
        "DG13": ([made[EF.DG13], issuer.data_group_13(HOA, True)], judged(EF.DG13), 0.1),
        "DG14": ([made[EF.DG14]], dg14.parse, 0.05),
        "EF.CardSecurity": ([card_security()], mapped, 0.05),
        "DG15": ([made[EF.DG15]], dg14.active_key, 0.05),
        "EF.COM": ([made[EF.COM]], files.listed, 0.05),
        "EF.CardAccess": ([made[EF.CARD_ACCESS]], pace_info.pace_infos, 0.05),
        "SignedData": ([tlv.only(sod, 0x77) for sod in sods], signature, 0.05),
        "certificate": (
            [invented_signer(k).certificate for k in kinds],
            certificates.certificate,
            0.05,
        ),
        "revocations": ([home.revocations(*range(50))], certificates.revocation_list, 0.02),
        "master list": ([home.master_list([home.authority.certificate] * 3)], listing.split, 0.03),
        "evidence": ([reading.to_json().encode()], kept, 0.05),
        "photo decoded": ([made[EF.DG2], jpeg_2000], face.decode, DECODED / MUTANTS),
    }


def mutant(good: bytes, chance: random.Random) -> bytes:
    """A file with a few lies in it."""
    data = bytearray(good)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        if not data:
            break
        # Most that matters stands in front.
        reach = len(data) if chance.random() < 0.5 else min(len(data), 200)
        at = chance.randrange(reach)
        match chance.randrange(8):
            case 0:
                data[at] ^= 1 << chance.randrange(8)
            case 1 | 2:
                data[at] = chance.randrange(256)
            case 3:
                data[at] = chance.choice((0, 1, 0x7F, 0x80, 0x81, 0x82, 0x84, 0xFF))
            case 4:
                del data[at : at + chance.choice((1, 2, 16, len(data)))]
            case 5:
                data[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9)))
            case 6:
                data[at : at + 4] = b"\x84" + chance.randbytes(4)
            case _:
                part = data[at : at + chance.randrange(1, 64)]
                data[at:at] = part * chance.choice((1, 2, 200))
    return bytes(data[:65_536])


def chunk(name: str, number: int, count: int) -> Tally:
    """Some mutants of one file, in a process of its own."""
    good, parse, _ = sources()[name]
    chance = random.Random(f"{SEED} {name} {number}")
    signal.signal(signal.SIGALRM, _hung)
    tally = Tally()
    for _ in range(count):
        data = mutant(chance.choice(good), chance)
        began = time.perf_counter()
        signal.setitimer(signal.ITIMER_REAL, HANGS)
        try:
            parse(data)
        except (tlv.Malformed, NotProven):
            tally.refused += 1
        except (Exception, Hung) as error:  # noqa: BLE001 - any other is what we look for
            tally.others.append(f"{name}: {error!r} {data[:64].hex()}")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        tally.count += 1
        tally.slowest = max(tally.slowest, time.perf_counter() - began)
    return tally


def run() -> Iterator[Figure]:
    tally, begun = Tally(), time.monotonic()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        waiting = [
            pool.submit(chunk, name, number, CHUNK)
            for name, (_, _, share) in sources().items()
            for number in range(max(1, round(MUTANTS * share / CHUNK)))
        ]
        for done in waiting:
            tally.add(done.result())
    for other in tally.others[:20]:
        print(other, file=sys.stderr)
    note = f"seed {SEED}, {tally.refused} refused, {time.monotonic() - begun:.0f} s"
    yield Figure("mutants", "mutants", tally.count, "files", note=note)
    yield Figure("mutants", "other exceptions", len(tally.others), "files")
    yield Figure("mutants", "slowest verdict", tally.slowest, "s")
    slowest, odd = through_the_child()
    yield Figure("mutants", "slowest verdict through the child", slowest, "s", runs=2 * IN_CHILD)
    yield Figure("mutants", "failures of the parent", odd, "files", runs=2 * IN_CHILD)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield Figure("mutants", "memory of a child", most, "MiB", note="of every process begun here")


def through_the_child() -> tuple[float, int]:
    """The slowest verdict of mutants that went the whole way, and how many did not end as they should."""
    chance, slowest, odd = random.Random(SEED), 0.0, 0
    pool = sources()
    names = ("EF.SOD", "DG1", "DG13", "photo decoded")
    for turn in range(2 * IN_CHILD):
        name = names[turn % len(names)]
        data = mutant(chance.choice(pool[name][0]), chance)
        file = {"EF.SOD": EF.SOD, "DG1": EF.DG1, "DG13": EF.DG13}.get(name)
        function, whole = "drivers.card.face:decode", data
        if file is not None:
            before, after = packed(file)
            function = "drivers.card.contents:parse"
            whole = before + frames.packed({file: data}) + after
        began = time.perf_counter()
        try:
            limited.run(function, whole)
        except limited.LimitedError as error:
            odd += error.reason is not limited.Reason.DIED
        slowest = max(slowest, time.perf_counter() - began)
    return slowest, odd


def _hung(number: int, frame: object) -> None:
    raise Hung
