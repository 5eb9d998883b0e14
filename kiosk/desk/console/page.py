"""One request of somebody who signed in: what a page's code gets, and how it answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kiosk.desk.console.upload import Brought, bears_files, parts_of
from kiosk.model import Language, Words
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.roster import Right, Role, rights_of
from kiosk.store.database import Database
from kiosk.store.law import Law
from kiosk.store.moments import office_day

if TYPE_CHECKING:
    from kiosk.desk.console.app import Console

LONGEST = 64 * 1024  # bytes of a form
MARK = "mark"  # name of the field that every form bears


class AskedWrongly(ValueError):
    """Nothing that a page of ours sends."""


@dataclass(frozen=True)
class Signed:
    """Who asks: a person, as what today, in which session."""

    person: str  # id in the roster
    name: str
    roles: frozenset[Role]
    session: str  # its id
    csrf: str
    once: bool = False  # with a password that somebody else made: a new one comes first

    @property
    def rights(self) -> frozenset[Right]:
        return rights_of(self.roles)

    @property
    def signs(self) -> bool:
        """Whether copies may wait for this person's token."""
        return bool(self.rights & {Right.SIGN, Right.SEAL})


class Form:
    """The fields of a form, each of them text; a name may come several times. `kind`: its content type."""

    def __init__(self, body: bytes, kind: str = "") -> None:
        self._files: dict[str, Brought] = {}
        try:
            if bears_files(kind):
                parts = parts_of(kind, body)
                self._pairs, self._files = list(parts.fields), parts.files
                return
            self._pairs = parse_qsl(
                body.decode(),
                strict_parsing=bool(body),
                keep_blank_values=True,
                max_num_fields=1000,
            )
        except ValueError:
            raise AskedWrongly("no form") from None

    def text(self, name: str, usual: str = "") -> str:
        """The first of that name, without spaces around it."""
        return next((value.strip() for each, value in self._pairs if each == name), usual)

    def verbatim(self, name: str) -> str:
        """As `text`, with its spaces: for passwords."""
        return next((value for each, value in self._pairs if each == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value.strip() for each, value in self._pairs if each == name)

    def file(self, name: str) -> Brought | None:
        """A file that came along; None where none did, or an empty one."""
        brought = self._files.get(name)
        return brought if brought and brought.data else None

    def number(self, name: str, usual: int = 0) -> int:
        """Raises AskedWrongly."""
        text = self.text(name)
        if not text:
            return usual
        if not (text.isascii() and text.isdigit() and len(text) < 16):
            raise AskedWrongly(name)
        return int(text)


@dataclass(frozen=True)
class Page:
    """What a page's code may ask. On a worker thread; `db` is that thread's own connection."""

    console: Console
    request: Request
    signed: Signed
    language: Language
    now: dt.datetime  # aware
    db: Database
    form: Form

    @property
    def day(self) -> dt.date:
        """Today at the office."""
        return office_day(self.now)

    @property
    def catalogue(self) -> Catalogue:
        """The procedures in force today, told with the fees of this province."""
        book = self.console.book
        return book.catalogue(book.now().version, self.day, self.console.law.province)

    @property
    def law(self) -> Law:
        """Due dates, fees, processes and forms of the rules in use."""
        return self.console.law

    def may(self, right: Right) -> bool:
        return right in self.signed.rights

    def asked(self, name: str, usual: str = "") -> str:
        """What stands behind the `?`."""
        return self.request.query_params.get(name, usual)

    def path(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def words(self, words: Words) -> str:
        return words.of(self.language)

    def show(
        self,
        template: str,
        texts: Mapping[str, Words],
        status: int = 200,
        **values: object,
    ) -> Response:
        """A page drawn from kiosk/desk/templates; `say(key, **parts)` in it takes from `texts`."""
        return HTMLResponse(self.console.draw(self, template, texts, values), status)

    def to(self, path: str) -> Response:
        """Go there next, by GET: what was sent is never sent again by looking back."""
        return RedirectResponse(path, 303)


Handler = Callable[[Page], Response]


@dataclass(frozen=True)
class Door:
    """One address of the console: which right it needs (any of them; none: `for_all`), and who answers.

    A POST that changes something names what it changes in its path, and is journalled by whoever does it. `most`: bytes
    of what is sent; one that takes more than a form has its sender looked at before a byte of it is read, and is one
    at a time.
    """

    path: str
    handler: Handler
    needs: frozenset[Right]
    method: str = "GET"
    # A page's script asks by itself: nobody need be there, and no idle time ends.
    quiet: bool = False
    most: int = LONGEST  # bytes of what is sent

    @property
    def room(self) -> str:
        """Its first part, for the journal: nothing that somebody typed."""
        return self.path.split("/")[1] or "first"


def door(
    path: str,
    handler: Handler,
    *needs: Right,
    method: str = "GET",
    quiet: bool = False,
    most: int = LONGEST,
) -> Door:
    """As Door; at least one right."""
    assert needs, path
    return Door(path, handler, frozenset(needs), method, quiet, most)


def for_all(path: str, handler: Handler, method: str = "GET") -> Door:
    """For whoever is signed in, whatever they are today."""
    return Door(path, handler, frozenset(), method)
