"""The queue in figures, for the page and by command.

    python -m kiosk.desk queue stats [--from DAY] [--to DAY] [--csv FILE]       waiting, walking, service
    python -m kiosk.desk queue questions [--from DAY] [--to DAY] [--csv FILE]   which answers citizens opened

Days are written 2026-11-30; without them it is today. The file has a line for every stay at a counter (times in
seconds), or for every question of a day. Also takes --settings, --state and --language vi|en. Exit codes: 0 done,
2 could not be looked at or written.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from kiosk import settings as kiosk_settings
from kiosk.desk import queue_words as words
from kiosk.desk.copies import refuse, refuse_store
from kiosk.desk.queue_table import QueueScreen, QueueView, questions_file, stays_file
from kiosk.model import Language
from kiosk.store.database import open_kept
from kiosk.store.errors import StoreError
from kiosk.store.moments import office_day
from kiosk.store.queue_figures import QueueFigures
from kiosk.store.rulebook import Rulebook
from kiosk.workspace import Workspace

DONE, NOT_LOOKED = 0, 2


def looking_back(
    workspace: Workspace, clock: Callable[[], dt.datetime]
) -> Callable[[dt.date | None, dt.date | None], QueueView]:
    """A look at the queue between two days, None: today; raises StoreError, and ValueError for days the wrong way."""

    def look(first: dt.date | None, last: dt.date | None) -> QueueView:
        now = clock()
        today = office_day(now)
        last = last or first or today
        first = first or last
        if first > last:
            raise ValueError("the first day is after the last")
        with closing(open_kept(workspace)) as db:
            figures = QueueFigures(db)
            stays, days = figures.between(first, last, now)
            return QueueView(
                first,
                last,
                today,
                stays,
                days,
                figures.sums(first, last),
                figures.questions(first, last),
                Rulebook(workspace).now().catalogue(today),
            )

    return look


def main(arguments: list[str], say: Callable[[str], None]) -> int:
    """`queue`; its exit code."""
    given = _parsed(arguments)
    language = Language(given.language)
    look = looking_back(Workspace(given.state), lambda: dt.datetime.now(dt.UTC))
    try:
        office = kiosk_settings.load(given.settings).office
        view = look(given.first, given.last)
    except kiosk_settings.SettingsError as error:
        return refuse(str(error))
    except StoreError as error:
        return refuse_store(error, given.state, language)
    except ValueError:
        say(words.SAID["queue_days"].of(language))
        return NOT_LOOKED
    if given.csv:
        stats = given.what == "stats"
        text = stays_file(view.stays) if stats else questions_file(view.questions)
        return _write(given.csv, text, language, say)
    screen = QueueScreen(view, office, language)
    for line in screen.lines() if given.what == "stats" else _questions(screen):
        say(line)
    return DONE


def _questions(screen: QueueScreen) -> tuple[str, ...]:
    rows = (f"{count:5d}  {name}: {question}" for name, question, count in screen.questions)
    return (screen.span, *rows)


def _write(path: Path, text: str, language: Language, say: Callable[[str], None]) -> int:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        say(words.SAID["queue_path"].of(language).format(path=path, why=error.strerror))
        return NOT_LOOKED
    lines = text.count("\r\n") - 1
    say(words.SAID["queue_written"].of(language).format(n=lines, path=path))
    return DONE


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.desk queue",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=["stats", "questions"])
    parser.add_argument("--from", dest="first", type=dt.date.fromisoformat)
    parser.add_argument("--to", dest="last", type=dt.date.fromisoformat)
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--settings", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--language", choices=[*Language], default=Language.VI.value)
    return parser.parse_args(arguments)
