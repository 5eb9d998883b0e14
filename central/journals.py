"""Whether the journal a kiosk tells of is still the one it told of before: pure functions over what was told.

A journal only grows, and each row's digest is over all rows before it. So one machine never names two digests for one
row, and never lacks a row it told of. Reports get lost on the way, come twice and overtake each other; none of that
is a sign of anything. Only two things are: another digest for a row that was told of, and "I have no such row" from who
was asked for a row that was told of before.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kiosk.contract.report import Head

RECENT = 16  # rows last told of that are all kept; of those before, every other one goes
MOST = 24


class Break(StrEnum):
    """What speaks against a journal."""

    FORK = "journal-fork"  # two journals from one row on: a copied disk, or rows that were changed
    BACK = "journal-back"  # rows that were told of are not there: a disk put back, or a journal cut short


@dataclass(frozen=True)
class Told:
    """A row that was told of; `told`: number of the answer that the last such report got."""

    seq: int
    digest: str
    told: int


@dataclass(frozen=True)
class Held:
    """What is held of one kiosk's journal.

    `anchor`: number of the last answer before something spoke against the journal. Since then that journal counts
    whose machine spoke last, and who has heard no later answer tells of the time before, believed or not.
    """

    asked: int = 0  # number of the last answer given
    anchor: int = 0
    rows: tuple[Told, ...] = field(default=(), repr=False)  # in the order of `seq`

    def to_text(self) -> str:
        rows = [[row.seq, row.digest, row.told] for row in self.rows]
        return json.dumps({"asked": self.asked, "anchor": self.anchor, "rows": rows})

    @classmethod
    def from_text(cls, text: str) -> Held:
        """Of `to_text`, or of nothing."""
        if not text:
            return cls()
        row: dict[str, Any] = json.loads(text)
        return cls(row["asked"], row["anchor"], tuple(Told(*told) for told in row["rows"]))


@dataclass(frozen=True)
class Weighed:
    """`held` from now on; `of`: the row to ask for next, 0 for none; `broken` with the row that shows it."""

    held: Held
    of: int
    broken: Break | None = None
    at: int = 0


def weigh(held: Held, head: Head, asked: int, of: Head | None) -> Weighed:
    """What a report says of its kiosk's journal: its last row, the last answer it heard, the row that one asked for."""
    number = held.asked + 1
    late = 0 < held.anchor >= asked
    broken, at = (None, 0) if late else _broken(held.rows, head, of)
    claims = {one.seq: one.digest for one in (head, of) if one and one.digest}
    of_now = {seq: Told(seq, digest, number) for seq, digest in claims.items()}
    if broken:
        rows, anchor = of_now, held.asked
    else:
        rows = {row.seq: row for row in held.rows} | ({} if late else of_now)
        anchor = held.anchor
    kept = _thinned(rows)
    return Weighed(Held(number, anchor, kept), _next(kept, head, asked, number), broken, at)


def _broken(rows: tuple[Told, ...], head: Head, of: Head | None) -> tuple[Break | None, int]:
    known = {row.seq: row.digest for row in rows}
    if of and not of.digest and of.seq in known:
        return Break.BACK, of.seq
    for one in (of, head):
        if one and one.digest and known.get(one.seq, one.digest) != one.digest:
            return Break.FORK, one.seq
    return None, 0


def _next(rows: tuple[Told, ...], head: Head, asked: int, number: int) -> int:
    """What was told of since this machine last heard from us, and not by it just now; else its own last row.

    That was another machine, or this one while an answer was lost: it will know.
    """
    others = [row.seq for row in rows if asked < row.told < number]
    return max(others, default=head.seq)


def _thinned(rows: dict[int, Told]) -> tuple[Told, ...]:
    kept = sorted(rows.values(), key=lambda row: (row.told, row.seq))
    if len(kept) > MOST:
        kept = kept[:-RECENT:2] + kept[-RECENT:]
    return tuple(sorted(kept, key=lambda row: row.seq))
