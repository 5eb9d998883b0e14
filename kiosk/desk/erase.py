"""A case erased on request, by command: said first, confirmed by its code, and never undone.

    python -m kiosk.desk erase CODE --reason citizen|mistake|order|trial [--undelivered] [--yes]

Takes --settings, --state and --language vi|en. CODE stands on the case's ticket; it is asked for again unless
--yes is given. --undelivered: also where the centre has no receipt for it, and then nobody has it any more. The
journal keeps the code and the word of the reason, never who asked. Exit codes: 0 it is erased, 1 it was not confirmed,
2 it cannot be erased (one sentence says why).
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

from kiosk import settings as kiosk_settings
from kiosk.desk import erase_words as words
from kiosk.desk.copies import add_usual, now, refuse
from kiosk.faults import remedy
from kiosk.model import Language
from kiosk.store.asked_rules import AskedRules
from kiosk.store.cases import Cases, SealedCase
from kiosk.store.database import open_kept
from kiosk.store.erasing import EraseError, EraseRefusal, Erasing, Hold, Standing, Why
from kiosk.store.errors import StoreError, WrongKey
from kiosk.store.moments import OFFICE_ZONE, office_day
from kiosk.store.rulebook import Rulebook
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace

ERASED, NOT_CONFIRMED, NOT_ERASED = 0, 1, 2  # exit codes
ON_REQUEST = tuple(why.value for why in Why if why is not Why.RETENTION)
UNDELIVERED = frozenset({Hold.UNSENT, Hold.REFUSED})

Say = Callable[[str], None]


@dataclass(frozen=True)
class Desk:
    """Where the command stands, and the language it speaks."""

    erasing: Erasing
    cases: Cases
    accepted: AskedRules
    book: Rulebook
    language: Language
    say: Say

    def erase(self, asked: argparse.Namespace) -> int:
        """An exit code; raises EraseError, StoreError."""
        case = self.cases.of_code(asked.code.strip().upper())
        if case is None:
            raise EraseError(EraseRefusal.UNKNOWN)
        standing = self.erasing.standing(case.case)
        if standing.erased_at is not None:
            self.erasing.finish()
            self._tell("before", code=case.code, when=_when(standing.erased_at))
            return ERASED
        self.erasing.must_be_free(standing, undelivered=asked.undelivered)
        self._announce(case, standing)
        if not asked.yes and not self._confirmed(case.code):
            self._tell("stopped")
            return NOT_CONFIRMED
        self.erasing.erase(case.case, Why(asked.reason), now(), undelivered=asked.undelivered)
        self._tell("done", code=case.code)
        return ERASED

    def _announce(self, case: SealedCase, standing: Standing) -> None:
        procedure = self._procedure(case)
        self._tell("what", code=case.code, procedure=procedure, when=_when(case.sealed_at))
        self._tell("with", documents=case.documents, pages=case.pages)
        if standing.copies:
            self._tell("copy" if standing.copies == 1 else "copies", n=standing.copies)
        if Hold.COPY_INCOMPLETE in standing.holds:
            self._tell("incomplete")
        if Hold.RESULT in standing.holds:
            self._tell("result")
        if standing.holds & UNDELIVERED:
            self._tell("only_here")
        self._tell("stays")

    def _procedure(self, case: SealedCase) -> str:
        """As the rules call it that the case was accepted under."""
        rules = self.accepted.accepted_under(case.case)
        try:
            known = self.book.catalogue(rules, office_day(now()))
            return known.procedure(case.procedure).short.of(self.language)
        except KeyError:  # those are not here any more
            return case.procedure or "–"

    def _confirmed(self, code: str) -> bool:
        self._tell("confirm")
        return sys.stdin.readline().strip().upper() == code

    def _tell(self, key: str, **values: object) -> None:
        self.say(words.TEXT[key].of(self.language).format(**values))


def main(arguments: Sequence[str], say: Say) -> int:
    """`erase ...`, as `python -m kiosk.desk` hands it on; an exit code."""
    asked = _parser().parse_args(arguments)
    language = Language(asked.language)
    workspace = Workspace(asked.state)
    try:
        kiosk_settings.load(asked.settings)
        with closing(open_kept(workspace)) as db:
            vault = Vault(workspace.vault)
            accepted, book = AskedRules(db), Rulebook(workspace)
            desk = Desk(Erasing(db, vault), Cases(db, vault), accepted, book, language, say)
            return desk.erase(asked)
    except kiosk_settings.SettingsError as error:
        return refuse(str(error))
    except EraseError as error:
        return refuse(words.REFUSED[error.refusal].of(language))
    except WrongKey as error:
        return refuse(str(error))
    except StoreError as error:
        return refuse(remedy(error.fault).what.of(language))


def _when(moment: dt.datetime) -> str:
    return f"{moment.astimezone(OFFICE_ZONE):%H:%M %d/%m/%Y}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.desk erase",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("code", help="the case's code, as on its ticket")
    parser.add_argument("--reason", choices=ON_REQUEST, required=True, help="for the journal")
    parser.add_argument(
        "--undelivered", action="store_true", help="also a case that the centre does not have"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask for the code again")
    add_usual(parser)
    return parser
