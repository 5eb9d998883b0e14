"""A procedure's deadline as it stands in the catalogue: `due = { working_days = 3 }`."""

from __future__ import annotations

from dataclasses import replace

from kiosk.contract.rules.entries import Entry
from kiosk.contract.rules.law import Count, Deadline

MOST = {Count.WORKING_DAYS: 250, Count.CALENDAR_DAYS: 366, Count.HOURS: 2000}
MOST_EXTENSIONS = 9
_NUMBERS = {
    "working_days": Count.WORKING_DAYS,
    "calendar_days": Count.CALENDAR_DAYS,
    "hours": Count.HOURS,
}
_SAME_DAY, _MORE, _AT_MOST = "same_day", "more", "at_most"


def deadline(procedure: Entry, same_day: bool) -> Deadline | None:
    """What its `due` says, or `same_day` alone where it says nothing; raises RulesError.

    One of same_day, working_days, calendar_days and hours; `more` (added) or `at_most` (altogether) where facts must
    be verified, each with one of the three numbers. `extensions`: how often more time may be asked for; unsaid, once.
    """
    table = procedure.take("due", dict, {})
    if not table:
        return Deadline(Count.SAME_DAY) if same_day else None
    entry = Entry(f"{procedure.name}, due", table, {})
    found = _counted(entry, dict(table))
    for field in (_MORE, _AT_MOST):
        if inner := entry.take(field, dict, {}):
            part = Entry(f"{entry.name}, {field}", inner, {})
            counted = _counted(part, dict(inner))
            part.nothing_else()
            if counted.count is Count.SAME_DAY:
                raise part.wrong(_SAME_DAY, "stands there alone")
            found = (
                replace(found, more=counted) if field == _MORE else replace(found, at_most=counted)
            )
    found = replace(found, extensions=entry.take("extensions", int, 1))
    entry.nothing_else()
    if not 0 <= found.extensions <= MOST_EXTENSIONS:
        raise entry.wrong("extensions", f"must be from 0 to {MOST_EXTENSIONS}")
    if found.more and found.at_most:
        raise entry.wrong(_MORE, "stands beside at_most")
    if same_day and found.count is not Count.SAME_DAY:
        raise procedure.wrong("due", "says otherwise than same_day")
    return found


def _counted(entry: Entry, table: dict[str, object]) -> Deadline:
    """The one that is named."""
    named = [name for name in (_SAME_DAY, *_NUMBERS) if name in table]
    if len(named) != 1:
        raise entry.wrong("due", f"must have one of {', '.join((_SAME_DAY, *_NUMBERS))}")
    (name,) = named
    if name == _SAME_DAY:
        if not entry.take(name, bool):
            raise entry.wrong(name, "must be true")
        return Deadline(Count.SAME_DAY)
    count = _NUMBERS[name]
    number = entry.take(name, int)
    if not 0 < number <= MOST[count]:
        raise entry.wrong(name, f"must be from 1 to {MOST[count]}")
    return Deadline(count, number)
