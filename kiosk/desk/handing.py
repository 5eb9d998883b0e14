"""A case's result handed over: written to a file to be printed or copied, and noted as given.

    python -m kiosk.desk hand-over CODE --to FOLDER

Takes --settings, --state and --language vi|en. CODE stands on the case's ticket. Every result of the case that lies
here is written into FOLDER; asked again, it is written again and nothing is noted anew. The centre is told when there
is a line. Exit codes: 0 it is written and noted, 2 it is not (one sentence says why).
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiosk import settings as kiosk_settings
from kiosk.contract.news import CaseStatus
from kiosk.desk import progress_words as words
from kiosk.desk.copies import add_usual, now, refuse
from kiosk.faults import remedy
from kiosk.model import Language
from kiosk.store.cases import Cases, SealedCase
from kiosk.store.database import open_kept
from kiosk.store.errors import CaseGone, StoreError, Tampered, WrongKey
from kiosk.store.moments import OFFICE_ZONE, office_day
from kiosk.store.news import CaseStanding, News
from kiosk.store.results import ResultFiles, ResultRow, Results, ResultState
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace

HANDED, NOT_HANDED = 0, 2  # exit codes

Say = Callable[[str], None]


class NotHandedError(Exception):
    """Nothing was noted; the text says why."""


@dataclass(frozen=True)
class Desk:
    """Where the command stands, and the language it speaks."""

    cases: Cases
    news: News
    results: Results
    files: ResultFiles
    language: Language
    say: Say

    def hand_over(self, code: str, folder: Path) -> None:
        """Raises NotHandedError, StoreError."""
        case = self.cases.of_code(code)
        if case is None:
            raise NotHandedError(self.text("unknown"))
        here = [
            result
            for result in self.results.of(case.code)
            if result.state in (ResultState.HERE, ResultState.HANDED) and result.path
        ]
        if not here:
            raise NotHandedError(self._why_not(case))
        noted = [self._hand(result, folder) for result in here]
        if any(noted):
            self.tell("handed", code=case.code)
        self.tell("destroy")

    def _hand(self, result: ResultRow, folder: Path) -> bool:
        """Whether it was noted just now, and not before."""
        until = result.valid_until
        if until is not None and until < office_day(now()):
            raise NotHandedError(self.text("expired", day=f"{until:%d/%m/%Y}"))
        try:
            data = self.files.read(result)
        except (CaseGone, Tampered):
            raise NotHandedError(self.text("unread")) from None
        path = folder / result.name
        self._write(path, data)
        # Written first: a crash in between leaves a file and no note, and the command is given again.
        noted = self.results.handed(result, now())
        if not noted and result.handed_at:
            self.tell("before", when=_when(result.handed_at))
        self.tell("written", path=path)
        return noted

    def _write(self, path: Path, data: bytes) -> None:
        """A citizen's paper in the clear: for whoever asked for it, and nobody else on this machine."""
        try:
            with open(path, "xb", opener=_private) as file:
                try:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                except OSError:
                    path.unlink()  # half a paper is none
                    raise
        except FileExistsError:
            if not _holds(path, data):
                raise NotHandedError(self.text("there", path=path)) from None
        except OSError:
            raise NotHandedError(self.text("not_written", path=path)) from None

    def _why_not(self, case: SealedCase) -> str:
        stands = self.news.status_of(case.code)
        states = {result.state for result in self.results.of(case.code)}
        if stands and stands.known is CaseStatus.RETURNED:
            return self.text("returned")
        if ResultState.WAITING in states:
            where = self.text("coming")
        elif states:
            where = self.text("at_centre")
        else:
            where = self._standing(stands)
        return self.text("none", code=case.code, where=where)

    def _standing(self, stands: CaseStanding | None) -> str:
        if stands is None:
            return self.text("no_news")
        word = words.STATUS[stands.known].of(self.language) if stands.known else stands.status
        return self.text("status", status=word)

    def tell(self, key: str, **values: object) -> None:
        self.say(self.text(key, **values))

    def text(self, key: str, **values: object) -> str:
        return words.HANDING[key].of(self.language).format(**values)


def main(arguments: Sequence[str], say: Say) -> int:
    """`hand-over ...`, as `python -m kiosk.desk` hands it on; an exit code."""
    asked = _parser().parse_args(arguments)
    language = Language(asked.language)
    workspace = Workspace(asked.state)
    try:
        kiosk_settings.load(asked.settings)
        with closing(open_kept(workspace)) as db:
            vault = Vault(workspace.vault)
            cases = Cases(db, vault)
            files = ResultFiles(cases, vault)
            desk = Desk(cases, News(db), Results(db), files, language, say)
            desk.hand_over(asked.code.strip().upper(), asked.to)
    except (kiosk_settings.SettingsError, NotHandedError, WrongKey) as error:
        return refuse(str(error))
    except StoreError as error:
        return refuse(remedy(error.fault).what.of(language))
    return HANDED


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _holds(path: Path, data: bytes) -> bool:
    """Whether these very bytes lie there already: the command was given before."""
    try:
        return not path.is_symlink() and path.is_file() and path.read_bytes() == data
    except OSError:
        return False


def _when(moment: dt.datetime) -> str:
    return f"{moment.astimezone(OFFICE_ZONE):%H:%M %d/%m/%Y}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.desk hand-over",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("code", help="the case's code, as on its ticket")
    parser.add_argument("--to", type=Path, required=True, help="where its files are written")
    add_usual(parser)
    return parser
