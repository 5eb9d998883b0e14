"""Lists of cases: filtered, searched, sorted, page by page; a page stays where it is while cases come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from kiosk.rules.flow.acts import Place
from kiosk.rules.search import fold
from kiosk.store.database import storing
from kiosk.store.inbox import SHOWN, InboxRow, row_of
from kiosk.store.moments import stamp

EVERYWHERE = tuple(Place)


class Only(StrEnum):
    """Of which state."""

    ALL = ""
    OVERDUE = "overdue"
    TODAY = "today"  # due today, or late already
    RESTING = "resting"
    UNSEEN = "unseen"  # handed in, and nobody has opened it for too long


class Order(StrEnum):
    """What comes first."""

    TURN = "turn"  # the most urgent
    DUE = "due"  # the earliest due; what has no date last
    NAME = "name"  # as Vietnamese names sort
    NEWEST = "newest"  # handed in last


_KEYS = {
    Order.TURN: "turn",
    Order.DUE: "iif(due = '', '~', due)",
    Order.NAME: "name_key",
    Order.NEWEST: "handed_in",
}


@dataclass(frozen=True)
class Asked:
    """Which cases are listed. `now` and `day_ends`: what is late, and of today; `unseen`: how long is too long."""

    now: dt.datetime
    day_ends: dt.datetime
    unseen: dt.timedelta
    places: tuple[Place, ...] = EVERYWHERE  # Place.NONE: what is over
    owner: str | None = None  # "": nobody's; None: anybody's
    procedures: tuple[str, ...] | None = None  # codes; None: any
    only: Only = Only.ALL
    kiosk: int | None = None
    text: str = ""  # each word begins a word of name, code, ticket or last digits, with or without diacritics
    order: Order = Order.TURN


@dataclass(frozen=True)
class Behind:
    """Where a page ended: the last row's case, and its moment or turn; a name is never part of it."""

    kiosk: int
    case: str
    key: str = ""


@dataclass(frozen=True)
class Listed:
    """One page of a list. `behind`: where the next one begins; None where there is none."""

    rows: tuple[InboxRow, ...]
    behind: Behind | None


@dataclass(frozen=True)
class Count:
    """What lies in one place."""

    cases: int = 0
    late: int = 0
    unseen: int = 0  # for too long


class InboxList:
    """Reads what kiosk.store.inbox writes. Raises StoreError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def page(self, asked: Asked, behind: Behind | None = None, most: int = 50) -> Listed:
        """At most so many rows from behind the last page's end; each place's list is read no further than that."""
        key = _KEYS[asked.order]
        wanted, values = _wanted(asked)
        down = asked.order is Order.NEWEST
        way = "desc" if down else ""
        if behind is not None:
            values |= {
                "key": self._key(asked.order, behind), "at_kiosk": behind.kiosk, "at_case": behind.case
            }  # fmt: skip
            sign = "<" if down else ">"
            wanted += f" and ({key}, kiosk, case_id) {sign} (:key, :at_kiosk, :at_case)"
        lists = " union all ".join(
            f"select * from (select kiosk, case_id, {key} as key from inbox "
            f"where gone = 0 and place = '{place.value}' {wanted} "
            f"order by {key} {way}, kiosk {way}, case_id {way} limit :most)"
            for place in asked.places
        )
        with storing():
            found = self._db.conn.execute(
                f"with keys as ({lists} order by key {way}, kiosk {way}, case_id {way} limit :most) "
                f"select {_of('row', SHOWN)}, keys.key from keys join inbox as row using (kiosk, case_id) "
                f"order by keys.key {way}, kiosk {way}, case_id {way}",
                values | {"most": most + 1},
            ).fetchall()
        rows = tuple(row_of(*columns) for *columns, _ in found[:most])
        return Listed(rows, _end(asked.order, found[most - 1]) if len(found) > most else None)

    def counts(self, asked: Asked) -> dict[Place, Count]:
        """Of every place but what is over, whoever's, of whatever kiosk."""
        with storing():
            found = self._db.conn.execute(
                "select place, count(*), sum(late_from > '' and late_from <= :now), "
                f"sum({_UNSEEN}) from inbox where gone = 0 and place > '' group by place",
                _moments(asked),
            ).fetchall()
        return {Place(place): Count(*count) for place, *count in found}

    def newest(self) -> int:
        """The number of what arrived last."""
        with storing():
            (last,) = self._db.conn.execute(
                "select coalesce(max(arrived), 0) from inbox"
            ).fetchone()
        return int(last)

    def arrived(self, since: int, places: Iterable[Place]) -> int:
        """How many cases came to these places behind that number."""
        names = ", ".join(f"'{place.value}'" for place in places)
        with storing():
            # The plus keeps it from reading whole places: hardly anything is new.
            (count,) = self._db.conn.execute(
                f"select count(*) from inbox where arrived > ? and gone = 0 and +place in ({names})",
                (since,),
            ).fetchone()
        return int(count)

    def _key(self, order: Order, behind: Behind) -> str:
        """Of the row that was last: a name is looked up, so that no address ever bears one."""
        if order is not Order.NAME:
            return behind.key
        with storing():
            row = self._db.conn.execute(
                "select name_key from inbox where kiosk = ? and case_id = ?",
                (behind.kiosk, behind.case),
            ).fetchone()
        return str(row[0]) if row else ""


_UNSEEN = f"seen_at = '' and place = '{Place.RECEPTION.value}' and handed_in <= :unseen"
_ONLY = {
    Only.ALL: "",
    Only.OVERDUE: "and late_from > '' and late_from <= :now",
    Only.TODAY: "and late_from > '' and late_from < :day_ends",
    Only.RESTING: "and rests = 1",
    Only.UNSEEN: f"and {_UNSEEN}",
}


def _wanted(asked: Asked) -> tuple[str, dict[str, Any]]:
    clauses, values = [_ONLY[asked.only]], _moments(asked)
    if asked.owner is not None:
        clauses.append("and owner = :owner")
        values["owner"] = asked.owner
    if asked.kiosk is not None:
        clauses.append("and kiosk = :of_kiosk")
        values["of_kiosk"] = asked.kiosk
    if asked.procedures is not None:
        names = {f"procedure{n}": code for n, code in enumerate(asked.procedures)}
        clauses.append(f"and procedure in ({', '.join(f':{name}' for name in names)})")
        values |= names
    for n, word in enumerate(fold(asked.text).split()):
        clauses.append(f"and instr(' ' || search, :word{n}) > 0")
        values[f"word{n}"] = f" {word}"
    return " ".join(clauses), values


def _moments(asked: Asked) -> dict[str, Any]:
    return {
        "now": stamp(asked.now),
        "day_ends": stamp(asked.day_ends),
        "unseen": stamp(asked.now - asked.unseen),
    }


def _end(order: Order, last: tuple[Any, ...]) -> Behind:
    kiosk, case, *_, key = last
    return Behind(int(kiosk), str(case), "" if order is Order.NAME else str(key))


def _of(table: str, names: str) -> str:
    return ", ".join(f"{table}.{name.strip()}" for name in names.split(","))
