"""The page of a case: who and what, where it lies and until when, what was done, and what comes next."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from starlette.responses import Response

from kiosk.contract.news import CaseStatus
from kiosk.desk.console.page import Page
from kiosk.desk.flow import panels
from kiosk.desk.flow.act_words import BUTTON, DID, ROLE, TO, WHY
from kiosk.desk.flow.shown import (
    Shown,
    ran_words,
    shown_holder,
    shown_papers,
    shown_reception,
    shown_results,
)
from kiosk.desk.flow.story import events, spells
from kiosk.desk.flow.times import span, when
from kiosk.desk.flow.words import TEXT
from kiosk.desk.forms import pages as forms
from kiosk.desk.inbox.words import PLACES
from kiosk.desk.progress_words import STATUS
from kiosk.desk.reception.printing import to_print
from kiosk.model import Words
from kiosk.rules.flow.acts import Act, Kind
from kiosk.rules.flow.alarm import Alarm, alarm
from kiosk.rules.flow.deeds import UNDO_FOR, Why, may, may_undo
from kiosk.rules.flow.processes import warning
from kiosk.rules.flow.standing import Standing
from kiosk.rules.roster import Right
from kiosk.store.acts import Acts
from kiosk.store.cases import Cases, SealedCase
from kiosk.store.heard import Heard
from kiosk.store.inbox import Inbox
from kiosk.store.leaflets import Leaflets
from kiosk.store.looked_into import LookedInto
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.news import News
from kiosk.store.register import Register
from kiosk.store.roster import Roster

_AT_THE_COUNTER = frozenset({Kind.RECEIVED, Kind.ASKED_MORE, Kind.DECLINED})


def show(page: Page) -> Response:
    """The page; a case that nobody has accepted yet is shown by the reception to whoever may accept."""
    case = page.path("case")
    kiosk = page.console.settings.kiosk
    Inbox(page.db, kiosk).catch_up()  # so that it is known who opened it first
    Heard(page.db, kiosk).hear(page.now)
    stands = Acts(page.db).standing(case)
    if may(stands, Kind.RECEIVED, page.signed.roles) is None and not _stays(page):
        sealed = Cases(page.db).sealed(case)
        if sealed is not None and sealed.documents and not sealed.erased:
            return page.to(f"{address(page, case)}/receive")
    return draw(page, case)


def _stays(page: Page) -> bool:
    """Somebody just did something here, or asked for the page itself."""
    return bool(page.asked("did") or page.asked("act"))


def address(page: Page, case: str) -> str:
    """Where a case of this kiosk is shown."""
    return f"/cases/{page.console.settings.kiosk}/{case}"


@dataclass(frozen=True)
class _Undo:
    """The last act may be taken back."""

    id: str
    until: str
    paper: bool  # its citizen may hold its paper already


def draw(
    page: Page,
    case: str,
    status: int = 200,
    *,
    overtaken: Act | None = None,
    why: Why | None = None,
    typed: Kind | None = None,
    number: bool = False,
) -> Response:
    """The page as the case stands now. `typed`: the form of this act is shown as it was filled in.

    `overtaken`, `why`: what kept it from being done. `number`: with the holder's whole number. Raises KeyError.
    """
    sealed = Cases(page.db).sealed(case)
    if sealed is None:
        raise KeyError(case)
    _note(page, case, number)
    acts = Acts(page.db).of(case)
    names = {each.id: each.name for each in Roster(page.db).people()}
    view = _view(page, sealed, acts, names)
    offered = () if sealed.erased else panels.panels(page, sealed, view.stands, typed)
    return page.show(
        "flow/case.html",
        TEXT,
        status,
        at=address(page, case),
        view=view,
        holder=shown_holder(page, case, number),
        papers=shown_papers(page, sealed),
        reception=shown_reception(page, sealed, acts),
        results=shown_results(page, sealed.code),
        entry=Register(page.db).line(case),
        forms=() if sealed.erased else forms.links(page, case),
        leaflet=_leaflet(page, view.stands),
        leaflet_printed=Leaflets(page.db).printed(case),
        events=events(acts, News(page.db).history(sealed.code), sealed.sealed_at, names),
        spells=_spells(page, sealed, acts, names),
        panels=offered,
        may_receive=may(view.stands, Kind.RECEIVED, page.signed.roles) is None,
        kept=panels.kept(page, offered, typed),
        links=panels.links(page, view.stands, sealed),
        undo=_undo(page, view.stands),
        did=_did(page, view.stands),
        paper=to_print(page, address(page, case)) if _did(page, view.stands) else None,
        told=_told(overtaken, names),
        why=WHY[why] if why else None,
        **_words(page),
    )


def _note(page: Page, case: str, number: bool) -> None:
    """Who looked into whose case, and who saw the whole number."""
    looked = LookedInto(page.db, page.console.settings.kiosk)
    looked.note(case, page.signed.person, page.now)
    if number:
        looked.number_shown(case, page.signed.person, page.now)


def _words(page: Page) -> dict[str, object]:
    """What the template turns codes and moments into words with."""
    return {
        "when": when,
        "span": lambda time: span(time, page.language),
        "status_word": STATUS,
        "place_word": PLACES,
        "role_word": ROLE,
        "button_word": BUTTON,
        "to_word": TO,
    }


def _view(page: Page, sealed: SealedCase, acts: tuple[Act, ...], names: dict[str, str]) -> Shown:
    stands = Acts(page.db).standing(sealed.case)
    process = page.law.process(sealed.procedure)
    clock = stands.clock if not stands.over else None
    # what lies here as a result is in time, as the list of cases counts it
    rests = stands.rests_since is not None or stands.status is CaseStatus.DECIDED
    runs = clock is not None and not rests
    reached = alarm(clock, page.now) if clock and runs else Alarm.NONE
    left = None
    if clock and runs:
        late = reached is Alarm.OVER
        ends = (clock.due, page.now) if late else (page.now, clock.due)
        left = page.law.worked(*ends)
    hours = process.hours_at(stands.place)
    place_due = None
    if hours and stands.entered and not rests and not stands.over:
        place_due = step_due(page, stands.entered, hours)
    try:
        procedure = page.catalogue.procedure(sealed.procedure).name
    except KeyError:
        procedure = Words(sealed.procedure, sealed.procedure)
    return Shown(
        sealed=sealed,
        stands=stands,
        procedure=procedure,
        owner=names.get(stands.owner, stands.owner),
        reached=reached,
        alarm=ran_words(reached),
        left=left,
        place_due=place_due,
        unapproved=None if stands.over else warning(process),
    )


def step_due(page: Page, entered: dt.datetime, hours: float) -> dt.datetime:
    """Until when its process lets a case lie in an inbox that it entered then."""
    office = page.law.office(page.day)
    return office.after(entered.astimezone(OFFICE_ZONE), dt.timedelta(hours=hours))


def _spells(
    page: Page, sealed: SealedCase, acts: tuple[Act, ...], names: dict[str, str]
) -> tuple[object, ...]:
    process = page.law.process(sealed.procedure)
    return spells(acts, sealed.sealed_at, page.now, names, page.law.worked, process)


def _leaflet(page: Page, stands: Standing) -> bool:
    """Whether the leaflet that goes with a result is still to be printed, by whoever asks."""
    returned = stands.last is not None and stands.last.kind is Kind.RETURNED
    if not (returned and page.may(Right.RETURN)):
        return False
    return Leaflets(page.db).printed(page.path("case")) is None


def _undo(page: Page, stands: Standing) -> _Undo | None:
    if may_undo(stands, page.signed.person, page.now) or stands.last is None:
        return None
    until = when(stands.last.at + UNDO_FOR)
    return _Undo(uuid.uuid4().hex, until, stands.last.kind in _AT_THE_COUNTER)


def _did(page: Page, stands: Standing) -> Words | None:
    """What was just done, where the address says so and the case agrees."""
    said = page.asked("did")
    if said == Kind.UNDONE and stands.undone:
        return BUTTON[Kind.UNDONE]
    last = stands.last
    if last is None or said != last.kind.value or last.by != page.signed.person:
        return None
    return TO[last.to] if last.kind is Kind.HANDED_ON else BUTTON[last.kind]


def _told(overtaken: Act | None, names: dict[str, str]) -> dict[str, object] | None:
    if overtaken is None:
        return None
    return {
        "who": names.get(overtaken.by, overtaken.by),
        "did": DID[overtaken.kind],
        "when": when(overtaken.at),
    }
