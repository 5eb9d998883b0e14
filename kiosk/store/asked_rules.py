"""How the kiosk stands with the province's rules, and which of them a case was accepted under."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.faults import Fault
from kiosk.store.database import storing
from kiosk.store.moments import moment, stamp


@dataclass(frozen=True)
class Asked:
    """`at`: when the province was last heard, None: never. `expires`: until when its word is good.

    `fault`: RULES_EXPIRED or RULES_REFUSED, with the `file` and `why` where one could not be used.
    """

    at: dt.datetime | None = None
    expires: dt.datetime | None = None
    lapsed: str = ""  # sha256 of a word once seen to be too old
    fault: Fault | None = None
    file: str = ""
    why: str = ""


class AskedRules:
    """kiosk-sync writes what it heard, sealing writes what holds for a case; the desk reads."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def standing(self) -> Asked:
        with storing():
            row = self._db.conn.execute(
                "select asked_at, expires_at, lapsed, fault, file, why from asked_rules"
            ).fetchone()
        at, expires = (moment(text) if text else None for text in row[:2])
        fault = Fault(row[3]) if row[3] else None
        return Asked(at, expires, row[2] or "", fault, row[4] or "", row[5] or "")

    def heard(self, now: dt.datetime, expires: dt.datetime) -> None:
        """The province's word was had and understood."""
        self._set(asked_at=stamp(now), expires_at=stamp(expires))

    def trouble(self, fault: Fault | None, file: str = "", why: str = "") -> bool:
        """What stands in the way, None for nothing; True if that is news."""
        before = self.standing()
        self._set(fault=fault.value if fault else None, file=file or None, why=why or None)
        return (before.fault, before.file, before.why) != (fault, file, why)

    def lapse(self, digest: str) -> None:
        """The word of that sha256 is too old, whatever a clock says later."""
        self._set(lapsed=digest)

    def accept(self, case: str, rules: str) -> None:
        """Part of the sealing transaction."""
        with storing():
            self._db.conn.execute(
                "insert into accepted_under (case_id, rules) values (?, ?) on conflict do nothing",
                (case, rules),
            )

    def accepted_under(self, case: str) -> str:
        """The version of a sealed case; empty: as shipped."""
        with storing():
            row = self._db.conn.execute(
                "select rules from accepted_under where case_id = ?", (case,)
            ).fetchone()
        return str(row[0]) if row else ""

    def needed(self) -> frozenset[str]:
        """Versions that cases of this kiosk were accepted under."""
        with storing():
            rows = self._db.conn.execute("select distinct rules from accepted_under").fetchall()
        return frozenset(row[0] for row in rows)

    def _set(self, **values: str | None) -> None:
        columns = ", ".join(f"{name} = ?" for name in values)
        with storing():
            self._db.conn.execute(f"update asked_rules set {columns}", tuple(values.values()))
