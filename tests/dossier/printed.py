"""Small printed papers whose every word is known: invented sentences on a quarter of a sheet."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw

from tests.workbench.papers.sheet import font

DPI = 300
SENTENCES = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "TỜ KHAI ĐĂNG KÝ KHAI SINH",
    "Họ và tên người yêu cầu: Trịnh Thị Bịa Đặt",
    "Ngày sinh: 28 tháng 02 năm 1999",
    "Nơi cư trú: thôn Mỏ Than, xã Suối Mơ",
    "Quan hệ với người được khai sinh: mẹ",
    "Tôi cam đoan những nội dung trên là đúng.",
)


def printed(lines: tuple[str, ...] = SENTENCES, turned: int = 0) -> Image.Image:
    """A sheet of A6 across, 148 x 105 mm at 300 dpi, turned clockwise by so many degrees."""
    sheet = Image.new("RGB", (1748, 1240), "white")
    pen = ImageDraw.Draw(sheet)
    typeface = font("serif", 13)
    for number, line in enumerate(lines):
        pen.text((120, 110 + number * 125), line, fill="black", font=typeface)
    return sheet.rotate(-turned, expand=True)


def jpeg(sheet: Image.Image) -> bytes:
    held = io.BytesIO()
    sheet.save(held, "JPEG", quality=85, dpi=(DPI, DPI))
    return held.getvalue()


def raw(sheet: Image.Image) -> np.ndarray:
    """As a scan is held: blue, green, red."""
    return np.ascontiguousarray(np.asarray(sheet)[:, :, ::-1])


def share_read(text: str, lines: tuple[str, ...] = SENTENCES) -> float:
    """Of the words that stand there, those that were read letter for letter."""
    wanted, found = " ".join(lines).split(), set(text.split())
    return sum(word in found for word in wanted) / len(wanted)
