"""ISO 7816-4 commands, as far as an eMRTD needs them, and the budget they must keep."""

from __future__ import annotations

import time

from drivers.card import CardError, CardState, Channel, UnexpectedStatus

SUCCESS = 0x9000
END_OF_FILE = 0x6282  # fewer bytes than asked were there (ISO 7816-4, 7.2.3)
SHORTER_BLOCKS = {0x6700, 0x6C00, 0x6282}
MOST_APDUS = 400  # one reading takes about 30
MOST_BYTES = 256 * 1024
MOST_FOLLOWED = 16  # 61xx and 6Cxx in a row


class Metered:
    """A Channel around a Channel that ends a conversation which grows without end.

    `apdus` is the number of commands really sent. Raises CardError(UNREADABLE) when the commands,
    the bytes or the seconds are used up.
    """

    def __init__(self, channel: Channel, seconds: float) -> None:
        self._channel = channel
        self._until = time.monotonic() + seconds
        self._bytes = 0
        self.apdus = 0

    def transmit(self, command: bytes) -> bytes:
        if self.apdus >= MOST_APDUS or self._bytes > MOST_BYTES:
            raise CardError(CardState.UNREADABLE, "the conversation does not end")
        if time.monotonic() > self._until:
            raise CardError(CardState.UNREADABLE, "out of time")
        self.apdus += 1
        response = self._channel.transmit(command)
        self._bytes += len(command) + len(response)
        return response


def command(
    cla: int, ins: int, p1: int, p2: int, data: bytes = b"", le: int | None = None
) -> bytes:
    """A short command APDU; `data` up to 255 bytes, `le` 1-256 or None for no answer."""
    lc = bytes([len(data)]) + data if data else b""
    tail = b"" if le is None else bytes([le & 0xFF])
    return bytes([cla, ins, p1, p2]) + lc + tail


def exchange(channel: Channel, sent: bytes) -> bytes:
    """Transmit and return data and status word, with 61xx and 6Cxx already followed (5.3.4).

    Raises CardError(UNREADABLE) when the chip sends us round in circles or answers with nothing.
    """
    data = b""
    for _ in range(MOST_FOLLOWED):
        response = channel.transmit(sent)
        if len(response) < 2:
            raise CardError(CardState.UNREADABLE, "no status word")
        data += response[:-2]
        match response[-2]:
            case 0x61:
                sent = command(0x00, 0xC0, 0, 0, le=response[-1])
            case 0x6C if len(sent) == 5 and sent[4] != response[-1]:
                sent = sent[:4] + response[-1:]
            case _:
                return data + response[-2:]
    raise CardError(CardState.UNREADABLE, "61xx without end")


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


def select_application(channel: Channel, aid: bytes) -> None:
    """SELECT by name (11.2.2), no answer wanted; raises UnexpectedStatus."""
    send(channel, command(0x00, 0xA4, 0x04, 0x0C, aid))


def select_file(channel: Channel, identifier: int) -> None:
    """SELECT an EF under the current application (11.2.2); raises UnexpectedStatus."""
    send(channel, command(0x00, 0xA4, 0x02, 0x0C, identifier.to_bytes(2, "big")))


def read_binary(channel: Channel, offset: int, length: int, block: int) -> bytes:
    """Read `length` bytes of the selected EF from `offset`, at most `block` at a time (11.3.3).

    A chip that gives less than asked is asked again from there, with smaller blocks where it
    refuses large ones. Raises UnexpectedStatus, or CardError(UNREADABLE) when the file ends early.
    """
    data = b""
    while len(data) < length:
        at = offset + len(data)
        if at > 0x7FFF:
            raise CardError(CardState.UNREADABLE, "offset beyond 32767")
        asked = min(block, length - len(data))
        response = exchange(channel, command(0x00, 0xB0, at >> 8, at & 0xFF, le=asked))
        status, got = status_of(response), response[:-2]
        if status not in (SUCCESS, END_OF_FILE):
            if status in SHORTER_BLOCKS and block > 64:
                block //= 2
                continue
            raise UnexpectedStatus(status)
        if not got:
            raise CardError(CardState.UNREADABLE, "file ends early")
        data += got
    return data[:length]
