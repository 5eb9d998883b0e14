"""What a list's address asks for, and the addresses of the lists beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from kiosk.desk.console.page import AskedWrongly, Page
from kiosk.rules.flow.acts import PLACES, Place
from kiosk.store.inbox_list import EVERYWHERE, Asked, Behind, Only, Order
from kiosk.store.moments import OFFICE_ZONE

MINE, EVERYTHING, OVER = "mine", "all", "over"  # beside the places' own names
ME, NOBODY = "me", "nobody"
OF_FIELD = "field:"  # before a field's id, where a procedure's code may stand
LONGEST = 200  # letters of what is searched for
_AT = "/inbox"
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True)
class Address:
    """A list's address, word by word, as its form sends it; "" is as usual."""

    place: str = ""
    q: str = ""
    of: str = ""  # a procedure's code, or field:ID
    whose: str = ""
    only: str = ""
    kiosk: str = ""
    order: str = ""

    def but(self, **changed: str) -> str:
        """The list that differs in this, from its beginning."""
        return replace(self, **changed).path()

    def path(self, **more: str) -> str:
        said = {name: value for name, value in (vars(self) | more).items() if value}
        return f"{_AT}?{urlencode(said)}" if said else _AT

    def behind(self, end: Behind) -> str:
        """Its next page."""
        return self.path(behind=f"{end.kiosk}:{end.case}:{end.key}")

    @property
    def narrowed(self) -> bool:
        """More is asked than a place."""
        return any((self.q, self.of, self.whose, self.only, self.kiosk))


def address(page: Page) -> Address:
    """Of this request; what is searched for is cut where no name goes on."""
    said = {name: page.asked(name).strip()[:LONGEST] for name in vars(Address())}
    return Address(**said)


def my_places(page: Page) -> tuple[Place, ...]:
    """Where the work of this person's roles lies."""
    return tuple(
        place for place in Place if any(place in PLACES.get(role, ()) for role in page.signed.roles)
    )


def places(page: Page, said: Address) -> tuple[Place, ...]:
    """Those that are asked for; whoever searches without naming one searches everywhere. Raises AskedWrongly."""
    if said.place == EVERYTHING or (said.q and not said.place):
        return EVERYWHERE
    if said.place == OVER:
        return (Place.NONE,)
    if said.place in ("", MINE):
        return my_places(page) or EVERYWHERE
    return (_word(Place, said.place),)


def asked(page: Page, said: Address, unseen: dt.timedelta) -> Asked:
    """Raises AskedWrongly."""
    midnight = dt.datetime.combine(page.day + dt.timedelta(1), dt.time(), OFFICE_ZONE)
    return Asked(
        page.now,
        midnight,
        unseen,
        places(page, said),
        {"": None, ME: page.signed.person, NOBODY: ""}.get(said.whose, said.whose),
        _procedures(page, said.of),
        _word(Only, said.only),
        _number(said.kiosk) if said.kiosk else None,
        said.q,
        _word(Order, said.order or Order.TURN.value),
    )


def behind(page: Page) -> Behind | None:
    """Where the page before ended. Raises AskedWrongly."""
    text = page.asked("behind")
    if not text:
        return None
    kiosk, first, rest = text.partition(":")
    case, second, key = rest.partition(":")
    if not (first and second):
        raise AskedWrongly("behind")
    return Behind(_number(kiosk), case, key)


def _procedures(page: Page, said: str) -> tuple[str, ...] | None:
    if not said:
        return None
    if said.startswith(OF_FIELD):
        field = said.removeprefix(OF_FIELD)
        return tuple(each.code for each in page.catalogue.of_field(field))
    return (said,)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 2):
        raise AskedWrongly("kiosk")
    return int(text)


def _word(kind: type[_Word], text: str) -> _Word:
    try:
        return kind(text)
    except ValueError:
        raise AskedWrongly(kind.__name__) from None
