"""Everything that somebody outside was told, held against what kiosk and centre have when all is over."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image
from sqlite_utils import Database

from central.papers import named
from kiosk.model import Ticket
from kiosk.store.cases import Cases
from kiosk.store.database import StoreError, open_database
from kiosk.store.documents import Documents
from kiosk.store.journal import Journal
from kiosk.store.outbox import Outbox
from kiosk.store.tickets import Tickets
from kiosk.store.vault import Vault
from tests.workbench.bench import Bench
from tests.workbench.outside import OutsideLog, Told


@dataclass
class Reckoning:
    """What was acknowledged, how often, and in words whatever does not hold."""

    cases: int = 0
    envelopes: int = 0
    receipts: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not (self.lost or self.doubled or self.torn or self.disordered)


@dataclass(frozen=True)
class Arrived:
    """One envelope at the centre."""

    envelope: str
    code: str
    announced_at: str
    twin: bool
    corrects: str  # the envelope before it, "" for none
    receipt: dict[str, Any] | None


def note(bench: Bench, outside: OutsideLog) -> int:
    """Write down what screen, printer and store say now; how many cases are sealed."""
    seen = bench.folder / "seen.txt"
    for label in seen.read_text().split() if seen.exists() else ():
        outside.tell(Told.SHOWN, label)
    with closing(open_database(bench.workspace)) as db:
        cases = db.conn.execute("select id, code from cases where state = 'sealed'").fetchall()
        receipts = db.conn.execute("select id, receipt from delivered").fetchall()
    for case, code in cases:
        outside.tell(Told.SEALED, case, code)
    for envelope, receipt in receipts:
        outside.tell(Told.KEPT, envelope, json.loads(receipt)["id"])
    return len(cases)


def printed(bench: Bench) -> set[str]:
    """The provisional codes on the tickets that came out of the printer whole."""
    codes = set()
    for path in bench.serial.tickets():
        with Image.open(path) as ticket:
            found = zxingcpp.read_barcodes(ticket.convert("L"))
        codes |= {mark.text for mark in found if mark.valid}
    return codes


def reckon(bench: Bench, outside: OutsideLog) -> Reckoning:
    """Compare all; nothing may be on its way any more."""
    for code in printed(bench):
        outside.tell(Told.PRINTED, code)
    reckoning = Reckoning()
    with closing(open_database(bench.workspace)) as db:
        office = _Office(db, Vault(bench.workspace.vault))
        arrived = list(_arrived(bench.centre.data))
        reckoning.cases, reckoning.envelopes = len(office.tickets), len(arrived)
        reckoning.receipts = len(office.receipts)
        reckoning.lost += _lost(office, arrived, outside)
        reckoning.doubled += _doubled(office, arrived)
        reckoning.torn += _torn(office, arrived, bench.centre.data)
        reckoning.disordered += _disordered(arrived)
    return reckoning


class _Office:
    def __init__(self, db: Database, vault: Vault) -> None:
        self.db, self.vault = db, vault
        cases = db.conn.execute("select id from cases where state = 'sealed'").fetchall()
        found = {case: Tickets(db).of(case) for (case,) in cases}
        self.without = [case for case, ticket in found.items() if ticket is None]
        self.tickets: dict[str, Ticket] = {case: one for case, one in found.items() if one}
        rows = db.conn.execute("select id, receipt from delivered").fetchall()
        self.receipts = {envelope: json.loads(receipt)["id"] for envelope, receipt in rows}

    def whole(self, case: str) -> Iterator[tuple[str, bool]]:
        """Each document's digest, and whether the vault still has it so."""
        for document in Documents(self.db).of(case):
            try:
                plain = self.vault.read(Cases(self.db).key(case), document.path)
            except StoreError:
                plain = b""
            yield document.sha256, hashlib.sha256(plain).hexdigest() == document.sha256


