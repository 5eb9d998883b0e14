"""The outbox: envelopes waiting to reach the centre, each exactly one case."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, field
from enum import StrEnum

from sqlite_utils import Database

from kiosk.store.database import reading, storing, writing

# Only the oldest envelope of each case may go; one that was refused holds up its case. Whatever waits to be
# announced goes before anybody's pages, a case that is due the same day before others, and then the order of
# putting, which no clock can turn round. Nothing is ever put off by an hour: what is due later than that
# was put off while the clock was wrong, and is due now.
CLAIM = """
update outbox set state = 'sending', attempts = attempts + 1, due_at = :now + :lease
where seq = (
    select seq from outbox
    where state <> 'refused' and (announced = 0 or :pages) and (due_at <= :now or due_at > :now + 3600)
      and seq in (select min(seq) from outbox group by case_code)
    order by announced, same_day desc, seq limit 1
)
returning id, case_code, body, attempts, announced
"""

# What was refused, and what its case holds back for it.
HELD_BACK = """
(state = 'refused' or exists (
    select 1 from outbox as older
    where older.case_code = this.case_code and older.seq < this.seq and older.state = 'refused'
))
"""

# A case of the same day goes before others, whole: its later envelopes never without the earlier.
UNSENT = f"""
select id, case_code, body, attempts, announced from outbox as this where not {HELD_BACK}
order by max(same_day) over (partition by case_code) desc, seq
"""

# A try that lost its lease to a later one settles nothing.
MINE = """
where seq = :seq and id = :id and state = 'sending' and attempts = :attempts and announced = :announced
"""


class EnvelopeState(StrEnum):
    """Where an envelope stands."""

    READY = "ready"
    SENDING = "sending"  # claimed; a lease gives it back
    DELIVERED = "delivered"  # the centre's receipt is here
    REFUSED = "refused"  # the centre said no for good: a clerk must look


@dataclass(frozen=True)
class Envelope:
    """One case on its way; `id` never changes, so the centre can tell a repeat.

    `announced`: the centre was told of it, and its pages are what this try is for.
    """

    id: str
    case_code: str
    body: bytes = field(repr=False)  # names and numbers of people
    attempts: int
    announced: bool = False


@dataclass(frozen=True)
class OutboxRow:
    """An envelope as the desk may list it; times are seconds since 1970."""

    id: str
    code: str
    state: EnvelopeState
    attempts: int
    due: int  # next try; of one that was refused, when it was, 0 where that is not known
    put_at: int
    trouble: str
    copied: int | None = None  # last time onto a stick
    received: str = ""  # when the centre had it: ISO 8601, as its receipt says


class Outbox:
    """What waits to be sent, and the receipts of what was. Two processes never trip over each other: a claim
    is one statement, and an answer settles only the try it belongs to. Raises StoreError.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def draw(self, now: dt.datetime, behind: str = "") -> str:
        """32 hex digits nobody else draws, in the transaction that puts them: 60 bits of order, 68 of chance.

        The order is that of time, but never before an envelope that still waits, nor before `behind`: a clock
        that was set back makes no correction pass what it corrects, not even when a centre asks for both again.
        """
        with storing():
            (last,) = self._db.conn.execute("select max(seq) from outbox").fetchone()
        least = max(last or 0, _head(behind) if behind else 0) + 1
        head = int(now.timestamp() * 1000) << 12 | secrets.randbits(12)
        return f"{max(head, least):015x}{secrets.randbits(68):017x}"

    def put(
        self, id: str, case_code: str, body: bytes, now: int, *, same_day: bool = False
    ) -> None:
        """Safe from power cuts on return, or with the transaction it is part of; an id twice is refused.

        `id` as `draw` gives it. `same_day`: the law gives the office until this evening, so it goes before others.
        """
        with storing():
            self._db.conn.execute(
                "insert into outbox "
                "(seq, id, case_code, body, state, attempts, due_at, put_at, same_day) "
                "values (?, ?, ?, ?, 'ready', 0, ?, ?, ?)",
                (_head(id), id, case_code, body, now, now, int(same_day)),
            )

    def claim(self, now: int, lease: int = 120, *, pages: bool = True) -> Envelope | None:
        """Take the next due envelope for `lease` seconds; a crash gives it back.

        Without `pages` only what is to be announced.
        An envelope never passes an unfinished older one of its own case.
        """
        with storing():
            rows = self._db.conn.execute(
                CLAIM, {"now": now, "lease": lease, "pages": pages}
            ).fetchall()
        if not rows:
            return None
        id, case_code, body, attempts, announced = rows[0]
        return Envelope(id, case_code, body, attempts, bool(announced))

    def take_back(self, now: int) -> int:
        """Whatever was claimed is due now, whoever claimed it; how many envelopes.

        For a courier that begins, after one that was killed. Should that one live after all, its answers settle
        nothing any more, and the centre has each envelope once.
        """
        with storing():
            changed = self._db.conn.execute(
                "update outbox set state = 'ready', due_at = ? where state = 'sending'", (now,)
            )
        return int(changed.rowcount)

    def delivered(self, sent: Envelope, receipt: str) -> bool:
        """The centre has it, for good. False: this try no longer owned the envelope."""
        with writing(self._db):
            gone = self._db.conn.execute(
                f"delete from outbox {MINE} returning case_code, attempts, put_at, body, same_day",
                _of(sent),
            ).fetchall()
            for row in gone:
                self._deliver(sent.id, receipt, row)
        return bool(gone)

    def announced(self, sent: Envelope, now: int) -> bool:
        """The centre was told; its pages wait their turn. False: this try no longer owned the envelope.

        A try that went well is none of the `attempts` that the next one is counted on from.
        """
        with storing():
            changed = self._db.conn.execute(
                "update outbox set state = 'ready', due_at = :now, trouble = '', announced = 1, "
                f"attempts = attempts - 1 {MINE}",
                {**_of(sent), "now": now},
            )
        return changed.rowcount == 1

    def postponed(self, sent: Envelope, until: int, why: str) -> bool:
        """Try again from `until` on. False: this try no longer owned the envelope."""
        return self._settle(sent, EnvelopeState.READY, until, why)

    def refused(self, sent: Envelope, why: str, now: int = 0) -> bool:
        """The centre said no for good: a clerk must look. False: this try no longer owned it.

        `now` is kept as the time since when.
        """
        return self._settle(sent, EnvelopeState.REFUSED, now, why)

    def brought(self, id: str, receipt: str) -> Envelope | None:
        """The centre has it, for good, and its receipt came another way than by a try: whatever try is under way
        settles nothing any more. What was delivered by it; None where it was so already, or never was here.
        """
        with writing(self._db):
            gone = self._db.conn.execute(
                "delete from outbox where id = ? "
                "returning case_code, attempts, put_at, body, same_day, announced",
                (id,),
            ).fetchone()
            if gone is None:
                return None
            case_code, attempts, _, body, _, announced = gone
            self._deliver(id, receipt, gone[:5])
        return Envelope(id, case_code, body, attempts, bool(announced))

    def unsent(self) -> tuple[Envelope, ...]:
        """What is to go onto a stick, however often it went before: all that is not delivered nor held back.

        The cases of the same day first, then the oldest.
        """
        with storing():
            rows = self._db.conn.execute(UNSENT).fetchall()
        return tuple(
            Envelope(id, case_code, body, attempts, bool(announced))
            for id, case_code, body, attempts, announced in rows
        )

    def held_back(self) -> int:
        """How many envelopes were refused, or wait behind a refused one of their case."""
        with storing():
            (count,) = self._db.conn.execute(
                f"select count(*) from outbox as this where {HELD_BACK}"
            ).fetchone()
        return int(count)

    def copied(self, id: str, now: int) -> bool:
        """It lies on a stick, whole, and waits on all the same. False: it does not wait any more."""
        with storing():
            changed = self._db.conn.execute(
                "update outbox set copied_at = ? where id = ?", (now, id)
            )
        return changed.rowcount == 1

    def put_back(self, id: str, now: int) -> tuple[str, str] | None:
        """It waits again as it was first put, at its old place, once; its case's code and the receipt it had.

        None: it was never delivered, or its case is erased. Part of the caller's transaction.
        """
        gone = self._db.conn.execute(
            "delete from delivered where id = ? and body is not null and former = 0 "
            "returning case_code, put_at, receipt, body, same_day",
            (id,),
        ).fetchall()
        for case_code, put_at, receipt, body, same_day in gone:
            self._db.conn.execute(
                "insert into outbox (seq, id, case_code, body, state, attempts, due_at, put_at, "
                "same_day) values (?, ?, ?, ?, 'ready', 0, ?, ?, ?)",
                (_head(id), id, case_code, body, now, put_at, same_day),
            )
            return str(case_code), str(receipt)
        return None

    def readdress(self, device: str) -> int:
        """Whatever was sealed under another name and of which nobody was told bears this one from now on.

        How many envelopes. Part of the caller's transaction.
        """
        changed = self._db.conn.execute(
            "update outbox set body = cast(json_set(body, '$.device', ?1) as blob) "
            "where announced = 0 and json_extract(body, '$.device') <> ?1 "
            "and id not in (select envelope from links)",
            (device,),
        )
        return int(changed.rowcount)

    def newest(self, case_code: str) -> str:
        """The last envelope of a case, whatever became of it; "" where there is none."""
        with storing():
            (id,) = self._db.conn.execute(
                "select max(id) from (select id from outbox where case_code = ?1 "
                "union all select id from delivered where case_code = ?1)",
                (case_code,),
            ).fetchone()
        return str(id or "")

    def is_refused(self, case_code: str) -> bool:
        """Whether the centre refused an envelope of the case: what comes behind it waits until somebody looked."""
        with storing():
            (refused,) = self._db.conn.execute(
                "select exists (select 1 from outbox where case_code = ? and state = 'refused')",
                (case_code,),
            ).fetchone()
        return bool(refused)

    def receipt(self, id: str) -> str:
        """The centre's receipt as JSON; empty while there is none."""
        with storing():
            row = self._db.conn.execute(
                "select receipt from delivered where id = ?", (id,)
            ).fetchone()
        return str(row[0]) if row else ""

    def rows(self, most: int = 200) -> tuple[OutboxRow, ...]:
        """Everything that waits or was refused, however much, then what was delivered, up to `most` in all.

        Newest first in each.
        """
        with reading(self._db):
            kept = self._db.conn.execute(
                "select id, case_code, state, attempts, due_at, put_at, trouble, copied_at, '' "
                "from outbox order by seq desc"
            ).fetchall()
            kept += self._db.conn.execute(
                "select id, case_code, 'delivered', attempts, 0, put_at, '', null, "
                "iif(json_valid(receipt), receipt ->> 'received_at', '') from delivered "
                "order by put_at desc, id desc limit ?",
                (max(0, most - len(kept)),),
            ).fetchall()
        return tuple(
            OutboxRow(id, code, EnvelopeState(state), *rest) for id, code, state, *rest in kept
        )

    def pressing(self, now: int) -> bool:
        """Whether an envelope could be claimed just now."""
        with storing():
            (found,) = self._db.conn.execute(
                "select exists (select 1 from outbox where state <> 'refused' "
                "and (due_at <= :now or due_at > :now + 3600) "
                "and seq in (select min(seq) from outbox group by case_code))",
                {"now": now},
            ).fetchone()
        return bool(found)

    def find(self, id: str) -> Envelope | None:
        """An envelope that is not delivered, in whatever state."""
        with storing():
            row = self._db.conn.execute(
                "select id, case_code, body, attempts, announced from outbox where id = ?", (id,)
            ).fetchone()
        if not row:
            return None
        id, case_code, body, attempts, announced = row
        return Envelope(id, case_code, body, attempts, bool(announced))

    def waiting(self) -> int:
        """How many envelopes are neither delivered nor refused."""
        with storing():
            (count,) = self._db.conn.execute(
                "select count(*) from outbox where state <> 'refused'"
            ).fetchone()
        return int(count)

    def _deliver(self, id: str, receipt: str, row: tuple[object, ...]) -> None:
        """`row`: what left the outbox, in the order of these columns."""
        self._db.conn.execute(
            "insert into delivered (id, receipt, case_code, attempts, put_at, body, same_day) "
            "values (?, ?, ?, ?, ?, ?, ?)",
            (id, receipt, *row),
        )

    def _settle(self, sent: Envelope, state: EnvelopeState, due_at: int, trouble: str) -> bool:
        with storing():
            changed = self._db.conn.execute(
                f"update outbox set state = :state, due_at = :due_at, trouble = :trouble {MINE}",
                {**_of(sent), "state": state.value, "due_at": due_at, "trouble": trouble},
            )
        return changed.rowcount == 1


def _head(id: str) -> int:
    return int(id[:15], 16)


def _of(sent: Envelope) -> dict[str, object]:
    """What MINE asks for."""
    return {
        "seq": _head(sent.id),
        "id": sent.id,
        "attempts": sent.attempts,
        "announced": sent.announced,
    }
