"""How the cases stand at the centre: every status it told, in the order of telling, and how far it was listened to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.contract.news import NEWS_VERSION, CaseStatus, NewsItem, NewsPage, OnlineCase
from kiosk.store.acts_told import ActsTold
from kiosk.store.database import reading, storing, writing
from kiosk.store.erasing import bare_again
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import moment, stamp
from kiosk.store.online import Online
from kiosk.store.results import Results

_COLUMNS = "code, case_id, official, status, at, due, note"

# An item is about a case of ours only when its envelope is one that went out, or is to, under this very code.
_OURS = """
select id from cases where code = :code and state = 'sealed' and (
    exists (select 1 from delivered where id = :envelope and case_code = :code)
    or exists (select 1 from outbox where id = :envelope and case_code = :code))
"""
_LAST = "select max(number) from statuses group by code"
_OVER = (CaseStatus.NOT_ACCEPTED, CaseStatus.WITHDRAWN, CaseStatus.RETURNED)


@dataclass(frozen=True)
class Cursor:
    """The last item that is stored; (0, "") before the first."""

    seq: int = 0
    mark: str = ""


@dataclass(frozen=True)
class CaseStanding:
    """How a case stands at the centre since `at` (aware); nothing in it says whose it is."""

    code: str  # provisional
    official: str  # "" before the province gave one
    status: str  # a CaseStatus, or the code of one that this release does not know
    at: dt.datetime
    due: dt.date | None
    note: str  # a code, "" for none

    @property
    def known(self) -> CaseStatus | None:
        """The status, where this release has a word for it."""
        return CaseStatus(self.status) if self.status in set(CaseStatus) else None


class News:
    """The tables of statuses and of the cursor, written by kiosk-sync alone. Raises StoreError."""

    def __init__(self, db: Database, kiosk: int = 0) -> None:
        """`kiosk`: its number, under which cases filed online stand in the inbox."""
        self._db, self._kiosk = db, kiosk

    def cursor(self) -> Cursor:
        """What to ask from on; the start too where an older release did not understand all it was told."""
        with storing():
            row = self._db.conn.execute(
                "select seq, mark from news_cursor where version >= ?", (NEWS_VERSION,)
            ).fetchone()
        return Cursor(*row) if row else Cursor()

    def take(self, asked: Cursor, page: NewsPage, now: dt.datetime) -> bool:
        """Store what was answered to `asked`, and the cursor with it. False: asked anew from the start first.

        One transaction: after a crash it is asked for again, and nothing is added twice. A centre that went
        back, or left something out, is asked from the start on; there, what it has not got is not waited for.
        """
        with writing(self._db):
            if self.cursor() != asked:  # another answer came in between
                return True
            lost = page.after != asked.seq or page.last < page.after
            if lost or (page.after and _gap(page)):
                self._begin_anew(now)
            if page.last < page.after or (page.after and _gap(page)):
                return False
            self._store(page, now)
        return True

    def status_of(self, code: str) -> CaseStanding | None:
        """How the case of a provisional code stands; None for one of which nothing was told, or not of this kiosk."""
        told = self.history(code)
        return told[-1] if told else None

    def history(self, code: str) -> tuple[CaseStanding, ...]:
        """Everything that was told of a case of this kiosk, in the order of telling."""
        with storing():
            rows = self._db.conn.execute(
                f"select {_COLUMNS} from statuses where code = ? order by number",
                (code,),
            ).fetchall()
        return tuple(_standing(*row) for row in rows)

    def unfinished(self, most: int = 2000) -> tuple[CaseStanding, ...]:
        """How each of this kiosk's cases stands that is not over, or whose result still lies here; newest first."""
        with reading(self._db):
            rows = self._db.conn.execute(
                f"select {_COLUMNS} from statuses where number in ({_LAST}) and (status not in (?, ?, ?) "
                "or code in (select code from results where state in ('waiting', 'here'))) "
                "order by number desc limit ?",
                (*(status.value for status in _OVER), most),
            ).fetchall()
        return tuple(_standing(*row) for row in rows)

    def _begin_anew(self, now: dt.datetime) -> None:
        self._db.conn.execute("delete from news_cursor")
        Results(self._db).tell_again()
        ActsTold(self._db).tell_again()
        Journal(self._db).write(JournalEvent.NEWS_ANEW, now)

    def _store(self, page: NewsPage, now: dt.datetime) -> None:
        new = strays = unread = 0
        for told in page.told:
            if told.item is None:
                unread += 1
                continue
            if isinstance(told.item, OnlineCase):
                Online(self._db, self._kiosk).told(told.item, now)
                new += 1
                continue
            case = self._case(told.item)
            if told.item.result:
                Results(self._db).named(told.item.result, told.item.code, case)
            if case is None:
                strays += 1
            elif self._add(told.item, case):
                new += 1
                if told.item.status == CaseStatus.RETURNED:
                    Results(self._db).returned_elsewhere(case)
                bare_again(self._db, case)
        if page.told:
            self._db.conn.execute(
                "insert into news_cursor (one, seq, mark, version) values (1, ?, ?, ?) "
                "on conflict (one) do update set seq = excluded.seq, mark = excluded.mark, "
                "version = excluded.version",
                (page.told[-1].seq, page.told[-1].mark, NEWS_VERSION),
            )
        if new or strays or unread:
            Journal(self._db).write(
                JournalEvent.NEWS_CAME, now, new=new, strays=strays, unread=unread
            )

    def _case(self, item: NewsItem) -> str | None:
        row = self._db.conn.execute(
            _OURS, {"code": item.code, "envelope": item.envelope}
        ).fetchone()
        return str(row[0]) if row else None

    def _add(self, item: NewsItem, case: str) -> bool:
        """False: it was told before."""
        result = item.result.id if item.result else None
        added = self._db.conn.execute(
            f"insert into statuses (digest, {_COLUMNS}, result) values (?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "on conflict (digest) do nothing",
            (
                *(item.digest, item.code, case, item.official, item.status),
                *(stamp(moment(item.at)), item.due, item.note, result),
            ),
        )
        return added.rowcount == 1


def _gap(page: NewsPage) -> bool:
    return any(told.seq != page.after + number for number, told in enumerate(page.told, start=1))


def _standing(
    code: str, _: str | None, official: str, status: str, at: str, due: str, note: str
) -> CaseStanding:
    day = dt.date.fromisoformat(due) if due else None
    return CaseStanding(code, official, status, moment(at), day, note)
