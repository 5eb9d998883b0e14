"""One sheet's side out of a SANE device: read, counted, judged whole, and made a JPEG."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

# Measured through the page pipeline against the raw: letters and strokes read alike, colours within 1 %, at a
# third of the bytes of 95. With halved colours (4:2:0) blue ink lost 4 to 5 % of its saturation.
JPEG_QUALITY = 88
LID = 225  # of 255: no part of a bare lid is darker


def pull(device: Any) -> tuple[Image.Image, int]:  # noqa: ANN401 - SaneDev
    """Pull one side: its picture and dots per inch; raises RuntimeError when a row is missing or too many.

    The rows are counted because SANE may hide a cut page: cancelled half way it hands out what it has.
    """
    device.start()
    frame, _, (_, rows), depth, row_bytes = device.get_parameters()
    if frame not in ("gray", "color") or depth not in (1, 8):
        # python-sane mixes up colours that come one after the other, and bytes of 16 bits.
        raise RuntimeError(f"{frame} frames of {depth} bits")
    # Not snap() of the class around it: that copies the 26 MB of a page once more.
    data, width, _, samples, _ = device.dev.snap(True, False, None)
    if not data:
        raise RuntimeError("Scanner returned no data")
    if rows < 1:  # the backend cannot know a sheet's length before
        rows = -(-len(data) // row_bytes)
    picture = _picture(data, (width, rows), samples, row_bytes)
    dpi = round(float(device.resolution))
    if _flat_end(picture, dpi // 4):
        raise RuntimeError("the sheet's end never came")
    return picture, dpi


def encoded(picture: Image.Image, dpi: int) -> bytes:
    """The page as it leaves: a JPEG that says its resolution."""
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=JPEG_QUALITY, subsampling=0, dpi=(dpi, dpi))
    return jpeg.getvalue()


def is_bare(picture: Image.Image) -> bool:
    """Whether nothing can be seen on the glass but a light lid from inside."""
    extremes = picture.reduce(8).getextrema()
    bands = extremes if isinstance(extremes[0], tuple) else (extremes,)
    return all(low >= LID for low, _ in bands)


def _picture(data: bytearray, size: tuple[int, int], samples: int, row_bytes: int) -> Image.Image:
    """The bytes as rows; a backend may put padding behind each (SANE standard, 4.3.8).

    python-sane takes the bytes as if there were none, and drops what does not fill one of its own rows.
    """
    width, rows = size
    net = width * samples
    mode = "RGB" if samples == 3 else "L"
    if row_bytes > net and rows * row_bytes - net < len(data) <= rows * row_bytes:
        data.extend(bytes(rows * row_bytes - len(data)))
        return Image.frombuffer(mode, size, data, "raw", mode, row_bytes, 1)
    if len(data) != rows * net:
        raise RuntimeError(f"{len(data) // net} of {rows} rows")
    return Image.frombuffer(mode, size, data, "raw", mode, 0, 1)


def _flat_end(picture: Image.Image, rows: int) -> bool:
    """Whether the last rows are one single colour that no sensor gives.

    Backends decode a network scanner's JPEG; of one cut short libjpeg makes up the rest from its last colour
    and tells nobody. Pure white and black are spared: they are the ends of a sensor's range, and what backends
    lengthen a short sheet with; a page cut where it was just that white passes unseen.
    """
    end = picture.crop((0, picture.height - rows, picture.width, picture.height))
    extremes = end.getextrema()
    bands = extremes if isinstance(extremes[0], tuple) else (extremes,)
    if any(low != high for low, high in bands):
        return False
    darkest, lightest = min(low for low, _ in bands), max(low for low, _ in bands)
    return lightest - darkest > 2 or 5 < lightest < 250
