"""Where the files of an eMRTD lie and how they are read (ICAO 9303-10, 3 and 4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

from drivers.card import CardError, CardState, Channel, UnexpectedStatus, tlv
from drivers.card.apdu import (
    SELECTS,
    SHORT,
    WRONG_FORM,
    WRONG_LENGTH,
    read_binary,
    read_by_short_name,
    select_application,
    select_file,
)

AID = bytes.fromhex("A0000002471001")  # the eMRTD application, 9303-10, 3.2
HEADER = 6  # bytes that tell the length of any file
MOST_FILE = 64 * 1024  # bytes; a face takes about 20 KB
ABSENT, DENIED = 0x6A82, 0x6982
SMALLER = (224, 192, 128, 64)  # bytes to ask for at a time, where a chip gives no more


class EF(IntEnum):
    """Files by their identifiers (9303-10, table 38).

    EF.CardSecurity has that of EF.SOD, but in the master file: its number here begins as that one's does.
    """

    CARD_ACCESS = 0x011C
    CARD_SECURITY = 0x3F1D
    COM = 0x011E
    SOD = 0x011D
    DG1 = 0x0101
    DG2 = 0x0102
    DG11 = 0x010B
    DG12 = 0x010C
    DG13 = 0x010D
    DG14 = 0x010E
    DG15 = 0x010F

    @property
    def identifier(self) -> int:
        """As SELECT wants it."""
        return 0x011D if self is EF.CARD_SECURITY else self.value


TAGS = {
    EF.CARD_ACCESS: 0x31,
    EF.CARD_SECURITY: 0x30,
    EF.COM: 0x60,
    EF.SOD: 0x77,
    EF.DG1: 0x61,
    EF.DG2: 0x75,
    EF.DG11: 0x6B,
    EF.DG12: 0x6C,
    EF.DG13: 0x6D,
    EF.DG14: 0x6E,
    EF.DG15: 0x6F,
}


class BrokenFile(CardError):
    """The chip serves a file that is none, or not to its end; the session goes on."""

    def __init__(self, detail: str) -> None:
        super().__init__(CardState.UNREADABLE, detail)


@dataclass
class Manner:
    """How this chip wants to be asked, learned from its answers; it outlives a session.

    `block` is how many bytes to ask for at a time. `by_short_name` spares a SELECT for each file, and
    `beyond`, asking for more than there may be, the look at the header. `form` is how it takes SELECT.
    """

    block: int = SHORT
    by_short_name: bool = True
    beyond: bool = True
    proven: bool = False  # a file came by its short name
    form: int = 0  # of apdu.SELECTS

    def shrink(self) -> bool:
        """Ask for less from now on; False when there is no less."""
        smaller = next((size for size in SMALLER if size < self.block), None)
        if smaller is None:
            return False
        self.block = smaller
        return True

    def careful(self) -> bool:
        """Ask as every chip must understand from now on; False when we did so already."""
        changed = self.by_short_name or self.beyond
        self.by_short_name = self.beyond = False
        return changed

    def reform(self, status: int) -> bool:
        """Select otherwise from now on, where that is what `status` is about; False when it is not."""
        if status not in WRONG_FORM or self.form + 1 == len(SELECTS):
            return False
        self.form += 1
        return True


@dataclass
class Files:
    """The files of one chip, as far as they are read; a file begun is gone on with.

    `told` hears how many bytes of how many are there.
    """

    told: Callable[[EF, int, int], None] = lambda file, got, length: None
    manner: Manner = field(default_factory=Manner)
    whole: dict[EF, bytes] = field(default_factory=dict, repr=False)
    _begun: dict[EF, bytes] = field(default_factory=dict, repr=False)

    def read(self, channel: Channel, file: EF) -> bytes:
        """A whole file, cut at the length its own header claims.

        Raises UnexpectedStatus when the chip refuses it, and BrokenFile when it is not that file, ends
        before its claimed length, or is longer than 64 KiB.
        """
        begun = self._begun.get(file, b"")
        if begun:
            self._select(channel, file)
        else:
            begun = self._begin(channel, file)
        length = _length(file, begun)
        while len(begun) < length:
            self._begun[file] = begun
            self.told(file, len(begun), length)
            begun += self._more(channel, file, len(begun), length - len(begun))
        self._begun.pop(file, None)
        self.whole[file] = begun[:length]
        return self.whole[file]

    def touch(self, channel: Channel) -> None:
        """Send what this chip is known to answer, if only with a refusal; raises as reading does."""
        if self.manner.by_short_name and self.manner.proven:
            read_by_short_name(channel, EF.DG14.identifier, HEADER)
        else:
            self._select(channel, EF.DG14)

    def yield_to_chip(self, short: int, status: int = 0) -> bool:
        """Ask more modestly after a session broke over a file; False when there is no more modest way.

        `short` is what fits a short answer, `status` what the chip said. First no long answers any
        more, then a file from its header on, then SELECT in another form, then shorter pieces.
        """
        if self.manner.block > short:
            self.manner.block = short
            return True
        if not self._begun and self.manner.careful():
            return True
        if self.manner.reform(status):
            return True
        return bool(self._begun) and self.manner.shrink()

    def _begin(self, channel: Channel, file: EF) -> bytes:
        """At least the header."""
        while self.manner.by_short_name:
            try:
                start = read_by_short_name(channel, file.identifier, self.manner.block)
            except UnexpectedStatus as refusal:
                if refusal.status in (ABSENT, DENIED) and self.manner.proven:
                    raise
                if refusal.status != WRONG_LENGTH or not self.manner.shrink():
                    break
            else:
                if start and start[0] == TAGS[file]:
                    self.manner.proven = True
                    return start if _known(start) else self._header(channel, start)
                break  # nothing, or a place in some other file
        self._select(channel, file)
        # Not by its short name, so do not trust this chip with an end beyond the end either.
        self.manner.careful()
        return self._header(channel)

    def _select(self, channel: Channel, file: EF) -> None:
        while True:
            try:
                return select_file(channel, file.identifier, self.manner.form)
            except UnexpectedStatus as refusal:
                if not self.manner.reform(refusal.status):
                    raise

    def _header(self, channel: Channel, start: bytes = b"") -> bytes:
        """As much of the selected file as tells its length."""
        while len(start) < HEADER:
            try:
                part = read_binary(channel, len(start), HEADER - len(start))
            except UnexpectedStatus:
                if len(start) < 2:
                    raise
                break
            if not part:
                break
            start += part
            if len(start) >= 2 and _known(start):
                break
        return start

    def _more(self, channel: Channel, file: EF, offset: int, length: int) -> bytes:
        """The next piece; raises BrokenFile when the smallest is refused too."""
        while True:
            try:
                data = read_binary(channel, offset, min(self.manner.block, length))
            except UnexpectedStatus as refusal:
                if refusal.status in (ABSENT, DENIED) or not self.manner.shrink():
                    raise BrokenFile(f"{file.name} breaks off: {refusal.status:04X}") from None
                continue
            except tlv.Malformed:
                raise BrokenFile(f"{file.name} answer") from None
            if not data:
                raise BrokenFile(f"{file.name} ends early")
            return data


def select_emrtd(channel: Channel, *forms: bool) -> None:
    """Enter the eMRTD application; raises CardError(NOT_CITIZEN) when the chip has none.

    `forms` says whether to ask for an answer, one try after another; at first without.
    """
    for answered in forms or (False, True):
        try:
            select_application(channel, AID, answered)
        except UnexpectedStatus as refusal:
            if answered or refusal.status not in WRONG_FORM:
                raise CardError(CardState.NOT_CITIZEN, f"SELECT {refusal.status:04X}") from None
        else:
            return


def listed(com: bytes) -> frozenset[int]:
    """The tags of the data groups that EF.COM lists (9303-10, 4.6.1); raises Malformed."""
    tags = tlv.first(tlv.only(com, TAGS[EF.COM]), 0x5C)
    if tags is None:
        raise tlv.Malformed("EF.COM lists nothing")
    return frozenset(tags)


def _known(start: bytes) -> bool:
    try:
        tlv.header(start)
    except tlv.Malformed:
        return False
    return True


def _length(file: EF, start: bytes) -> int:
    try:
        tag, header, length = tlv.header(start)
    except tlv.Malformed:
        raise BrokenFile(f"{file.name} header") from None
    if tag != TAGS[file] or header + length > MOST_FILE:
        raise BrokenFile(f"{file.name} tag or length")
    return header + length
