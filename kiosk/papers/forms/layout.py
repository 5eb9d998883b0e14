"""How each form looks from a day on: its number, its name, its sentences and tables, as data with dates."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from kiosk.contract.rules.slots import Form as Numbered

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

    form: str
    number: str  # "" for one that no law numbers
    name: str
    basis: str
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
    basis: str
    forms: dict[str, Layout]


def layout(form: str, on: dt.date, province: Sequence[Numbered] = ()) -> Layout:
    """A form as it stands on a day; raises KeyError for one there never was.

    `province`: numbers, names and basis that it publishes; where its form is newer than ours its words are taken. A
    form that the law of that day had not yet is as the next law has it.
    """
    known = versions()
    before = [each for each in known if each.valid_from <= on and form in each.forms]
    version = before[-1] if before else next((each for each in known if form in each.forms), None)
    if version is None:
        raise KeyError(form)
    found = version.forms[form]
    for said in sorted(province, key=lambda each: each.valid_from):
        if said.id == form and version.valid_from <= said.valid_from <= on:
            found = replace(found, number=said.number, name=said.name.vi, basis=said.basis)
    return found


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
    forms = {
        form: _layout(form, like.get(form, {}) | said, table["basis"])
        for form, said in table["form"].items()
    }
    return Version(table["valid_from"], table["basis"], forms)


def _layout(form: str, said: dict[str, Any], basis: str) -> Layout:
    plain = {name: said[name] for name in ("mark", "page", "numbered", "coded") if name in said}
    return Layout(
        form,
        said.get("number", ""),
        said["name"],
        basis,
        tuple(said["title"]),
        tuple(_part(part) for part in said["part"]),
        signs=tuple(Sign(**sign) for sign in said.get("sign", ())),
        **plain,
    )


def _part(said: dict[str, Any]) -> Part:
    columns = tuple((place, head, float(share)) for place, head, share in said.get("columns", ()))
    return Part(**{**said, "columns": columns})
