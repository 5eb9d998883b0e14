"""What is on its way to the centre, oldest trouble first, and counted by how it stands and why.

    python -m kiosk.desk outbox      the same at a terminal; also takes --settings, --state and --language vi|en

Exit codes: 0 nothing is refused, 1 something is, 2 it could not be looked at.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiosk import settings as kiosk_settings
from kiosk.contract import Refusal
from kiosk.desk import send_words, words
from kiosk.desk.view import OutboxRow, Standing
from kiosk.faults import Fault, remedy
from kiosk.model import Actor, Language
from kiosk.store import outbox as store
from kiosk.store.database import open_kept
from kiosk.store.errors import StoreError
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.outbox import EnvelopeState
from kiosk.workspace import Workspace

ORDER = (
    *(Standing.REFUSED, Standing.POSTPONED, Standing.COPIED),
    *(Standing.WAITING, Standing.SENDING, Standing.DELIVERED),
)
DONE, REFUSED, NOT_LOOKED = 0, 1, 2  # exit codes


@dataclass(frozen=True)
class Group:
    """All that stands alike for the same reason."""

    standing: Standing
    cause: Refusal | Fault | None
    count: int
    oldest: dt.datetime


def ordered(rows: Iterable[OutboxRow]) -> tuple[OutboxRow, ...]:
    """Refused, put off, on a stick, waiting, each oldest first; then what arrived, newest first."""
    rows = tuple(rows)
    waiting = [row for row in rows if row.standing is not Standing.DELIVERED]
    arrived = [row for row in rows if row.standing is Standing.DELIVERED]
    waiting.sort(key=lambda row: (ORDER.index(row.standing), row.since))
    arrived.sort(key=lambda row: row.since, reverse=True)
    return (*waiting, *arrived)


def groups(rows: Iterable[OutboxRow], at: dt.datetime) -> tuple[Group, ...]:
    """How many stand how and why, in the same order; of what arrived only today's."""
    found: dict[tuple[Standing, Refusal | Fault | None], list[dt.datetime]] = {}
    for row in ordered(rows):
        if row.standing is Standing.DELIVERED and _day(row.since) != _day(at):
            continue
        found.setdefault((row.standing, _cause(row)), []).append(row.since)
    alike = [
        Group(standing, why, len(times), min(times)) for (standing, why), times in found.items()
    ]
    return tuple(sorted(alike, key=lambda group: (ORDER.index(group.standing), group.oldest)))


class SendsScreen:
    """The same in words of one language, as of `at`."""

    def __init__(self, rows: Sequence[OutboxRow], at: dt.datetime, language: Language) -> None:
        self.rows, self._at, self._language = ordered(rows), at, language

    @property
    def groups(self) -> tuple[Group, ...]:
        return groups(self.rows, self._at)

    def standing(self, standing: Standing) -> str:
        return words.STANDING[standing].of(self._language)

    def head(self, group: Group) -> str:
        """“Bị từ chối: 2”; of what arrived, that it did so today."""
        day = f" {self._say('today')}" if group.standing is Standing.DELIVERED else ""
        return f"{self.standing(group.standing)}{day}: {group.count}"

    def oldest(self, group: Group) -> str:
        """Since when the oldest stands so; empty for what arrived."""
        if group.standing is Standing.DELIVERED:
            return ""
        return self._say("oldest", age=self._since(group.oldest))

    def age(self, row: OutboxRow) -> str:
        return self._since(row.since)

    def why(self, of: Group | OutboxRow) -> str:
        """In a sentence; empty where nothing is known to be wrong."""
        cause = of.cause if isinstance(of, Group) else _cause(of)
        if cause is None:
            return ""
        if of.standing is Standing.REFUSED and cause in send_words.WHY:
            return send_words.WHY[cause].of(self._language)
        fault = Fault.CENTRE_REFUSED if isinstance(cause, Refusal) else cause
        return words.WHAT.get(fault, remedy(fault).what).of(self._language)

    def todo(self, group: Group) -> str:
        """What removes the cause; empty where nothing is to be done."""
        if group.standing is Standing.COPIED:
            return self._say("waits_on")
        cause = group.cause
        if cause is None:
            return ""
        if group.standing is Standing.REFUSED and cause in send_words.WHAT_TO_DO:
            return send_words.WHAT_TO_DO[cause].of(self._language)
        fault = Fault.CENTRE_REFUSED if isinstance(cause, Refusal) else cause
        return words.FOR_STAFF[fault].of(self._language)

    def who(self, group: Group) -> str:
        """Who must act, of what was refused or put off."""
        if group.cause is None or group.standing not in (Standing.REFUSED, Standing.POSTPONED):
            return ""
        actor = words.ACTORS[_actor(group.cause)].of(self._language)
        return self._say("who", actor=actor)

    def copied(self, row: OutboxRow) -> str:
        """That it also lies on a stick, where its standing does not say so."""
        if row.copied is None or row.standing in (Standing.COPIED, Standing.DELIVERED):
            return ""
        return self._say("copied", age=self._since(row.copied))

    def tries(self, row: OutboxRow) -> str:
        waits = row.standing is not Standing.DELIVERED and row.attempts
        return self._say("tries", n=row.attempts) if waits else ""

    def next(self, row: OutboxRow) -> str:
        """The clock's time of the next try; empty where there is none to wait for."""
        if row.due is None or row.standing not in (Standing.POSTPONED, Standing.COPIED):
            return ""
        here = row.due.astimezone(OFFICE_ZONE)
        return f"{here:%H:%M}" if _day(row.due) == _day(self._at) else f"{here:%H:%M %d/%m}"

    def lines(self) -> list[str]:
        """Counts with what to do, an empty line, then each that has not arrived."""
        said = []
        for group in self.groups:
            parts = (self.why(group), self.todo(group), self.who(group), self.oldest(group))
            said.append(" · ".join((self.head(group), *(part for part in parts if part))))
        waiting = [row for row in self.rows if row.standing is not Standing.DELIVERED]
        return [*(said or [words.TEXT["no_outbox"].of(self._language)]), *self._each(waiting)]

    def _each(self, waiting: list[OutboxRow]) -> list[str]:
        if not waiting:
            return []
        said = [""]
        for row in waiting:
            next_try = self._say("next", clock=self.next(row)) if self.next(row) else ""
            line = self._say(
                "line", code=row.code, standing=self.standing(row.standing), age=self.age(row)
            )
            parts = (line, self.why(row), self.copied(row), self.tries(row), next_try)
            said.append(" · ".join(part for part in parts if part))
        return said

    def _since(self, at: dt.datetime) -> str:
        return send_words.since(self._at - at, self._language)

    def _say(self, key: str, **values: object) -> str:
        return send_words.TEXT[key].of(self._language).format(**values)


