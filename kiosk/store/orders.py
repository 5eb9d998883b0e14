"""What the office orders of the kiosk from the desk: who, when, whether it was done, and why not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sqlite_utils import Database

from kiosk.faults import Fault
from kiosk.store.database import storing, writing
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import moment, stamp

KEPT = dt.timedelta(days=30)  # the journal knows of them for good
_COLUMNS = (
    "id, kind, case_id, service, counter, by, role, asked_at, told_at, done_at, refused, fault"
)


class OrderKind(StrEnum):
    """What is to be done. All but RESTART name the case that they are about."""

    GO = "go"  # a clerk answers the call
    RESUME = "resume"  # the citizen goes on where the visit stopped
    END = "end"  # the citizen left: the visit is forgotten
    TAKE = "take"  # a clerk goes on with the case at a counter
    PRINT = "print"  # its ticket once more
    RESTART = "restart"  # `service` ends itself, and is started anew


class Service(StrEnum):
    """The kiosk's own services, each of which ends itself when it is ordered to."""

    DEVICES = "devices"
    SYNC = "sync"
    UI = "ui"
    DESK = "desk"


class WhyNot(StrEnum):
    """Why an order was not carried out."""

    OVER = "over"  # its visit is over
    NO_SCREEN = "no-screen"  # no screen runs
    NO_ANSWER = "no-answer"  # it was told, and nothing came of it
    NO_PAPERS = "no-papers"  # there is nothing to take over
    HANDED_IN = "handed-in"  # its citizen has a number already
    SEALING = "sealing"  # the number is being drawn just now
    NOT_STOPPED = "not-stopped"  # it goes on already
    FAULT = "fault"  # a device or the store said why


@dataclass(frozen=True)
class Order:
    """One order. `told`: whoever is to do it was told; `done` and `refused`: how it ended, at the moment `over`."""

    id: str
    kind: OrderKind
    by: str  # id in the roster
    role: str
    asked: dt.datetime
    case: str = ""
    service: Service | None = None
    counter: int = 0
    told: dt.datetime | None = None
    over: dt.datetime | None = None
    refused: WhyNot | None = None
    fault: Fault | None = None


class Orders:
    """Raises StoreError."""

    def __init__(self, db: Database) -> None:
        self._db, self._journal = db, Journal(db)

    def ask(self, order: Order) -> None:
        """Order it; sent again, nothing is done twice, and the same that still waits is not ordered once more."""
        service = order.service.value if order.service else ""
        with writing(self._db):
            self._db.conn.execute(
                "delete from orders where done_at < ?", (stamp(order.asked - KEPT),)
            )
            waits = self._db.conn.execute(
                "select 1 from orders where id = ? or (kind = ? and case_id = ? and service = ? "
                "and done_at is null)",
                (order.id, order.kind.value, order.case, service),
            ).fetchone()
            if waits:
                return
            self._db.conn.execute(
                "insert into orders (id, kind, case_id, service, counter, by, role, asked_at) "
                "values (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(order.id, order.kind.value, order.case, service, order.counter),
                    *(order.by, order.role, stamp(order.asked)),
                ),
            )
            self._journal.write(
                JournalEvent.ORDER_GIVEN,
                order.asked,
                order=order.kind.value,
                case=order.case or "none",
                service=service or "none",
                by=order.by,
                role=order.role,
            )

    def waiting(self) -> tuple[Order, ...]:
        """Orders that are not over, oldest first."""
        return self._where("done_at is null order by number", ())

    def lately(self, most: int = 8) -> tuple[Order, ...]:
        """The last ones, newest first."""
        return self._where("1 order by number desc limit ?", (most,))

    def last_counter(self, by: str) -> int:
        """From which counter this person last answered or took over; 0: none."""
        with storing():
            row = self._db.conn.execute(
                "select counter from orders where by = ? and counter > 0 order by number desc",
                (by,),
            ).fetchone()
        return int(row[0]) if row else 0

    def told(self, id: str, now: dt.datetime) -> bool:
        """Whoever is to do it is told now; False: it was before, or is over."""
        with storing():
            changed = self._db.conn.execute(
                "update orders set told_at = ? where id = ? and told_at is null and done_at is null",
                (stamp(now), id),
            )
        return changed.rowcount == 1

    def over(
        self, id: str, now: dt.datetime, why: WhyNot | None = None, fault: Fault | None = None
    ) -> None:
        """It is done, or will not be; the first word counts."""
        with writing(self._db):
            row = self._db.conn.execute(
                "update orders set done_at = ?, refused = ?, fault = ? "
                "where id = ? and done_at is null returning kind, case_id, service",
                (stamp(now), why.value if why else "", fault.value if fault else "", id),
            ).fetchone()
            if row is None:
                return
            kind, case, service = row
            self._journal.write(
                JournalEvent.ORDER_OVER,
                now,
                order=kind,
                case=case or "none",
                service=service or "none",
                why=why.value if why else "done",
                fault=fault.value if fault else "none",
            )

    def begun(self, service: Service, now: dt.datetime) -> None:
        """A service has just started: whoever ordered that has what was ordered."""
        for order in self.waiting():
            if order.service is service:
                self.over(order.id, now)

    def to_restart(self, service: Service, now: dt.datetime) -> bool:
        """Whether this service was ordered to end, and has not been told of it yet; told from now on."""
        asked = [order.id for order in self.waiting() if order.service is service]
        return sum(self.told(id, now) for id in asked) > 0

    def _where(self, which: str, values: tuple[object, ...]) -> tuple[Order, ...]:
        with storing():
            rows = self._db.conn.execute(
                f"select {_COLUMNS} from orders where {which}", values
            ).fetchall()
        return tuple(_order(*row) for row in rows)


def _order(
    id: str, kind: str, case: str, service: str, counter: int, by: str, role: str, asked: str,
    told: str | None, over: str | None, refused: str, fault: str,
) -> Order:  # fmt: skip
    return Order(
        id,
        OrderKind(kind),
        by,
        role,
        moment(asked),
        case,
        Service(service) if service else None,
        counter,
        moment(told) if told else None,
        moment(over) if over else None,
        WhyNot(refused) if refused else None,
        Fault(fault) if fault else None,
    )
