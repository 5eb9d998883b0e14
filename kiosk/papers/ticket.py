"""The ticket: the number called in the hall, drawn as a 1-bit picture for a thermal printer.

It is a place in the queue and nothing more: the slip of Mẫu 01 is the clerk's to give, after receiving the case.

Measured for a 576 x 920 ticket: drawn in 27 ms; 40 kB on the line (66 kB untrimmed), which takes 3.5 s at
115200 baud, 21 s at 19200 and 42 s at 9600.
"""

from __future__ import annotations

import datetime as dt

from PIL import Image, ImageChops, ImageDraw

from kiosk.model import Language, Procedure, Ticket, Words
from kiosk.papers.sheet import LEADING, PER_MM, REGULAR, STRONG, Sheet, font, qr
from kiosk.settings import Office
from kiosk.store.moments import OFFICE_ZONE

TITLE = Words("SỐ THỨ TỰ", "Your number")
CODE = Words("Mã tạm", "Provisional code")
NEXT = Words("Xin chờ gọi số tại quầy.", "Please wait for your number to be called.")
NOT_A_SLIP = Words(
    "Đây không phải giấy tiếp nhận hồ sơ.", "This is not an official receipt of your papers."
)
SAMPLE = Words(
    "Dữ liệu mẫu – chưa phải thủ tục chính thức", "Sample data, not an official procedure"
)

LABEL_HEIGHT = 25 * PER_MM
CAPITAL = 0.7  # height of a capital in this typeface, of its size
STEM = 0.08  # what a stem gains when its letter is set half as wide, of a capital's height


def draw(
    ticket: Ticket,
    procedure: Procedure,
    office: Office,
    printed_at: dt.datetime,
    language: Language,
    width: int,
) -> Image.Image:
    """The ticket as a 1-bit picture `width` dots wide; `printed_at` is aware and shown in Vietnam's time.

    Nothing on it names the holder. Vietnamese stands first and whole in every language.
    """
    sheet = _Ticket(width, language)
    sheet.words(office.name, 30, STRONG, small=22)
    sheet.rule()
    sheet.words(TITLE, 38, STRONG, small=24)
    sheet.label(ticket.label)
    sheet.words(procedure.short, 36, STRONG, small=26)
    if procedure.sample:
        sheet.words(SAMPLE, 22, REGULAR, small=20)
    sheet.rule()
    sheet.code(ticket.code, printed_at.astimezone(OFFICE_ZONE))
    sheet.rule()
    sheet.words(NEXT, 32, STRONG, small=24)
    sheet.words(NOT_A_SLIP, 26, REGULAR, small=22)
    return sheet.picture()


class _Ticket(Sheet):
    """Everything is centred but the code's block."""

    def label(self, label: str) -> None:
        """The number, LABEL_HEIGHT tall whatever its length: long ones are set narrower."""
        picture = _tall(label, LABEL_HEIGHT, self._width - 2 * self._margin)
        self._at += PER_MM
        self._image.paste(picture, ((self._width - picture.width) // 2, self._at))
        self._at += picture.height + 3 * PER_MM

    def code(self, code: str, at: dt.datetime) -> None:
        """The provisional code as a QR, and beside it in letters with time and date."""
        mark = qr(code, module=6)
        self._image.paste(mark, (0, self._at - PER_MM))
        left = mark.width + PER_MM
        room = self._width - self._margin - left
        called = CODE.vi if self._language is Language.VI else f"{CODE.vi} / {CODE.en}"
        lines = [
            (line.replace("- ", "-"), size, face)
            for text, size, face in (
                (f"{called}:", 24, REGULAR),
                (code.replace("-", "- "), 30, STRONG),  # a long code breaks after a hyphen only
                (f"{at:%H:%M}, {at:%d/%m/%Y}", 26, REGULAR),
            )
            for line in self._broken(text, font(face, size), room)
        ]
        high = sum(round(size * LEADING) for _, size, _ in lines)
        y = self._at - PER_MM + max(0, (mark.height - high) // 2)
        for text, size, face in lines:
            self._pen.text((left, y), text, fill=0, font=font(face, size))
            y += round(size * LEADING)
        self._at = max(y, self._at - PER_MM + mark.height)


def _tall(label: str, height: int, room: int) -> Image.Image:
    """A label of this height; where it must be set narrower, its stems and gaps keep their width."""
    typeface = font(STRONG, round(height / CAPITAL))
    natural = typeface.getlength(label)
    bolder = round(STEM * height * max(0.0, natural / room - 1))  # dots added to every stem
    picture = Image.new("L", (round(natural) + 2 * bolder * len(label), 2 * height), 255)
    pen = ImageDraw.Draw(picture)
    x = 0.0
    for letter in label:
        for shift in range(bolder + 1):
            pen.text((round(x) + shift, 0), letter, fill=0, font=typeface)
        x += typeface.getlength(letter) + 2 * bolder
    ink = picture.crop(ImageChops.invert(picture).getbbox())
    return ink.resize((min(ink.width, room), height), Image.Resampling.LANCZOS)
