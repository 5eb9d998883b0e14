"""The findings as a technician reads them: a list on the screen, lines on the ticket printer, JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, TypeAlias

from kiosk import VERSION
from kiosk.doctor.check import Check, Finding, Verdict
from kiosk.model import Language, Words
from kiosk.store.moments import OFFICE_ZONE

Found: TypeAlias = Sequence[tuple[Check, Finding]]
MARKS = {Verdict.OK: "✓", Verdict.POOR: "!", Verdict.BAD: "✗", Verdict.ABSENT: "–"}
SAID = {  # where a typeface has no such marks
    Verdict.OK: Words("Tốt", "Well"),
    Verdict.POOR: Words("Cần xem", "Look"),
    Verdict.BAD: Words("Hỏng", "Bad"),
    Verdict.ABSENT: Words("Không có", "None"),
}


def in_lines(found: Found, language: Language) -> str:
    """Aligned, a line a check and its remedy under it."""
    wide = max((len(of(check.title, language)) for check, _ in found), default=0)
    lines = []
    for check, finding in found:
        title = of(check.title, language).ljust(wide)
        lines.append(f"{MARKS[finding.verdict]} {title}  {of(finding.what, language)}")
        if finding.remedy:
            lines.append(f"  {'':{wide}}  → {of(finding.remedy, language)}")
    return "\n".join(lines)


def on_paper(found: Found, language: Language, at: dt.datetime) -> tuple[str, ...]:
    """Lines for kiosk.papers.checks: what is not well with its remedy, and the rest by name; `at` is aware."""
    told = [f"{at.astimezone(OFFICE_ZONE):%H:%M, %d/%m/%Y} · {VERSION}", ""]
    well = []
    for check, finding in found:
        title = of(check.title, language)
        if finding.verdict is Verdict.OK:
            well.append(title)
        elif finding.verdict is not Verdict.ABSENT:
            told.append(f"{of(SAID[finding.verdict], language).upper()}: {title}")
            told.append(of(finding.what, language))
            told += [of(finding.remedy, language)] if finding.remedy else []
            told.append("")
    if well:
        told.append(f"{of(SAID[Verdict.OK], language)}: {', '.join(well)}.")
    return tuple(told)


def in_json(found: Found) -> list[dict[str, Any]]:
    """A row a check: name, verdict, what, remedy, figures."""
    return [{"name": check.name, **asdict(finding)} for check, finding in found]


def of(words: Words, language: Language) -> str:
    return words.en if language is Language.EN else words.vi
