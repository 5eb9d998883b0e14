"""ISO 7816-4 commands, as far as an eMRTD needs them, and the budget they must keep."""

from __future__ import annotations

import time

from drivers.card import CardError, CardState, Channel, UnexpectedStatus, tlv

SUCCESS = 0x9000
END_OF_FILE = 0x6282  # fewer bytes than asked were there (ISO 7816-4, 7.2.3)
WRONG_LENGTH = 0x6700
SHORT = 256  # the most a short command may ask for
MOST_APDUS = 800  # one reading takes about 110
MOST_BYTES = 512 * 1024
MOST_FOLLOWED = 300  # 61xx and 6Cxx in a row: 64 KiB in pieces of 256
PIECE = 208  # bytes of a long command at a time: whole blocks, and room for protection around them
LINKED = 0x10  # in CLA: more of this command follows (5.1.1.1)
WRONG_FORM = frozenset({0x6A81, 0x6A86, 0x6B00})  # of a command that the chip knows otherwise
# P1, P2 and Le of SELECT EF: as 9303-10, 3.6.2 has it, then as some chips want it.
SELECTS = ((0x02, 0x0C, None), (0x02, 0x00, 256), (0x00, 0x0C, None), (0x00, 0x00, 256))
FAR = 0x7FFF  # the last offset of a READ BINARY with even INS (11.3.3)


class NoAnswer(CardError):
    """A command did not get through, though the card still lies there: the contact was bad."""


class Metered:
    """A Channel around a Channel that ends a conversation which grows without end.

    `apdus` is the number of commands really sent, `sent` and `received` count bytes. Raises
    CardError(UNREADABLE) when the commands, the bytes or the seconds are used up.
    """

    def __init__(self, channel: Channel, seconds: float) -> None:
        self._channel = channel
        self._until = time.monotonic() + seconds
        self.apdus = 0
        self.sent = 0
        self.received = 0

    def transmit(self, command: bytes) -> bytes:
        if self.apdus >= MOST_APDUS or self.sent + self.received > MOST_BYTES:
            raise CardError(CardState.UNREADABLE, "the conversation does not end")
        if self.left <= 0:
            raise CardError(CardState.UNREADABLE, "out of time")
        self.apdus += 1
        self.sent += len(command)
        response = self._channel.transmit(command)
        self.received += len(response)
        return response

    @property
    def left(self) -> float:
        """Seconds."""
        return self._until - time.monotonic()


