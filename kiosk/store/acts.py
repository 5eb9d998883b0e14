"""What the office did to its cases: a line an act, in the order of doing; the first stands, the second is told."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace

from sqlite_utils import Database

from kiosk.plain import built, spare
from kiosk.rules.flow.acts import Act, Kind, Place
from kiosk.rules.flow.standing import Standing, standing
from kiosk.store.cases import Cases
from kiosk.store.database import reading, writing
from kiosk.store.errors import CaseGone
from kiosk.store.inbox import Inbox
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import stamp
from kiosk.store.register import Register

_ANY = dt.datetime.min.replace(tzinfo=dt.UTC)
_CHOSEN = frozenset({Kind.HANDED_ON, Kind.SENT_BACK})  # where they lead to was


class Overtaken(Exception):
    """Somebody else did something to the case since it was looked at; `last` says what, and nothing was done."""

    def __init__(self, last: Act) -> None:
        super().__init__(last.kind.value)
        self.last = last


class Acts:
    """The acts of the cases that this kiosk holds. `kiosk`: its number. Raises StoreError."""

    def __init__(self, db: Database, kiosk: int = 0) -> None:
        self._db, self._kiosk = db, kiosk

    def of(self, case: str) -> tuple[Act, ...]:
        """Every act of a case, the undone ones among them."""
        with reading(self._db):
            rows = self._db.conn.execute(
                "select said from acts where case_id = ? order by number", (case,)
            ).fetchall()
        return tuple(built(Act, json.loads(said), spared=True) for (said,) in rows)

    def standing(self, case: str) -> Standing:
        """How a case stands."""
        return standing(self.of(case))

    def do(
        self,
        case: str,
        act: Act,
        id: str,
        after: int,
        check: Callable[[Standing], None] = lambda _: None,
        also: Callable[[Standing], None] = lambda _: None,
    ) -> Standing:
        """Write an act; how the case stands with it.

        `id` (32 hex digits) was drawn with the page that asks: asked again, the same is done once, and anything else
        is Overtaken. `after`: how many acts the page knew of. `check` may raise, seeing how the case stands before;
        `also` writes what belongs to it (a register's line, an envelope), all in one transaction. Raises Overtaken,
        CaseGone for a case that is not sealed here, or erased.
        """
        with writing(self._db):
            sealed, acts = Cases(self._db).sealed(case), self.of(case)
            if sealed is None:
                raise CaseGone(case)
            if (done := self._done(id)) == (case, _asked(act)):
                return standing(acts)
            if done or len(acts) != after:
                if not acts:  # no page of this database knew of any
                    raise CaseGone(case)
                raise Overtaken(acts[-1])
            check(standing(acts))
            if sealed.erased:  # perhaps while this waited for its turn
                raise CaseGone(case)
            act = replace(act, at=self._not_before(acts, act))
            self._db.conn.execute(
                "insert into acts (case_id, number, id, kind, at, by, said) values (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(case, len(acts) + 1, id, act.kind.value, stamp(act.at), act.by),
                    json.dumps(spare(act), ensure_ascii=False, separators=(",", ":")),
                ),
            )
            stands = standing((*acts, act))
            also(stands)
            Register(self._db, self._kiosk).stands(case, (*acts, act))
            Inbox(self._db, self._kiosk).stands(case, stands)
            Journal(self._db).write(
                JournalEvent.CASE_ACT,
                act.at,
                case=case,
                act=act.kind.value,
                by=act.by or "nobody",
                role=act.role.value if act.role else "none",
            )
        return stands

    def _done(self, id: str) -> tuple[str, Act] | None:
        """Of which case it was done, and what was asked for; None: it was not."""
        row = self._db.conn.execute("select case_id, said from acts where id = ?", (id,)).fetchone()
        return (row[0], _asked(built(Act, json.loads(row[1]), spared=True))) if row else None

    @staticmethod
    def _not_before(acts: tuple[Act, ...], act: Act) -> dt.datetime:
        """A clock that was put back never makes an act earlier than the one before it."""
        return max(act.at, acts[-1].at) if acts else act.at


def _asked(act: Act) -> Act:
    """What somebody chose and typed: the rest is reckoned anew each time a form comes, and may differ by then."""
    said = replace(act.reception, charges=()) if act.reception else None
    to = act.to if act.kind in _CHOSEN else Place.NONE
    clock = act.clock if act.kind is Kind.REDATED else None  # its day was typed
    return replace(act, at=_ANY, role=None, to=to, clock=clock, rules="", reception=said)
