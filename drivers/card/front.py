"""What a chip shows before anybody is let in: EF.CardAccess, and how long its answers may be."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.card import Channel, UnexpectedStatus, apdu, tlv
from drivers.card.apdu import SHORT, command, exchange, status_of
from drivers.card.files import EF, HEADER, MOST_FILE, SMALLER, TAGS

ATR_FILE = 0x2F01  # EF.ATR/INFO, in the master file
CAPABILITIES, EXTENDED = 0x73, 0x40  # ISO 7816-4, 12.1.1.9: the third byte says it
LENGTHS = 0x7F66  # how long command and answer may be, 12.7.1


@dataclass(frozen=True)
class Front:
    """`card_access` is None where the chip keeps it from us; `answer` counts bytes.

    `answer` is the most one answer may have: 256, more where extended length works, None where nobody
    knows yet.
    """

    card_access: bytes | None
    answer: int | None


def look(channel: Channel, atr: bytes = b"", extended: bool = True) -> Front:
    """Read EF.CardAccess and find out about extended length, where the reader can do it (`extended`).

    Without SELECT MF before it: Vietnamese cards answer 6D00 to that, and stand in the MF anyway. Only
    a chip that does not find it there is asked to go there first. Raises CardError.
    """
    told = SHORT if not extended else of_atr(atr)
    most = _told_by_file(channel) if told is None and atr and _says_extended(atr) else told
    for prepare in (_stay, apdu.select_master_file):
        try:
            prepare(channel)
            _select_card_access(channel)
        except UnexpectedStatus:
            continue
        return _card_access(channel, most)
    return Front(None, most)


def inside(channel: Channel) -> bytes | None:
    """EF.CardAccess in the application, which is selected: where a Java card's applet has it."""
    try:
        _select_card_access(channel)
    except UnexpectedStatus:
        return None
    return _card_access(channel, SHORT).card_access


def of_atr(atr: bytes) -> int | None:
    """256 where the card's historical bytes rule extended length out, else None."""
    capabilities = _capabilities(atr)
    return SHORT if capabilities is not None and not capabilities & EXTENDED else None


def _says_extended(atr: bytes) -> bool:
    capabilities = _capabilities(atr)
    return capabilities is not None and bool(capabilities & EXTENDED)


def _stay(channel: Channel) -> None:
    """Most chips stand where EF.CardAccess is as soon as they have power."""


def _select_card_access(channel: Channel) -> None:
    for form in range(len(apdu.SELECTS)):
        try:
            apdu.select_file(channel, EF.CARD_ACCESS, form)
        except UnexpectedStatus as refusal:
            if refusal.status not in apdu.WRONG_FORM or form + 1 == len(apdu.SELECTS):
                raise
        else:
            return


def _card_access(channel: Channel, most: int | None) -> Front:
    """Read the selected EF, with an extended command where that is how we learn whether it works."""
    if most is None:
        response = exchange(channel, command(0x00, 0xB0, 0, 0, le=SHORT + 1))
        if status_of(response) in (apdu.SUCCESS, apdu.END_OF_FILE) and len(response) > 2:
            return Front(_whole(response[:-2]), MOST_FILE)
        most = SHORT
    for block in (SHORT, *SMALLER):
        whole = _read_selected(channel, block)
        if whole is not None:
            return Front(whole, most)
    return Front(_by_its_header(channel), most)


def _read_selected(channel: Channel, block: int) -> bytes | None:
    """EF.CardAccess in pieces of `block`, None where the chip gives no such pieces or no such file."""
    data = b""
    whole = None
    try:
        while whole is None and len(data) < MOST_FILE:
            part = apdu.read_binary(channel, len(data), block)
            if not part:
                return None
            data += part
            whole = _whole(data)
    except UnexpectedStatus:
        return None
    return whole


def _by_its_header(channel: Channel) -> bytes | None:
    """EF.CardAccess from a chip that gives nothing where more is asked than there is."""
    try:
        data = apdu.read_binary(channel, 0, HEADER)
        _, header, length = tlv.header(data)
        end = header + length
        while len(data) < end <= MOST_FILE:
            part = apdu.read_binary(channel, len(data), min(SMALLER[-1], end - len(data)))
            if not part:
                return None
            data += part
    except (UnexpectedStatus, tlv.Malformed):
        return None
    return _whole(data)


def _whole(data: bytes) -> bytes | None:
    try:
        tag, header, length = tlv.header(data)
    except tlv.Malformed:
        return None
    end = header + length
    return data[:end] if tag == TAGS[EF.CARD_ACCESS] and end <= len(data) else None


def _told_by_file(channel: Channel) -> int | None:
    """What EF.ATR/INFO says an answer may have, None where it says nothing."""
    try:
        apdu.select_file(channel, ATR_FILE)
        lengths = _object(apdu.read_binary(channel, 0, SHORT), LENGTHS)
        numbers = [e.value for e in tlv.elements(lengths) if e.tag == 0x02]
    except (UnexpectedStatus, tlv.Malformed):
        return None
    if len(numbers) != 2:
        return None
    return max(SHORT, min(int.from_bytes(numbers[1], "big"), MOST_FILE))


def _object(data: bytes, wanted: int) -> bytes:
    """The first such object in a file that may end in zeros; raises Malformed."""
    while data and data[0]:
        tag, header, length = tlv.header(data)
        if tag == wanted:
            return data[header : header + length]
        data = data[header + length :]
    return b""


def _capabilities(atr: bytes) -> int | None:
    """The third byte of the card capabilities in the historical bytes (ISO 7816-4, 12.1.1)."""
    historical = _historical(atr)
    if historical[:1] not in (b"\x80", b"\x00"):
        return None
    at = 1
    while at < len(historical):
        tag, length = historical[at] >> 4, historical[at] & 0x0F
        if tag == CAPABILITIES >> 4 and length == 3 and at + 3 < len(historical):
            return historical[at + 3]
        at += 1 + length
    return None


def _historical(atr: bytes) -> bytes:
    """The historical bytes of an ATR (ISO 7816-3, 8.2)."""
    if len(atr) < 2:
        return b""
    count, at, follows = atr[1] & 0x0F, 2, atr[1] >> 4
    while follows:
        here = bin(follows).count("1")
        next_at = at + here
        follows = atr[next_at - 1] >> 4 if follows & 8 and next_at - 1 < len(atr) else 0
        at = next_at
    return atr[at : at + count]
