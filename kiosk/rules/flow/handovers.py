"""The control sheet (form 06): who handed a case to whom, and when each side did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.rules.flow.acts import Act, Kind, Place
from kiosk.rules.flow.standing import standing


@dataclass(frozen=True)
class Passed:
    """One hand-over, as it was done; nothing later takes it out. Persons are ids in the roster."""

    kind: Kind
    given: dt.datetime
    giver: str
    source: Place  # NONE: the citizen
    to: Place  # NONE: the citizen
    person: str = ""  # to whom alone; "" whoever comes first
    taken: dt.datetime | None = None  # None: nobody there has touched it yet
    taker: str = ""
    ground: str = ""
    due: dt.datetime | None = None  # of the case, when it was handed on
    undone: bool = False

    @property
    def late(self) -> bool:
        """Whether the case's due moment was over by then."""
        return self.due is not None and self.given > self.due


_HANDS_ON = frozenset(
    {Kind.RECEIVED, Kind.HANDED_ON, Kind.SENT_BACK, Kind.APPROVED, Kind.ISSUED, Kind.RETURNED}
)
_SILENT = frozenset({Kind.NOTED, Kind.UNDONE})  # whoever only writes a remark has not taken it


def hand_overs(acts: Sequence[Act]) -> tuple[Passed, ...]:
    """Every hand-over of a case, the undone ones among them, in the order of doing.

    The other side has it from its first act on: taking it in hand, or whatever it does next.
    """
    found: list[Passed] = []
    meant: list[int | None] = []  # for every act that counts, its line
    for number, act in enumerate(acts):
        if act.kind is Kind.UNDONE:
            line = meant.pop() if meant else None
            if line is not None:
                found[line] = replace(found[line], undone=True)
            continue
        _take(found, act)
        meant.append(len(found) if act.kind in _HANDS_ON else None)
        if act.kind in _HANDS_ON:
            found.append(_passed(acts[:number], act))
    return tuple(found)


def _take(found: list[Passed], act: Act) -> None:
    if not found or act.kind in _SILENT:
        return
    last = found[-1]
    if last.taken is None and not last.undone and act.by != last.giver:
        found[-1] = replace(last, taken=act.at, taker=act.by)


def _passed(before: Sequence[Act], act: Act) -> Passed:
    was, now = standing(before), standing((*before, act))
    return Passed(
        act.kind, act.at, act.by, was.place, now.place, act.person, ground=act.ground,
        due=now.clock.due if now.clock else None,
    )  # fmt: skip
