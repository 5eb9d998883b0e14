"""How old somebody is, as the law counts years."""

from __future__ import annotations

import datetime as dt


def years_old(born: dt.date, day: dt.date) -> int:
    """Full years on that day; who was born on 29 February is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
