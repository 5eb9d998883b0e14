"""What happened to cases, for the province's own systems to be told: written in the transaction that made it so."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from central.database import Database, text
from central.persons import Persons
from kiosk.contract import Announcement, digest
from kiosk.contract.acts import ToldAct
from kiosk.contract.news import NewsItem

WALKED = 5000  # numbers of envelopes in one look for those without an event
CATCHING_UP = 200  # envelopes in one transaction

# Who is told of which event. `on conflict` alone makes it safe to give twice.
DELIVER = """
    insert into deliveries (target, event, device, case_id, number, at, due_at)
    select t.name, e.id, e.device, e.case_id, e.number, e.at, e.at
    from events e, targets t
    where t.state <> 'ended' and t.name <> e.told_by
        and (not exists (select 1 from target_wants w where w.target = t.name and w.field = 'procedure')
            or exists (select 1 from target_wants w where w.target = t.name and w.field = 'procedure'
                and w.prefix = case when w.whole = 1 then e.procedure
                    else substr(e.procedure, 1, length(w.prefix)) end))
        and (not exists (select 1 from target_wants w where w.target = t.name and w.field = 'office')
            or exists (select 1 from target_wants w where w.target = t.name and w.field = 'office'
                and w.prefix = case when w.whole = 1 then e.office
                    else substr(e.office, 1, length(w.prefix)) end))
        and {which}
    on conflict do nothing