def shown(row: store.OutboxRow) -> OutboxRow:
    """An envelope of the store as the desk shows it."""
    standing = standing_of(row)
    tries = row.state in (EnvelopeState.READY, EnvelopeState.SENDING)
    return OutboxRow(
        code=row.code,
        standing=standing,
        since=_since(row, standing),
        attempts=row.attempts,
        due=_moment(row.due) if tries else None,
        fault=Fault(row.trouble) if row.trouble in {fault.value for fault in Fault} else None,
        refusal=Refusal(row.trouble) if row.trouble in {code.value for code in Refusal} else None,
        copied=None if row.copied is None else _moment(row.copied),
    )


def standing_of(row: store.OutboxRow) -> Standing:
    match row.state:
        case EnvelopeState.DELIVERED:
            return Standing.DELIVERED
        case EnvelopeState.REFUSED:
            return Standing.REFUSED
        case EnvelopeState.SENDING:
            return Standing.SENDING
    if row.copied is not None:
        return Standing.COPIED
    return Standing.POSTPONED if row.trouble else Standing.WAITING


def main(arguments: list[str], say: Callable[[str], None]) -> int:
    """`outbox`; its exit code."""
    given = _parsed(arguments)
    now = dt.datetime.now(dt.UTC)
    try:
        kiosk_settings.load(given.settings)
        with closing(open_kept(Workspace(given.state))) as db:
            rows = [shown(row) for row in store.Outbox(db).rows()]
    except (kiosk_settings.SettingsError, StoreError) as error:
        say(f"outbox: {error}")
        return NOT_LOOKED
    for line in SendsScreen(rows, now, Language(given.language)).lines():
        say(line)
    return REFUSED if any(row.standing is Standing.REFUSED for row in rows) else DONE


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.desk outbox",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--settings", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--language", choices=[*Language], default=Language.VI.value)
    return parser.parse_args(arguments)


def _since(row: store.OutboxRow, standing: Standing) -> dt.datetime:
    """Since when it stands so, as far as that is known: else, when it was put in."""
    if standing is Standing.DELIVERED and row.received:
        return dt.datetime.fromisoformat(row.received)
    if standing is Standing.REFUSED and row.due:
        return _moment(row.due)
    if standing is Standing.COPIED and row.copied is not None:
        return _moment(row.copied)
    return _moment(row.put_at)


def _cause(row: OutboxRow) -> Refusal | Fault | None:
    if row.standing in (Standing.DELIVERED, Standing.SENDING):
        return None
    return row.refusal or row.fault


def _actor(cause: Refusal | Fault) -> Actor:
    known = send_words.ACTOR.get(cause)
    return known or remedy(cause if isinstance(cause, Fault) else Fault.CENTRE_REFUSED).actor


def _moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def _day(at: dt.datetime) -> dt.date:
    return at.astimezone(OFFICE_ZONE).date()
