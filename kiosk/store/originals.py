"""Pages as scanned are kept until the centre has its receipt for their case; then only the dossier stays."""

from __future__ import annotations

import datetime as dt
import re

from sqlite_utils import Database

from kiosk.model import CaseState
from kiosk.store.cases import Cases
from kiosk.store.database import storing, writing
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import stamp
from kiosk.store.vault import Vault

# Files of pages and of dossiers, half written ones among them; what others keep in a case's folder is theirs.
_OURS = re.compile(
    r"([0-9a-f]{32}(\.jpg|-[0-9a-f]{32}\.made)|dossier-[0-9a-f]{32})(\.part)?", re.ASCII
)
# A case that waits with a second envelope is not done.
_DELIVERED = """
select distinct p.case_id from pages p join cases c on c.id = p.case_id
where c.state = 'sealed' and c.code in (select case_code from delivered)
  and c.code not in (select case_code from outbox)
  and (:since = '' or c.ended_at < :since or exists (
    select 1 from acts a where a.case_id = c.id and a.kind in ('received', 'declined', 'withdrawn')))
order by c.ended_at
"""
RECEPTION = dt.timedelta(days=2)  # so long a clerk still looks at the pages themselves


class Originals:
    """What may leave the vault, and when. Raises StoreError."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db, self._vault = db, vault

    def remove_delivered(self, now: dt.datetime, reception: dt.timedelta | None = None) -> int:
        """Remove the pages of every case the centre has a receipt for; how many cases there were.

        `reception`: those that nobody received or declined yet stay so long behind their sealing.
        Cut at any moment, it is done to the end the next time: rows go last.
        """
        with storing():
            since = stamp(now - reception) if reception else ""
            rows = self._db.conn.execute(_DELIVERED, {"since": since}).fetchall()
            cases = [str(case) for (case,) in rows]
        for case in cases:
            self._sweep(case, self._documents(case))
            with writing(self._db):
                gone = self._db.conn.execute("delete from pages where case_id = ?", (case,))
                if gone.rowcount > 0:
                    Journal(self._db).write(
                        JournalEvent.ORIGINALS_REMOVED, now, case=case, pages=gone.rowcount
                    )
        return len(cases)

    def sweep(self) -> None:
        """Remove what a power cut left behind that nothing names, in the folder of every case but open ones.

        To be called while nobody writes files of cases that are not open.
        """
        for case in self._vault.cases():
            match Cases(self._db, self._vault).state(case):
                case CaseState.SEALED:
                    self._sweep(case, self._documents(case) | self._pages(case))
                case CaseState.FORGOTTEN:
                    self._vault.drop(case)
                case _:
                    pass  # of an open case a file is there before it is named

    def _sweep(self, case: str, named: set[str]) -> None:
        for name in self._vault.names(case):
            if _OURS.fullmatch(name) and name not in named:
                self._vault.remove(f"{case}/{name}")

    def _documents(self, case: str) -> set[str]:
        with storing():
            rows = self._db.conn.execute("select path from documents where case_id = ?", (case,))
            return {_name(path) for (path,) in rows}

    def _pages(self, case: str) -> set[str]:
        with storing():
            rows = self._db.conn.execute(
                "select path, coalesce(preview, path), coalesce(made, path) from pages "
                "where case_id = ?",
                (case,),
            )
            return {_name(path) for row in rows for path in row}


def _name(path: str) -> str:
    """The file's name, of a vault path."""
    return path.partition("/")[2].partition(":")[0]
