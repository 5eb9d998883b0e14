"""Which acts the centre was told of: each in the order of its case, until it is noted."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlite_utils import Database

from kiosk.contract.acts import ToldAct
from kiosk.plain import built
from kiosk.rules.flow.acts import Act
from kiosk.rules.flow.standing import standing
from kiosk.store.database import reading, storing
from kiosk.store.moments import stamp


class ActsTold:
    """Written by kiosk-sync alone. Raises StoreError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def untold(self, most: int, but: Collection[str] = ()) -> tuple[ToldAct, ...]:
        """What the centre does not know yet, the oldest first, of cases that went out or are to.

        What the centre itself said is none of it. `but`: ids of those that were told just now and not noted.
        """
        skipped = json.dumps(sorted(but))
        with reading(self._db):
            rows = self._db.conn.execute(
                "select a.id, a.case_id, a.number, c.code from acts a join cases c on c.id = a.case_id "
                "where a.told = 0 and a.by <> '' and a.id not in (select value from json_each(?)) "
                "order by a.at, a.case_id, a.number limit ?",
                (skipped, most),
            ).fetchall()
            return tuple(self._told(*row) for row in rows)

    def noted(self, ids: Collection[str]) -> None:
        """The centre has them."""
        with storing():
            self._db.conn.execute(
                "update acts set told = 1 where id in (select value from json_each(?))",
                (json.dumps(sorted(ids)),),
            )

    def tell_again(self) -> None:
        """The centre has lost what it was told."""
        with storing():
            self._db.conn.execute("update acts set told = 0 where told = 1")

    def _told(self, id: str, case: str, number: int, code: str) -> ToldAct:
        rows = self._db.conn.execute(
            "select said from acts where case_id = ? and number <= ? order by number",
            (case, number),
        ).fetchall()
        acts = tuple(built(Act, json.loads(said), spared=True) for (said,) in rows)
        stands, act = standing(acts), acts[-1]
        return ToldAct(
            id=id,
            code=code,
            kind=act.kind.value,
            at=stamp(act.at),
            role=act.role.value if act.role else "",
            status=stands.status.value,
            place=stands.place.value,
            due=stamp(stands.clock.due) if stands.clock else "",
        )
