"""The queue's figures as the page and the command print them: words, times and files, in one language."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiosk.desk import queue_words as words
from kiosk.model import Errand, Language, Priority, Words
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.queue.statistics import By, Day, Group, Spread, Stay, group, grouped
from kiosk.settings import Office
from kiosk.store.queue_figures import Opened, Sum

MOST_DAYS = 400  # of one page: what the log holds


@dataclass(frozen=True)
class QueueView:
    """The queue between two days, both included. `catalogue`: today's, for names."""

    first: dt.date
    last: dt.date
    today: dt.date
    stays: Sequence[Stay]
    days: Sequence[Day]
    sums: Sequence[Sum]
    questions: Sequence[Opened]
    catalogue: Catalogue


class QueueScreen:
    """One view in one language; every text it gives is ready to be escaped and shown."""

    def __init__(self, view: QueueView, office: Office, language: Language) -> None:
        self._view, self._office, self.language = view, office, language

    def say(self, key: str, **values: object) -> str:
        text = words.TEXT[key].of(self.language)
        return text.format(**values) if values else text

    @property
    def office(self) -> str:
        return self._office.name.of(self.language)

    @property
    def span(self) -> str:
        first, last = f"{self._view.first:%d/%m/%Y}", f"{self._view.last:%d/%m/%Y}"
        return self.say("one_day" if first == last else "span", first=first, last=last)

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Other spans: their words and their address."""
        today = self._view.today
        month = today.replace(day=1)
        before = (month - dt.timedelta(days=1)).replace(day=1)
        spans = (
            ("today", today, today),
            ("week", today - dt.timedelta(days=6), today),
            ("month", month, today),
            ("before", before, month - dt.timedelta(days=1)),
        )
        return tuple((self.say(key), self._at(first, last)) for key, first, last in spans)

    @property
    def file(self) -> str:
        return f"/queue.csv?{self._asked(self._view.first, self._view.last)}"

    @property
    def numbers(self) -> tuple[tuple[str, int], ...]:
        """What became of the numbers that were drawn."""
        days = self._view.days
        parts = ("done", "left", "missed", "never")
        return tuple((self.say(part), sum(getattr(day, part) for day in days)) for part in parts)

    @property
    def drawn(self) -> int:
        return sum(day.drawn for day in self._view.days)

    @property
    def all(self) -> Group:
        return group("", self._view.stays)

    def groups(self) -> tuple[tuple[str, tuple[tuple[str, Group], ...]], ...]:
        """By field, counter and so on: a heading, and its rows with their names; one with a single row says nothing."""
        tables = []
        for by in By:
            found = grouped(self._view.stays, by)
            if len(found) > 1:
                rows = tuple((self.name(by, each.key), each) for each in found)
                tables.append((words.BY[by].of(self.language), rows))
        return tuple(tables)

    def name(self, by: By, key: str) -> str:
        """The words for a group's key."""
        match by:
            case By.FIELD:
                known = {field.id: field.name for field in self._view.catalogue.fields}
                return known[key].of(self.language) if key in known else key or "–"
            case By.COUNTER:
                return self.say("counter", n=int(key))
            case By.HOUR:
                return self.say("hour", n=int(key))
            case By.PRIORITY:
                return words.PRIORITIES[Priority(key)].of(self.language)
            case By.ERRAND:
                return words.ERRANDS[Errand(key)].of(self.language)
            case By.DAY:
                return f"{dt.date.fromisoformat(key):%d/%m/%Y}"

    @property
    def sums(self) -> str:
        """What is left of days whose log is gone; "" where there are none of them."""
        sums = self._view.sums
        if not sums:
            return ""
        stays, services = sum(each.stays for each in sums), sum(each.services for each in sums)
        waiting = sum(each.waiting for each in sums) // max(1, stays)
        service = sum(each.service for each in sums) // max(1, services)
        return self.say("sums", n=stays, waiting=minutes(waiting), service=minutes(service))

    @property
    def questions(self) -> tuple[tuple[str, str, int], ...]:
        """Procedure, question and how often, the most asked first."""
        times: dict[tuple[str, str], int] = {}
        for each in self._view.questions:
            key = (each.procedure, each.question)
            times[key] = times.get(key, 0) + each.times
        rows = ((*self._question(*key), count) for key, count in times.items())
        return tuple(sorted(rows, key=lambda row: (-row[2], row[:2])))

    def time(self, figure: Spread, which: str) -> str:
        """One figure of a spread; a dash where there is none."""
        return minutes(getattr(figure, which)) if figure.count else "–"

    def lines(self) -> tuple[str, ...]:
        """For a terminal."""
        if not self._view.stays:
            return (self.span, self.say("nothing"))
        told = [self.span, f"{self.say('numbers')}: {self.drawn}"]
        told += [f"  {word}: {count}" for word, count in self.numbers]
        told += ["", *self._rows(self.say("all"), (("", self.all),))]
        for title, rows in self.groups():
            told += ["", *self._rows(title, rows)]
        told += [self.sums] if self.sums else []
        return tuple(told)

    def _rows(self, title: str, rows: Iterable[tuple[str, Group]]) -> list[str]:
        middle, nine = self.say("middle"), self.say("nine")
        told = [title]
        for name, each in rows:
            times = ", ".join(
                f"{self.say(part)} {middle} {self.time(getattr(each, part), 'middle')}, "
                f"{nine} {self.time(getattr(each, part), 'nine_of_ten')}"
                for part in ("waiting", "walking", "service")
            )
            misses = f"{self.say('misses')} {each.missed}"
            told.append(f"  {name or self.say('stays')}: {each.stays}; {times}; {misses}")
        return told

    def _question(self, procedure: str, question: str) -> tuple[str, str]:
        for code, known in self._view.catalogue.asked_of(procedure):
            if (code, known.id) == (procedure, question):
                return self._procedure(procedure), known.ask.of(self.language)
        return self._procedure(procedure), question

    def _procedure(self, code: str) -> str:
        short: Words | None = next(
            (each.short for each in self._view.catalogue.procedures if each.code == code), None
        )
        return short.of(self.language) if short else code or self.say("office")

    def _at(self, first: dt.date, last: dt.date) -> str:
        path = "/queue/en" if self.language is Language.EN else "/queue"
        return f"{path}?{self._asked(first, last)}"

    @staticmethod
    def _asked(first: dt.date, last: dt.date) -> str:
        return f"from={first.isoformat()}&to={last.isoformat()}"


def minutes(seconds: int) -> str:
    """12:05 is 12 minutes and 5 seconds."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def stays_file(stays: Iterable[Stay]) -> str:
    """A line for every stay at a counter, for a spreadsheet (RFC 4180, with a mark of UTF-8)."""
    rows = (
        (
            *(stay.day.isoformat(), stay.hour, stay.field, stay.counter, stay.priority.value),
            *(stay.errand.value, stay.procedure, stay.waiting),
            *("" if time is None else time for time in (stay.walking, stay.service)),
            stay.end.value,
        )
        for stay in stays
    )
    return _file((*words.STAYS, *words.TIMES), rows)


def questions_file(opened: Iterable[Opened]) -> str:
    """A line for every day, procedure and question."""
    rows = ((row.day.isoformat(), row.procedure, row.question, row.times) for row in opened)
    return _file(words.OPENED, rows)


def _file(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()
