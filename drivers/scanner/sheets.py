"""What a scanner's eye would make of a picture laid in: A4 at the asked resolution, as a JPEG."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

UNITS = 300  # of an inch: what eSCL counts regions in
A4_UNITS = (2480, 3508)


@dataclass(frozen=True)
class Look:
    """How a sheet is to be scanned; the region in 1/300 inch, cut out of the bed from its top left corner."""

    dpi: int = 300
    colour: bool = True
    x: int = 0
    y: int = 0
    width: int = A4_UNITS[0]
    height: int = A4_UNITS[1]

    def pixels(self, units: int) -> int:
        return round(units * self.dpi / UNITS)


def scanned(picture: Path | None, look: Look, quality: int = 90) -> bytes:
    """JPEG of the region; a picture counts as a sheet of A4's width, the bed beyond it is white.

    Without a picture it is white all over: the lid, or the back of a sheet that has nothing on it.
    """
    mode = "RGB" if look.colour else "L"
    size = (look.pixels(look.width), look.pixels(look.height))
    bed = Image.new(mode, size, "white")
    if picture is not None:
        bed.paste(_sheet(picture, look, mode), (-look.pixels(look.x), -look.pixels(look.y)))
    jpeg = io.BytesIO()
    bed.save(jpeg, "JPEG", quality=quality, subsampling=0, dpi=(look.dpi, look.dpi))
    return jpeg.getvalue()


def _sheet(picture: Path, look: Look, mode: str) -> Image.Image:
    with Image.open(picture) as source:
        width = look.pixels(A4_UNITS[0])
        height = round(source.height * width / source.width)
        sheet = source.convert(mode)
    if sheet.size == (width, height):
        return sheet
    return sheet.resize((width, height), Image.Resampling.LANCZOS)
