"""The few ESC/POS commands a ticket needs, and what a printer's status bytes mean; pure, no port is touched here.

Text is pictures (GS v 0): Vietnamese code pages fail on real printers. Each goes out in bands, only as wide as its
ink, so a blank row costs one byte instead of 72; what may be coarse is sent at half its size (mode 3), and a QR code
as its text (GS ( k). What is written here is read back in drivers.printer.reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PIL import Image

from drivers.printer import PrinterState
from drivers.printer.strip import Blank, Code, Dots, Strip

INITIALISE = b"\x1b@"  # ESC @
CUT = b"\x1dVB\x00"  # GS V 66 0: feed to the knife, then cut
IN_ORDER_QUERY = b"\x1dr\x01"  # GS r 1: answered only when everything before it was printed
AT_LEFT, CENTRED = b"\x1ba\x00", b"\x1ba\x01"  # ESC a
BAND = 24  # rows of one GS v 0; a printer starts on it while the next is on the line
QUERIES = (1, 2, 3, 4)  # DLE EOT: printer, cause of being off line, error, roll
_HEADER = 8  # bytes before the rows of a GS v 0
SINGLE, DOUBLED = 0, 3  # GS v 0 m: a dot is one dot, or two by two
LEVELS = {"l": 48, "m": 49, "q": 50, "h": 51}  # GS ( k fn 169
LONGEST_CODE = 1000  # bytes: far more than a ticket's code has

_BLACK = [255] + [0] * 255  # not ImageChops.invert: white may be stored as 1 as well as 255


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
    if error & 0x08:
        return PrinterState.KNIFE
    if error & 0x60 or cause & 0x40:  # broken, too hot, or an error of another kind
        return PrinterState.FAILED
    if printer & 0x08:
        return PrinterState.OFFLINE
    return PrinterState.PAPER_LOW if roll & 0x0C else PrinterState.READY


def commands(strip: Strip, native_codes: bool = True) -> Iterator[bytes]:
    """A strip as commands, none longer than `unstick`; nothing of it is lost.

    Without `native_codes` a QR code is sent as dots, for printers that do not know GS ( k.
    """
    side = AT_LEFT  # as after ESC @
    for piece in strip.pieces:
        match piece:
            case Blank(rows):
                yield from _blank(rows)
                continue
            case Dots(centred=centred):
                wanted = CENTRED if centred else AT_LEFT
            case Code():
                wanted = CENTRED
        if wanted != side:
            side = wanted
            yield side
        match piece:
            case Dots(picture, doubled):
                yield from bands(picture, DOUBLED if doubled else SINGLE, side == CENTRED)
            case Code() if native_codes:
                yield code(piece)
            case Code():
                plain = piece.as_dots()
                yield from bands(plain.picture, DOUBLED if plain.doubled else SINGLE, centred=True)


def bands(picture: Image.Image, mode: int = SINGLE, centred: bool = False) -> Iterator[bytes]:
    """A 1-bit picture as GS v 0 of at most BAND rows, parted where that makes them fewest bytes.

    White beside the ink is left out: on the right, or where it is `centred` as much on either side, in whole bytes.
    """
    stride = (picture.width + 7) // 8
    dots = picture.point(_BLACK).tobytes()  # Pillow's 1 is white, the printer's is black
    rows = [dots[at : at + stride] for at in range(0, len(dots), stride)]
    wide = [_wide(row, centred) for row in rows]
    for first, last in _parted(wide):
        most = max(wide[first:last])
        left = (stride - most) // 2 if centred else 0
        yield _raster(mode, most, [row[left : left + most] for row in rows[first:last]])


def code(piece: Code) -> bytes:
    """GS ( k: model 2 (fn 165), module (167), level (169), the text (180), print (181)."""
    data, level = piece.text.encode("ascii"), bytes((LEVELS[piece.level],))
    if not 0 < len(data) <= LONGEST_CODE:
        raise ValueError("no code of this length")
    return b"".join(
        b"\x1d(k" + (len(words) + 1).to_bytes(2, "little") + b"1" + words
        for words in (b"A2\x00", bytes((0x43, piece.module)), b"E" + level, b"P0" + data, b"Q0")
    )


def unstick(width: int) -> bytes:
    """Ends whatever half-sent command a printer still waits for: blank dots there, nothing (NUL) elsewhere."""
    return bytes(max(BAND * ((width + 7) // 8), LONGEST_CODE))


def _wide(row: bytes, centred: bool) -> int:
    """Bytes of a row that must be sent; never none. Centred, they have as many on either side of them."""
    right = len(row) - len(row.rstrip(b"\x00"))
    if not centred:
        return max(1, len(row) - right)
    left = len(row) - len(row.lstrip(b"\x00"))
    narrowest = 2 - len(row) % 2
    return max(narrowest, len(row) - 2 * min(left, right))


def _parted(wide: Sequence[int]) -> list[tuple[int, int]]:
    """First row and end of each band: of all ways to part the rows, one with the fewest bytes on the line."""
    best, begins = [0], [0]  # bytes of the first n rows, and where their last band begins
    for end in range(1, len(wide) + 1):
        most, chosen, least = 0, end - 1, -1
        for first in range(end - 1, max(-1, end - 1 - BAND), -1):
            most = max(most, wide[first])
            cost = best[first] + _HEADER + most * (end - first)
            if least < 0 or cost <= least:
                chosen, least = first, cost
        best.append(least)
        begins.append(chosen)
    bands, end = [], len(wide)
    while end:
        bands.append((begins[end], end))
        end = begins[end]
    return bands[::-1]


def _blank(rows: int) -> Iterator[bytes]:
    for at in range(0, rows, BAND):
        yield _raster(SINGLE, 1, [b"\x00"] * min(BAND, rows - at))


def _raster(mode: int, wide: int, lines: Sequence[bytes]) -> bytes:
    size = wide.to_bytes(2, "little") + len(lines).to_bytes(2, "little")
    return b"\x1dv0" + bytes((mode,)) + size + b"".join(lines)
