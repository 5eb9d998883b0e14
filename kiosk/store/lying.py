"""How the office's open cases lie in their inboxes, for whoever answers for all of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.rules.flow.acts import Clock, Place
from kiosk.store.database import storing
from kiosk.store.moments import moment

# Of a case of another kiosk its acts are not here: whoever has it in hand has touched it.
_TOUCHED = (
    "case when i.kiosk = :kiosk then exists (select 1 from acts a where a.case_id = i.case_id and a.at > i.entered "
    "and a.kind not in ('noted', 'undone')) else i.owner <> '' end"
)
# Since when it lies so: it rests, or its days run, since the last act that said so.
_SINCE = (
    "max(i.entered, coalesce((select max(a.at) from acts a where a.case_id = i.case_id and a.kind in "
    "(iif(i.rests, 'asked-more', 'papers-came'), iif(i.rests, 'payment-asked', 'paid'))), ''))"
)
_SHOWN = (
    "i.kiosk, i.case_id, i.code, i.procedure, i.name, i.status, i.place, i.owner, i.received, "
    f"{_SINCE}, i.due, i.soon, i.sooner, i.rests, i.seen_at, {_TOUCHED}"
)


@dataclass(frozen=True)
class LyingRow:
    """One open case. Moments are None where there is none."""

    kiosk: int
    case: str
    code: str
    procedure: str
    name: str
    status: str  # a CaseStatus, or a code that this release does not know
    place: Place
    owner: str  # id in the roster, "" nobody's
    received: dt.datetime | None
    since: dt.datetime  # it came here; where its days rest, or ran on after a rest, that was later
    clock: Clock | None
    rests: bool
    seen: bool
    touched: bool  # something was done to it since it came into this inbox


def lying(db: Database, kiosk: int) -> tuple[LyingRow, ...]:
    """Every case that is not over, the earliest due first. Raises StoreError."""
    with storing():
        rows = db.conn.execute(
            f"select {_SHOWN} from inbox i where i.gone = 0 and i.place <> '' "
            "order by i.due = '', i.due, i.handed_in",
            {"kiosk": kiosk},
        ).fetchall()
    return tuple(_row(*row) for row in rows)


def _row(
    kiosk: int, case: str, code: str, procedure: str, name: str, status: str, place: str, owner: str, received: str,
    since: str, due: str, soon: str, sooner: str, rests: int, seen: str, touched: int,
) -> LyingRow:  # fmt: skip
    clock = Clock(moment(due), moment(soon), moment(sooner)) if due else None
    return LyingRow(
        *(kiosk, case, code, procedure, name, status, Place(place), owner),
        *(moment(received) if received else None, moment(since), clock),
        *(bool(rests), bool(seen), bool(touched)),
    )
