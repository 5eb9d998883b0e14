"""What the centre's news mean for a case: its word ends one, and a result that lies here waits at the return desk."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlite_utils import Database

from kiosk.contract.news import CaseStatus
from kiosk.rules.flow.acts import Act, Kind, Place
from kiosk.rules.flow.standing import standing
from kiosk.store.acts import Acts
from kiosk.store.called_back import result_handed
from kiosk.store.database import storing, writing

_ENDS = {
    CaseStatus.NOT_ACCEPTED: Kind.DECLINED,
    CaseStatus.WITHDRAWN: Kind.WITHDRAWN,
    CaseStatus.STOPPED: Kind.STOPPED,
    CaseStatus.RETURNED: Kind.RETURNED,
}
# The last word of the centre on each case that stands otherwise here; erased ones apart.
_OTHERWISE = """
select s.case_id, s.digest, s.status from statuses s
where s.number = (select max(number) from statuses where code = s.code)
  and s.status in ('decided', 'returned', 'withdrawn', 'stopped', 'not-accepted')
  and (s.status <> 'decided' or exists (select 1 from results where code = s.code and state = 'here'))
  and not exists (select 1 from erasures where case_id = s.case_id)
  and s.status <> coalesce((select status from inbox i where i.case_id = s.case_id and i.kiosk = :kiosk), '')
order by s.number
"""


class Heard:
    """The centre's news as acts by nobody of the office (`by` ""). Raises StoreError."""

    def __init__(self, db: Database, kiosk: int = 0) -> None:
        self._db, self._kiosk = db, kiosk

    def hear(self, now: dt.datetime) -> int:
        """Acts for what came since the last time; how many. Cheap where nothing came; asked twice, done once."""
        with storing():
            asked = self._db.conn.execute(
                "select number, here_at, (select coalesce(max(number), 0) from statuses), "
                "(select coalesce(max(here_at), '') from results) from heard"
            ).fetchone()
        number, here_at, last, last_here = asked
        if (number, here_at) == (last, last_here):
            return 0
        with writing(self._db):
            rows = self._db.conn.execute(_OTHERWISE, {"kiosk": self._kiosk}).fetchall()
            done = sum(self._done(case, digest, status, now) for case, digest, status in rows)
            self._db.conn.execute("update heard set number = ?, here_at = ?", (last, last_here))
        return done

    def _done(self, case: str, digest: str, status: str, now: dt.datetime) -> bool:
        acts = Acts(self._db, self._kiosk)
        done, said = acts.of(case), CaseStatus(status)
        stands, kind = standing(done), _ENDS.get(said, Kind.ISSUED)
        if stands.status is said or stands.over:
            return False
        # The centre repeats what this office told it; since then the office may have taken the case up again.
        if kind is not Kind.ISSUED and any(act.kind is kind for act in done):
            return False
        to = Place.RETURN if kind is Kind.ISSUED else Place.NONE
        act = Act(kind, now, "", to=to)
        after = acts.do(
            *(case, act, id_of_news(digest), stands.acts),
            also=lambda _: self._settle(case, kind, now),
        )
        return after.acts > stands.acts

    def _settle(self, case: str, kind: Kind, now: dt.datetime) -> None:
        if kind is Kind.RETURNED:
            result_handed(self._db, case, now)


def id_of_news(digest: str) -> str:
    """The id of the act that some news become: the same for the same news."""
    return hashlib.sha256(f"news {digest}".encode()).hexdigest()[:32]
