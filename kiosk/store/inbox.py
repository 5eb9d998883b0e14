"""The cases as lists show them: a row a case, drawn from case and acts, with those of the office's other kiosks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.rules.flow.acts import Place
from kiosk.rules.flow.standing import Standing
from kiosk.rules.names import name_key
from kiosk.rules.search import fold
from kiosk.store.cases import Cases
from kiosk.store.database import storing, writing
from kiosk.store.moments import moment, stamp

_SHOWN = (
    "kiosk, case_id, code, ticket, procedure, channel, name, verdict, doubt, status, place, owner, handed_in, "
    "received, entered, due, soon, sooner, rests, wanted, documents, pages, acts, seen_at, gone"
)


@dataclass(frozen=True)
class InboxRow:
    """One case in a list. Moments are None where there is none yet."""

    kiosk: int  # whose database holds it
    case: str
    code: str
    ticket: str
    procedure: str
    channel: str
    name: str
    verdict: str
    doubt: str
    status: str  # a CaseStatus, or a code that this release does not know
    place: Place
    owner: str  # id in the roster
    handed_in: dt.datetime
    received: dt.datetime | None
    entered: dt.datetime  # into its place
    due: dt.datetime | None
    soon: dt.datetime | None  # 75 in a hundred of its time are over
    sooner: dt.datetime | None  # 90
    rests: bool  # its days do not run
    wanted: int  # papers that are missing
    documents: int
    pages: int
    acts: int
    seen: dt.datetime | None  # first opened by somebody of the office
    gone: bool = False  # erased


class Inbox:
    """`kiosk`: this one's number. Raises StoreError."""

    def __init__(self, db: Database, kiosk: int = 0) -> None:
        self._db, self._kiosk = db, kiosk

    def catch_up(self) -> None:
        """Cases sealed since the last time stand in it; cheap where there are none."""
        with storing():
            new = self._db.conn.execute(
                "select id from cases c where state = 'sealed' and documents > 0 "
                "and not exists (select 1 from inbox i where i.kiosk = ? and i.case_id = c.id)",
                (self._kiosk,),
            ).fetchall()
        for (case,) in new:
            with writing(self._db):
                self.stands(case, Standing())

    def stands(self, case: str, stands: Standing) -> None:
        """Part of the transaction that changed how it stands."""
        cases = Cases(self._db)
        sealed, holder = cases.sealed(case), cases.holder(case)
        if sealed is None:
            return
        name, clock = holder.name if holder else "", stands.clock
        channel = "kiosk" if cases.counter(case) is None else "counter"
        values = {
            "kiosk": self._kiosk, "case_id": case, "version": self._next(), "code": sealed.code,
            "ticket": sealed.ticket, "procedure": sealed.procedure, "channel": channel, "name": name,
            "name_key": name_key(name),
            "search": fold(f"{name} {sealed.code} {sealed.ticket} {holder.number[-4:] if holder else ''}"),
            "verdict": sealed.card.verdict.value if sealed.card.verdict else "",
            "doubt": sealed.card.doubt.value if sealed.card.doubt else "",
            "status": stands.status.value, "place": stands.place.value, "owner": stands.owner,
            "handed_in": stamp(sealed.sealed_at), "received": _stamp(stands.received),
            "entered": stamp(stands.entered or sealed.sealed_at),
            "due": _stamp(clock.due if clock else None),
            "soon": _stamp(clock.soon if clock else None),
            "sooner": _stamp(clock.sooner if clock else None),
            "rests": int(stands.rests_since is not None), "wanted": len(stands.wanted),
            "documents": sealed.documents, "pages": sealed.pages, "acts": stands.acts,
        }  # fmt: skip
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        changes = ", ".join(f"{name} = excluded.{name}" for name in values)
        self._db.conn.execute(
            f"insert into inbox ({names}) values ({marks}) "
            f"on conflict (kiosk, case_id) do update set {changes}",
            values,
        )

    def rows(self, place: Place | None = None, most: int = 100) -> tuple[InboxRow, ...]:
        """What lies in an inbox, the earliest due first; of all places where none is named."""
        with storing():
            found = self._db.conn.execute(
                f"select {_SHOWN} from inbox where (:place is null or place = :place) and gone = 0 "
                "order by due = '', due, handed_in limit :most",
                {"place": place.value if place else None, "most": most},
            ).fetchall()
        return tuple(_row(*row) for row in found)

    def of(self, kiosk: int, case: str) -> InboxRow | None:
        """One case's row."""
        with storing():
            row = self._db.conn.execute(
                f"select {_SHOWN} from inbox where kiosk = ? and case_id = ?", (kiosk, case)
            ).fetchone()
        return _row(*row) if row else None

    def opened(self, case: str, now: dt.datetime) -> None:
        """Somebody of the office has looked into it; the first time counts."""
        with storing():
            self._db.conn.execute(
                "update inbox set seen_at = ?, version = ? where kiosk = ? and case_id = ? and seen_at = ''",
                (stamp(now), self._next(), self._kiosk, case),
            )

    def _next(self) -> int:
        (last,) = self._db.conn.execute(
            "select coalesce(max(version), 0) from inbox where kiosk = ?", (self._kiosk,)
        ).fetchone()
        return int(last) + 1


def _stamp(at: dt.datetime | None) -> str:
    return stamp(at) if at else ""


def _moment(text: str) -> dt.datetime | None:
    return moment(text) if text else None


def _row(
    kiosk: int, case: str, code: str, ticket: str, procedure: str, channel: str, name: str, verdict: str, doubt: str,
    status: str, place: str, owner: str, handed_in: str, received: str, entered: str, due: str, soon: str, sooner: str,
    rests: int, wanted: int, documents: int, pages: int, acts: int, seen: str, gone: int,
) -> InboxRow:  # fmt: skip
    return InboxRow(
        kiosk, case, code, ticket, procedure, channel, name, verdict, doubt, status, Place(place), owner,
        moment(handed_in), _moment(received), moment(entered), _moment(due), _moment(soon), _moment(sooner),
        bool(rests), wanted, documents, pages, acts, _moment(seen), bool(gone),
    )  # fmt: skip
