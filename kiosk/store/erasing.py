"""Erasing a case: its key is destroyed, and with it whatever was read, scanned or made for it. Counts stay."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from sqlite_utils import Database

from kiosk.rules.flow.standing import OVER
from kiosk.store.copies import LAST_LEVEL
from kiosk.store.database import empty_log, reading, storing, writing
from kiosk.store.errors import StoreError
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import moment, stamp
from kiosk.store.register import BLANKED
from kiosk.store.vault import Vault

PATIENCE = 0.2  # seconds that somebody at the screen may be held up while the log is emptied

# What goes of each table, in this order, in one transaction. Whoever adds a table adds a line here or in STAYS:
# a test asks every table of the database.
GOES: dict[str, str] = {
    "case_keys": "delete from case_keys where case_id = :case",
    "cases": "update cases set holder = null, evidence = null, doubt = null where id = :case",
    "pages": "delete from pages where case_id = :case",
    "ocr": "delete from ocr where case_id = :case",
    # What was done, by whom, when and where it led stays: the case stands as it stood. What was said goes.
    "acts": "update acts set said = json_remove(said, '$.ground', '$.note', '$.wanted', '$.reception', '$.number') "
    "where case_id = :case",
    "holder_marks": "delete from holder_marks where case_id = :case",
    "inbox": "update inbox set name = '', name_key = '', search = code, gone = 1, "
    "version = (select max(version) + 1 from inbox) where case_id = :case",
    # The register has a term of its own, longer than a case's days here; on request its line goes at once.
    "register": f"update register set {BLANKED}, gone = :why where case_id = :case and :why <> 'retention'",
    "documents": "delete from documents where case_id = :case",  # a hash tells who has the paper what it was
    "visit": "delete from visit where case_id = :case",
    "retained": "delete from retained where case_id = :case",
    "outbox": "delete from outbox where case_code = :code",
    # The receipt stays: what the centre took over, as hashes.
    "delivered": "update delivered set body = null where case_code = :code",
    # The register's line stays as the law wants it, with the hash of what was handed out; its file is gone.
    # A try that was at it settles nothing any more.
    "certifications": "update certifications set path = '', leased = 0, tries = tries + 1 "
    "where case_id = :case",
    # Code, status and days stay. What the centre decided it still has: whoever wants it asks there.
    "statuses": "update statuses set official = '', note = '', result = null where case_id = :case",
    "results": "update results set name = '', sha256 = '', size = 0, media_type = '', path = null, "
    "state = iif(state = 'handed', state, 'at-centre') where case_id = :case",
}

# What holds nothing of anybody's, and why it stays.
STAYS: dict[str, str] = {
    "tickets": "numbers, codes and times: what the office counts",
    "journal": "codes and counts, chained: nothing can be taken out",
    "journal_head": "of the journal",
    "links": "hashes and signatures of envelopes, chained",
    "former_names": "that it had them, and until when",
    "former_links": "links of a name this machine had",
    "resumed": "of the chain",
    "run": "of the kiosk",
    "signs": "of the kiosk",
    "looking_back": "of the kiosk",
    "ticket_floors": "numbers",
    "queue_log": "numbers, times and why somebody was called sooner: of nobody, once the case is gone",
    "queue_days": "sums of times of a day",
    "questions_opened": "how often which answer was opened",
    "appointments": "fields and times, and the case that came: of nobody, once it is gone",
    "corrections": "which envelope put which right, in numbers drawn by chance",
    "calls": "fault codes and times",
    "batches": "numbers of counters and pages",
    "feeds": "of a scanner, not of a case",
    "services": "of a scanner",
    "health": "of a device",
    "checkups": "of the machine",
    "served": "of the kiosk, five minutes at a time",
    "signers": "the office's own officials",
    "looked_into": "who of the office looked into which case",
    "people": "who works at the office",
    "posts": "since when as what",
    "sessions": "who is signed in at the desk",
    "inbox_desks": "how far other desks were listened to",
    "screen": "at which step the screen is, of nobody, and only while it runs",
    "orders": "what the office ordered of the kiosk: of nobody, once the case is gone",
    "erasures": "that it was erased, and why",
    "heard": "how far the centre's news were looked at",
    "office_days": "of the kiosk",
    "leaflets": "that one was printed",
    "asked_rules": "when the province was last heard",
    "accepted_under": "a version of the rules, by case: of nobody",
    "keyring": "of the kiosk",
    "news_cursor": "how far the centre was listened to",
    "worklist": "old cases, which are forgotten by Worklist.forget",
    "worklist_cases": "old cases, which are forgotten by Worklist.forget",
}


class Why(StrEnum):
    """The word that the journal keeps; never whose wish it was."""

    RETENTION = "retention"  # the centre has it, and its days here are over
    CITIZEN = "citizen"  # the citizen asked
    MISTAKE = "mistake"  # it should not have been handed in here
    ORDER = "order"  # an authority's decision
    TRIAL = "trial"  # it was made to try the kiosk


class Hold(StrEnum):
    """What speaks against erasing a case."""

    REFUSED = "refused"  # the centre said no: a clerk must look, and this is the only copy
    UNSENT = "unsent"  # the centre's receipt is not here for all there is to send
    COPY_UNSIGNED = "copy-unsigned"  # a certified copy waits for a signature or the seal
    COPY_INCOMPLETE = "copy-incomplete"  # a certified copy waits for what proves it in later years
    RESULT = "result"  # its result is to be handed over here
    CLERK_CALLED = "clerk-called"
    BATCH = "batch"  # a counter still scans for it
    IN_HAND = "in-hand"  # the office has not settled it


class EraseRefusal(StrEnum):
    """Why a case was not erased."""

    UNKNOWN = "unknown"  # no sealed case of that id is here
    UNDELIVERED = (
        "undelivered"  # refused or unsent, and the caller did not say that it may go all the same
    )
    COPY_UNSIGNED = "copy-unsigned"


class EraseError(Exception):
    """Nothing was changed."""

    def __init__(self, refusal: EraseRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True)
class Standing:
    """What can be said of a sealed case before it is erased. `erased_at`: it was, already."""

    code: str
    holds: frozenset[Hold]
    copies: int  # of it in the certification register, void ones apart
    erased_at: dt.datetime | None


_UNSENT = "exists (select 1 from outbox where case_code = c.code and state <> 'refused')"
_ENDED = ", ".join(f"'{status.value}'" for status in sorted(OVER))
# An office that has never worked on a case at the desk settles them elsewhere: what was handed in before its first act
# is not waited for. What the centre calls over is over.
_IN_HAND = (
    "c.documents > 0 and (exists (select 1 from acts where case_id = c.id) "
    "or c.ended_at >= (select min(at) from acts)) "
    "and coalesce((select status from inbox i where i.case_id = c.id and i.gone = 0), 'registered') "
    f"not in ({_ENDED}) and coalesce((select status from statuses s where s.code = c.code "
    f"order by number desc limit 1), '') not in ({_ENDED})"
)
_HOLDS: dict[Hold, str] = {
    Hold.REFUSED: "exists (select 1 from outbox where case_code = c.code and state = 'refused')",
    # A case without papers has nothing to send.
    Hold.UNSENT: f"({_UNSENT} or c.documents > 0 and not exists "
    "(select 1 from delivered where case_code = c.code))",
    Hold.COPY_UNSIGNED: "exists (select 1 from certifications where case_id = c.id "
    "and state in ('waiting-official', 'waiting-organisation'))",
    Hold.COPY_INCOMPLETE: "exists (select 1 from certifications where case_id = c.id "
    f"and state = 'certified' and level <> '{LAST_LEVEL}')",
    Hold.RESULT: "exists (select 1 from results where case_id = c.id "
    "and state in ('waiting', 'here'))",
    Hold.CLERK_CALLED: "exists (select 1 from calls where case_id = c.id and done_at is null)",
    Hold.BATCH: "exists (select 1 from batches where case_id = c.id "
    "and state in ('waiting', 'scanning'))",
    Hold.IN_HAND: f"({_IN_HAND})",
}


def bare_again(db: Database, case: str) -> None:
    """What came in of a case since it was erased goes as the rest did; part of the caller's transaction.

    Nothing of a case that is still here.
    """
    erased = db.conn.execute("select 1 from erasures where case_id = ?", (case,)).fetchone()
    if erased:
        for table in ("statuses", "results"):
            db.conn.execute(GOES[table], {"case": case})


class Erasing:
    """Erases sealed cases. Raises StoreError throughout."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db, self._vault = db, vault

    def standing(self, case: str) -> Standing:
        """Raises EraseError for what is no sealed case."""
        with storing():
            row = self._db.conn.execute(
                f"select {', '.join(_HOLDS.values())}, c.code, (select count(*) from certifications "
                "where case_id = c.id and state <> 'void'), e.at "
                "from cases c left join erasures e on e.case_id = c.id "
                "where c.id = ? and c.state = 'sealed'",
                (case,),
            ).fetchone()
        if not row:
            raise EraseError(EraseRefusal.UNKNOWN)
        *held, code, copies, at = row
        holds = frozenset(hold for hold, is_so in zip(_HOLDS, held, strict=True) if is_so)
        return Standing(code, holds, copies, moment(at) if at else None)

    @staticmethod
    def must_be_free(standing: Standing, *, undelivered: bool) -> None:
        """Raises EraseError where it would not be erased; see `erase`."""
        if Hold.COPY_UNSIGNED in standing.holds:
            raise EraseError(EraseRefusal.COPY_UNSIGNED)
        if standing.holds & {Hold.UNSENT, Hold.REFUSED} and not undelivered:
            raise EraseError(EraseRefusal.UNDELIVERED)

    def erase(self, case: str, why: Why, now: dt.datetime, *, undelivered: bool = False) -> bool:
        """The case cannot be read any more, from no copy of the vault either; False: it was erased before.

        On return its key is destroyed for good. Its files and what the log still holds go as far as that
        can be done now, and with `finish` else. `undelivered`: also where the centre has no receipt for it, and
        then nobody has the case. Raises EraseError.
        """
        with writing(self._db):
            standing = self.standing(case)
            if standing.erased_at is None:
                self.must_be_free(standing, undelivered=undelivered)
                self._destroy(case, standing.code, why, now)
            else:
                self._unbook(case, standing.code, why, now)
        with suppress(
            StoreError
        ):  # the key is gone; what is left is noise, and goes at the next try
            self.finish()
        return standing.erased_at is None

    def finish(self) -> None:
        """Whatever was erased and not cleared yet loses its files, and the log is emptied of its key."""
        with storing():
            rows = self._db.conn.execute(
                "select case_id from erasures where cleared = 0"
            ).fetchall()
        if not rows:
            return
        for (case,) in rows:
            self._vault.drop(case)
        if empty_log(self._db, PATIENCE):
            with writing(self._db):
                self._db.conn.executemany("update erasures set cleared = 1 where case_id = ?", rows)

    def sweep(self) -> None:
        """At a start: `finish`, and files go that somebody wrote for a case while it was erased."""
        self.finish()
        for case in self._vault.cases():
            with reading(self._db):
                erased = self._db.conn.execute(
                    "select 1 from erasures where case_id = ?", (case,)
                ).fetchone()
            if erased:
                self._vault.drop(case)

    def _unbook(self, case: str, code: str, why: Why, now: dt.datetime) -> None:
        """Its days were over before; what the register kept of it goes on request."""
        gone = self._db.conn.execute(
            GOES["register"].replace("where", "where gone = '' and", 1),
            {"case": case, "why": why.value},
        )
        if gone.rowcount:
            self._db.conn.execute("update erasures set cleared = 0 where case_id = ?", (case,))
            Journal(self._db).write(
                JournalEvent.CASE_ERASED, now, case=case, code=code, why=why.value
            )

    def _destroy(self, case: str, code: str, why: Why, now: dt.datetime) -> None:
        for statement in GOES.values():
            self._db.conn.execute(statement, {"case": case, "code": code, "why": why.value})
        self._db.conn.execute(
            "insert into erasures (case_id, at, why) values (?, ?, ?)",
            (case, stamp(now), why.value),
        )
        Journal(self._db).write(JournalEvent.CASE_ERASED, now, case=case, code=code, why=why.value)