"""
_DELIVER_ONE = text(DELIVER.format(which="e.id = :event"))
_NUMBER = text(  # holds the case until it is committed
    "insert into event_cases (device, case_id, last) values (:device, :case_id, 1) "
    "on conflict (device, case_id) do update set last = event_cases.last + 1 returning last"
)
_WRITE = text(
    "insert into events (id, device, case_id, number, envelope, kind, at, code, procedure, office, "
    "told_by, body) values (:id, :device, :case_id, :number, :envelope, :kind, :at, :code, "
    ":procedure, coalesce((select nullif(office, '') from devices where name = :device), :office), "
    ":told_by, :body) on conflict (id) do nothing"
)
_BEHIND = text(
    "select seq, body, receipt from envelopes v "
    "where receipt is not null and seq > :after and seq <= :to and not exists ("
    "select 1 from events e where e.device = v.device "
    "and e.envelope = v.envelope and e.kind in (:case, :correction)) order by seq limit :most"
)


class Kind(StrEnum):
    """What happened."""

    CASE_RECEIVED = "case-received"  # every file of a case is here
    CORRECTION_RECEIVED = "correction-received"  # further papers of one
    STATUS_TOLD = "status-told"
    RESULT_NAMED = "result-named"  # a result lies here for its office
    RESULT_HANDED = "result-handed"  # its citizen has it
    ACT_DONE = "act-done"  # its office did something to it


@dataclass(frozen=True)
class _Case:
    """The envelope that something happened to."""

    said: Announcement
    received_at: str  # "": not every file is here yet


class Events:
    """Its methods are part of the caller's transaction, and safe to be called again with the same.

    An event's id says what happened: a centre put back to an older copy gives it the same one again. Events of a case
    have numbers that grow in the order in which they happened, or were committed.
    """

    def __init__(self, persons: Persons, now: Callable[[], dt.datetime]) -> None:
        self._persons, self._now = persons, now

    @classmethod
    def of(cls, folder: Path, now: Callable[[], dt.datetime]) -> Events:
        """With the persons of this folder's key."""
        return cls(Persons.of(folder), now)

    def received(self, db: Connection, said: Announcement, received_at: str) -> None:
        """Every file of it is here."""
        linked = self._persons.link(db, said, received_at)
        body: dict[str, Any] = {"received_at": received_at}
        if said.corrects:
            body["corrects"] = said.corrects
        if linked and linked.differs:
            body["differs"] = list(linked.differs)
        if linked and linked.earlier:
            body["earlier"] = list(linked.earlier)
        self._write(db, said, _kind(said), "", body)

    def told(
        self, db: Connection, device: str, seq: int, item: NewsItem, told_by: str = ""
    ) -> None:
        """The item of this number was told the device; `told_by`: the target that knows it, "" for a person."""
        case = self._case(db, device, item.code, item.envelope)
        if case is None:
            return
        self._complete(db, case)
        body = {
            "status": item.status,
            "since": item.at,
            "official": item.official,
            "due": item.due,
            "note": item.note,
        }
        self._write(db, case.said, Kind.STATUS_TOLD, f"{seq} {item.digest}", body, told_by)
        if item.result:
            named = item.result
            result = {
                "result": named.id,
                "name": named.name,
                "sha256": named.sha256,
                "size": named.size,
                "media_type": named.media_type,
                "valid_until": named.valid_until,
            }
            self._write(db, case.said, Kind.RESULT_NAMED, named.id, result, told_by)

    def handed(self, db: Connection, device: str, result: str) -> None:
        """What the device said of this result was noted."""
        row = db.execute(
            text("select code, handed_at from results where id = :id and device = :device"),
            {"id": result, "device": device},
        ).one_or_none()
        if row is None or not row.handed_at:
            return
        case = self._case(db, device, row.code)
        if case is not None:
            body = {"result": result, "handed_at": row.handed_at}
            self._write(db, case.said, Kind.RESULT_HANDED, result, body)

    def acted(self, db: Connection, device: str, act: ToldAct) -> bool:
        """The device's office did this; False: no case of that code came from this office."""
        case = self._case_of_office(db, device, act.code)
        if case is None:
            return False
        self._complete(db, case)
        body = {
            "act": act.kind,
            "done_at": act.at,
            "role": act.role,
            "status": act.status,
            "place": act.place,
            "due": act.due,
        }
        self._write(db, case.said, Kind.ACT_DONE, act.id, body)
        return True

    def catch_up(self, database: Database) -> int:
        """Write what was received by a process that knew of no events yet; how many envelopes that were.

        Nobody waits for it long, however many envelopes there are: it looks at some at a time, and takes a
        transaction only where something is to be written.
        """
        with database.look() as db:
            last = db.execute(text("select coalesce(max(seq), 0) from envelopes")).scalar_one()
        count = 0
        for after in range(0, last, WALKED):
            with database.look() as db:
                behind = _behind(db, after)
            while behind:
                with database.change() as db:
                    behind = _behind(db, after)  # somebody else may have been here
                    for row in behind:
                        case = _case(row)
                        self.received(db, case.said, case.received_at)
                count += len(behind)
                if behind:
                    database.let_others()
        return count

    def _complete(self, db: Connection, case: _Case) -> None:
        """Nothing is told of a received case before its receipt is."""
        if not case.received_at:
            return
        known = db.execute(
            text("select 1 from events where id = :id"), {"id": _id(case.said, _kind(case.said))}
        ).one_or_none()
        if known is None:
            self.received(db, case.said, case.received_at)

    def _write(
        self,
        db: Connection,
        said: Announcement,
        kind: Kind,
        key: str,
        body: dict[str, Any],
        told_by: str = "",
    ) -> None:
        whose = {"device": said.device, "case_id": said.case}
        row = {
            **whose,
            "id": _id(said, kind, key),
            "number": db.execute(_NUMBER, whose).scalar_one(),
            "envelope": said.envelope,
            "kind": kind.value,
            "at": self._now().astimezone(dt.UTC).isoformat(timespec="microseconds"),
            "code": said.code,
            "procedure": said.procedure,
            "office": said.office,
            "told_by": told_by,
            "body": json.dumps(body),
        }
        if db.execute(_WRITE, row).rowcount:
            db.execute(_DELIVER_ONE, {"event": row["id"]})

    @staticmethod
    def _case(db: Connection, device: str, code: str, envelope: str = "") -> _Case | None:
        """The envelope of that code, or the code's first; that of another device where a machine has a new name."""
        row = db.execute(
            text(
                "select body, receipt from envelopes where code = :code "
                "and (:envelope = '' or envelope = :envelope) "
                "order by case when device = :device then 0 else 1 end, seq limit 1"
            ),
            {"code": code, "envelope": envelope, "device": device},
        ).one_or_none()
        return None if row is None else _case(row)

    @staticmethod
    def _case_of_office(db: Connection, device: str, code: str) -> _Case | None:
        """That of the code which this device announced, or another one of its office."""
        row = db.execute(
            text(
                "select body, receipt from envelopes where code = :code and (device = :device "
                "or device in (select d.name from devices d, devices o "
                "where o.name = :device and o.office <> '' and d.office = o.office)) "
                "order by case when device = :device then 0 else 1 end, seq limit 1"
            ),
            {"code": code, "device": device},
        ).one_or_none()
        return None if row is None else _case(row)


def _behind(db: Connection, after: int) -> Sequence[Row[Any]]:
    """Of the next WALKED numbers: received envelopes of which no event tells, CATCHING_UP at most."""
    return db.execute(
        _BEHIND,
        {
            "after": after,
            "to": after + WALKED,
            "most": CATCHING_UP,
            "case": Kind.CASE_RECEIVED.value,
            "correction": Kind.CORRECTION_RECEIVED.value,
        },
    ).all()


def _case(row: Row[Any]) -> _Case:
    received_at = json.loads(row.receipt)["received_at"] if row.receipt else ""
    return _Case(Announcement.from_json(json.loads(row.body)), received_at)


def _kind(said: Announcement) -> Kind:
    return Kind.CORRECTION_RECEIVED if said.corrects else Kind.CASE_RECEIVED


def _id(said: Announcement, kind: Kind, key: str = "") -> str:
    return digest(f"{said.device} {said.envelope} {kind} {key}".encode())[:32]