def _lost(office: _Office, arrived: list[Arrived], outside: OutsideLog) -> Iterator[str]:
    codes = {ticket.code: case for case, ticket in office.tickets.items()}
    labels = {ticket.label for ticket in office.tickets.values()}
    theirs = {one.envelope: one.receipt["id"] for one in arrived if one.receipt}
    yield from (f"case {case} is sealed without a ticket" for case in office.without)
    for case, code in outside.told(Told.SEALED):
        if codes.get(code) != case:
            yield f"case {case} had the code {code}, and is gone"
    for (label,) in outside.told(Told.SHOWN):
        if label not in labels:
            yield f"a citizen saw {label}, and there is no such ticket"
    for (code,) in outside.told(Told.PRINTED):
        if code not in codes:
            yield f"a citizen holds {code} on paper, and there is no such case"
    for what in (Told.RECEIVED, Told.KEPT):
        for envelope, receipt in outside.told(what):
            if theirs.get(envelope) != receipt:
                yield f"the centre gave receipt {receipt} for {envelope}, and knows nothing of it"
    for envelope, receipt in theirs.items():
        if office.receipts.get(envelope) != receipt:
            yield f"the kiosk never got receipt {receipt} for {envelope}"
    for code, envelope in outside.told(Told.AGAIN):
        if envelope not in theirs:
            yield f"envelope {envelope} of {code} never arrived"
    for code in codes.keys() - {one.code for one in arrived if one.receipt}:
        yield f"case {code} never arrived"
    if waiting := Outbox(office.db).rows(most=0):
        yield f"{len(waiting)} envelopes still stand in the outbox"


def _doubled(office: _Office, arrived: list[Arrived]) -> Iterator[str]:
    tickets = office.tickets.values()
    for name, values in (
        ("code", [ticket.code for ticket in tickets]),
        ("number", [f"{ticket.day} {ticket.label}" for ticket in tickets]),
        ("envelope", [one.envelope for one in arrived]),
    ):
        yield from (f"{name} {value} twice" for value, n in Counter(values).items() if n > 1)
    theirs, ours = Counter(one.code for one in arrived), Counter(_sent(office.db))
    for code in theirs.keys() | ours.keys():
        if theirs[code] != ours[code]:
            yield f"{code} was put in {ours[code]} envelopes, and came in {theirs[code]}"
    yield from (f"envelope {one.envelope} shares its link" for one in arrived if one.twin)


def _sent(db: Database) -> list[str]:
    """The code of each envelope that the kiosk has, delivered or not."""
    rows = db.conn.execute(
        "select case_code from outbox union all select case_code from delivered"
    ).fetchall()
    return [code for (code,) in rows]


def _torn(office: _Office, arrived: list[Arrived], centre: Path) -> Iterator[str]:
    for case, ticket in office.tickets.items():
        documents = list(office.whole(case))
        if not documents:
            yield f"{ticket.code} has no documents"
        yield from (
            f"{ticket.code}: {sha256} is not whole here" for sha256, ok in documents if not ok
        )
        ours = sorted(sha256 for sha256, _ in documents)
        came = [one.receipt for one in arrived if one.code == ticket.code]
        theirs = sorted(file["sha256"] for one in came if one for file in one["files"])
        if came and theirs != ours and None not in came:  # what is missing is lost, and is said so
            yield f"{ticket.code} arrived with other files"
    names = {file["sha256"] for one in arrived if one.receipt for file in one.receipt["files"]}
    for sha256 in names:
        path = centre / named(sha256)
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            yield f"{sha256} is not whole at the centre"
    yield from _gaps(office)
    if (row := Journal(office.db).verify()) is not None:
        yield f"the journal is broken at row {row}"
    if [row[0] for row in office.db.conn.execute("pragma integrity_check").fetchall()] != ["ok"]:
        yield "the kiosk's database is damaged"


def _gaps(office: _Office) -> Iterator[str]:
    series: dict[tuple[str, str], list[int]] = {}
    for ticket in office.tickets.values():
        series.setdefault((f"{ticket.day}", ticket.series), []).append(ticket.number)
    for which, numbers in series.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            yield f"numbers of {which} have gaps: {sorted(numbers)}"


def _disordered(arrived: list[Arrived]) -> Iterator[str]:
    """An envelope is announced when the one before it of its case has its receipt, and names that one."""
    before: dict[str, Arrived] = {}
    for one in sorted(
        arrived, key=lambda one: one.envelope
    ):  # their ids are in the order of putting
        last = before.get(one.code)
        if last and (not last.receipt or last.receipt["received_at"] > one.announced_at):
            yield f"{one.envelope} of {one.code} passed {last.envelope}"
        if one.corrects != (last.envelope if last else ""):
            yield f"{one.envelope} of {one.code} puts another one right: {one.corrects or 'none'}"
        before[one.code] = one


def _arrived(folder: Path) -> Iterator[Arrived]:
    address = f"{(folder / 'intake.db').resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as db:
        rows = db.execute("select envelope, code, announced_at, twin, body, receipt from envelopes")
        for envelope, code, at, twin, body, receipt in rows:
            corrects = json.loads(body).get("corrects") or ""
            given = json.loads(receipt) if receipt else None
            yield Arrived(envelope, code, at, bool(twin), corrects, given)
