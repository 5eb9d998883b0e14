"""Who works at the office: posts with their days, and what each role may do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Role(StrEnum):
    """What somebody does at the office; one person may hold several."""

    CLERK = "clerk"  # cán bộ tiếp nhận: receives, asks for more, refuses, hands results over
    SPECIALIST = "specialist"  # công chức chuyên môn, as the judicial and civil-status official
    LEADER = "leader"  # lãnh đạo
    ARCHIVIST = "archivist"  # văn thư
    HELPER = "helper"  # stands beside citizens at the kiosk; sees no case
    TECHNICIAN = "technician"  # mends and provisions; sees no case


class Right(StrEnum):
    """What a page or an act needs."""

    LOOK = "look"  # cases: the inbox and what is in a case
    RECEIVE = "receive"  # accept, ask for more, refuse; file from the counter
    HANDLE = "handle"  # examine and draft
    DECIDE = "decide"  # approve, change a due date
    ISSUE = "issue"  # number and issue
    RETURN = "return"  # hand a result over
    SIGN = "sign"  # certified copies, as official
    SEAL = "seal"  # and with the organisation's seal
    SCAN = "scan"  # batches and the worklist of old files
    BOOKS = "books"  # registers and their exports
    WATCH = "watch"  # the kiosk and whoever stands at it, without anything personal
    MEND = "mend"  # restart a service
    PEOPLE = "people"  # the roster
    FIGURES = "figures"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CLERK: frozenset(
        {
            Right.LOOK,
            Right.RECEIVE,
            Right.RETURN,
            Right.SCAN,
            Right.BOOKS,
            Right.WATCH,
            Right.FIGURES,
        }
    ),
    Role.SPECIALIST: frozenset(
        {Right.LOOK, Right.HANDLE, Right.SIGN, Right.SCAN, Right.WATCH, Right.FIGURES}
    ),
    Role.LEADER: frozenset(
        {
            *(Right.LOOK, Right.DECIDE, Right.SIGN, Right.BOOKS),
            *(Right.WATCH, Right.FIGURES, Right.PEOPLE),
        }
    ),
    Role.ARCHIVIST: frozenset({Right.LOOK, Right.ISSUE, Right.SEAL, Right.SCAN, Right.BOOKS}),
    Role.HELPER: frozenset({Right.WATCH}),
    Role.TECHNICIAN: frozenset({Right.WATCH, Right.MEND, Right.PEOPLE}),
}


@dataclass(frozen=True)
class Post:
    """One role of one person, from a day to a day, both included; `until` None: until further notice."""

    person: str  # id in the roster
    role: Role
    since: dt.date
    until: dt.date | None = None
    id: str = ""
    added: dt.datetime | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether it is held on that day at the office."""
        return self.since <= day and (self.until is None or day <= self.until)


def roles_on(posts: Iterable[Post], day: dt.date) -> frozenset[Role]:
    """The roles that these posts give on a day: whoever moved has none of the old ones from the next day on."""
    return frozenset(post.role for post in posts if post.holds(day))


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """Everything that one of these roles may do."""
    return frozenset().union(*(RIGHTS[role] for role in roles))


OFFICE = frozenset({Role.CLERK, Role.SPECIALIST, Role.LEADER, Role.ARCHIVIST})  # they see cases
_WITHOUT_CASES = frozenset(Role) - OFFICE


def may_give(giver: Iterable[Role], role: Role, *, led: bool) -> bool:
    """Whether somebody may give this role to somebody else. `led`: the office has a leader today or to come.

    A technician gives what sees no case, and a first leader, who then gives the rest.
    """
    roles = frozenset(giver)
    if Role.LEADER in roles:
        return True
    first = role is Role.LEADER and not led
    return Role.TECHNICIAN in roles and (role in _WITHOUT_CASES or first)


def may_end(giver: Iterable[Role], role: Role) -> bool:
    """Whether somebody may end a post in this role."""
    return may_give(giver, role, led=True)


def may_reset(giver: Iterable[Role], theirs: Iterable[Role]) -> bool:
    """Whether somebody may make a one-time password for who has these roles, now or later.

    Whoever makes it could use it: so it is for those alone whose roles one could give.
    """
    roles = frozenset(giver)
    return Role.LEADER in roles or (Role.TECHNICIAN in roles and _WITHOUT_CASES.issuperset(theirs))


def leaves_nobody(posts: Iterable[Post], ended: Post, last: dt.date) -> bool:
    """Whether on some day nobody could keep the roster any more, had this post that `last` day."""
    if last == dt.date.max:
        return False
    before = [post for post in posts if Right.PEOPLE in RIGHTS[post.role]]
    after = [replace(post, until=last) if post.id == ended.id else post for post in before]
    next_day = dt.timedelta(days=1)
    turns = {last + next_day, *(post.since for post in before)}
    turns |= {post.until + next_day for post in before if post.until and post.until < dt.date.max}

    def held(posts: Iterable[Post], day: dt.date) -> bool:
        return any(post.holds(day) for post in posts)

    return any(held(before, day) and not held(after, day) for day in turns if day > last)


def vacant(posts: Iterable[Post], day: dt.date) -> tuple[Role, ...]:
    """Roles without which cases lie still, and which nobody holds on a day."""
    held = roles_on(posts, day)
    return tuple(role for role in Role if role in OFFICE and role not in held)