class Linked:
    """A Channel around a Channel, for chips without extended length: long commands go in pieces.

    ISO 7816-4, 5.1.1.1. Around secure messaging each piece is protected by itself.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def transmit(self, command: bytes) -> bytes:
        """The answer to the last piece, or to the first that the chip refuses."""
        data, le = split(command)
        if len(data) <= PIECE:
            return exchange(self._channel, command)
        header = command[:4]
        while len(data) > PIECE:
            piece = _piece(header[0] | LINKED, header, data[:PIECE])
            response = exchange(self._channel, piece)
            if status_of(response) != SUCCESS:
                return response
            data = data[PIECE:]
        return exchange(self._channel, _piece(header[0], header, data, SHORT if le else None))


def _piece(cla: int, header: bytes, data: bytes, le: int | None = None) -> bytes:
    return command(cla, header[1], header[2], header[3], data, le)


def command(
    cla: int, ins: int, p1: int, p2: int, data: bytes = b"", le: int | None = None
) -> bytes:
    """A command APDU; `le` is 1-65536 or None for no answer. Extended only where it must be (5.1)."""
    header = bytes([cla, ins, p1, p2])
    if len(data) <= 255 and (le is None or le <= SHORT):
        lc = bytes([len(data)]) + data if data else b""
        return header + lc + (b"" if le is None else bytes([le & 0xFF]))
    lc = b"\0" + len(data).to_bytes(2, "big") + data if data else b""
    if le is None:
        return header + lc
    return header + lc + (b"" if data else b"\0") + (le & 0xFFFF).to_bytes(2, "big")


def split(command: bytes) -> tuple[bytes, bytes]:
    """Data and Le (no, one or two bytes) of a command APDU, short or extended; raises Malformed."""
    body = command[4:]
    if len(body) <= 1:
        return b"", body
    if body[0]:
        end = 1 + body[0]
        if len(body) not in (end, end + 1):
            raise tlv.Malformed("command")
        return body[1:end], body[end:]
    if len(body) == 3:
        return b"", body[1:]
    end = 3 + int.from_bytes(body[1:3], "big")
    if end == 3 or len(body) not in (end, end + 2):
        raise tlv.Malformed("command")
    return body[3:end], body[end:]


def le_of(le: bytes) -> int:
    """How many bytes an Le asks for: all zero stands for the most, none for nothing."""
    return int.from_bytes(le, "big") or (256 ** len(le) if le else 0)


def exchange(channel: Channel, sent: bytes) -> bytes:
    """Transmit and return data and status word, with 61xx and 6Cxx already followed (5.3.4).

    Raises CardError(UNREADABLE) when the chip sends us round in circles or answers with nothing.
    """
    data = b""
    corrected = False
    for turn in range(MOST_FOLLOWED):
        response = channel.transmit(sent)
        if len(response) < 2:
            raise CardError(CardState.UNREADABLE, "no status word")
        data += response[:-2]
        if len(data) > MOST_BYTES:
            break
        match response[-2]:
            case 0x61 if response[:-2] or turn == 0:
                sent = command(0x00, 0xC0, 0, 0, le=response[-1] or SHORT)
            case 0x6C if not corrected and _asks(sent):
                # The same command once more, so it must not be protected anew.
                sent, corrected = _asking(sent, response[-1]), True
            case _:
                return data + response[-2:]
    raise CardError(CardState.UNREADABLE, "61xx without end")


def _asks(sent: bytes) -> bool:
    data, le = split(sent)
    return bool(le) and not (data and len(le) > 1)


def _asking(sent: bytes, le: int) -> bytes:
    data, _ = split(sent)
    cla, ins, p1, p2 = sent[:4]
    return command(cla, ins, p1, p2, data, le or SHORT)


def takes_extended(channel: Channel) -> bool:
    """Whether a chip that gives challenges understands extended length; costs one command (5.1)."""
    return status_of(exchange(channel, bytes.fromhex("00840000000008"))) == SUCCESS


def send(channel: Channel, sent: bytes) -> bytes:
    """Transmit one command and return its data; raises UnexpectedStatus on any status but 9000."""
    response = exchange(channel, sent)
    status = status_of(response)
    if status != SUCCESS:
        raise UnexpectedStatus(status)
    return response[:-2]


def status_of(response: bytes) -> int:
    """The status word at the end of a response."""
    return int.from_bytes(response[-2:], "big")


def select_application(channel: Channel, aid: bytes, answered: bool = False) -> None:
    """SELECT by name (11.2.2), `answered` with what it says of itself; raises UnexpectedStatus."""
    send(channel, command(0x00, 0xA4, 0x04, *((0x00, aid, SHORT) if answered else (0x0C, aid))))


def select_master_file(channel: Channel) -> None:
    """SELECT MF (11.2.2); raises UnexpectedStatus, as Vietnamese cards make it."""
    send(channel, command(0x00, 0xA4, 0x00, 0x0C, b"\x3f\x00"))


def select_file(channel: Channel, identifier: int, form: int = 0) -> None:
    """SELECT an EF under the current application (11.2.2); raises UnexpectedStatus.

    `form` is one of SELECTS, for a chip that calls the first WRONG_FORM.
    """
    p1, p2, le = SELECTS[form]
    send(channel, command(0x00, 0xA4, p1, p2, identifier.to_bytes(2, "big"), le))


def read_binary(channel: Channel, offset: int, length: int) -> bytes:
    """Up to `length` bytes of the selected EF from `offset` (11.3.3), perhaps none.

    Raises UnexpectedStatus.
    """
    if offset > FAR:
        return _read_far(channel, offset, length)
    return _read(channel, command(0x00, 0xB0, offset >> 8, offset & 0xFF, le=length))


def read_by_short_name(channel: Channel, identifier: int, length: int) -> bytes:
    """Up to `length` bytes from the start of the EF with that short identifier, selecting it (11.3.3).

    Raises UnexpectedStatus.
    """
    return _read(channel, command(0x00, 0xB0, 0x80 | identifier & 0x1F, 0, le=length))


def _read(channel: Channel, sent: bytes) -> bytes:
    response = exchange(channel, sent)
    status, data = status_of(response), response[:-2]
    if status == SUCCESS or (status == END_OF_FILE and data):
        return data
    raise UnexpectedStatus(status)


def _read_far(channel: Channel, offset: int, length: int) -> bytes:
    """READ BINARY with odd INS, for offsets beyond 32767."""
    where = tlv.make(0x54, offset.to_bytes(3, "big"))
    # The answer is wrapped; a long one must not grow by that beyond what the chip can give.
    wrapped = length if length > 64 else length + 2
    answer = _read(channel, command(0x00, 0xB1, 0, 0, where, wrapped))
    data = tlv.first(answer, 0x53)
    if data is None:
        raise tlv.Malformed("READ BINARY")
    return data
