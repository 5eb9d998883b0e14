"""In the limited child: one picture of a foreign file decoded, stood upright and written anew.

Nothing but its pixels comes out: no EXIF, no place where it was taken, no thumbnail, no trailing data.
"""

from __future__ import annotations

import base64
import io
import math
import struct
from typing import Any

# All that Pillow would load later, when no file can be opened any more.
from PIL import Image, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin

from kiosk.dossier.importing.kinds import HEAD, Kind, kind_of
from kiosk.dossier.importing.refused import ImportReason

DECODERS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin)
Image.preinit()
# Of pixels as they lie in memory. A4 in colour at 600 dpi has 105 MB; a JPEG may have more, being decoded
# at a half, a quarter or an eighth of its size, and a phone's may.
MOST_RAW = 120_000_000
MOST_JPEG = 170_000_000  # pixels
ENOUGH = 16_000_000  # pixels that are kept: A4 at 300 dpi has 8.7 million
MOST_SIDE = 30_000  # pixels: a JPEG can have no more than 65,535
MOST_FRAMES = 200
QUALITY = 92
MEANS = ("L", "LA", "RGB", "RGBA", "CMYK")  # kinds of pixels that have a mean
LIKELY_DPI = range(100, 1201)
LIKELY_LONG = (2.0, 18.0)  # inches: from a stamped ticket to A3
ORIENTATION, EXIF, EXPOSURE = 0x0112, 0x8769, 0x829A  # EXIF 2.3, 4.6.4 and 4.6.5
_Turn = Image.Transpose
TURNS = {
    2: _Turn.FLIP_LEFT_RIGHT,
    3: _Turn.ROTATE_180,
    4: _Turn.FLIP_TOP_BOTTOM,
    5: _Turn.TRANSPOSE,
    6: _Turn.ROTATE_270,
    7: _Turn.TRANSVERSE,
    8: _Turn.ROTATE_90,
}
_HOSTILE_EXIF = (OSError, ValueError, SyntaxError, KeyError, TypeError, struct.error, IndexError)


def frame(data: bytes) -> dict[str, Any]:
    """The picture asked for: the file, of a known kind, and behind it 4 bytes of a number (from 0, big-endian).

    Answers {"refused": reason}, or {"frames", "jpeg" (base64), "width", "height", "dpi" (0: unknown),
    "photo"}; whatever it raises counts as unreadable.
    """
    number = int.from_bytes(
        data[-4:], "big"
    )  # where no decoder looks: cut off, it would cost a copy
    kind = kind_of(data[:HEAD])
    try:
        with Image.open(io.BytesIO(data), formats=[kind.upper()]) as image:
            frames = _frames(image) if kind is Kind.TIFF else 1
            if frames > MOST_FRAMES:
                return {"refused": ImportReason.TOO_MANY_PAGES}
            if number:
                image.seek(number)
            if not _fits(image):
                return {"refused": ImportReason.TOO_MANY_PIXELS}
            return {"frames": frames, **_cleaned(image)}
    except (Image.DecompressionBombError, MemoryError):
        return {"refused": ImportReason.TOO_MANY_PIXELS}


def _frames(image: Image.Image) -> int:
    """How many; counted no further than is taken, for a chain of directories may have no end."""
    count = 1
    while count <= MOST_FRAMES:
        try:
            image.seek(count)
        except EOFError:
            break
        count += 1
    image.seek(0)
    return count


def _fits(image: Image.Image) -> bool:
    """Told from the header alone."""
    width, height = image.size
    if max(width, height) > MOST_SIDE:
        return False
    if image.format in ("JPEG", "MPO"):
        return width * height <= MOST_JPEG
    wide = 2 if image.mode.startswith("I;16") else 4 if image.mode in ("I", "F") else 1
    return width * height * len(image.getbands()) * wide <= MOST_RAW


def _cleaned(image: Image.Image) -> dict[str, Any]:
    dpi, photo = _dpi(image), _photo(image)
    whole = image.width
    half = 1
    while image.width * image.height > ENOUGH * half * half and half < 8:
        half *= 2
    image.draft(None, (image.width // half, image.height // half))  # only a JPEG heeds it
    image.load()
    plain = _plain(_shrunk(image) if image.mode in MEANS else image)
    plain = _shrunk(plain)  # a palette has no means
    dpi = round(dpi * plain.width / whole)
    upright = _upright(plain, image)
    made = io.BytesIO()
    upright.info = {}  # a comment would come along
    upright.save(made, "JPEG", quality=QUALITY, dpi=(dpi, dpi) if dpi else (0, 0))
    return {
        "jpeg": base64.b64encode(made.getvalue()).decode(),
        "width": upright.width,
        "height": upright.height,
        "dpi": dpi,
        "photo": photo or not dpi,
    }


def _shrunk(image: Image.Image) -> Image.Image:
    factor = math.ceil(math.sqrt(image.width * image.height / ENOUGH))
    return image.reduce(factor) if factor > 1 else image


def _plain(image: Image.Image) -> Image.Image:
    """Grey or RGB, what is transparent on white paper."""
    if image.mode.startswith("I;16"):
        return image.point(lambda level: level / 256).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        solid = image.convert("RGBA")
        paper = Image.new("RGBA", solid.size, "white")
        return Image.alpha_composite(paper, solid).convert("RGB")
    wanted = "L" if image.mode in ("1", "L", "I", "F") else "RGB"
    return image if image.mode == wanted else image.convert(wanted)


def _upright(plain: Image.Image, image: Image.Image) -> Image.Image:
    """Turned as its EXIF says; one that makes no sense says nothing. Pillow has turned a TIFF already."""
    try:
        said = image.getexif().get(ORIENTATION, 1)
    except _HOSTILE_EXIF:
        return plain
    turn = TURNS.get(said) if isinstance(said, int) else None
    return plain if turn is None else plain.transpose(turn)


def _dpi(image: Image.Image) -> int:
    """What it says of its resolution, where a sheet of paper can have that size; else 0."""
    try:
        across, down = (round(float(said)) for said in image.info.get("dpi", (0, 0)))
    except (ValueError, TypeError, ZeroDivisionError, OverflowError):
        return 0
    if across != down or across not in LIKELY_DPI:
        return 0
    least, most = LIKELY_LONG
    return across if least <= max(image.size) / across <= most else 0


def _photo(image: Image.Image) -> bool:
    """Whether a camera took it: only those say how long they looked."""
    try:
        return EXPOSURE in image.getexif().get_ifd(EXIF)
    except _HOSTILE_EXIF:
        return False
