"""The outbox: envelopes waiting to reach the centre, each exactly one case."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlite_utils import Database

from kiosk.store.database import storing

# "state <> 'delivered'" lets both halves use the index of unfinished envelopes.
CLAIM = """
update outbox set state = 'sending', attempts = attempts + 1, due_at = :now + :lease
where seq = (
    select seq from outbox as next
    where state <> 'delivered' and state <> 'refused' and due_at <= :now
      and not exists (
        select 1 from outbox as older
        where older.case_code = next.case_code and older.seq < next.seq
          and older.state <> 'delivered'
      )
    order by due_at, seq limit 1
)
returning id, case_code, body, attempts
"""

SETTLE = """
update outbox set state = :state, due_at = :due_at, receipt = :receipt, trouble = :trouble
where id = :id and state = 'sending' and attempts = :attempts
"""


class EnvelopeState(StrEnum):
    """Where an envelope stands."""

    READY = "ready"
    SENDING = "sending"  # claimed; a lease gives it back
    DELIVERED = "delivered"  # the centre's receipt is here
    REFUSED = "refused"  # the centre said no for good: a clerk must look


@dataclass(frozen=True)
class Envelope:
    """One case on its way; `id` never changes, so the centre can tell a repeat."""

    id: str
    case_code: str
    body: bytes
    attempts: int


@dataclass(frozen=True)
class OutboxRow:
    """An envelope as the desk may list it; times are seconds since 1970."""

    id: str
    code: str
    state: EnvelopeState
    attempts: int
    due: int
    put_at: int
    trouble: str


class Outbox:
    """Every change is one statement, so two processes never trip over each other. Raises StoreError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, id: str, case_code: str, body: bytes, now: int) -> None:
        """Safe from power cuts on return, or with the transaction it is part of."""
        with storing():
            self._db.conn.execute(
                "insert into outbox (id, case_code, body, state, attempts, due_at, put_at) "
                "values (?, ?, ?, 'ready', 0, ?, ?)",
                (id, case_code, body, now, now),
            )

    def claim(self, now: int, lease: int = 120) -> Envelope | None:
        """Take the next due envelope for `lease` seconds; a crash gives it back.

        An envelope never passes an unfinished older one of its own case.
        """
        with storing():
            rows = self._db.conn.execute(CLAIM, {"now": now, "lease": lease}).fetchall()
        return Envelope(*rows[0]) if rows else None

    def delivered(self, sent: Envelope, receipt: str) -> bool:
        """The centre has it, for good. False: this try no longer owned the envelope."""
        return self._settle(sent, EnvelopeState.DELIVERED, receipt=receipt)

    def postponed(self, sent: Envelope, until: int, why: str) -> bool:
        """Try again from `until` on."""
        return self._settle(sent, EnvelopeState.READY, due_at=until, trouble=why)

    def refused(self, sent: Envelope, why: str) -> bool:
        """The centre said no for good: a clerk must look."""
        return self._settle(sent, EnvelopeState.REFUSED, trouble=why)

    def receipt(self, id: str) -> str:
        """The centre's receipt as JSON; empty while there is none."""
        with storing():
            row = self._db.conn.execute("select receipt from outbox where id = ?", (id,)).fetchone()
        return str(row[0]) if row else ""

    def rows(self, most: int = 200) -> tuple[OutboxRow, ...]:
        """The newest `most` envelopes, newest first."""
        with storing():
            rows = self._db.conn.execute(
                "select id, case_code, state, attempts, due_at, put_at, trouble from outbox "
                "order by seq desc limit ?",
                (most,),
            ).fetchall()
        return tuple(
            OutboxRow(id, code, EnvelopeState(state), attempts, due, put_at, trouble)
            for id, code, state, attempts, due, put_at, trouble in rows
        )

    def waiting(self) -> int:
        """How many envelopes are neither delivered nor refused."""
        with storing():
            (count,) = self._db.conn.execute(
                "select count(*) from outbox where state <> 'delivered' and state <> 'refused'"
            ).fetchone()
        return int(count)

    def _settle(
        self,
        sent: Envelope,
        state: EnvelopeState,
        due_at: int = 0,
        receipt: str = "",
        trouble: str = "",
    ) -> bool:
        """Whether this try still owned the envelope; a late answer changes nothing."""
        with storing():
            changed = self._db.conn.execute(
                SETTLE,
                {
                    "id": sent.id,
                    "attempts": sent.attempts,
                    "state": state.value,
                    "due_at": due_at,
                    "receipt": receipt,
                    "trouble": trouble,
                },
            )
        return changed.rowcount == 1
