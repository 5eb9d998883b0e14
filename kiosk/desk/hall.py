"""The hall by command: a secret for its desks, and how they stand.

    python -m kiosk.desk hall secret                    a new [hall] secret, the same one for every kiosk of the office
    python -m kiosk.desk hall status --settings kiosk.toml --state DIR      whether all are there, and what waits

`status` also takes --language vi|en. Its exit codes: 0 the desk serves and hears all others, 1 it does not, 2 could
not be asked.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress

from kiosk import settings as kiosk_settings
from kiosk.desk import hall_words as words
from kiosk.desk.copies import add_usual, refuse, refuse_store
from kiosk.hall.letters import Letter
from kiosk.hall.line import Line
from kiosk.hall.neighbours import STANDING
from kiosk.hall.others import Unheard
from kiosk.hall.proof import Key, new_secret
from kiosk.hall.story import Seen, Story
from kiosk.model import Language
from kiosk.rules.queue.order import Now, open_counters, present
from kiosk.rules.queue.standing import AT_A_COUNTER, OVER, TurnState
from kiosk.settings import HallSettings, OtherDesk, Settings
from kiosk.store.database import open_kept
from kiosk.store.errors import StoreError
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.queue_log import QueueLog, steady
from kiosk.store.rulebook import Rulebook
from kiosk.workspace import Workspace

WELL, NOT_WELL = 0, 1  # exit codes
_PATIENCE = 3.0  # seconds for our own desk's answer

Say = Callable[[str], None]


def main(arguments: Sequence[str], say: Say) -> int:
    """`hall ...`, as `python -m kiosk.desk` hands it on; an exit code."""
    asked = _parser().parse_args(arguments)
    if asked.what == "secret":
        say(new_secret())
        return WELL
    workspace = Workspace(asked.state)
    try:
        book = Rulebook(workspace)
        settings = kiosk_settings.load(asked.settings, book.now().settings())
        with closing(open_kept(workspace)) as db:
            story = Story(QueueLog(db, settings.kiosk), _now, steady)
            story.read()
        return _Status(settings, story.seen, Language(asked.language), say).told()
    except kiosk_settings.SettingsError as error:
        return refuse(str(error))
    except StoreError as error:
        return refuse_store(error, asked.state, Language(asked.language))


class _Status:
    def __init__(self, settings: Settings, seen: Seen, language: Language, say: Say) -> None:
        self._settings, self._seen, self._language, self._say = settings, seen, language, say

    def told(self) -> int:
        if not (self._settings.counters or self._settings.desks):
            self._tell("none")
            return WELL
        url = _url(self._settings.hall)
        serves = _serves(self._settings.hall)
        self._tell("serves" if serves else "silent", url=url)
        self._queue()
        if not self._settings.desks:
            self._tell("alone")
        heard = [self._other(desk) for desk in self._settings.desks]
        return WELL if serves and all(heard) else NOT_WELL

    def _queue(self) -> None:
        now = Now(steady().seconds, _now())
        hall = self._seen.hall
        states = [turn.state for turn in hall.turns.values() if present(turn, now)]
        self._tell(
            "queue",
            waiting=states.count(TurnState.WAITING),
            present=sum(state in AT_A_COUNTER for state in states),
            done=sum(state in OVER for state in states),
            open=", ".join(map(str, sorted(open_counters(hall, now)))) or "-",
        )

    def _other(self, desk: OtherDesk) -> bool:
        settings = self._settings
        line = Line(desk.url, Key(settings.hall.secret.reveal(), settings.kiosk, desk.kiosk))
        with closing(line):
            try:
                there = line.ask(STANDING, Letter({})).heads
            except Unheard as error:
                why = words.SILENCES[error.why].of(self._language)
                self._tell("unheard", kiosk=desk.kiosk, url=desk.url, why=why)
                return False
        here = self._seen.heads
        copy = self._text("same")
        if dict(here) != dict(there):
            copy = self._text("differs", here=_lines(here), there=_lines(there))
        self._tell("heard", kiosk=desk.kiosk, url=desk.url, copy=copy)
        return True

    def _tell(self, key: str, **values: object) -> None:
        self._say(self._text(key, **values))

    def _text(self, key: str, **values: object) -> str:
        return words.TEXT[key].of(self._language).format(**values)


def _lines(heads: Mapping[int, int]) -> int:
    return sum(heads.values())


def _url(hall: HallSettings) -> str:
    scheme = "https" if hall.certificate else "http"
    host = f"[{hall.host}]" if ":" in hall.host else hall.host
    return f"{scheme}://{host}:{hall.port}"


def _serves(hall: HallSettings) -> bool:
    if hall.certificate:
        anybody = ssl.create_default_context()  # our own machine: whether somebody serves, not who
        anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
        asking: http.client.HTTPConnection = http.client.HTTPSConnection(
            hall.host, hall.port, timeout=_PATIENCE, context=anybody
        )
    else:
        asking = http.client.HTTPConnection(hall.host, hall.port, timeout=_PATIENCE)
    with closing(asking), suppress(OSError, http.client.HTTPException):
        asking.request("GET", "/")
        return asking.getresponse().status < 500
    return False


def _now() -> dt.datetime:
    return dt.datetime.now(OFFICE_ZONE)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.desk hall",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="what", required=True)
    commands.add_parser("secret", help="a new secret for the desks of one office")
    add_usual(commands.add_parser("status", help="whether all desks are there, and what waits"))
    return parser
