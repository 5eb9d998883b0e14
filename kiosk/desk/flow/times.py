"""Moments and spans as this room writes them."""

from __future__ import annotations

import datetime as dt

from kiosk.model import Language, Words
from kiosk.store.moments import OFFICE_ZONE

WORKDAY = dt.timedelta(hours=8)  # of working time

_DAYS = (Words("{n} ngày làm việc", "{n} working days"), Words("1 ngày làm việc", "1 working day"))
_HOURS = (Words("{n} giờ", "{n} hours"), Words("1 giờ", "1 hour"))
_MINUTES = (Words("{n} phút", "{n} minutes"), Words("1 phút", "1 minute"))


def when(moment: dt.datetime) -> str:
    """By the office's clock."""
    return f"{moment.astimezone(OFFICE_ZONE):%H:%M %d/%m/%Y}"


def hour(moment: dt.datetime) -> str:
    """Of a moment of today."""
    return f"{moment.astimezone(OFFICE_ZONE):%H:%M}"


def span(worked: dt.timedelta, language: Language) -> str:
    """Working time in words: days of eight hours, else hours, else minutes."""
    minutes = int(worked.total_seconds() // 60)
    if worked >= WORKDAY:
        return _counted(minutes // 480, _DAYS, language)
    if minutes < 60:
        return _counted(minutes, _MINUTES, language)
    hours, rest = divmod(minutes, 60)
    text = _counted(hours, _HOURS, language)
    return f"{text} {_counted(rest, _MINUTES, language)}" if rest else text


def _counted(n: int, words: tuple[Words, Words], language: Language) -> str:
    return words[1].of(language) if n == 1 else words[0].of(language).format(n=n)
