"""How each form looks from a day on: its sentences and tables as data with dates, its number as the law has it."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from kiosk.contract.rules.slots import Form, forms
from kiosk.workspace import FORMS

_Dated = TypeVar("_Dated")
LAYOUTS = Path(__file__).parent / "layouts"


@dataclass(frozen=True)
class Part:
    """One paragraph, table or code of a form. Only one of `text`, `table` and `code` is there.

    Places in `text` stand in braces; what is between asterisks is bold. `when`: only where that place has a value.
    """

    text: str = ""
    table: str = ""
    columns: tuple[tuple[str, str, float], ...] = ()  # place, head, share of the width
    code: str = ""  # place whose value is drawn as a QR code
    when: str = ""
    centred: bool = False
    size: float = 13.0  # points


@dataclass(frozen=True)
class Sign:
    """Who signs: as what, and the place of the name."""

    title: str
    place: str


@dataclass(frozen=True)
class Layout:
    """One form from a day on."""

    title: tuple[str, ...]
    parts: tuple[Part, ...]
    mark: str = ""  # of its number: "Số: 12/TNHS"
    signs: tuple[Sign, ...] = ()
    page: str = "A4"  # or "A5"
    numbered: bool = False  # by the register; else the archivist writes it
    coded: str = ""  # place whose value stands beside the title as a QR code


@dataclass(frozen=True)
class Version:
    """All forms of one law."""

    valid_from: dt.date
    forms: dict[str, Layout]


def layout(form: str, on: dt.date) -> Layout:
    """A form as it stands on a day; raises KeyError for one there never was.

    A form that the law of that day had not yet is as the next law has it.
    """
    known = [
        (version.valid_from, version.forms[form]) for version in versions() if form in version.forms
    ]
    return _on(known, on)


def numbered(form: str, on: dt.date, known: Sequence[Form] = ()) -> Form | None:
    """Number, name and basis on a day, chosen as `layout`; None for a paper that no law numbers.

    `known`: every form there ever was; none given: those that came with the software.
    """
    named = [(each.valid_from, each) for each in known or shipped() if each.id == form]
    return _on(named, on) if named else None


def _on(known: Sequence[tuple[dt.date, _Dated]], on: dt.date) -> _Dated:
    ordered = sorted(known, key=lambda each: each[0])
    if not ordered:
        raise KeyError(on)
    before = [found for since, found in ordered if since <= on]
    return before[-1] if before else ordered[0][1]


@cache
def shipped() -> tuple[Form, ...]:
    """Every statutory form that came with the software."""
    return forms(FORMS.read_text(encoding="utf-8"))


@cache
def versions() -> tuple[Version, ...]:
    """Every version that came with the software, the oldest first."""
    tables = {path.stem: _table(path) for path in sorted(LAYOUTS.glob("*.toml"))}
    found = [_version(table, tables) for table in tables.values()]
    return tuple(sorted(found, key=lambda version: version.valid_from))


def _table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _version(table: dict[str, Any], tables: dict[str, dict[str, Any]]) -> Version:
    """What a version leaves out of a form it has is as the one that it is `like` has it."""
    like = tables[table["like"]]["form"] if "like" in table else {}
    found = {form: _layout(like.get(form, {}) | said) for form, said in table["form"].items()}
    return Version(table["valid_from"], found)


def _layout(said: dict[str, Any]) -> Layout:
    plain = {name: said[name] for name in ("mark", "page", "numbered", "coded") if name in said}
    return Layout(
        tuple(said["title"]),
        tuple(_part(part) for part in said["part"]),
        signs=tuple(Sign(**sign) for sign in said.get("sign", ())),
        **plain,
    )


def _part(said: dict[str, Any]) -> Part:
    columns = tuple((place, head, float(share)) for place, head, share in said.get("columns", ()))
    return Part(**{**said, "columns": columns})


def portal(procedure: str) -> str:
    """Where the national portal shows a procedure, as its data say."""
    address: str = _table(LAYOUTS / "leaflet.toml")["portal"]
    return address.format(procedure=procedure)
