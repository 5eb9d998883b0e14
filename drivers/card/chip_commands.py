"""What the commands of a simulated chip share: its files, its session, and the words it refuses with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from drivers.card.files import EF
from drivers.card.person import Person
from drivers.card.secure_messaging import Protection

OK, NOT_FOUND, WRONG_PROOF, DENIED = 0x9000, 0x6A82, 0x6300, 0x6982
BAD_DATA, OUT_OF_ORDER, BAD_SEAL, UNKNOWN, PAST_END = 0x6A80, 0x6985, 0x6988, 0x6D00, 0x6B00
BLOCKED, WRONG_LENGTH, WRONG_PARAMETERS, NO_FILE = 0x6983, 0x6700, 0x6A86, 0x6986
END_REACHED, LAST_EXPECTED = 0x6282, 0x6884


class Refusal(Exception):
    """A status word other than 9000."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status:04X}")
        self.status = status


@dataclass
class Card:
    """What a command may look at and change.

    `chosen` is what MSE:Set chose for the GENERAL AUTHENTICATE that follows. A command that sets
    `next_session` is still answered under the old keys; the new ones hold from the next command.
    """

    person: Person
    files: dict[EF, bytes] = field(repr=False)
    session: Protection | None = None
    next_session: Protection | None = None
    chosen: object = None
    clone: bool = False  # it has the files, but not the keys


# Takes the command's data field and gives the answer's; raises Refusal.
Handler = Callable[[Card, bytes], bytes]
# By INS, P1 and P2.
Commands = Mapping[tuple[int, int, int], Handler]
