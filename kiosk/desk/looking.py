"""What the store holds, as the desk may see it: a fresh look at every request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from kiosk.desk.progress import progress
from kiosk.desk.sends import shown, standing_of
from kiosk.desk.view import (
    BatchWait,
    CallRow,
    DeskView,
    DeviceRow,
    RulesRow,
    ScannerRow,
    SignatureRow,
    Standing,
    VisitRow,
)
from kiosk.faults import Fault
from kiosk.model import Language
from kiosk.rules.catalogue import Catalogue
from kiosk.settings import DiskSettings
from kiosk.signing import SigningFault
from kiosk.store.asked_rules import Asked, AskedRules
from kiosk.store.batches import Batches, BatchRow, BatchState
from kiosk.store.calls import Calls
from kiosk.store.cases import CardWord, Cases, SealedCase
from kiosk.store.certifications import Certifications
from kiosk.store.database import open_database
from kiosk.store.health import DISK, DeviceHealth, Health
from kiosk.store.moments import office_day
from kiosk.store.news import News
from kiosk.store.outbox import Outbox
from kiosk.store.results import Results
from kiosk.store.room import Room
from kiosk.store.rulebook import Rulebook, Rules
from kiosk.store.signers import Signers
from kiosk.store.wear import ScannerHealth, Wear
from kiosk.workspace import Workspace


def looking(
    workspace: Workspace,
    clock: Callable[[], dt.datetime],
    scanners: Sequence[str] = (),
    disk: DiskSettings | None = None,
) -> Callable[[], DeskView]:
    """A `look` for the page of the kiosk; raises StoreError where the store cannot be read.

    `scanners`: names of those that counters may ask. The disk is looked at by itself: one that takes nothing
    in cannot be told of in the store.
    """
    room = Room(workspace, disk or DiskSettings())
    told: dict[Fault, dt.datetime] = {}  # of the disk: since when it has been so, as seen from here
    book = Rulebook(workspace)

    def look() -> DeskView:
        now = clock()
        db = open_database(workspace)
        try:
            cases, rows, rules = Cases(db), Outbox(db).rows(), AskedRules(db)

            def accepted(case: SealedCase) -> Catalogue:
                return book.catalogue(rules.accepted_under(case.case), office_day(now))

            standing = {row.code: standing_of(row) for row in rows}
            sealed = [
                _sealed(case, cases.opened_at(case.case), accepted(case), standing)
                for case in cases.sealed_on(office_day(now))
            ]
            present = [_open(cases.opened_at(one), cases.card(one)) for one in cases.open_cases()]
            calls = tuple(CallRow(call.fault, call.since) for call in Calls(db).waiting())
            devices = _with_disk(Health(db).devices(), room.look(), told, now)
            waiting, wear = Batches(db).unfinished(), Wear(db)
            return DeskView(
                at=now,
                visits=tuple(sorted(sealed + present, key=lambda row: row.at, reverse=True)),
                calls=calls,
                devices=devices,
                outbox=tuple(shown(row) for row in rows),
                scanners=tuple(_scanner(wear.of(name), waiting) for name in scanners),
                anywhere=_waiting(waiting, ""),
                rules=_rules(book.now(), rules.standing(), now),
                signatures=_signatures(Certifications(db), Signers(db), office_day(now)),
                progress=progress(News(db), Results(db), office_day(now)),
            )
        finally:
            db.close()

    return look


def _with_disk(
    known: tuple[DeviceHealth, ...],
    fault: Fault | None,
    told: dict[Fault, dt.datetime],
    now: dt.datetime,
) -> tuple[DeviceRow, ...]:
    """What is seen of the disk now counts for more than what was written of it, where that says less."""
    for other in [before for before in told if before is not fault]:
        del told[other]
    rows = [DeviceRow(row.device, row.fault, row.since) for row in known]
    if fault is None or any(row.device == DISK and row.fault is fault for row in rows):
        return tuple(rows)
    seen = DeviceRow(DISK, fault, told.setdefault(fault, now))
    return (seen, *(row for row in rows if row.device != DISK))


def _rules(rules: Rules, asked: Asked, now: dt.datetime) -> RulesRow:
    # Where no line is asked, nobody else looks whether they have grown old.
    old = asked.fault is None and asked.expires is not None and asked.expires < now
    fault = Fault.RULES_EXPIRED if old else asked.fault
    return RulesRow(rules.version, rules.issued, asked.at, fault, asked.file, asked.why)


def _signatures(
    register: Certifications, signers: Signers, day: dt.date
) -> tuple[SignatureRow, ...]:
    counts = register.counts()
    if not any(waiting.count for waiting in counts) and not signers.all():
        return ()
    rows = []
    for waiting in counts:
        post = signers.post_of(waiting.role, day)
        fault = SigningFault.POST_VACANT if post.vacant else waiting.reason
        rows.append(
            SignatureRow(waiting.role, waiting.count, waiting.since, fault, post.vacant_since)
        )
    return tuple(rows)


def _scanner(health: ScannerHealth, unfinished: tuple[BatchRow, ...]) -> ScannerRow:
    name = health.scanner
    running = [
        BatchWait(row.counter, row.asked_at, row.pages)
        for row in unfinished
        if row.state is BatchState.SCANNING and row.claimed_by == name
    ]
    return ScannerRow(
        scanner=name,
        running=running[0] if running else None,
        waiting=_waiting(unfinished, name),
        pages=health.pages,
        pages_per_minute=health.pages_per_minute,
        jams_per_thousand=health.jams_per_thousand,
        last_service=health.last_service,
    )


def _waiting(unfinished: tuple[BatchRow, ...], scanner: str) -> tuple[BatchWait, ...]:
    """Who waits for this scanner, or ("") for whichever is free; one broken off, for where it was begun."""
    return tuple(
        BatchWait(row.counter, row.asked_at, row.pages)
        for row in unfinished
        if row.state is BatchState.WAITING
        and (row.claimed_by if row.pages else row.scanner) == scanner
    )


def _sealed(
    case: SealedCase, opened_at: dt.datetime, catalogue: Catalogue, standing: dict[str, Standing]
) -> VisitRow:
    try:
        procedure = catalogue.procedure(case.procedure).short.of(Language.VI)
    except KeyError:  # sealed under a catalogue that has since been replaced
        procedure = case.procedure or "–"
    return VisitRow(
        at=opened_at,
        procedure=procedure,
        ticket=case.ticket,
        code=case.code,
        documents=case.documents,
        pages=case.pages,
        standing=_standing(case, standing),
        card=case.card.verdict,
        doubt=case.card.doubt,
        case="" if case.erased else case.case,
    )


def _standing(case: SealedCase, standing: dict[str, Standing]) -> Standing:
    if case.erased:
        return Standing.ERASED
    usual = Standing.DELIVERED if case.documents else Standing.NUMBER_ONLY
    return standing.get(case.code, usual)


def _open(opened_at: dt.datetime, card: CardWord) -> VisitRow:
    return VisitRow(opened_at, "", "", "", 0, 0, Standing.OPEN, card.verdict, card.doubt)
