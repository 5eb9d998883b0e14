"""A process of the centre that is given announcements and files instead of requests: `./dev bench intake` starts two.

It reads one order a line, as JSON, and answers each with one line of JSON:
  {"do": "one"}                      one case is taken in
  {"do": "record"}                   what it says to the database for one case, twice
  {"do": "prepare", "cases": 1000}   cases are made and signed, for each lane its own kiosks'
  {"do": "accept", "home": 0}        all of them are taken in, by all lanes at once -> seconds, cpu
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from central.devices import Devices
from central.intake import Intake
from central.keys import signed
from central.objects import Objects
from central.place import Place
from kiosk.contract import Announcement, Link, parsed
from tests.bench.intake_cases import Case, Kiosk, Memory, name_of, token_of
from tests.bench.intake_peer import Recorder

LANES = 4  # threads, of which each has a connection


@dataclass(frozen=True)
class _Place(Place):
    """A province's database; its bytes are nobody's care here."""

    def open_objects(self) -> Objects:
        return Memory()


class Home:
    """One database's intake, and whom it knows."""

    def __init__(self, folder: Path, url: str) -> None:
        self.intake = Intake(_Place(folder, url, "memory"), lambda: dt.datetime.now(dt.UTC))
        self.devices = Devices(self.intake.database, self.intake.now)

    def accept(self, case: Case) -> None:
        """The way of a case through the centre, as HTTP calls it: announcement, then all bytes in one PATCH."""
        device = self._let_in(case)
        announcement = Announcement.from_json(parsed(case.body, "announcement"))
        link = Link.from_header(case.link)
        said = Link.said(device, link.seq, link.previous, case.body)
        assert signed(self.devices.key(device), said, link.signature)
        _, standing = self.intake.announce(announcement, case.body, link)
        json.dumps(standing.to_json())
        assert standing.upload, "known already"
        device = self._let_in(case)
        upload = self.intake.upload(device, standing.upload.rpartition("/")[2])
        told = self.intake.keep(upload, case.files).stands().to_json()
        json.dumps(told)
        assert told["receipt"], "no receipt"

    def _let_in(self, case: Case) -> str:
        return self.devices.admitted(hashlib.sha256(token_of(case.device).encode()).hexdigest())


class Process:
    """Lanes of kiosks that nobody else speaks for: a kiosk sends one thing at a time."""

    def __init__(self, homes: list[Home], first: int, count: int) -> None:
        self._homes = homes
        names = range(first, first + count)
        self._lanes = [
            [Kiosk(name_of(number)) for number in names[lane::LANES]] for lane in range(LANES)
        ]
        self._cases: list[list[Case]] = []
        self._round = 0

    def prepare(self, cases: int) -> None:
        self._cases = [
            [lane[(self._round + n) % len(lane)].case() for n in range(cases // LANES)]
            for lane in self._lanes
        ]
        self._round += cases // LANES

    def accept(self, home: int) -> dict[str, float]:
        start = threading.Barrier(LANES + 1)

        def run(cases: list[Case]) -> None:
            start.wait()
            for case in cases:
                self._homes[home].accept(case)

        with ThreadPoolExecutor(LANES) as pool:
            lanes = [pool.submit(run, cases) for cases in self._cases]
            start.wait()
            began, cpu = time.monotonic(), time.process_time()
            for lane in lanes:
                lane.result()
        ended = time.monotonic()
        return {"began": began, "ended": ended, "cpu": time.process_time() - cpu}

    def one(self) -> None:
        self._homes[0].accept(self._lanes[0][2].case())

    def record(self) -> list[list[Any]]:
        """Two kiosks' cases, once everything that is said only once has been said."""
        recorded = []
        for before, kiosk in enumerate(self._lanes[0][:2], start=1):
            self.one()
            for _ in range(before):  # so that no two have the same number
                kiosk.case()
            with Recorder(self._homes[0].intake.database) as recorder:
                self._homes[0].accept(kiosk.case())
            recorded.append(recorder.said)
        return recorded


def main(folder: str, devices: str, first: str, count: str, *urls: str) -> None:
    """`devices`: the file of those that are to be made known; "" where they are."""
    homes = [Home(Path(folder), url) for url in urls]
    if devices:
        for home in homes:
            home.devices.bring(Path(devices))
    process = Process(homes, int(first), int(count))
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        do = order.pop("do")
        answer: Any = getattr(process, do)
        print(json.dumps(answer(**order)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
