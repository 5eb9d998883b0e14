"""The pages under /people: the list, and one page for each person."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.responses import Response

from kiosk.desk.console.gate import Refused
from kiosk.desk.console.page import AskedWrongly, Door, Form, Page, door
from kiosk.desk.people.deeds import ONCE, By, People, PeopleError, Unfit, reaches
from kiosk.desk.people.words import ROLES, TEXT, UNFIT
from kiosk.rules.roster import Post, Right, Role, may_give, vacant
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.roster import Person, Roster
from kiosk.store.roster_copies import LONGEST_NAME


def doors() -> tuple[Door, ...]:
    at = "/people/{person}"
    return (
        door("/people", _list, Right.PEOPLE),
        door("/people", _add, Right.PEOPLE, method="POST"),
        door(at, _person, Right.PEOPLE),
        door(f"{at}/posts", _give, Right.PEOPLE, method="POST"),
        door(f"{at}/posts/{{post}}/end", _end, Right.PEOPLE, method="POST"),
        door(f"{at}/password", _reset, Right.PEOPLE, method="POST"),
    )


@dataclass(frozen=True)
class _Row:
    """One person, as the list shows them."""

    person: Person
    now: tuple[str, ...]  # roles of today, each with its days
    later: tuple[str, ...]
    state: str  # key of a word: how it stands with the password


def _list(page: Page, why: str = "", status: int = 200) -> Response:
    roster = Roster(page.db)
    rows = [_row(page, person) for person in roster.people()]
    empty = [page.words(ROLES[role]) for role in vacant(roster.all_posts(), page.day)]
    here = [row for row in rows if row.now or row.later]
    return page.show(
        "people/list.html",
        TEXT,
        status,
        rows=here,
        gone=[row for row in rows if not (row.now or row.later)],
        vacant=", ".join(empty),
        named=_named_by_the_province(page, roster),
        why=why,
        typed=page.form if why else _offered(page),
        roles=_choices(page),
    )


def _named_by_the_province(page: Page, roster: Roster) -> list[tuple[str, str, str]]:
    """Whom the province has at this office and nobody added yet: name, role, and where the form is filled in.

    Its list bears no days and no rights: whoever keeps the roster here says since when.
    """
    here = {_folded(person.name) for person in roster.people()}
    members = [
        member for member in page.console.book.now().roster() if _folded(member.name) not in here
    ]
    return [
        (
            member.name,
            page.words(ROLES[Role(member.role)]),
            urlencode(
                {"name": member.name, "login": member.id.replace("-", "."), "role": member.role}
            ),
        )
        for member in members
    ]


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _offered(page: Page) -> Form:
    """What a link of the list has filled in."""
    offered = {name: page.asked(name)[:LONGEST_NAME] for name in ("name", "login", "role")}
    return Form(urlencode(offered).encode())


def _person(page: Page, why: str = "", status: int = 200, password: str = "") -> Response:
    """Raises KeyError."""
    roster = Roster(page.db)
    person = roster.person(page.path("person"))
    if person is None:
        raise KeyError(page.path("person"))
    return _shown(page, person, why, status, password)


def _shown(page: Page, person: Person, why: str, status: int, password: str) -> Response:
    posts = Roster(page.db).posts(person.id)
    shown = [(post, _days(page, post), _is_over(post, page.day)) for post in reversed(posts)]
    once = Roster(page.db).password(person.id).once
    until = (page.now + ONCE) if password else once
    return page.show(
        "people/person.html",
        TEXT,
        status,
        person=person,
        posts=shown,
        role_of=lambda post: page.words(ROLES[post.role]),
        roles=_choices(page),
        why=why,
        typed=page.form,
        password=password,
        until=_moment(until) if until else "",
        state=_state(page, person),
    )


def _add(page: Page) -> Response:
    form = page.form
    try:
        role, since, last = _asked_post(page)
        person, password = _people(page).add(
            form.text("login"), form.text("name"), role, since, last
        )
    except PeopleError as error:
        return _list(page, page.words(UNFIT[error.why]), 422)
    except Refused:
        return _list(page, page.words(TEXT["busy"]), 503)
    return _shown(page, person, "", 200, password)


def _give(page: Page) -> Response:
    return _done(page, lambda: _people(page).give(page.path("person"), *_asked_post(page)))


def _end(page: Page) -> Response:
    def end() -> str:
        last = _asked_day(page.form.text("last"))
        if last is None:
            raise PeopleError(Unfit.DATES)
        owned = (post.id for post in Roster(page.db).posts(page.path("person")))
        if page.path("post") not in owned:
            raise PeopleError(Unfit.UNKNOWN)
        _people(page).end(page.path("post"), last)
        return ""

    return _done(page, end)


def _reset(page: Page) -> Response:
    return _done(page, lambda: _people(page).reset(page.path("person")))


def _done(page: Page, deed: Callable[[], str]) -> Response:
    """`deed` gives the one-time password that it made, if any."""
    try:
        password = deed()
    except PeopleError as error:
        return _person(page, page.words(UNFIT[error.why]), 422)
    except Refused:
        return _person(page, page.words(TEXT["busy"]), 503)
    if password:
        return _person(replace(page, form=Form(b"")), password=password)
    return page.to(f"/people/{page.path('person')}")


def _people(page: Page) -> People:
    by = By(page.signed.person, page.signed.roles)
    return People(page.db, by, page.now, page.console.gate.hashed)


def _asked_post(page: Page) -> tuple[Role, dt.date, dt.date | None]:
    try:
        role = Role(page.form.text("role"))
    except ValueError:
        raise AskedWrongly("role") from None
    return role, _asked_day(page.form.text("since")) or page.day, _asked_day(page.form.text("last"))


def _asked_day(text: str) -> dt.date | None:
    """As a date field writes it, or as people do; None for nothing."""
    if not text:
        return None
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            return dt.datetime.strptime(text, shape).replace(tzinfo=dt.UTC).date()
    raise PeopleError(Unfit.DATES)


def _row(page: Page, person: Person) -> _Row:
    posts = [post for post in Roster(page.db).posts(person.id) if not _is_over(post, page.day)]
    now = tuple(_told(page, post) for post in posts if post.holds(page.day))
    later = tuple(_told(page, post) for post in posts if not post.holds(page.day))
    return _Row(person, now, later, _state(page, person))


def _state(page: Page, person: Person) -> str:
    password = Roster(page.db).password(person.id)
    if not password.phc:
        return "no_password"
    if password.once is None:
        return "own_password"
    return "once_waits" if page.now <= password.once else "once_is_over"


def _told(page: Page, post: Post) -> str:
    return f"{page.words(ROLES[post.role])}: {_days(page, post)}"


def _days(page: Page, post: Post) -> str:
    if post.until is not None and post.until < post.since:
        return page.words(TEXT["never"])
    key = "since" if post.until is None else "since_until"
    last = f"{post.until:%d/%m/%Y}" if post.until else ""
    return page.words(TEXT[key]).format(since=f"{post.since:%d/%m/%Y}", last=last)


def _is_over(post: Post, day: dt.date) -> bool:
    return post.until is not None and (post.until < day or post.until < post.since)


def _choices(page: Page) -> list[tuple[str, str]]:
    """The roles that whoever is signed in may give: what would be refused is not offered."""
    posts = Roster(page.db).all_posts()
    led = any(each.role is Role.LEADER and reaches(each, page.day) for each in posts)
    given = [role for role in Role if may_give(page.signed.roles, role, led=led)]
    return [(role.value, page.words(ROLES[role])) for role in given]


def _moment(at: dt.datetime) -> str:

    return f"{at.astimezone(OFFICE_ZONE):%H:%M %d/%m/%Y}"
