"""Pictures of a signature or a seal as small objects of a PDF: where there is ink, and of which colour."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from PIL import Image, ImageChops, ImageStat
from pyhanko.pdf_utils.generic import IndirectObject, NumberObject, StreamObject, pdf_name

from kiosk.dossier.signing.update import Update

DPI = 250  # of the shape; a seal's letters are 3 mm high
COLOUR_DPI = 30  # of the colour, which hardly changes in one stroke of ink
MOST_PIXELS = 12_000_000  # of a picture that is given: a sheet at 300 dpi has 9
MM = 25.4  # in an inch


class PictureUnreadable(ValueError):
    """It is no PNG, or has more pixels than any scan of a signature."""


@dataclass(frozen=True)
class Picture:
    """Ink on nothing: `shape` says how much, 8 bits a pixel, `colour` of which, RGB; both deflated."""

    shape: bytes
    shape_size: tuple[int, int]
    colour: bytes
    colour_size: tuple[int, int]


def proportion(png: bytes) -> float:
    """Width over height; raises PictureUnreadable."""
    width, height = _opened(png).size
    return width / height


@lru_cache(maxsize=8)
def picture(png: bytes, width_mm: float) -> Picture:
    """The picture as it is needed where it is shown so wide; white paper becomes nothing. Raises PictureUnreadable."""
    image = _opened(png)
    try:
        ink = image.convert("RGBA")
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureUnreadable(str(error)) from error
    shape, colour = ink.getchannel("A"), ink.convert("RGB")
    if shape.getextrema() == (255, 255):  # scanned on paper: what is darker than white is ink
        shape = ImageChops.invert(ImageChops.darker(*_darkest(colour)))
    tall = ink.height / ink.width
    fine, coarse = (
        (max(1, ceil(width_mm * dpi / MM)), max(1, ceil(width_mm * tall * dpi / MM)))
        for dpi in (DPI, COLOUR_DPI)
    )
    small = shape.resize(fine, Image.Resampling.LANCZOS) if fine[0] < ink.width else shape
    # 16 steps are as smooth to the eye on print, and deflate to half
    steps = small.point([round(level / 17) * 17 for level in range(256)])
    flat = _spread(colour, shape).resize(coarse, Image.Resampling.BOX)
    return Picture(
        zlib.compress(steps.tobytes(), 9), steps.size, zlib.compress(flat.tobytes(), 9), flat.size
    )


def embedded(update: Update, made: Picture) -> IndirectObject:
    """The picture as an image with a soft mask (ISO 32000-1, 11.6.5.3)."""
    mask = update.add_object(_image(made.shape, made.shape_size, "/DeviceGray"))
    image = _image(made.colour, made.colour_size, "/DeviceRGB")
    image[pdf_name("/SMask")] = mask
    return update.add_object(image)


def _image(data: bytes, size: tuple[int, int], space: str) -> StreamObject:
    return StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Image"),
            pdf_name("/Width"): NumberObject(size[0]),
            pdf_name("/Height"): NumberObject(size[1]),
            pdf_name("/ColorSpace"): pdf_name(space),
            pdf_name("/BitsPerComponent"): NumberObject(8),
            pdf_name("/Filter"): pdf_name("/FlateDecode"),
        },
        encoded_data=data,
    )


def _opened(png: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(png), formats=["PNG"])
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PictureUnreadable(str(error)) from error
    if image.width * image.height > MOST_PIXELS:
        raise PictureUnreadable(f"{image.width} x {image.height}")
    return image


def _darkest(colour: Image.Image) -> tuple[Image.Image, Image.Image]:
    red, green, blue = colour.split()
    return ImageChops.darker(red, green), blue


def _spread(colour: Image.Image, shape: Image.Image) -> Image.Image:
    """The ink's mean colour wherever there is none, or the edges of the strokes would turn pale or dark."""
    inked = shape.point([0] * 128 + [255] * 128)
    if inked.getbbox() is None:
        return colour  # too pale to have a colour
    mean = tuple(round(level) for level in ImageStat.Stat(colour, inked).mean)
    return Image.composite(colour, Image.new("RGB", colour.size, mean), inked)
