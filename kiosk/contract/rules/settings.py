"""The options that the province may set for its kiosks, each with what it may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from kiosk.contract.rules.entries import RulesError, table_of

LONGEST_NAME = 300  # letters of an office's name
PAGE_PROFILES = ("mixed", "as-scanned", "bitonal", "grey")  # kiosk/dossier/profiles.toml
LOOKS_LIKE = 'must look like "7-17 128, 17-7 0"'
_HOURS = re.compile(r"(\d{1,2})-(\d{1,2}) (\d{1,6})")


def options(text: str) -> dict[str, Any]:
    """The table of options; raises RulesError for the first that is not the province's to set, or cannot be used."""
    table = table_of(text)
    for name, row in table.items():
        for option, value in row.items() if isinstance(row, dict) else [("", row)]:
            full = f"{name}.{option}".rstrip(".")
            if full not in BY_PROVINCE:
                raise RulesError(f"{full}: not an option that rules may set")
            if wrong := BY_PROVINCE[full](value):
                raise RulesError(f"{full}: {wrong}")
    return table


def hours(text: str) -> tuple[int | None, ...]:
    """kbit/s for each hour of the day at the office, None without a bound, of a text such as "7-17 128, 17-7 0".

    Raises ValueError.
    """
    rates: list[int | None] = [None] * 24
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = _HOURS.fullmatch(part)
        first, last, rate = (int(n) for n in found.groups()) if found else (24, 24, 0)
        if first > 23 or last > 24 or first == last:
            raise ValueError(LOOKS_LIKE)
        for hour in range(first, last if first < last else last + 24):
            rates[hour % 24] = rate
    return tuple(rates)


def _office_name(value: object) -> str:
    if not isinstance(value, dict) or set(value) != {"vi", "en"}:
        return "must have vi and en"
    for text in value.values():
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_NAME:
            return f"must be texts of at most {LONGEST_NAME} letters"
    return ""


def _budget(value: object) -> str:
    try:
        rates = hours(value) if isinstance(value, str) else ()
    except ValueError:
        rates = ()
    if not rates:
        return LOOKS_LIKE
    return "" if any(rate != 0 for rate in rates) else "leaves no hour in which papers may go"


def _flag(value: object) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


def _page_profile(value: object) -> str:
    return "" if value in PAGE_PROFILES else f"must be one of {', '.join(PAGE_PROFILES)}"


def _seconds(least: float, most: float) -> Callable[[object], str]:
    def wrong(value: object) -> str:
        fits = isinstance(value, (int, float)) and not isinstance(value, bool)
        if fits and least <= float(str(value)) <= most:
            return ""
        return f"must be from {least:g} to {most:g} seconds"

    return wrong


def _dpi(value: object) -> str:
    if type(value) is int and (value == 0 or 75 <= value <= 1200):
        return ""
    return "must be 0, or from 75 to 1200 dots per inch"


# Nothing that leads anywhere, or opens anything. Each gives what is wrong with a value, "" for nothing.
BY_PROVINCE: Mapping[str, Callable[[object], str]] = {
    "office.name": _office_name,
    "centre.budget": _budget,
    "ocr.enabled": _flag,
    "pages.profile": _page_profile,
    "card.wait": _seconds(1, 300),
    "card.budget": _seconds(5, 300),
    "scanner.wait": _seconds(0, 300),
    "scanner.dpi": _dpi,
}
