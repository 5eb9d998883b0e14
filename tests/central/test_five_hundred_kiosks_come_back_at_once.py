"""After an outage: all kiosks of a province have cases to hand in, and all of them come in the same moment."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg
import pytest

from kiosk.contract import ANNOUNCEMENTS, LINK, PREFERENCE, TUS_VERSION
from tests.bench.intake_cases import Case, Kiosk, name_of, token_of
from tests.bench.intake_costs import Meter, peak
from tests.bench.intake_http import centre
from tests.workbench.engines import Engines

KIOSKS, CASES, FILE = 500, 2, 20_000
MOST = (
    150 << 20
)  # bytes that a process may grow by; all the files together are 60 MB, and their copies more
_LATER = (429, 503)  # who is told that goes on asking


@dataclass
class Flock:
    """What they were told, and when to come again."""

    port: int
    statuses: Counter[int] = field(default_factory=Counter)
    silent: int = 0  # connections that ended without an answer
    not_told_when: int = 0


@dataclass
class Answer:
    status: int
    again: str  # Retry-After
    body: bytes


@pytest.fixture(scope="module")
def flock(engines: Engines) -> Iterator[tuple[Flock, list[list[Case]], list[int], str]]:
    kiosks = [Kiosk(name_of(number)) for number in range(KIOSKS)]
    cases = [[kiosk.case(FILE) for _ in range(CASES)] for kiosk in kiosks]
    with centre(engines, KIOSKS) as (house, port):
        flock, meter = Flock(port), Meter(engines, house)
        before = meter.memory()
        asyncio.run(_come_back(flock, cases))
        grown = [peak(one) - then for one, then in zip(meter.processes(), before, strict=True)]
        told = dict(line.split("=", 1) for line in (house / "centre.env").read_text().splitlines())
        yield flock, cases, grown, told["CENTRAL_DATABASE"].strip("'")


@pytest.mark.timeout(600)
def test_nobody_is_told_anything_but_yes_or_later(flock):
    told = flock[0]
    assert set(told.statuses) <= {200, 201, *_LATER}, told
    assert told.not_told_when == 0


@pytest.mark.timeout(600)
def test_every_case_arrives_once_and_whole(flock):
    _, cases, _, database = flock
    with psycopg.connect(database) as db:
        rows = db.execute(
            "select envelope, arrived = size, receipt is not null, twin from envelopes"
        ).fetchall()
    assert sorted(rows) == sorted((c.envelope, True, True, 0) for mine in cases for c in mine)


@pytest.mark.timeout(600)
def test_the_cases_of_a_kiosk_keep_their_order(flock):
    _, cases, _, database = flock
    with psycopg.connect(database) as db:
        rows = db.execute(
            "select device, envelope, announced_at, receipt::json ->> 'received_at' from envelopes "
            "order by device, link_seq"
        ).fetchall()
    moments: dict[str, list[tuple[str, str, str]]] = {}
    for device, *row in rows:
        moments.setdefault(device, []).append(tuple(row))
    for mine in cases:
        envelopes, announced, received = zip(*moments[mine[0].device], strict=True)
        assert list(envelopes) == [case.envelope for case in mine]
        assert list(announced) == sorted(announced)
        assert list(received) == sorted(received)


@pytest.mark.timeout(600)
def test_no_process_fills_the_memory(flock):
    assert max(flock[2]) < MOST


async def _come_back(flock: Flock, cases: list[list[Case]]) -> None:
    await asyncio.gather(*(_hand_in(flock, mine) for mine in cases))


async def _hand_in(flock: Flock, cases: list[Case]) -> None:
    """As a courier does: all announcements first, then the files of one case after another."""
    for case in cases:
        answer = await _until_taken(
            flock, case, "POST", ANNOUNCEMENTS, case.body, {LINK: case.link}
        )
        assert answer.status in (200, 201)
    for case in cases:
        while True:
            # Announcing again is how a kiosk asks how far it came.
            standing = json.loads(
                (
                    await _until_taken(
                        flock, case, "POST", ANNOUNCEMENTS, case.body, {LINK: case.link}
                    )
                ).body
            )
            if standing["receipt"]:
                break
            headers = {
                "Tus-Resumable": TUS_VERSION,
                "Upload-Offset": str(standing["offset"]),
                "Content-Type": "application/offset+octet-stream",
                "Prefer": PREFERENCE,
            }
            rest = case.files[standing["offset"] :]
            await _asked(flock, case, "PATCH", standing["upload"], rest, headers)


async def _until_taken(
    flock: Flock, case: Case, method: str, path: str, body: bytes, headers: dict[str, str]
) -> Answer:
    while True:
        answer = await _asked(flock, case, method, path, body, headers)
        if answer and answer.status not in _LATER:
            return answer


async def _asked(
    flock: Flock, case: Case, method: str, path: str, body: bytes, headers: dict[str, str]
) -> Answer | None:
    """The answer, once it was waited for as told; None: there was none."""
    try:
        answer = await _ask(flock.port, case.device, method, path, body, headers)
    except (OSError, asyncio.IncompleteReadError):
        flock.silent += 1
        await asyncio.sleep(random.uniform(0.5, 1.0))
        return None
    flock.statuses[answer.status] += 1
    if answer.status in _LATER:
        flock.not_told_when += not answer.again.isdigit()
        await asyncio.sleep(float(answer.again or 1) * random.uniform(0.5, 1.0))
    return answer


async def _ask(
    port: int, device: str, method: str, path: str, body: bytes, headers: dict[str, str]
) -> Answer:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        said = {
            "Host": "centre",
            "Connection": "close",
            "Authorization": f"Bearer {token_of(device)}",
            "Content-Length": str(len(body)),
            **headers,
        }
        lines = [f"{method} {path} HTTP/1.1", *(f"{n}: {v}" for n, v in said.items()), "", ""]
        writer.write("\r\n".join(lines).encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        told = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in head[1:])}
        length = int(told.get("content-length", "0"))
        return Answer(
            int(head[0].split()[1]), told.get("retry-after", ""), await reader.readexactly(length)
        )
    finally:
        writer.close()
