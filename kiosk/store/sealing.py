"""Sealing: a case becomes final, draws its ticket and enters the outbox, all at once or not at all."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass, replace

from sqlite_utils import Database

from kiosk.contract import EVIDENCE, AnnouncedFile, Announcement
from kiosk.model import Document, Errand, Holder, Language, Priority, Ticket
from kiosk.rules.queue.entries import Drawn, Kind
from kiosk.store.asked_rules import AskedRules
from kiosk.store.cases import Cases
from kiosk.store.database import writing
from kiosk.store.documents import Documents
from kiosk.store.health import Health
from kiosk.store.journal import CLOCK, Journal, JournalEvent
from kiosk.store.moments import stamp
from kiosk.store.outbox import Outbox
from kiosk.store.queue_log import QueueLog
from kiosk.store.tickets import Tickets

CHANNEL = "truc-tiep-co-ho-tro"  # handed in at the office, with the kiosk's help
AT_COUNTER = "truc-tiep"  # handed in at the office, scanned by a clerk


@dataclass(frozen=True)
class Wanted:
    """What a number is asked for, beside its case's procedure."""

    field: str
    errand: Errand = Errand.HAND_IN
    priority: Priority = Priority.NONE
    appointment: dt.datetime | None = None


_OLD_NUMBER = re.compile(r"\d{9}|\d{12}", re.ASCII)


def seal(
    db: Database,
    *,
    case: str,
    procedure: str,
    language: Language,
    series: str,
    kiosk: int,
    agency: str,
    device: str,
    office: str,
    documents: tuple[Document, ...],
    now: dt.datetime,
    evidence: Document | None = None,
    same_day: bool = False,
    rules: str = "",
    wanted: Wanted | None = None,
) -> Ticket:
    """The ticket of a case, final from now on; asked again the same one, and nothing is written.

    `wanted`: what its number is for; it stands in the hall's queue from the same moment on.
    `evidence` proves the holder and travels with the papers only; a case of the `same_day` is sent before others.
    `rules`: the version it is accepted under, kept with it and told; empty: as shipped.
    One transaction: after a crash the case is as open as before or has all of that; without documents there is
    nothing to send. Raises StoreError, CaseGone for an unknown or forgotten case.
    """
    tickets, cases = Tickets(db), Cases(db)
    if drawn := tickets.of(case):
        return drawn
    with writing(db):
        if drawn := tickets.of(case):
            return drawn
        cases.must_be_open(case)
        ticket = tickets.draw(
            case=case,
            procedure=procedure,
            language=language,
            series=series,
            kiosk=kiosk,
            agency=agency,
            now=now,
            clock_wrong=Health(db).fault_of(CLOCK) is not None,
        )
        named = _named(ticket.code, documents)
        cases.mark_sealed(case, ticket, named, now)
        sent = named + _proof(ticket.code, evidence) if named else ()
        Documents(db).write(case, sent)
        _queue(db, ticket, wanted, same_day, now)
        told = announced(cases, ticket, sent, Outbox(db).draw(now), device, office, now)
        _keep(db, replace(told, rules=rules), now, same_day)
    return ticket


def _proof(code: str, evidence: Document | None) -> tuple[Document, ...]:
    return (replace(evidence, name=f"{code}_evidence.json"),) if evidence else ()


def _queue(
    db: Database, ticket: Ticket, wanted: Wanted | None, same_day: bool, now: dt.datetime
) -> None:
    if not wanted:
        return
    drawn = Drawn(
        ticket.label,
        ticket.day,
        wanted.field,
        ticket.procedure,
        wanted.errand,
        wanted.priority,
        same_day,
        wanted.appointment,
    )
    QueueLog(db, ticket.kiosk).write(Kind.DRAWN, now, turn=ticket.case, drawn=drawn)


def _named(code: str, documents: tuple[Document, ...]) -> tuple[Document, ...]:
    return tuple(
        replace(document, name=f"{code}_{document.id}_{number:02d}.pdf")
        for number, document in enumerate(documents, start=1)
    )


def announced(
    cases: Cases,
    ticket: Ticket,
    documents: tuple[Document, ...],
    envelope: str,
    device: str,
    office: str,
    now: dt.datetime,
    corrects: str = "",
) -> Announcement:
    """What the centre is told of a case with these documents, as of now; `corrects`: the envelope it puts right."""
    return Announcement(
        envelope=envelope,
        device=device,
        office=office,
        case=ticket.case,
        code=ticket.code,
        procedure=ticket.procedure,
        ticket=ticket.label,
        channel=CHANNEL if cases.counter(ticket.case) is None else AT_COUNTER,
        opened_at=stamp(cases.opened_at(ticket.case)),
        sealed_at=stamp(now),
        holder=_told(cases.holder(ticket.case)),
        doubt=doubt.value if (doubt := cases.card(ticket.case).doubt) else "",
        files=tuple(AnnouncedFile(d.name, d.sha256, d.size, d.id, d.pages) for d in documents),
        corrects=corrects,
    )


def _told(holder: Holder | None) -> dict[str, str] | None:
    if holder is None:
        return None
    told = {
        "number": holder.number,
        "name": holder.name,
        "birth_date": holder.birth_date.isoformat(),
        "sex": holder.sex,
        "nationality": holder.nationality,
        "expiry": holder.expiry.isoformat() if holder.expiry else "",
        "verdict": holder.verdict.value,
    }
    differs = {"differs": " ".join(holder.differs)} if holder.differs else {}
    old = {"old_number": holder.old_number} if _OLD_NUMBER.fullmatch(holder.old_number) else {}
    return told | differs | old


def _keep(db: Database, announcement: Announcement, now: dt.datetime, same_day: bool) -> None:
    if announcement.rules:
        AskedRules(db).accept(announcement.case, announcement.rules)
    if announcement.files:
        put(db, announcement, now, same_day)
    _write_journal(db, announcement, now)


def put(db: Database, announcement: Announcement, now: dt.datetime, same_day: bool) -> None:
    """Into the outbox, as part of the caller's transaction."""
    body = json.dumps(announcement.to_json(), ensure_ascii=False, separators=(",", ":"))
    Outbox(db).put(
        announcement.envelope,
        announcement.code,
        body.encode(),
        int(now.timestamp()),
        same_day=same_day,
    )


def _write_journal(db: Database, announcement: Announcement, now: dt.datetime) -> None:
    Journal(db).write(
        JournalEvent.CASE_SEALED,
        now,
        case=announcement.case,
        code=announcement.code,
        procedure=announcement.procedure or "none",
        ticket=announcement.ticket,
        documents=sum(file.document != EVIDENCE for file in announcement.files),
        pages=sum(file.pages for file in announcement.files),
        envelope=announcement.envelope if announcement.files else "none",
        rules=announcement.rules or "shipped",
    )
