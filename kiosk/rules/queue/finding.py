"""Whom a clerk means: the citizen at a counter, or a number as it was typed."""

from __future__ import annotations

import re

from kiosk.rules.queue.order import Now, present
from kiosk.rules.queue.standing import AT_A_COUNTER, OVER, Hall, Turn

BY_HAND = "M-"  # numbers from a paper roll, while no machine gives any: M-012
_TYPED = re.compile(r"([A-Z]{1,2})(?:(\d{0,2})-)?0*(\d{1,6})", re.ASCII)


def at_counter(hall: Hall, number: int, now: Now) -> tuple[Turn, ...]:
    """Who was called there and is not finished, the latest first; more than one only after a split."""
    here = [
        turn
        for turn in hall.turns.values()
        if turn.state in AT_A_COUNTER and turn.counter == number and present(turn, now)
    ]
    return tuple(sorted(here, key=lambda turn: turn.called or 0.0, reverse=True))


def find(hall: Hall, label: str, now: Now) -> Turn | None:
    """The turn that a clerk means by a number as typed: today's, else the last that bore it."""
    meant = read_label(label)
    turns = [turn for turn in hall.turns.values() if turn.label == meant]
    return max(
        turns,
        key=lambda turn: (present(turn, now), turn.state not in OVER, turn.rank),
        default=None,
    )


def read_label(typed: str) -> str:
    """As the hall writes it: "a1-7" is A1-007, "m12" M-012; "" where it is no number."""
    found = _TYPED.fullmatch("".join(typed.split()).upper())
    if found is None:
        return ""
    series, kiosk, number = found.groups()
    if series == BY_HAND[0] and not kiosk:
        return f"{BY_HAND}{int(number):03d}"
    return f"{series}{kiosk + '-' if kiosk else ''}{int(number):03d}"
