"""What ESC/POS bytes print: the printer's side of drivers.printer.escpos, read back into pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from PIL import Image, ImageChops

from drivers.printer import escpos
from drivers.printer.strip import left_of, qr


@dataclass(frozen=True)
class Raster:
    """GS v 0: `rows`, each of the same number of bytes, most significant bit left, 1 is black.

    `across` and `down`: how many dots of paper one of them is.
    """

    rows: tuple[bytes, ...] = field(repr=False)
    across: int = 1
    down: int = 1


@dataclass(frozen=True)
class Initialise:
    pass


@dataclass(frozen=True)
class Aligned:
    """ESC a: at the left edge or in the middle."""

    centred: bool


@dataclass(frozen=True)
class Symbol:
    """GS ( k: one function of the QR code, and what it is given."""

    function: int
    data: bytes


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


Command: TypeAlias = (
    Raster | Initialise | Aligned | Symbol | Feed | Cut | InOrderQuery | Ignored | Stray
)

_LINE = 30  # dots fed by ESC d for each line
_SCALES = {0: (1, 1), 1: (2, 1), 2: (1, 2), 3: (2, 2)}  # GS v 0 m: across, down
_LEVELS = {number: level for level, number in escpos.LEVELS.items()}
_SHORT: dict[bytes, Command] = {
    escpos.INITIALISE: Initialise(),
    escpos.IN_ORDER_QUERY: InOrderQuery(),
    escpos.AT_LEFT: Aligned(False),
    escpos.CENTRED: Aligned(True),
    b"\x1ba0": Aligned(False),
    b"\x1ba1": Aligned(True),
    b"\x1dV\x00": Cut(),
    b"\x1dV\x01": Cut(),
    b"\x1dV0": Cut(),
    b"\x1dV1": Cut(),
    b"\x00": Ignored(),
    **{bytes((0x10, 0x04, n)): Ignored() for n in escpos.QUERIES},
}
_SIZED = ((b"\x1bJ", 3), (b"\x1bd", 3), (b"\x1dVA", 4), (b"\x1dVB", 4))
_RASTER, _SYMBOL = b"\x1dv0", b"\x1d(k"
_KNOWN = (*_SHORT, *(shape for shape, _ in _SIZED), _RASTER, _SYMBOL)


def read_command(buffer: bytes | bytearray) -> tuple[Command, int] | None:
    """The first command of a buffer and its length; None while it is incomplete."""
    head = bytes(buffer[:8])
    for shape, command in _SHORT.items():
        if head.startswith(shape):
            return command, len(shape)
    if head.startswith(_RASTER):
        return _read_raster(buffer, head)
    if head.startswith(_SYMBOL):
        return _read_symbol(buffer, head)
    for shape, size in _SIZED:
        if head.startswith(shape):
            if len(head) < size:
                return None
            return _sized(shape, head[size - 1]), size
    if head and any(shape.startswith(head) for shape in _KNOWN):
        return None
    return (Stray(head[0]), 1) if head else None


class Paper:
    """What commands put on paper `width` dots wide: settings are kept from one to the next, as in a printer."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._reset()

    def _reset(self) -> None:
        self._centred = False
        self._module, self._level, self._data = 3, "l", b""

    def rows(self, command: Command) -> list[bytes]:
        """The rows of dots that one command prints, 1 is black; narrower ones are white on their right."""
        match command:
            case Initialise():
                self._reset()
            case Aligned(centred):
                self._centred = centred
            case Feed(rows):
                return [b""] * rows
            case Raster((), _, _):
                return []
            case Raster(rows, 1, 1) if not self._centred:
                return list(rows)
            case Raster(rows, across, down):
                return self._placed(_picture(rows, across, down))
            case Symbol(function, data):
                return self._symbol(function, data)
        return []

    def _symbol(self, function: int, data: bytes) -> list[bytes]:
        match function, data:
            case 0x43, _ if data:
                self._module = min(max(data[0], 1), 16)
            case 0x45, _ if data and data[0] in _LEVELS:
                self._level = _LEVELS[data[0]]
            case 0x50, _ if data[:1] == b"0":
                self._data = data[1:]
            case 0x51, b"0" if self._data:
                return self._placed(qr(self._data, self._level, self._module))
        return []

    def _placed(self, dots: Image.Image) -> list[bytes]:
        row = Image.new("1", (self._width, dots.height), 255)  # white, whatever is inverted below
        row.paste(dots, (left_of(dots.width, self._width) if self._centred else 0, 0))
        raw, stride = ImageChops.invert(row).tobytes(), (self._width + 7) // 8
        return [raw[at : at + stride] for at in range(0, len(raw), stride)]


def picture_of(rows: Sequence[bytes], width: int) -> Image.Image:
    """Printed rows as a 1-bit picture `width` dots wide; narrower rows are white on their right."""
    stride = (width + 7) // 8
    dots = b"".join(row[:stride].ljust(stride, b"\x00") for row in rows)
    return ImageChops.invert(Image.frombytes("1", (width, len(rows)), dots))


def decode(raw: bytes, width: int) -> tuple[list[Image.Image], bytes]:
    """The tickets that `raw` prints, one a cut, and the stray bytes that should not be there."""
    tickets: list[Image.Image] = []
    strip: list[bytes] = []
    paper, stray, at = Paper(width), bytearray(), 0
    while found := read_command(raw[at:]):
        command, size = found
        at += size
        strip.extend(paper.rows(command))
        match command:
            case Stray(byte):
                stray.append(byte)
            case Cut() if strip:
                tickets.append(picture_of(strip, width))
                strip = []
    return tickets, bytes(stray)


def _picture(rows: Sequence[bytes], across: int, down: int) -> Image.Image:
    """The rows of a raster as they lie on paper."""
    wide = len(rows[0]) * 8
    dots = picture_of(rows, wide)
    return dots.resize((wide * across, len(rows) * down), Image.Resampling.NEAREST)


def _read_raster(buffer: bytes | bytearray, head: bytes) -> tuple[Command, int] | None:
    if len(head) < 8:
        return None
    wide, high = int.from_bytes(head[4:6], "little"), int.from_bytes(head[6:8], "little")
    end = 8 + wide * high
    if len(buffer) < end:
        return None
    across, down = _SCALES.get(head[3] % 48, (1, 1))
    rows = tuple(bytes(buffer[at : at + wide]) for at in range(8, end, wide or 1))
    return Raster(rows, across, down), end


def _read_symbol(buffer: bytes | bytearray, head: bytes) -> tuple[Command, int] | None:
    if len(head) < 5:
        return None
    end = 5 + int.from_bytes(head[3:5], "little")
    if len(buffer) < end:
        return None
    words = bytes(buffer[5:end])
    if words[:1] != b"1" or len(words) < 2:  # another kind of symbol, or none
        return Ignored(), end
    return Symbol(words[1], words[2:]), end


def _sized(shape: bytes, n: int) -> Command:
    if shape == b"\x1bJ":
        return Feed(n)
    if shape == b"\x1bd":
        return Feed(n * _LINE)
    return Cut()
