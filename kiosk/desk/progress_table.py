"""The table of progress as the page prints it: words, days and marks, in one language."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from kiosk.desk import progress_words as words
from kiosk.desk.progress import Matter, Place, ProgressRow
from kiosk.model import Language
from kiosk.rules.overdue import RESTING, SOON
from kiosk.store.moments import OFFICE_ZONE

MOST = 60  # rows; the pressing ones come first
MARK = {
    Matter.READY: "good",
    Matter.OVERDUE: "stop",
    Matter.AT_CENTRE: "wait",
    Matter.CITIZEN: "wait",
    Matter.SOON: "wait",
    Matter.NOTHING: "now",
}
PLACE_MARK = {
    Place.HERE: "good",
    Place.EXPIRED: "wait",
    Place.COMING: "now",
    Place.STUCK: "wait",
    Place.AT_CENTRE: "wait",
}


@dataclass(frozen=True)
class Count:
    """How many cases one matter has."""

    number: int
    word: str
    mark: str  # class of its shape and colour


@dataclass(frozen=True)
class Line:
    """One case; every text ready to be escaped and shown, "" where there is nothing to say."""

    code: str
    official: str
    place: str
    place_mark: str
    hurry: str
    hurry_mark: str
    due: str
    status: str
    note: str
    since: str


class ProgressTable:
    """Rows as `progress` gives them, in words."""

    def __init__(self, rows: tuple[ProgressRow, ...], today: dt.date, language: Language) -> None:
        self._rows, self._today, self._language = rows, today, language

    @property
    def counts(self) -> tuple[Count, ...]:
        """The most pressing first; of what nobody has, nothing."""
        numbers = Counter(row.matter for row in self._rows)
        return tuple(
            Count(numbers[matter], words.COUNT[matter].of(self._language), MARK[matter])
            for matter in Matter
            if numbers[matter]
        )

    @property
    def rows(self) -> tuple[Line, ...]:
        return tuple(self._line(row) for row in self._rows[:MOST])

    @property
    def more(self) -> str:
        """“and 12 more”, or nothing."""
        left = len(self._rows) - MOST
        return self.say("more", n=left) if left > 0 else ""

    def say(self, key: str, **values: object) -> str:
        return words.TEXT[key].of(self._language).format(**values)

    def _line(self, row: ProgressRow) -> Line:
        hurry, hurry_mark = self._hurry(row)
        return Line(
            code=row.code,
            official=row.official,
            place=words.PLACE[row.result].of(self._language) if row.result else "",
            place_mark=PLACE_MARK[row.result] if row.result else "",
            hurry=hurry,
            hurry_mark=hurry_mark,
            due=_day(row.due) if row.due else "",
            status=self._status(row),
            note=row.note,
            since=self._since(row.at) if row.at else "",
        )

    def _status(self, row: ProgressRow) -> str:
        """Its word; the code of one that this release does not know."""
        if row.known:
            return words.STATUS[row.known].of(self._language)
        return row.status or self.say("elsewhere")

    def _since(self, at: dt.datetime) -> str:
        return self.say("since", day=_day(at.astimezone(OFFICE_ZONE).date()))

    def _hurry(self, row: ProgressRow) -> tuple[str, str]:
        """What the days say, with its mark; nothing while there is time."""
        if row.known in RESTING:
            return self.say("rests"), ""
        if row.left is None or row.left > SOON:
            return "", ""
        if row.left < 0:
            key = "overdue_one" if row.left == -1 else "overdue"
            return self.say(key, n=-row.left), "stop"
        if row.left == 0:
            return self.say("today"), "wait"
        return self.say("soon_one" if row.left == 1 else "soon", n=row.left), "wait"


def _day(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"
