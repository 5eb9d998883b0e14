"""A face drawn by code, for the chip of a person who does not exist."""

from __future__ import annotations

import hashlib
import io
from functools import cache

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 413, 531  # 35 x 45 mm at 300 dpi
LENGTH = 20_000  # bytes: a real face takes about as many
COMMENT = b"\xff\xfe"
MOST_COMMENT = 0xFFFF - 2
SKIN = ("#e8c1a0", "#d9a882", "#c68e65", "#f0cfb4")
HAIR = ("#1c1714", "#2b211c", "#5a5552", "#b9b4ae")


@cache
def jpeg(seed: str, length: int = LENGTH) -> bytes:
    """The face that goes with `seed`: a JPEG of exactly `length` bytes where it fits."""
    file = io.BytesIO()
    _drawn(seed).save(file, "JPEG", quality=85)
    data = file.getvalue()
    while len(data) + 4 <= length:
        filling = min(length - len(data) - 4, MOST_COMMENT)
        comment = COMMENT + (filling + 2).to_bytes(2, "big") + bytes(filling)
        data = data[:2] + comment + data[2:]
    return data


@cache
def jpeg_2000(seed: str) -> bytes:
    """The same face as JPEG 2000 of about 15 KB."""
    file = io.BytesIO()
    _drawn(seed).save(file, "JPEG2000", quality_mode="rates", quality_layers=[44])
    return file.getvalue()


def _drawn(seed: str) -> Image.Image:
    chance = hashlib.sha256(seed.encode()).digest()
    skin, hair = SKIN[chance[0] % len(SKIN)], HAIR[chance[1] % len(HAIR)]
    picture = Image.new("RGB", (WIDTH, HEIGHT), "#dfe8ee")
    pen = ImageDraw.Draw(picture)
    middle, wide, high = WIDTH // 2, 95 + chance[2] % 20, 130 + chance[3] % 20
    top, bottom = 250 - high, 250 + high
    pen.ellipse((middle - 190, 400, middle + 190, 720), fill=f"#{chance[4:7].hex()}")
    pen.rectangle((middle - 45, bottom - 50, middle + 45, bottom + 60), fill=skin)
    pen.ellipse((middle - wide - 18, top - 40, middle + wide + 18, bottom - 60), fill=hair)
    pen.ellipse((middle - wide, top, middle + wide, bottom), fill=skin)
    pen.chord((middle - wide, top - 30, middle + wide, top + 120), 180, 360, fill=hair)
    apart, eyes = 38 + chance[7] % 8, 235 + chance[8] % 12
    for side in (-1, 1):
        x = middle + side * apart
        pen.ellipse((x - 17, eyes - 8, x + 17, eyes + 8), fill="white")
        pen.ellipse((x - 7, eyes - 7, x + 7, eyes + 7), fill="#20140e")
        pen.arc((x - 24, eyes - 34, x + 24, eyes - 4), 200, 340, fill=hair, width=5)
    pen.line((middle, eyes + 20, middle - 10, eyes + 62, middle + 8, eyes + 64), "#8a5a3c", 3)
    mouth = bottom - 62
    pen.arc((middle - 34, mouth - 20, middle + 34, mouth + 14), 20, 160, fill="#8c3b32", width=5)
    return picture.filter(ImageFilter.GaussianBlur(1.2))
