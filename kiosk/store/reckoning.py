"""How far this machine and the centre agree: on the chain, on receipts, and on who bears this name."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlite_utils import Database

from kiosk.contract import Known
from kiosk.faults import Fault
from kiosk.store.database import storing, writing
from kiosk.store.health import Health
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import moment, stamp
from kiosk.store.outbox import Outbox
from kiosk.store.tickets import Tickets

GAP = 100  # numbers: more than a kiosk gives in a day whose announcements the centre has not heard
SPOKEN = dt.timedelta(days=1)  # so long the desk hears of what was found out
APART = dt.timedelta(minutes=5)  # more than clocks differ by that somebody set
IDENTITY, RECEIPTS, TIME = "identity", "receipts", "time"  # as health calls them
_ID = re.compile(r"(?!\d+$)[0-9a-f]{32}")  # a receipt's, as the journal takes it


class Sign(StrEnum):
    """What greeting the centre brings to light."""

    TWIN = "twin"
    RESTORED = "restored"
    CENTRE_RESTORED = "centre-restored"


_SHOWN = (
    (IDENTITY, Sign.TWIN, Fault.IDENTITY_TWIN),
    (IDENTITY, Sign.RESTORED, Fault.IDENTITY_RESTORED),
    (RECEIPTS, Sign.CENTRE_RESTORED, Fault.CENTRE_RESTORED),
)


@dataclass(frozen=True)
class LookingBack:
    """Envelopes up to `behind` are looked through, None: nothing is. `said`: the centre did lose some.

    `apart`: by how many receipts ours were ahead of the centre's when last all was well.
    """

    behind: str | None
    said: bool
    apart: int


class Reckoning:
    """Written by kiosk-sync alone; each finding, its journal entry and what the desk hears are one transaction.

    Raises StoreError.
    """

    def __init__(self, db: Database, clock: Callable[[], dt.datetime]) -> None:
        self._db, self._clock = db, clock
        self._journal, self._health = Journal(db), Health(db)

    def before(self) -> str:
        """The last start of kiosk-sync of which the centre heard; "" for none."""
        with storing():
            row = self._db.conn.execute("select run from run").fetchone()
        return str(row[0]) if row else ""

    def heard(self, run: str) -> None:
        """The centre has heard of this start."""
        with storing():
            self._db.conn.execute(
                "insert into run (one, run) values (1, ?) "
                "on conflict (one) do update set run = excluded.run where run <> excluded.run",
                (run,),
            )

    def receipts(self) -> int:
        """How many the centre gave this machine under its name."""
        with storing():
            (count,) = self._db.conn.execute(
                "select count(*) from delivered where former = 0"
            ).fetchone()
        return int(count)

    def twin(self, seen: str) -> None:
        """Two machines go by this name; `seen`: by whom, "centre" or "here"."""
        with writing(self._db):
            if self._note(Sign.TWIN):
                self._journal.write(JournalEvent.IDENTITY_TWIN, self._clock(), seen=seen)

    def restored(self, known: Known, ours: int) -> None:
        """This disk was put back to an older copy; tickets of today skip what may be in somebody's hand."""
        now = self._clock()
        with writing(self._db):
            self._note(Sign.RESTORED)
            behind = Tickets(self._db).skip(now, known.code, GAP)
            self._journal.write(
                JournalEvent.IDENTITY_RESTORED, now, ours=ours, centre=known.seq, behind=behind
            )
            self.resume(known)

    def resume(self, known: Known) -> None:
        """The next link goes behind the furthest that the centre was told of."""
        with writing(self._db):
            self._db.conn.execute(
                "insert into resumed (seq, digest, at) values (?, ?, ?) on conflict do nothing",
                (known.seq, known.digest, stamp(self._clock())),
            )

    def speak(self) -> None:
        """The desk hears what was found out within a day, and that nothing was, once something had been."""
        now = self._clock()
        with writing(self._db):
            rows = self._db.conn.execute("select sign, at from signs").fetchall()
            fresh = {Sign(sign) for sign, at in rows if abs(now - moment(at)) < SPOKEN}
            back = self.looking_back()
            if back.said and back.behind is not None:
                fresh.add(Sign.CENTRE_RESTORED)
            for device in {
                device for device, sign, _ in _SHOWN if sign in {row[0] for row in rows}
            }:
                faults = [fault for name, sign, fault in _SHOWN if name == device and sign in fresh]
                self._health.note(device, faults[0] if faults else None, now)

    def compare(self, theirs: dt.datetime, ours: dt.datetime) -> None:
        """The clocks at one moment; more than APART between them is said, once, until it is over."""
        apart = ours - theirs
        wrong = abs(apart) > APART
        with writing(self._db):
            known = {row.device for row in self._health.devices()}
            if not wrong and TIME not in known:
                return
            news = self._health.note(TIME, Fault.CLOCK_WRONG if wrong else None, self._clock())
            if wrong and news:
                self._journal.write(
                    JournalEvent.CLOCK_DIFFERS,
                    self._clock(),
                    side="ahead" if apart > dt.timedelta() else "behind",
                    seconds=min(int(abs(apart).total_seconds()), 10**8 - 1),
                )

    def looking_back(self) -> LookingBack:
        with storing():
            behind, said, apart = self._db.conn.execute(
                "select behind, said, apart from looking_back"
            ).fetchone()
        return LookingBack(behind, bool(said), apart)

    def look_back(self, known: Known) -> None:
        """From now on everything still kept here is looked through.

        Where the centre has fewer receipts than this disk, it lost some, and that is said; where this disk forgot
        some itself, only once one is missed.
        """
        with writing(self._db):
            self._db.conn.execute(
                "update looking_back set behind = '', again = 0, said = 0, centre = ?",
                (known.receipts,),
            )
            if self.receipts() > known.receipts:
                self._say_lost()

    def batch(self, most: int) -> tuple[str, ...]:
        """The next envelopes to ask for that were delivered and are still kept whole; empty at the end."""
        with storing():
            rows = self._db.conn.execute(
                "select id from delivered where id > (select behind from looking_back) "
                "and body is not null and former = 0 order by id limit ?",
                (most,),
            ).fetchall()
        return tuple(id for (id,) in rows)

    def put_back(self, batch: tuple[str, ...], missing: Collection[str]) -> int:
        """Those of the batch that the centre misses wait again, and the batch is done; how many they are."""
        now, again = self._clock(), 0
        with writing(self._db):
            for id in batch:
                if id in missing and (was := Outbox(self._db).put_back(id, int(now.timestamp()))):
                    code, receipt = was
                    fields = {"envelope": id, "code": code, "receipt": _receipt_id(receipt)}
                    self._journal.write(JournalEvent.ENVELOPE_PUT_BACK, now, **fields)
                    again += 1
            self._db.conn.execute(
                "update looking_back set behind = ?, again = again + ?", (batch[-1], again)
            )
            if again and not self.looking_back().said:
                self._say_lost()
        return again

    def caught_up(self, known: Known) -> None:
        """Everything was looked through; what the centre misses now, nobody can send again."""
        with writing(self._db):
            apart = self.receipts() - known.receipts
            again, said = self._db.conn.execute(
                "update looking_back set behind = null, apart = ? returning again, said", (apart,)
            ).fetchone()
            if said:
                self._journal.write(
                    JournalEvent.CENTRE_CAUGHT_UP, self._clock(), again=again, gone=max(0, apart)
                )

    def all_well(self, apart: int) -> None:
        """Ours are ahead of the centre's receipts by so many, and nothing speaks for a loss."""
        with storing():
            self._db.conn.execute("update looking_back set apart = ?", (apart,))

    def _say_lost(self) -> None:
        (centre,) = self._db.conn.execute(
            "update looking_back set said = 1 returning centre"
        ).fetchone()
        self._note(Sign.CENTRE_RESTORED)
        self._journal.write(
            JournalEvent.CENTRE_RESTORED, self._clock(), ours=self.receipts(), centre=centre
        )

    def _note(self, sign: Sign) -> bool:
        """Whether it is news, or was last heard of a day ago."""
        now = self._clock()
        row = self._db.conn.execute("select at from signs where sign = ?", (sign.value,)).fetchone()
        self._db.conn.execute(
            "insert into signs (sign, at) values (?, ?) "
            "on conflict (sign) do update set at = excluded.at",
            (sign.value, stamp(now)),
        )
        return row is None or abs(now - moment(row[0])) >= SPOKEN


def _receipt_id(receipt: str) -> str:
    id = str(json.loads(receipt).get("id"))
    return id if _ID.fullmatch(id) else "other"
