"""The roster by command: who works here, as what, from which day to which.

    python -m kiosk.desk roster list
    python -m kiosk.desk roster add --login L --name N --role ROLE [--from DAY] [--to DAY]
    python -m kiosk.desk roster post --login L --role ROLE [--from DAY] [--to DAY]
    python -m kiosk.desk roster end --login L --role ROLE [--last DAY]
    python -m kiosk.desk roster reset --login L

`add` and `reset` print a one-time password, as `post` does with somebody's first role that sees cases. Each takes
--settings, --state and --language vi|en. A DAY is 2026-11-23 or 23/11/2026. Exit codes: 0 done, 2 not done (one
sentence says why).
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import closing

from kiosk import settings as kiosk_settings
from kiosk.desk.copies import add_usual, refuse, refuse_store
from kiosk.desk.people.deeds import ONCE, By, People, PeopleError, Unfit
from kiosk.desk.people.words import ROLES, TEXT, UNFIT
from kiosk.model import Language
from kiosk.rules.roster import Role, vacant
from kiosk.store.database import Database, open_database
from kiosk.store.errors import StoreError
from kiosk.store.moments import OFFICE_ZONE, office_day
from kiosk.store.roster import Person, Roster
from kiosk.workspace import Workspace

DONE = 0

Say = Callable[[str], None]


class _Refused(Exception):
    """Nothing was done; the text says why."""


class Rostering:
    """One command on one machine's roster, said in one language. Raises PeopleError, StoreError."""

    def __init__(self, db: Database, language: Language, say: Say, now: dt.datetime) -> None:
        self._roster, self._people = Roster(db), People(db, By(), now)
        self._language, self._say, self._now = language, say, now

    def list(self) -> None:
        """Everybody with their posts, and which roles nobody holds."""
        people, today = self._roster.people(), office_day(self._now)
        if not people:
            self._tell("none")
        for person in people:
            posts = [
                self._days(post.role, post.since, post.until)
                for post in self._roster.posts(person.id)
            ]
            self._say(f"{person.login}  {' · '.join((person.name, *posts))}")
        if empty := [
            ROLES[role].of(self._language) for role in vacant(self._roster.all_posts(), today)
        ]:
            self._tell("vacant", roles=", ".join(empty))

    def add(self, asked: argparse.Namespace) -> None:
        person, password = self._people.add(asked.login, asked.name, *self._post(asked))
        self._tell("added", name=person.name, login=person.login)
        self._tell_password(password)

    def post(self, asked: argparse.Namespace) -> None:
        role, since, last = self._post(asked)
        password = self._people.give(self._person(asked).id, role, since, last)
        self._tell("given", role=ROLES[role].of(self._language), login=asked.login)
        if password:
            self._tell_password(password)

    def end(self, asked: argparse.Namespace) -> None:
        role, last = Role(asked.role), self._day(asked.last) or office_day(self._now)
        held = [post for post in self._roster.posts(self._person(asked).id) if post.role is role]
        held = [post for post in held if post.until is None or post.until > last]
        if not held:
            raise _Refused(TEXT["no_post"].of(self._language).format(login=asked.login))
        for post in held:
            self._people.end(post.id, last)
        named = ROLES[role].of(self._language)
        self._tell("ended", role=named, login=asked.login, last=f"{last:%d/%m/%Y}")

    def reset(self, asked: argparse.Namespace) -> None:
        self._tell_password(self._people.reset(self._person(asked).id))

    def _person(self, asked: argparse.Namespace) -> Person:
        person = self._roster.by_login(asked.login)
        if person is None:
            raise PeopleError(Unfit.UNKNOWN)
        return person

    def _post(self, asked: argparse.Namespace) -> tuple[Role, dt.date, dt.date | None]:
        since = self._day(asked.first) or office_day(self._now)
        return Role(asked.role), since, self._day(asked.last)

    def _day(self, typed: str) -> dt.date | None:
        if not typed:
            return None
        for shape in ("%Y-%m-%d", "%d/%m/%Y"):
            with contextlib.suppress(ValueError):
                return dt.datetime.strptime(typed, shape).replace(tzinfo=OFFICE_ZONE).date()
        raise _Refused(TEXT["day"].of(self._language).format(day=typed))

    def _days(self, role: Role, since: dt.date, until: dt.date | None) -> str:
        key = "since" if until is None else "never" if until < since else "since_until"
        last = f"{until:%d/%m/%Y}" if until else ""
        said = TEXT[key].of(self._language).format(since=f"{since:%d/%m/%Y}", last=last)
        return f"{ROLES[role].of(self._language)} ({said})"

    def _tell_password(self, password: str) -> None:
        until = f"{(self._now + ONCE).astimezone(OFFICE_ZONE):%H:%M %d/%m/%Y}"
        self._tell("one_time", password=password, until=until)

    def _tell(self, key: str, **values: str) -> None:
        self._say(TEXT[key].of(self._language).format(**values))


def main(arguments: Sequence[str], say: Say) -> int:
    """`roster ...`, as `python -m kiosk.desk` hands it on; an exit code."""
    asked = _parser().parse_args(arguments)
    language = Language(asked.language)
    try:
        kiosk_settings.load(asked.settings)
        with closing(open_database(Workspace(asked.state))) as db:
            rostering = Rostering(db, language, say, dt.datetime.now(dt.UTC))
            match asked.command:
                case "list":
                    rostering.list()
                case "add":
                    rostering.add(asked)
                case "post":
                    rostering.post(asked)
                case "end":
                    rostering.end(asked)
                case _:
                    rostering.reset(asked)
    except (kiosk_settings.SettingsError, _Refused) as error:
        return refuse(str(error))
    except PeopleError as error:
        return refuse(UNFIT[error.why].of(language))
    except StoreError as error:
        return refuse_store(error, asked.state, language)
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.desk roster",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    shown = commands.add_parser("list", help="everybody, and which roles nobody holds")
    add = commands.add_parser("add", help="somebody new, with a one-time password")
    post = commands.add_parser("post", help="a further role")
    end = commands.add_parser("end", help="a role no more, after a last day")
    reset = commands.add_parser("reset", help="a new one-time password")
    add.add_argument("--name", required=True, help="in full, with all diacritics")
    for command in (add, post, end, reset):
        command.add_argument("--login", required=True, help="small letters, digits, dots")
    for command in (add, post, end):
        command.add_argument("--role", choices=[*Role], required=True)
    for command in (add, post):
        command.add_argument("--from", dest="first", default="", metavar="DAY", help="today")
        command.add_argument("--to", dest="last", default="", metavar="DAY", help="included")
    end.add_argument("--last", default="", metavar="DAY", help="today")
    for command in (shown, add, post, end, reset):
        add_usual(command)
    return parser
