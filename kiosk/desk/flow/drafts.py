"""From a form to an act: what was typed, taken as it is, and judged when the act is done."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass

from kiosk.desk.console.page import AskedWrongly, Form, Page
from kiosk.rules.flow.acts import PLACES, Act, Clock, Kind, Place
from kiosk.rules.flow.deeds import (
    NEEDS_GROUND,
    Why,
    likely,
    may,
    may_extend,
    may_undo,
    role_for,
    targets,
)
from kiosk.rules.flow.standing import Standing
from kiosk.store.roster import Roster

# What this room does: accepting, asking for papers and refusing have pages of their own.
KINDS = frozenset(Kind) - {Kind.RECEIVED, Kind.ASKED_MORE, Kind.DECLINED}
LONGEST = 1000  # letters of a ground or a remark
LONGEST_NUMBER = 60
MOST_DAYS = 90
MOST_DONG = 10**9
FARTHEST = dt.timedelta(
    days=731
)  # of a date set by hand: with a mistyped century nobody would ever be told


class NotDone(Exception):
    """Nothing was changed; `why` says why."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Draft:
    """An act as it was asked for, of a case that stood so when it was asked."""

    page: Page
    procedure: str
    kind: Kind
    act: Act

    def check(self, stands: Standing) -> None:
        """Raises NotDone where it does not fit how the case stands now."""
        signed, now = self.page.signed, self.page.now
        why = may(stands, self.kind, signed.roles)
        if self.kind is Kind.UNDONE:
            why = may_undo(stands, signed.person, now)
        if self.kind is Kind.EXTENDED:
            why = why or may_extend(stands, self.page.law.most_extensions(self.procedure))
        if why := why or self._incomplete(stands):
            raise NotDone(why)

    def _incomplete(self, stands: Standing) -> Why | None:
        act = self.act
        if (act.kind in NEEDS_GROUND and not act.ground) or (
            act.kind is Kind.NOTED and not act.note
        ):
            return Why.GROUND
        if act.kind in (Kind.EXTENDED, Kind.REDATED):
            return None if act.clock and act.clock.due > self.page.now else Why.DATE
        if act.kind is Kind.PAYMENT_ASKED and not act.amount:
            return Why.AMOUNT
        if act.kind in (Kind.HANDED_ON, Kind.SENT_BACK):
            return self._nowhere(stands)
        return None

    def _nowhere(self, stands: Standing) -> Why | None:
        act = self.act
        if act.to not in targets(stands.place, act.kind):
            return Why.TARGET
        if act.to is stands.place and act.person in ("", stands.owner):
            return Why.TARGET
        roles = Roster(self.page.db).roles(act.person, self.page.day) if act.person else ()
        if act.person and not any(act.to in PLACES.get(role, frozenset()) for role in roles):
            return Why.NOBODY
        return None


def drafted(page: Page, kind: Kind, procedure: str, stands: Standing) -> Draft:
    """What the page's form asks for. Raises AskedWrongly for what no form of ours sends."""
    form = page.form
    to, person = _whither(form)
    if kind is Kind.APPROVED:
        following = likely(stands, page.law.process(procedure).after(Place.LEADER))
        to = following[1] if following and following[0] is kind else Place.ARCHIVIST
    act = Act(
        kind,
        page.now,
        page.signed.person,
        role_for(stands, kind, page.signed.roles),
        to=to,
        person=person,
        clock=_clock(page, kind, stands),
        ground=text_of(form, "ground"),
        note=text_of(form, "note"),
        number=text_of(form, "number", LONGEST_NUMBER),
        amount=_most(form, "amount", MOST_DONG),
    )
    return Draft(page, procedure, kind, act)


def text_of(form: Form, name: str, longest: int = LONGEST) -> str:
    """What was typed into a field, in NFC, of printable letters and line ends alone, no longer than it may be."""
    text = unicodedata.normalize("NFC", form.text(name)).replace("\r\n", "\n")
    text = "".join(letter for letter in text if letter == "\n" or letter.isprintable())
    return text[:longest].strip()


def _whither(form: Form) -> tuple[Place, str]:
    place, _, person = form.text("whither").partition(":")
    try:
        return Place(place), person
    except ValueError:
        raise AskedWrongly("whither") from None


def _clock(page: Page, kind: Kind, stands: Standing) -> Clock | None:
    clock = stands.clock
    if clock is None:
        return None
    if kind is Kind.EXTENDED:
        days = _most(page.form, "days", MOST_DAYS)
        return page.law.extended(clock, days, page.now) if days else None
    if kind is Kind.REDATED:
        day = _day(page.form)
        if day is None or day - page.day > FARTHEST:
            return None
        return page.law.until(stands.received or page.now, day)
    if kind in (Kind.PAPERS_CAME, Kind.PAID, Kind.SENT_BACK) and stands.rests_since:
        return page.law.resumed(clock, stands.rests_since, page.now)
    return None


def _day(form: Form) -> dt.date | None:
    text = form.text("date")
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise AskedWrongly("date") from None


def _most(form: Form, name: str, most: int) -> int:
    number = form.number(name)
    if number > most:
        raise AskedWrongly(name)
    return number
