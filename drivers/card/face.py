"""The picture of the face made small and harmless, in the limited child.

Its header is read first: a file of 259 bytes can claim a picture that takes gigabytes to decode.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, field

# The child can open no file, so what Pillow would import when it saves must be there before.
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
)

from drivers import limited
from drivers.card import CardError, CardState, dg2
from drivers.card.tlv import Malformed

NEEDED = (BmpImagePlugin, GifImagePlugin, PngImagePlugin, PpmImagePlugin)
MOST_SIDE = 2000  # pixels of the chip's picture
SHOWN_SIDE = 480  # pixels of ours
QUALITY = 85
MOST_COMPONENTS = 4
MOST_TILES = 64
NO_SIZE = {0xD8, 0x01, *range(0xD0, 0xD8)}  # JPEG markers that stand alone
FRAMES = {0xC0, 0xC1, 0xC2}  # baseline, extended, progressive; chips have no others
JP2_HEADER, JP2_IMAGE, JP2_CODESTREAM = b"jp2h", b"ihdr", b"jp2c"


@dataclass(frozen=True)
class Face:
    """A JPEG in colour, at most 480 pixels a side."""

    width: int
    height: int
    jpeg: bytes = field(repr=False)


def face(ef_dg2: bytes, seconds: float = limited.DEADLINE) -> Face:
    """The face in a whole DG2, decoded in a child; raises CardError(UNREADABLE)."""
    try:
        told = limited.run("drivers.card.face:decode", ef_dg2, seconds)
    except limited.LimitedError as error:
        raise CardError(CardState.UNREADABLE, f"face {error.reason}") from None
    match told:
        case {"width": int(width), "height": int(height), "jpeg": str(jpeg)}:
            try:
                return Face(width, height, base64.b64decode(jpeg, validate=True))
            except ValueError:
                pass
    raise CardError(CardState.UNREADABLE, "face")


def decode(ef_dg2: bytes) -> dict[str, int | str]:
    """In the child: the face as base64 of a JPEG, and its size; raises Malformed."""
    picture = dg2.parse(ef_dg2)
    size(picture)
    kind = (
        JpegImagePlugin.JpegImageFile
        if picture.startswith(dg2.JPEG)
        else Jpeg2KImagePlugin.Jpeg2KImageFile
    )
    try:
        with kind(io.BytesIO(picture)) as found:
            found.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
            shown = found.convert("RGB")
    # What Pillow says when bytes lie.
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError):
        raise Malformed("face") from None
    except (Image.DecompressionBombError, OverflowError, AttributeError):
        raise Malformed("face") from None
    file = io.BytesIO()
    shown.save(file, "JPEG", quality=QUALITY)
    return {
        "width": shown.width,
        "height": shown.height,
        "jpeg": base64.b64encode(file.getvalue()).decode("ascii"),
    }


def size(picture: bytes) -> tuple[int, int]:
    """Width and height that a JPEG or JPEG 2000 claims, without decoding it.

    Raises Malformed where there are none, or more than 2000 pixels a side.
    """
    if picture.startswith(dg2.JPEG):
        return _jpeg_size(picture)
    if picture.startswith(dg2.JPEG_2000):
        return _jp2_size(picture)
    return _codestream_size(picture)


def _jpeg_size(picture: bytes) -> tuple[int, int]:
    """From the first frame header (ITU-T T.81, B.2.2)."""
    at = 2
    while at + 4 <= len(picture):
        if picture[at] != 0xFF:
            raise Malformed("JPEG marker")
        marker = picture[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in NO_SIZE:
            at += 2
            continue
        length = int.from_bytes(picture[at + 2 : at + 4], "big")
        if marker in FRAMES:
            header = picture[at + 4 : at + 10]
            if len(header) < 6 or not 1 <= header[5] <= MOST_COMPONENTS:
                raise Malformed("JPEG frame")
            return _allowed(int.from_bytes(header[3:5], "big"), int.from_bytes(header[1:3], "big"))
        if length < 2 or marker == 0xDA:
            raise Malformed("JPEG without a frame")
        at += 2 + length
    raise Malformed("JPEG without a frame")


def _jp2_size(picture: bytes) -> tuple[int, int]:
    """From the codestream, which is what gets decoded; the box of the header must not claim more."""
    found: tuple[int, int] | None = None
    for kind, content in _boxes(picture):
        if kind == JP2_HEADER:
            for inner, header in _boxes(content):
                if inner == JP2_IMAGE:
                    sides = (int.from_bytes(header[i : i + 4], "big") for i in (4, 0))
                    _allowed(*sides)
        if kind == JP2_CODESTREAM:
            found = _codestream_size(content)
    if found is None:
        raise Malformed("JPEG 2000 without a codestream")
    return found


def _boxes(data: bytes) -> list[tuple[bytes, bytes]]:
    """Kind and content of each box (ISO 15444-1, I.4)."""
    boxes, at = [], 0
    while at + 8 <= len(data):
        length, kind, header = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if length == 1:
            length, header = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif length == 0:
            length = len(data) - at
        if length < header or at + length > len(data):
            raise Malformed("JPEG 2000 box")
        boxes.append((kind, data[at + header : at + length]))
        at += length
    return boxes


def _codestream_size(data: bytes) -> tuple[int, int]:
    """From the SIZ marker (ISO 15444-1, A.5.1)."""
    if not data.startswith(dg2.CODESTREAM) or len(data) < 42:
        raise Malformed("JPEG 2000 codestream")
    sides = [int.from_bytes(data[at : at + 4], "big") for at in range(8, 40, 4)]
    width, height, left, top, tile_width, tile_height, tile_left, tile_top = sides
    if not tile_width or not tile_height or tile_left > left or tile_top > top:
        raise Malformed("JPEG 2000 tiles")
    _allowed(width, height)
    across = -(-(width - tile_left) // tile_width)
    if across * -(-(height - tile_top) // tile_height) > MOST_TILES:
        raise Malformed("JPEG 2000 tiles")
    if not 1 <= int.from_bytes(data[40:42], "big") <= MOST_COMPONENTS:
        raise Malformed("JPEG 2000 components")
    return _allowed(width - left, height - top)


def _allowed(width: int, height: int) -> tuple[int, int]:
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE):
        raise Malformed("picture size")
    return width, height
