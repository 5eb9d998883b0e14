"""The few ESC/POS commands a ticket needs, written and read back; pure, no port is touched here.

A ticket is pictures only (GS v 0): Vietnamese code pages fail on real printers. It goes out in bands, each only
as wide as its ink, so a blank row costs one byte instead of 72.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeAlias

from PIL import Image, ImageChops

from drivers.printer import PrinterState

INITIALISE = b"\x1b@"  # ESC @
CUT = b"\x1dVB\x00"  # GS V 66 0: feed to the knife, then cut
IN_ORDER_QUERY = b"\x1dr\x01"  # GS r 1: answered only when everything before it was printed
BAND = 24  # rows of one GS v 0; a printer starts on it while the next is on the line
QUERIES = (1, 2, 3, 4)  # DLE EOT: printer, cause of being off line, error, roll


@dataclass(frozen=True)
class Raster:
    """GS v 0: `rows`, each of the same number of bytes, most significant bit left, 1 is black."""

    rows: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True)
class Initialise:
    pass


@dataclass(frozen=True)
class Feed:
    """ESC J or ESC d: blank paper, in dots."""

    rows: int


@dataclass(frozen=True)
class Cut:
    pass


@dataclass(frozen=True)
class InOrderQuery:
    """GS r 1."""


@dataclass(frozen=True)
class Ignored:
    """What prints nothing: NUL, and DLE EOT, which was answered the moment it arrived."""


@dataclass(frozen=True)
class Stray:
    """A byte that belongs to no command: a real printer would print a character here."""

    byte: int


Command: TypeAlias = Raster | Initialise | Feed | Cut | InOrderQuery | Ignored | Stray

_BLACK = [255] + [0] * 255  # not ImageChops.invert: white may be stored as 1 as well as 255
_LINE = 30  # dots fed by ESC d for each line
_SHORT: dict[bytes, Command] = {
    INITIALISE: Initialise(),
    IN_ORDER_QUERY: InOrderQuery(),
    b"\x1dV\x00": Cut(),
    b"\x1dV\x01": Cut(),
    b"\x1dV0": Cut(),
    b"\x1dV1": Cut(),
    b"\x00": Ignored(),
    **{bytes((0x10, 0x04, n)): Ignored() for n in QUERIES},
}


def query(n: int) -> bytes:
    """DLE EOT n: answered at once, even in the middle of a picture or without paper."""
    return bytes((0x10, 0x04, n))


def is_status(byte: int) -> bool:
    """Whether a byte can answer DLE EOT: bits 0, 1, 4 and 7 are fixed to 0, 1, 1 and 0."""
    return byte & 0x93 == 0x12


def is_in_order(byte: int) -> bool:
    """Whether a byte can answer GS r: bits 4 and 7 are fixed to 0."""
    return byte & 0x90 == 0


def state_of(answers: Sequence[int | None]) -> PrinterState:
    """What a person must do, from the answers to DLE EOT 1-4 in order (None: no answer).

    An open cover comes first: many printers report the roll as ended while it is open.
    """
    if len(answers) != len(QUERIES) or not all(a is not None and is_status(a) for a in answers):
        return PrinterState.GONE
    printer, cause, error, roll = (answer or 0 for answer in answers)
    if cause & 0x04:
        return PrinterState.COVER_OPEN
    if roll & 0x60 or cause & 0x20:
        return PrinterState.NO_PAPER
    if error & 0x68 or cause & 0x40 or printer & 0x08:  # knife, broken, too hot, or off line
        return PrinterState.FAILED
    return PrinterState.PAPER_LOW if roll & 0x0C else PrinterState.READY


def bands(picture: Image.Image) -> Iterator[bytes]:
    """A 1-bit picture as GS v 0 commands of at most BAND rows; nothing of it is lost."""
    stride = (picture.width + 7) // 8
    dots = picture.point(_BLACK).tobytes()  # Pillow's 1 is white, the printer's is black
    rows = [dots[at : at + stride] for at in range(0, len(dots), stride)]
    for blank, run in groupby(rows, key=lambda row: not any(row)):
        lines = list(run)
        for at in range(0, len(lines), BAND):
            yield _raster(lines[at : at + BAND], blank)


def unstick(width: int) -> bytes:
    """Ends whatever half-sent band a printer still waits for: blank dots there, nothing (NUL) elsewhere."""
    return bytes(BAND * ((width + 7) // 8))


def read_command(buffer: bytes | bytearray) -> tuple[Command, int] | None:
    """The first command of a buffer and its length; None while it is incomplete."""
    head = bytes(buffer[:8])
    for shape, command in _SHORT.items():
        if head.startswith(shape):
            return command, len(shape)
    if head.startswith(b"\x1dv0"):
        return _read_raster(buffer, head)
    for shape, size in ((b"\x1bJ", 3), (b"\x1bd", 3), (b"\x1dVA", 4), (b"\x1dVB", 4)):
        if head.startswith(shape):
            if len(head) < size:
                return None
            return _sized(shape, head[size - 1]), size
    if head and any(shape.startswith(head) for shape in (*_SHORT, b"\x1dv0", b"\x1bJ", b"\x1bd")):
        return None
    return (Stray(head[0]), 1) if head else None


def picture_of(rows: Sequence[bytes], width: int) -> Image.Image:
    """Printed rows as a 1-bit picture `width` dots wide; narrower rows are white on their right."""
    stride = (width + 7) // 8
    dots = b"".join(row[:stride].ljust(stride, b"\x00") for row in rows)
    return ImageChops.invert(Image.frombytes("1", (width, len(rows)), dots))


def decode(raw: bytes, width: int) -> tuple[list[Image.Image], bytes]:
    """The tickets that `raw` prints, one a cut, and the stray bytes that should not be there."""
    tickets: list[Image.Image] = []
    strip: list[bytes] = []
    stray = bytearray()
    at = 0
    while found := read_command(raw[at:]):
        command, size = found
        at += size
        match command:
            case Raster(rows):
                strip.extend(rows)
            case Feed(rows):
                strip.extend([b""] * rows)
            case Stray(byte):
                stray.append(byte)
            case Cut() if strip:
                tickets.append(picture_of(strip, width))
                strip = []
    return tickets, bytes(stray)


def _raster(lines: list[bytes], blank: bool) -> bytes:
    wide = 1 if blank else max(len(line.rstrip(b"\x00")) for line in lines)
    header = b"\x1dv0\x00" + wide.to_bytes(2, "little") + len(lines).to_bytes(2, "little")
    return header + b"".join(line[:wide] for line in lines)


def _read_raster(buffer: bytes | bytearray, head: bytes) -> tuple[Command, int] | None:
    if len(head) < 8:
        return None
    wide, high = int.from_bytes(head[4:6], "little"), int.from_bytes(head[6:8], "little")
    end = 8 + wide * high
    if len(buffer) < end:
        return None
    return Raster(tuple(bytes(buffer[at : at + wide]) for at in range(8, end, wide or 1))), end


def _sized(shape: bytes, n: int) -> Command:
    if shape == b"\x1bJ":
        return Feed(n)
    if shape == b"\x1bd":
        return Feed(n * _LINE)
    return Cut()
