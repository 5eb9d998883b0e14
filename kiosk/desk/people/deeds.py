"""What is done to the roster, by page or by command: by whom it may be, and never without a line in the journal."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from kiosk.rules.roster import OFFICE, Post, Role, leaves_nobody, may_end, may_give, may_reset
from kiosk.store import passwords
from kiosk.store.database import Database, writing
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import office_day
from kiosk.store.roster import LoginTaken, Person, Roster
from kiosk.store.roster_copies import LOGIN, LONGEST_NAME

ONCE = dt.timedelta(days=3)  # so long a password opens that somebody else made
COMMAND = "command"  # whoever sits at the machine itself, in the journal
_DAY = dt.timedelta(days=1)


class Unfit(StrEnum):
    """Why nothing was done."""

    LOGIN = "login"
    LOGIN_TAKEN = "login-taken"
    NAME = "name"
    DATES = "dates"  # the last day before the first, or a first one that is over
    PAST = "past"  # what somebody might do yesterday is not changed today
    OWN = "own"  # nobody gives a role to themself
    NOT_YOURS = "not-yours"
    HELD = "held"  # the role is theirs in these days already
    LAST = "last"  # nobody could keep the roster any more
    ENDED = "ended"  # it ends sooner already
    UNKNOWN = "unknown"


class PeopleError(Exception):
    """Nothing was done."""

    def __init__(self, why: Unfit) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class By:
    """Who does it: a person of the roster as what they are today, or the machine's owner by command."""

    id: str = COMMAND
    roles: frozenset[Role] | None = None  # None: the command, which may do all


class People:
    """Raises PeopleError, StoreError. Each deed and its line in the journal stand together, or neither."""

    def __init__(
        self,
        db: Database,
        by: By,
        now: dt.datetime,
        hashed: Callable[[str], str] = passwords.hashed,
    ) -> None:
        self._db, self._by, self._now, self._hashed = db, by, now, hashed
        self._roster, self._journal = Roster(db), Journal(db)

    @property
    def _today(self) -> dt.date:
        return office_day(self._now)

    def add(
        self, login: str, name: str, role: Role, since: dt.date, last: dt.date | None
    ) -> tuple[Person, str]:
        """Somebody new with a first role, and the one-time password, told once."""
        login, name = login.strip().lower(), " ".join(unicodedata.normalize("NFC", name).split())
        if not LOGIN.fullmatch(login):
            raise PeopleError(Unfit.LOGIN)
        if not (0 < len(name) <= LONGEST_NAME and name.isprintable()):
            raise PeopleError(Unfit.NAME)
        password = passwords.one_time()
        phc = self._hashed(password)
        with writing(self._db):
            try:
                person = self._roster.add(login, name, self._now)
            except LoginTaken:
                raise PeopleError(Unfit.LOGIN_TAKEN) from None
            self._write(JournalEvent.PERSON_ADDED, person=person.id)
            self._give(person.id, role, since, last)
            self._set(person.id, phc)
        return person, password

    def give(self, person: str, role: Role, since: dt.date, last: dt.date | None) -> str:
        """A role from a day on, perhaps to a last one; with the first that sees cases, a new one-time password.

        Else whoever made the account, and may not give that role, could still know its password.
        """
        if self._roster.person(person) is None:
            raise PeopleError(Unfit.UNKNOWN)
        anew = role in OFFICE and not OFFICE & self._roles_to_come(person)
        password = passwords.one_time() if anew else ""
        phc = self._hashed(password) if anew else ""
        with writing(self._db):
            self._give(person, role, since, last)
            if anew:
                self._set(person, phc)
        return password

    def end(self, id: str, last: dt.date) -> None:
        """No role by this post after its last day; yesterday is the earliest: it is over at once."""
        with writing(self._db):
            posts = self._roster.all_posts()
            post = next((each for each in posts if each.id == id), None)
            if post is None:
                raise PeopleError(Unfit.UNKNOWN)
            if self._by.roles is not None and not may_end(self._by.roles, post.role):
                raise PeopleError(Unfit.NOT_YOURS)
            if last < self._today - _DAY:
                raise PeopleError(Unfit.PAST)
            if post.until is not None and post.until <= last:
                raise PeopleError(Unfit.ENDED)
            if leaves_nobody(posts, post, last):
                raise PeopleError(Unfit.LAST)
            self._roster.end(id, last, self._now)
            said = {"person": post.person, "role": post.role.value, "last": last.isoformat()}
            self._write(JournalEvent.POST_ENDED, post=id, **said)

    def reset(self, person: str) -> str:
        """A new one-time password, told once; their sessions are over."""
        self._must_reset(person)
        password = passwords.one_time()
        phc = self._hashed(password)
        with writing(self._db):
            self._must_reset(person)  # as long as it took, somebody may have given them cases
            self._set(person, phc)
        return password

    def _must_reset(self, person: str) -> None:
        """Raises PeopleError where it may not be."""
        if self._roster.person(person) is None:
            raise PeopleError(Unfit.UNKNOWN)
        if person == self._by.id:
            raise PeopleError(Unfit.OWN)
        theirs = self._roles_to_come(person)
        if self._by.roles is not None and not may_reset(self._by.roles, theirs):
            raise PeopleError(Unfit.NOT_YOURS)

    def _roles_to_come(self, person: str) -> frozenset[Role]:
        """Theirs today or later."""
        posts = self._roster.posts(person)
        return frozenset(post.role for post in posts if reaches(post, self._today))

    def _give(self, person: str, role: Role, since: dt.date, last: dt.date | None) -> None:
        posts = self._roster.all_posts()
        if since < self._today or (last is not None and last < since):
            raise PeopleError(Unfit.DATES)
        if person == self._by.id:
            raise PeopleError(Unfit.OWN)
        led = any(post.role is Role.LEADER and reaches(post, self._today) for post in posts)
        if self._by.roles is not None and not may_give(self._by.roles, role, led=led):
            raise PeopleError(Unfit.NOT_YOURS)
        own = [post for post in posts if post.person == person and post.role is role]
        if any(post.holds(since) and (post.until is None or post.until == last) for post in own):
            raise PeopleError(Unfit.HELD)
        post = self._roster.post(person, role, since, self._now, last)
        said = {"person": person, "role": role.value, "since": since.isoformat()}
        until = {"last": last.isoformat()} if last else {}
        self._write(JournalEvent.POST_GIVEN, post=post, **said, **until)

    def _set(self, person: str, phc: str) -> None:
        self._roster.set_password(person, phc, self._now, self._now + ONCE)
        self._write(JournalEvent.PASSWORD_GIVEN, person=person)

    def _write(self, event: JournalEvent, **said: str) -> None:
        self._journal.write(event, self._now, by=self._by.id, **said)


def reaches(post: Post, day: dt.date) -> bool:
    """Whether it is held on that day or later."""
    return post.until is None or post.until >= max(day, post.since)
