"""What the kiosk's own checks found last: for the desk's page and the report to the centre."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.model import Words
from kiosk.store.database import storing, writing
from kiosk.store.moments import moment, stamp


@dataclass(frozen=True)
class Checkup:
    """One check's finding; `verdict` as kiosk.doctor.check has it, `to_do` None where nothing is."""

    name: str
    verdict: str
    what: Words
    to_do: Words | None
    figures: dict[str, str]
    at: dt.datetime


class Checkups:
    """One row a check, the last finding of each. Raises StoreError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, found: Sequence[Checkup]) -> None:
        """In place of the last finding of the same checks; of others it stays."""
        with writing(self._db):
            for number, one in enumerate(found):
                to_do = one.to_do or Words("", "")
                said = (one.what.vi, one.what.en, to_do.vi, to_do.en, json.dumps(one.figures))
                self._db.conn.execute(
                    "insert or replace into checkups "
                    "(name, number, verdict, vi, en, to_do_vi, to_do_en, figures, at) "
                    "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (one.name, number, one.verdict, *said, stamp(one.at)),
                )

    def last(self) -> tuple[Checkup, ...]:
        """In the order of the round; empty where no check was ever made."""
        with storing():
            rows = self._db.conn.execute(
                "select name, verdict, vi, en, to_do_vi, to_do_en, figures, at from checkups "
                "order by number, name"
            ).fetchall()
        return tuple(
            Checkup(
                name,
                verdict,
                Words(vi, en),
                Words(to_do_vi, to_do_en) if to_do_vi else None,
                json.loads(figures),
                moment(at),
            )
            for name, verdict, vi, en, to_do_vi, to_do_en, figures, at in rows
        )
