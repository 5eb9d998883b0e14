"""What the pad answers to a deed: that it is done, why it cannot be now, or which of several numbers is meant."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kiosk.hall.pad_words import DONE, TEXT, WHY
from kiosk.hall.words import about
from kiosk.model import Language
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.queue.deeds import Asked, Deed, NotNow, find
from kiosk.rules.queue.order import Now, Places, open_counters, present
from kiosk.rules.queue.standing import OVER, Hall, Turn, TurnState
from kiosk.settings import Counter, Settings


def said(asked: Asked, hall: Hall, now: Now, language: Language) -> str:
    """One sentence about what was done, from the hall after it."""
    touched = [hall.turns[turn] for turn in hall.deeds.get(asked.id, ())]
    key = asked.deed.value
    if asked.deed is Deed.NEXT and not any(turn.state is TurnState.CALLED for turn in touched):
        key = "next-nobody"
    if asked.deed is Deed.TRANSFER and asked.to and asked.to not in open_counters(hall, now):
        key = "transfer-closed"  # or its clerk wonders why the number stands first here again
    label = touched[-1].label if touched else ""
    named = hall.turns.get(asked.turn)
    if not label and named:
        label = named.label
    return DONE[key].of(language).format(label=label, n=asked.of, to=asked.to).strip()


def why(error: NotNow, language: Language) -> str:
    """One sentence about why it cannot be now."""
    return WHY[error.why].of(language).format(n=error.counter)


def choices_for(
    asked: Asked,
    hall: Hall,
    counter: Counter,
    settings: Settings,
    now: Now,
    catalogue: Catalogue,
    language: Language,
) -> tuple[Asked, dict[str, Any]]:
    """The deed with the turn that a typed number means; or, where that is not plain, what to choose from.

    Digits alone mean today's number at this counter's fields. A number of another day is asked about.
    """
    if asked.deed is not Deed.CALL or not asked.label or asked.turn:
        return asked, {}
    number = "".join(asked.label.split())
    if number.isascii() and number.isdecimal():
        meant = _by_digits(int(number), hall, Places(hall, settings.counters, now), counter, now)
    else:
        found = find(hall, asked.label, now)
        meant = [found] if found else []
    if not meant:
        return asked, {}
    if len(meant) == 1 and present(meant[0], now):
        return replace(asked, turn=meant[0].id, label=""), {}
    choices = [
        {
            "key": str(place + 1),
            "word": turn.label,
            "sub": _which(turn, now, catalogue, language),
            "asks": {"deed": asked.deed.value, "turn": turn.id},
        }
        for place, turn in enumerate(meant[:9])
    ]
    return asked, {"choices": choices, "said": TEXT["which_one"].of(language)}


def _by_digits(number: int, hall: Hall, places: Places, counter: Counter, now: Now) -> list[Turn]:
    def digits(turn: Turn) -> int:
        return int(turn.label[-3:] if "-" not in turn.label else turn.label.rpartition("-")[2])

    here = [
        turn
        for turn in hall.turns.values()
        if digits(turn) == number and turn.state not in OVER and present(turn, now)
    ]
    return [turn for turn in here if places.takes(counter, turn)] or here


def _which(turn: Turn, now: Now, catalogue: Catalogue, language: Language) -> str:
    what = about(turn, catalogue, language)
    if present(turn, now):
        return what
    day = TEXT["of_day"].of(language).format(day=f"{turn.drawn.day:%d/%m}")
    return f"{day} · {what}"
