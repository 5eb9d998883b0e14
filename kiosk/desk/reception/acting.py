"""Doing an act from a page of reception: once, on a case that stands as the page knew it, or nothing at all."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.desk.console.page import AskedWrongly, Page
from kiosk.desk.reception.opened import Opened
from kiosk.desk.reception.words import DID, TEXT, WEEKDAYS
from kiosk.model import Words
from kiosk.rules.flow.acts import Act, Kind
from kiosk.rules.flow.deeds import may, role_for
from kiosk.rules.flow.standing import Standing
from kiosk.store.acts import Acts, Overtaken
from kiosk.store.moments import OFFICE_ZONE, moment, stamp
from kiosk.store.roster import Roster

_ID = re.compile(r"[0-9a-f]{32}")


class Refused(Exception):
    """Nothing was done; `why` says so to whoever asked, and `key` names it."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(key)
        self.key, self.why = key, why


@dataclass(frozen=True)
class Drawn:
    """What a form bears so that its act is done once: an id, and how many acts its page knew of."""

    id: str
    after: int


def drawn(opened: Opened) -> Drawn:
    """For a page that is shown now."""
    return Drawn(uuid.uuid4().hex, len(opened.acts))


def drawn_before(page: Page) -> Drawn:
    """What the form that came in bears; raises AskedWrongly."""
    id = page.form.text("act")
    if not _ID.fullmatch(id):
        raise AskedWrongly("act")
    return Drawn(id, page.form.number("after"))


def do(
    page: Page,
    opened: Opened,
    act: Act,
    also: Callable[[Standing], None] = lambda _: None,
) -> None:
    """The act is done, by whoever asks, as one of their roles; asked again nothing more is. Raises Refused."""
    form, roles = drawn_before(page), page.signed.roles

    def fits(stands: Standing) -> None:
        if may(stands, act.kind, roles):
            raise refused("not_now", page)

    try:
        Acts(page.db, page.console.settings.kiosk).do(
            opened.case, act, form.id, form.after, fits, also
        )
    except Overtaken as error:
        raise Refused("overtaken", told(page, error.last)) from None


def begun(page: Page, opened: Opened, kind: Kind) -> Act:
    """An act of this kind by whoever asks, with nothing in it yet; raises Refused where it does not fit the case.

    A form that is sent again is done already, however the case stands now.
    """
    role = role_for(opened.stands, kind, page.signed.roles)
    if role is None:
        role = next(iter(sorted(page.signed.roles)), None)
    return Act(kind, moment(stamp(page.now)), page.signed.person, role)


def refused(key: str, page: Page, **parts: object) -> Refused:
    """With the words of that key."""
    text = page.words(TEXT[key])
    return Refused(key, text.format(**parts) if parts else text)


def told(page: Page, act: Act) -> str:
    """Who did what, when: for whoever came second."""
    what = DID.get(act.kind.value, Words(act.kind.value, act.kind.value))
    return page.words(TEXT["overtaken"]).format(
        who=who(page, act), when=short(act.at, page), what=page.words(what)
    )


def who(page: Page, act: Act) -> str:
    """The name of whoever did it."""
    person = Roster(page.db).person(act.by)
    return person.name if person else page.console.settings.office.name.of(page.language)


def short(at: dt.datetime, page: Page) -> str:
    """A moment by the office's clock: the time alone where it is of today."""
    here = at.astimezone(OFFICE_ZONE)
    return f"{here:%H:%M}" if here.date() == page.day else f"{here:%H:%M %d/%m/%Y}"


def long(at: dt.datetime, page: Page) -> str:
    """A moment as it is promised: time, weekday, date."""
    here = at.astimezone(OFFICE_ZONE)
    return f"{here:%H:%M} {page.words(WEEKDAYS[here.weekday()])}, {here:%d/%m/%Y}"
