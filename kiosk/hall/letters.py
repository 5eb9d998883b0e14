"""What desks write to each other, as JSON: what they hold, what the other lacks, a deed to be done there."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from kiosk.rules.queue.deeds import Asked, Deed, NotNow, Why
from kiosk.rules.queue.entries import Entry, EntryError, from_json

SPEAKS = 1  # of this language
_OLDEST = 10.0**8  # seconds
_TEXT = 40


class LetterError(ValueError):
    """What came is no letter of a desk."""


@dataclass(frozen=True)
class Letter:
    """`heads`: last entry held of each kiosk. `entries`: with their ages in seconds.

    `yours`: number and digest of the last entry that the writer holds of the reader's own log.
    `asked`: a deed to be done; `only` the one turn it may call, "" for whoever comes first.
    """

    heads: Mapping[int, int]
    entries: tuple[tuple[Entry, float], ...] = ()
    asked: Asked | None = None
    only: str = ""
    refused: NotNow | None = field(default=None, compare=False)
    yours: tuple[int, str] = (0, "")
    newer: bool = False  # a newer release wrote something that is not understood here, and left out

    def to_bytes(self) -> bytes:
        told: dict[str, Any] = {
            "speaks": SPEAKS,
            "yours": list(self.yours),
            "heads": {str(kiosk): seq for kiosk, seq in self.heads.items()},
            "entries": [[entry.to_json(), round(age, 3)] for entry, age in self.entries],
        }
        if self.asked:
            told |= {"asked": _plain(self.asked), "only": self.only}
        if self.refused:
            told["refused"] = {"why": self.refused.why.value, "counter": self.refused.counter}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def read(body: bytes) -> Letter:
    """Raises LetterError for anything else.

    Entries that a newer release writes are left out: what stands behind them in their kiosk's log waits, gap or none,
    until this machine is updated; everything else goes on.
    """
    try:
        return _letter(json.loads(body))
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RecursionError,
        OverflowError,
    ) as error:
        if isinstance(error, LetterError):
            raise
        raise LetterError("no letter of a desk") from None


def _letter(told: dict[str, Any]) -> Letter:
    heads = {int(kiosk): seq for kiosk, seq in told["heads"].items()}
    if not all(0 <= kiosk <= 99 and type(seq) is int and seq >= 0 for kiosk, seq in heads.items()):
        raise LetterError
    entries, newer = _entries(told["entries"])
    asked = _asked(told["asked"]) if "asked" in told else None
    refused = told.get("refused")
    return Letter(
        heads,
        entries,
        asked,
        _text(told.get("only", "")),
        NotNow(Why(refused["why"]), int(refused["counter"])) if refused else None,
        _mark(told.get("yours", [0, ""])),
        newer or told["speaks"] > SPEAKS,
    )


def _mark(told: list[object]) -> tuple[int, str]:
    number, digest = told
    if type(number) is not int or number < 0:
        raise LetterError
    return number, _text(digest)


def _entries(told: list[tuple[object, object]]) -> tuple[tuple[tuple[Entry, float], ...], bool]:
    entries, newer = [], False
    for entry, age in told:
        try:
            entries.append((from_json(entry), _age(age)))
        except EntryError:
            newer = True
    return tuple(entries), newer


def _age(age: object) -> float:
    if not isinstance(age, (int, float)) or not 0 <= age <= _OLDEST:
        raise LetterError
    return float(age)


def _text(text: object) -> str:
    if not isinstance(text, str) or len(text) > _TEXT:
        raise LetterError
    return text


def _plain(asked: Asked) -> dict[str, Any]:
    told = {f.name: getattr(asked, f.name) for f in fields(asked)}
    return told | {"until": asked.until.isoformat() if asked.until else None}


def _asked(told: dict[str, Any]) -> Asked:
    values: dict[str, Any] = {}
    for option in fields(Asked):
        value = told[option.name]
        if option.name == "deed":
            values["deed"] = Deed(value)
        elif option.name == "until":
            values["until"] = _moment(value) if value is not None else None
        elif option.name in ("counter", "to", "of"):
            if type(value) is not int or not -1 <= value <= 99:
                raise LetterError
            values[option.name] = value
        else:
            values[option.name] = _text(value)
    return Asked(**values)


def _moment(text: object) -> dt.datetime:
    moment = dt.datetime.fromisoformat(_text(text))
    if moment.tzinfo is None:
        raise LetterError
    return moment
