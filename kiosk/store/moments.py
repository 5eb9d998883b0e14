"""Moments as the store writes them (UTC), and the office's day."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")  # the one place that names it


def stamp(moment: dt.datetime) -> str:
    """ISO 8601 in UTC to the millisecond; sorts as text. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds")


def moment(text: str) -> dt.datetime:
    """The aware datetime of a stamp."""
    return dt.datetime.fromisoformat(text)


def utc(seconds: float) -> dt.datetime:
    """The aware datetime of so many seconds since 1970."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def office_day(moment: dt.datetime) -> dt.date:
    """The day at the office: tickets and codes count anew at midnight in Vietnam."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(OFFICE_ZONE).date()
