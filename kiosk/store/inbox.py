"""The cases as lists show them: a row a case, drawn from case and acts, with those of the office's other kiosks."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from kiosk.model import Holder
from kiosk.plain import built
from kiosk.rules.flow.acts import Act, Clock, Place
from kiosk.rules.flow.alarm import running, turn
from kiosk.rules.flow.standing import Standing, standing
from kiosk.rules.names import name_key
from kiosk.rules.search import fold
from kiosk.store.cases import Cases, SealedCase
from kiosk.store.database import storing, writing
from kiosk.store.moments import moment, stamp

ONLINE = "online"  # channel of what citizens sent from home
AT_KIOSK, AT_COUNTER = "kiosk", "counter"
SHOWN = (
    "kiosk, case_id, code, ticket, procedure, channel, name, withheld, verdict, doubt, status, place, owner, "
    "handed_in, received, entered, due, soon, sooner, late_from, rests, wanted, documents, pages, acts, seen_at, gone"
)
_AT_ONCE = 200  # rows in one transaction


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
    withheld: bool  # its kiosk does not say the name over this line
    verdict: str
    doubt: str
    status: str  # a CaseStatus, or a code that this release does not know
    place: Place
    owner: str  # id in the roster
    handed_in: dt.datetime
    received: dt.datetime | None
    entered: dt.datetime  # into its place
    clock: Clock | None
    late_from: dt.datetime | None  # due, while its days run
    rests: bool  # its days do not run
    wanted: int  # papers that are missing
    documents: int
    pages: int
    acts: int
    seen: dt.datetime | None  # first opened by somebody of the office
    gone: bool = False  # erased


@dataclass(frozen=True)
class OnlineRow:
    """What lists show of a case that was sent from home."""

    case: str
    code: str
    procedure: str
    name: str
    handed_in: dt.datetime
    last_digits: str = ""  # of the citizen's number
    documents: int = 0
    pages: int = 0


class Inbox:
    """`kiosk`: this one's number. Raises StoreError."""

    def __init__(self, db: Database, kiosk: int = 0) -> None:
        self._db, self._kiosk = db, kiosk

    def catch_up(self) -> None:
        """Cases sealed since the last time stand in it; nothing is read of those that do already."""
        while self._unlisted():
            with writing(self._db):
                for case in self._unlisted():
                    self.stands(case, self._standing(case))

    def stands(self, case: str, stands: Standing) -> None:
        """Part of the transaction that changed how it stands."""
        cases = Cases(self._db)
        sealed = cases.sealed(case)
        if sealed is None:
            return
        channel = AT_KIOSK if cases.counter(case) is None else AT_COUNTER
        self._put(case, channel, _of(sealed, cases.holder(case)), stands, sealed.sealed_at)
        self._db.conn.execute("update cases set listed = 1 where id = ? and listed = 0", (case,))

    def told_online(self, online: OnlineRow, stands: Standing | None = None) -> None:
        """A case sent from home lies in the reception's inbox like any other; told again, it is put right."""
        values = {
            "code": online.code, "ticket": "", "procedure": online.procedure, "name": online.name,
            "name_key": name_key(online.name),
            "search": searched(online.name, online.code, "", online.last_digits),
            "verdict": "", "doubt": "", "documents": online.documents, "pages": online.pages,
        }  # fmt: skip
        with writing(self._db):
            self._put(online.case, ONLINE, values, stands or Standing(), online.handed_in)

    def online_gone(self, case: str) -> None:
        """As an erased one: nothing of whose it was is left."""
        with writing(self._db):
            self._db.conn.execute(
                "update inbox set name = '', name_key = '', search = code, gone = 1, version = ? "
                "where kiosk = ? and case_id = ? and channel = ?",
                (self._next(), self._kiosk, case, ONLINE),
            )

    def of(self, kiosk: int, case: str) -> InboxRow | None:
        """One case's row."""
        with storing():
            row = self._db.conn.execute(
                f"select {SHOWN} from inbox where kiosk = ? and case_id = ?", (kiosk, case)
            ).fetchone()
        return row_of(*row) if row else None

    def opened(self, case: str, now: dt.datetime) -> None:
        """Somebody of the office has looked into it; the first time counts."""
        mine = (self._kiosk, case)
        unseen = "select 1 from inbox where kiosk = ? and case_id = ? and seen_at = ''"
        with storing():
            if self._db.conn.execute(unseen, mine).fetchone() is None:
                return
        with writing(self._db):
            self._db.conn.execute(
                "update inbox set seen_at = ?, version = ? where kiosk = ? and case_id = ? and seen_at = ''",
                (stamp(now), self._next(), *mine),
            )

    def _unlisted(self) -> list[str]:
        with storing():
            rows = self._db.conn.execute(
                "select id from cases where listed = 0 and state = 'sealed' and documents > 0 limit ?",
                (_AT_ONCE,),
            ).fetchall()
        return [case for (case,) in rows]

    def _standing(self, case: str) -> Standing:
        rows = self._db.conn.execute(
            "select said from acts where case_id = ? order by number", (case,)
        ).fetchall()
        return standing([built(Act, json.loads(said), spared=True) for (said,) in rows])

    def _put(
        self,
        case: str,
        channel: str,
        values: dict[str, Any],
        stands: Standing,
        handed_in: dt.datetime,
    ) -> None:
        values |= {
            "kiosk": self._kiosk, "case_id": case, "version": self._next(), "arrived": arrival(self._db),
            "channel": channel,
        } | _standing_values(stands, handed_in)  # fmt: skip
        put(self._db, values)

    def _next(self) -> int:
        (last,) = self._db.conn.execute(
            "select coalesce(max(version), 0) from inbox where kiosk = ?", (self._kiosk,)
        ).fetchone()
        return int(last) + 1


