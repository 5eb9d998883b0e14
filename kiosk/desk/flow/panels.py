"""What may be done next to a case, as forms: one most likely, the others behind it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from kiosk.desk.console.page import Page
from kiosk.desk.flow.act_words import BUTTON, TO
from kiosk.desk.flow.drafts import KINDS
from kiosk.desk.flow.words import TEXT
from kiosk.desk.inbox.words import PLACES as NAMED
from kiosk.model import Words
from kiosk.rules.flow.acts import PLACES, Kind, Place
from kiosk.rules.flow.deeds import likely, may, may_extend, targets
from kiosk.rules.flow.standing import Standing
from kiosk.rules.roster import Right
from kiosk.store.cases import SealedCase
from kiosk.store.roster import Roster

_FIELDS: dict[Kind, tuple[str, ...]] = {
    Kind.HANDED_ON: ("whither", "note"),
    Kind.SENT_BACK: ("whither", "ground"),
    Kind.PAYMENT_ASKED: ("amount", "note"),
    Kind.PAID: ("amount", "receipt"),
    Kind.PAPERS_CAME: ("note",),
    Kind.APPROVED: (),
    Kind.ISSUED: ("result_number",),
    Kind.RETURNED: ("how",),
    Kind.EXTENDED: ("days", "ground"),
    Kind.REDATED: ("date", "ground"),
    Kind.STOPPED: ("ground",),
    Kind.WITHDRAWN: ("ground",),
    Kind.NOTED: ("note",),
    Kind.TAKEN: (),
}
# One name on the wire for what is a number in the act.
_SENT = {"result_number": "number", "receipt": "number", "how": "number"}
_KEPT = ("whither", "ground", "note", "number", "days", "date", "amount")
USUAL_DAYS = "3"


@dataclass(frozen=True)
class Field:
    """One field of a form, with what stands in it."""

    id: str  # of the page
    name: str  # as it is sent
    kind: str  # of _FIELDS
    label: Words
    value: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Panel:
    """One act as a form, with an id of its own: done once, however often it is sent."""

    kind: Kind
    id: str
    title: Words
    fields: tuple[Field, ...]
    main: bool = False
    open: bool = False
    whither: str = ""  # where it leads, where that is not asked


def panels(
    page: Page, sealed: SealedCase, stands: Standing, typed: Kind | None
) -> tuple[Panel, ...]:
    """Every act that fits, the most likely first. `typed`: this one is shown open, as it was filled in."""
    found = []
    main = _main(page, sealed, stands, typed)
    if main:
        found.append(main)
    for kind in _FIELDS:
        if (
            kind in KINDS
            and not _hidden(page, stands, kind, main)
            and _fits(page, sealed, stands, kind)
        ):
            again = typed is kind or page.asked("act") == kind.value
            fields = _fields(page, stands, kind, typed is kind)
            found.append(Panel(kind, uuid.uuid4().hex, BUTTON[kind], fields, open=again))
    return tuple(found)


def _main(page: Page, sealed: SealedCase, stands: Standing, typed: Kind | None) -> Panel | None:
    process = page.law.process(sealed.procedure)
    following = likely(stands, process.after(stands.place))
    if following is None or may(stands, following[0], page.signed.roles):
        return None
    kind, to = following
    asked = tuple(
        name for name in _FIELDS[kind] if name in ("result_number", "how", "receipt", "amount")
    )
    again = typed is kind and kind is not Kind.HANDED_ON
    fields = tuple(_field(page, stands, kind, name, "main", again) for name in asked)
    title = TO[to] if kind is Kind.HANDED_ON else BUTTON[kind]
    whither = to.value if kind is Kind.HANDED_ON else ""
    return Panel(kind, uuid.uuid4().hex, title, fields, True, again, whither)


def _hidden(page: Page, stands: Standing, kind: Kind, main: Panel | None) -> bool:
    """It stands there already, or would change nothing."""
    if kind is Kind.TAKEN:
        return stands.owner == page.signed.person
    return main is not None and main.kind is kind and kind is not Kind.HANDED_ON


def _fits(page: Page, sealed: SealedCase, stands: Standing, kind: Kind) -> bool:
    if may(stands, kind, page.signed.roles):
        return False
    if kind is Kind.EXTENDED:
        return may_extend(stands, page.law.most_extensions(sealed.procedure)) is None
    return kind not in (Kind.HANDED_ON, Kind.SENT_BACK) or bool(_whither(page, stands, kind))


def _fields(page: Page, stands: Standing, kind: Kind, typed: bool) -> tuple[Field, ...]:
    return tuple(_field(page, stands, kind, name, kind.value, typed) for name in _FIELDS[kind])


def _field(page: Page, stands: Standing, kind: Kind, field: str, where: str, typed: bool) -> Field:
    name = _SENT.get(field, field)
    options: tuple[tuple[str, str], ...] = ()
    if field == "whither":
        options = _whither(page, stands, kind)
    if field == "how":
        options = tuple(
            (way, page.words(TEXT[f"how_{way}"])) for way in ("direct", "post", "online")
        )
    value = page.form.text(name) if typed else _usual(page, stands, kind, field)
    return Field(f"{where}-{field}", name, field, TEXT[field], value, options)


def _usual(page: Page, stands: Standing, kind: Kind, field: str) -> str:
    if field == "days":
        return USUAL_DAYS
    if field == "amount" and kind is Kind.PAID and stands.last and stands.last.amount:
        return str(stands.last.amount)
    if field == "ground" and kind is Kind.EXTENDED:
        place = page.words(NAMED[stands.place]).lower()
        return page.words(TEXT["draft_ground"]).format(place=place)
    return ""


def _whither(page: Page, stands: Standing, kind: Kind) -> tuple[tuple[str, str], ...]:
    """Places, and the people who hold their roles today."""
    found = []
    for place in Place:
        if place not in targets(stands.place, kind):
            continue
        word = page.words(NAMED[place])
        if place is not stands.place:
            found.append((place.value, page.words(TEXT["whoever"]).format(place=word)))
        for person, name in _people(page, place):
            if place is not stands.place or person not in (stands.owner, page.signed.person):
                text = page.words(TEXT["someone"]).format(place=word, name=name)
                found.append((f"{place.value}:{person}", text))
    return tuple(found)


def _people(page: Page, place: Place) -> tuple[tuple[str, str], ...]:
    roles = (role for role, places in PLACES.items() if place in places)
    roster = Roster(page.db)
    found = {each.id: each.name for role in roles for each in roster.holders(role, page.day)}
    return tuple(found.items())


def kept(
    page: Page, offered: tuple[Panel, ...], typed: Kind | None
) -> tuple[tuple[Words, str], ...]:
    """What was typed for an act that does not fit any more: nothing of it is lost before its writer has seen it."""
    if typed is None or any(panel.kind is typed and panel.open for panel in offered):
        return ()
    labels = {"number": TEXT["result_number"]}
    found = ((labels.get(name) or TEXT[name], page.form.text(name)) for name in _KEPT[1:])
    return tuple((label, text) for label, text in found if text)


def links(page: Page, stands: Standing, sealed: SealedCase) -> tuple[tuple[str, Words], ...]:
    """Pages of other rooms where more is done to the case."""
    if sealed.erased:
        return ()
    found = []
    if may(stands, Kind.ASKED_MORE, page.signed.roles) is None:
        found.append(("ask", TEXT["ask_more"]))
    waits = may(stands, Kind.PAPERS_CAME, page.signed.roles) is None
    if waits and page.may(Right.RECEIVE):
        found.append(("papers", TEXT["further_papers"]))
    if page.may(Right.SCAN):
        found.append(("scan", TEXT["scan_more"]))
    prepares = any(page.may(right) for right in (Right.RECEIVE, Right.HANDLE, Right.ISSUE))
    if prepares and sealed.procedure in page.catalogue.certifies():
        found.append(("copies", TEXT["copies"]))
    return tuple(found)
