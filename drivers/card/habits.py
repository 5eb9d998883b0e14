"""How the cards of others differ from ours, each habit as seen in an applet's source: a table, not code.

A simulated chip takes them on by name (`Make.habits`), so that the reader is tried on each, and on several at
once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from drivers.card.apdu import le_of, split

SELECT, READ, CHALLENGE, AUTHENTICATE = 0xA4, 0xB0, 0x84, 0x82
BY_NAME, UNDER_HERE = 0x04, 0x02  # P1 of SELECT
NO_ANSWER = 0x0C  # P2 of SELECT
SHORT_NAME = 0x80  # in P1 of READ BINARY


@dataclass(frozen=True)
class Pattern:
    """Commands that are refused with `status`: by INS, P1 and P2 (None: any), and Le other than `le`."""

    ins: int
    status: int
    p1: int | None = None
    p2: int | None = None
    le: int | None = None
    short_name: bool = False
    secured: bool = False  # only inside secure messaging

    def fits(self, command: bytes, secured: bool) -> bool:
        """Whether this (plain) command is one of them; raises Malformed."""
        _, ins, p1, p2 = command[:4]
        asked = le_of(split(command)[1])
        return (
            ins == self.ins
            and self.p1 in (None, p1)
            and self.p2 in (None, p2)
            and (self.le is None or asked != self.le)
            and (not self.short_name or bool(p1 & SHORT_NAME))
            and (secured or not self.secured)
        )


@dataclass(frozen=True)
class Habit:
    """What a chip does in its own way; what is left out it does as ours.

    `alone` is the status of every command before the application is selected. `inside` has
    EF.CardAccess and PACE in the application, `at_once` the application selected from the beginning.
    `wrong_proof` replaces 6300. `given` is the most a READ BINARY gives, and `ignores_le` has it give that
    whatever was asked. `objects` is what a protected answer consists of, in that order; with `emptied`,
    one without data has a cryptogram of nothing; `unsealed` refusals have no seal. `one_block` makes
    PACE's nonce one cipher block.
    """

    refuses: tuple[Pattern, ...] = ()
    alone: int = 0
    inside: bool = False
    at_once: bool = False
    wrong_proof: int = 0
    given: int = 0
    ignores_le: bool = False
    objects: tuple[int, ...] = (0x87, 0x99, 0x8E)
    emptied: bool = False
    unsealed: bool = False
    one_block: bool = False

    def refusal(self, command: bytes, secured: bool) -> int:
        """The status word this command is refused with, 0 where it is not; raises Malformed."""
        fitting = (held.status for held in self.refuses if held.fits(command, secured))
        return next(fitting, 0)


def _short_names(status: int) -> Habit:
    return Habit(refuses=(Pattern(READ, status, short_name=True),))


HABITS = {
    # JMRTD's applet and its many forks: READ BINARY knows no short names and takes P1-P2 for an offset.
    "short-names-6A82": _short_names(0x6A82),
    "short-names-6985": _short_names(0x6985),
    "short-names-6D00": _short_names(0x6D00),
    "short-names-6F00": _short_names(0x6F00),
    # The same: as much as its buffer holds, asked for or not.
    "gives-little": Habit(given=0xD8),
    "ignores-le": Habit(given=0xD8, ignores_le=True),
    "challenge-of-eight": Habit(refuses=(Pattern(CHALLENGE, 0x6700, le=8),)),
    "wrong-proof-6982": Habit(wrong_proof=0x6982),
    "wrong-proof-6985": Habit(wrong_proof=0x6985),
    "wrong-proof-6988": Habit(wrong_proof=0x6988),
    "wrong-proof-6A80": Habit(wrong_proof=0x6A80),
    # A Java card with no applet selected by default answers nothing before SELECT.
    "alone-6999": Habit(alone=0x6999),
    "alone-6D00": Habit(alone=0x6D00),
    # Where the applet is all there is, PACE and its parameters lie in it, and it selects only files.
    "inside": Habit(inside=True, alone=0x6A82),
    "inside-for-good": Habit(
        inside=True, alone=0x6D00, refuses=(Pattern(SELECT, 0x6700, BY_NAME, secured=True),)
    ),
    "at-once": Habit(
        inside=True, at_once=True, refuses=(Pattern(SELECT, 0x6700, BY_NAME, secured=True),)
    ),
    # SELECT in one form only.
    "file-with-answer": Habit(refuses=(Pattern(SELECT, 0x6A86, UNDER_HERE, NO_ANSWER),)),
    "file-by-id": Habit(refuses=(Pattern(SELECT, 0x6A86, UNDER_HERE),)),
    "application-with-answer": Habit(refuses=(Pattern(SELECT, 0x6A86, BY_NAME, NO_ANSWER),)),
    "proof-with-le-0": Habit(refuses=(Pattern(AUTHENTICATE, 0x6700, le=256),)),
    # vsmartcard's ePass protects the data and leaves the status word in clear.
    "no-status": Habit(objects=(0x87, 0x8E)),
    "unsealed-refusals": Habit(objects=(0x87, 0x8E), unsealed=True),
    "status-first": Habit(objects=(0x99, 0x87, 0x8E)),
    "emptied": Habit(emptied=True),
    "one-block-nonce": Habit(one_block=True),
}


def merged(names: Iterable[str]) -> Habit:
    """All these habits in one chip, the later one where two differ; raises ValueError."""
    plain = Habit()
    chosen: dict[str, object] = {}
    for name in names:
        if name not in HABITS:
            raise ValueError(f"no habit {name}")
        habit = HABITS[name]
        for known in fields(Habit):
            value = getattr(habit, known.name)
            if known.name == "refuses":
                chosen["refuses"] = (*chosen.get("refuses", ()), *value)  # type: ignore[misc]
            elif value != getattr(plain, known.name):
                chosen[known.name] = value
    return Habit(**chosen)  # type: ignore[arg-type]
