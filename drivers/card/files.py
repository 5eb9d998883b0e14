"""Where the files of an eMRTD lie and how they are read (ICAO 9303-10, 3 and 4)."""

from __future__ import annotations

from enum import IntEnum

from drivers.card import CardError, CardState, Channel, UnexpectedStatus, tlv
from drivers.card.apdu import read_binary, select_application, select_file

AID = bytes.fromhex("A0000002471001")  # the eMRTD application, 9303-10, 3.2
HEADER = 4  # bytes that tell the length of any file up to the cap
MOST_FILE = 32 * 1024  # bytes; an EF.SOD of a citizen card has a few kilobytes
PLAIN_BLOCK = 256


class EF(IntEnum):
    """File identifiers (9303-10, table 38)."""

    CARD_ACCESS = 0x011C
    COM = 0x011E
    SOD = 0x011D
    DG1 = 0x0101
    DG2 = 0x0102
    DG11 = 0x010B
    DG12 = 0x010C
    DG13 = 0x010D
    DG14 = 0x010E
    DG15 = 0x010F


TAGS = {
    EF.CARD_ACCESS: 0x31,
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


def read(channel: Channel, file: EF, block: int) -> bytes:
    """A whole file, cut at the length its own header claims, read `block` bytes at a time.

    Raises UnexpectedStatus when the chip refuses it, and CardError(UNREADABLE) when it is not that
    file, or longer than 32 KiB.
    """
    select_file(channel, file)
    start = read_binary(channel, 0, HEADER, HEADER)
    try:
        tag, header, length = tlv.header(start)
    except tlv.Malformed:
        raise CardError(CardState.UNREADABLE, f"{file.name} header") from None
    if tag != TAGS[file] or header + length > MOST_FILE:
        raise CardError(CardState.UNREADABLE, f"{file.name} tag or length")
    rest = header + length - HEADER
    if rest <= 0:
        return start[: header + length]
    return start + read_binary(channel, HEADER, rest, block)


def read_card_access(channel: Channel) -> bytes | None:
    """EF.CardAccess, None where the chip has none; raises CardError(UNREADABLE).

    Without SELECT MF before it: Vietnamese cards answer 6D00 to that, and stand in the MF anyway.
    """
    try:
        return read(channel, EF.CARD_ACCESS, PLAIN_BLOCK)
    except UnexpectedStatus:
        return None


def select_emrtd(channel: Channel) -> None:
    """Enter the eMRTD application; raises CardError(NOT_CITIZEN) when the chip has none."""
    try:
        select_application(channel, AID)
    except UnexpectedStatus as refusal:
        raise CardError(CardState.NOT_CITIZEN, f"SELECT {refusal.status:04X}") from None


def listed(com: bytes) -> frozenset[int]:
    """The tags of the data groups that EF.COM lists (9303-10, 4.6.1); raises Malformed."""
    tags = tlv.first(tlv.only(com, TAGS[EF.COM]), 0x5C)
    if tags is None:
        raise tlv.Malformed("EF.COM lists nothing")
    return frozenset(tags)