def searched(name: str, code: str, ticket: str, last_digits: str) -> str:
    """What a list is searched in: folded words, the ticket also without its hyphen."""
    return fold(f"{name} {code} {ticket} {ticket.replace('-', '')} {last_digits}")


def arrival(db: Database) -> int:
    """The number of what is new in its place, as it is counted here."""
    (last,) = db.conn.execute("select coalesce(max(arrived), 0) from inbox").fetchone()
    return int(last) + 1


def put(db: Database, values: dict[str, Any]) -> None:
    """A row, new or changed; it arrives anew where it came to another place. Part of the caller's transaction."""
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    changes = ", ".join(f"{name} = excluded.{name}" for name in values if name != "arrived")
    db.conn.execute(
        f"insert into inbox ({names}) values ({marks}) on conflict (kiosk, case_id) do update set {changes}, "
        "arrived = iif(place = excluded.place, arrived, excluded.arrived)",
        values,
    )


def _of(sealed: SealedCase, holder: Holder | None) -> dict[str, Any]:
    name, digits = (holder.name, holder.number[-4:]) if holder else ("", "")
    card = sealed.card
    return {
        "code": sealed.code, "ticket": sealed.ticket, "procedure": sealed.procedure, "name": name,
        "name_key": name_key(name), "search": searched(name, sealed.code, sealed.ticket, digits),
        "verdict": card.verdict.value if card.verdict else "",
        "doubt": card.doubt.value if card.doubt else "",
        "documents": sealed.documents, "pages": sealed.pages, "gone": int(sealed.erased),
    }  # fmt: skip


def _standing_values(stands: Standing, handed_in: dt.datetime) -> dict[str, Any]:
    clock, runs = stands.clock, running(stands)
    which, when = turn(stands, handed_in)
    return {
        "status": stands.status.value, "place": stands.place.value, "owner": stands.owner,
        "turn": f"{which.value}{stamp(when)}",
        "handed_in": stamp(handed_in), "received": _stamp(stands.received),
        "entered": stamp(stands.entered or handed_in),
        "due": _stamp(clock.due if clock else None),
        "soon": _stamp(clock.soon if clock else None),
        "sooner": _stamp(clock.sooner if clock else None),
        "late_from": _stamp(runs.due if runs else None),
        "rests": int(stands.rests_since is not None), "wanted": len(stands.wanted),
        "acts": stands.acts,
    }  # fmt: skip


def _stamp(at: dt.datetime | None) -> str:
    return stamp(at) if at else ""


def _moment(text: str) -> dt.datetime | None:
    return moment(text) if text else None


def row_of(
    kiosk: int, case: str, code: str, ticket: str, procedure: str, channel: str, name: str, withheld: int,
    verdict: str, doubt: str, status: str, place: str, owner: str, handed_in: str, received: str, entered: str,
    due: str, soon: str, sooner: str, late_from: str, rests: int, wanted: int, documents: int, pages: int, acts: int,
    seen: str, gone: int,
) -> InboxRow:  # fmt: skip
    """The columns of SHOWN."""
    clock = Clock(moment(due), moment(soon), moment(sooner)) if due else None
    return InboxRow(
        kiosk, case, code, ticket, procedure, channel, name, bool(withheld), verdict, doubt, status, Place(place),
        owner, moment(handed_in), _moment(received), moment(entered), clock, _moment(late_from), bool(rests), wanted,
        documents, pages, acts, _moment(seen), bool(gone),
    )  # fmt: skip
