"""A certified photocopy of an ID card: both faces in grey, the copy's words, a red seal, blue ink."""

from __future__ import annotations

import unicodedata

import segno
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from tests.workbench.papers.people import COMMUNE, PROVINCE, Family, Person
from tests.workbench.papers.sheet import Sheet, font, px

CARD = (85.6, 54.0)  # ISO 7810 ID-1
INK, PALE = (45, 45, 45), (150, 150, 150)


def identity_copy(sheet: Sheet, family: Family) -> None:
    """The father's card, front over back, copied and certified by the commune."""
    left = (210 - CARD[0]) / 2
    for top, face in ((32.0, _front(family)), (100.0, _back(family))):
        sheet.picture.paste(_copied(face), (px(left), px(top)))
    sheet.draw = ImageDraw.Draw(sheet.picture)
    _certificate(sheet)


def _certificate(sheet: Sheet) -> None:
    x, y = 142.0, 182.0
    sheet.text(x, y, "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH", "bold", 11.5, anchor="m")
    start = sheet.text(x - 45, y + 8, "Số chứng thực: ", points=12)
    sheet.leader(start, x - 1, y + 8)
    sheet.hand(start + 2, y + 7.4, str(sheet.random.randint(1000, 9800)), 14)
    start = sheet.text(x, y + 8, "Quyển số: ", points=12)
    sheet.leader(start, x + 45, y + 8)
    sheet.hand(start + 1, y + 7.4, "01 - SCT/BS", 12.5)
    start = sheet.text(x - 45, y + 16, "Ngày ", points=12)
    for label, value, room in (("tháng", "19", 13), ("năm", "11", 13), ("", "2026", 20)):
        sheet.leader(start, start + room, y + 16)
        sheet.hand(start + 2.5, y + 15.4, value, 14)
        start = sheet.text(start + room + 1, y + 16, f"{label} ", points=12)
    sheet.text(x, y + 26, "TM. ỦY BAN NHÂN DÂN", "bold", 12, anchor="m")
    sheet.text(x, y + 31.5, "CHỦ TỊCH", "bold", 12, anchor="m")
    sheet.signature(x + 5, y + 50, "Vinh", 1.0)
    sheet.seal(x - 17, y + 50, f"ỦY BAN NHÂN DÂN XÃ {COMMUNE.upper()}", f"TỈNH {PROVINCE.upper()}")
    sheet.text(x, y + 76, "Triệu Quốc Vinh", "bold", anchor="m")
    sheet.hand(34, 190, "Sao y bản chính", 19)
    sheet.signature(56, 204, "Vinh", 0.8)


def _card() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    card = Image.new("RGB", (px(CARD[0]), px(CARD[1])), "white")
    pen = ImageDraw.Draw(card)
    pen.rounded_rectangle((0, 0, card.width - 1, card.height - 1), px(3.2), fill=(226, 226, 226))
    for step in range(-30, 90):  # the guilloche a copier leaves of the card's ground
        x = px(step * 1.6)
        pen.arc((x, px(-18), x + px(46), px(72)), 90, 270, fill=(212, 212, 212), width=2)
    return card, pen


def _print(
    pen: ImageDraw.ImageDraw, x: float, y: float, words: str, size: float, style: str = "sans"
) -> None:
    pen.text((px(x), px(y)), words, fill=INK, font=font(style, size), anchor="ls")


def _front(family: Family) -> Image.Image:
    person = family.father
    card, pen = _card()
    pen.ellipse((px(4), px(3.5), px(14), px(13.5)), fill=(120, 120, 120))
    pen.regular_polygon((px(9), px(8.5), px(3)), 5, fill=(225, 225, 225))
    for y, words, size, style in (
        (6.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 5.6, "sans-bold"),
        (8.9, "Độc lập - Tự do - Hạnh phúc", 5.2, "sans-bold"),
        (14.6, "CĂN CƯỚC", 10, "sans-bold"),
        (17.6, "IDENTITY CARD", 5.2, "sans-bold"),
    ):
        face = font(style, size)
        pen.text((px(42), px(y)), words, fill=INK, font=face, anchor="ms")
    pen.rounded_rectangle((px(73), px(5), px(81), px(12)), px(1.5), outline=INK, width=4)
    pen.ellipse((px(75.4), px(6.9), px(78.6), px(10.1)), outline=INK, width=4)
    _portrait(card, (4.5, 19.0, 24.5, 45.5))
    _print(pen, 28, 24.0, "Số định danh cá nhân / Personal identification number", 4.6)
    _print(pen, 28, 29.3, person.number, 11, "sans-bold")
    _print(pen, 28, 33.6, "Họ, chữ đệm và tên khai sinh / Full name", 4.6)
    _print(pen, 28, 37.9, person.name.upper(), 8.6, "sans-bold")
    _print(pen, 28, 42.0, "Ngày, tháng, năm sinh / Date of birth", 4.6)
    _print(pen, 28, 45.6, person.birthday, 7.4, "sans-bold")
    _print(pen, 62, 42.0, "Giới tính / Sex", 4.6)
    _print(pen, 62, 45.6, person.sex, 7.4, "sans-bold")
    _print(pen, 28, 49.2, "Quốc tịch / Nationality", 4.6)
    _print(pen, 47, 49.2, "Việt Nam", 6.6, "sans-bold")
    return card


def _back(family: Family) -> Image.Image:
    person = family.father
    card, pen = _card()
    _print(pen, 5, 6.5, "Nơi cư trú / Place of residence", 4.6)
    _print(pen, 5, 10.2, family.home, 6.4, "sans-bold")
    _print(pen, 5, 14.2, "Nơi đăng ký khai sinh / Place of birth", 4.6)
    _print(pen, 5, 17.9, f"Xã {COMMUNE}, tỉnh {PROVINCE}", 6.4, "sans-bold")
    _print(pen, 5, 21.9, "Ngày, tháng, năm cấp / Date of issue", 4.6)
    _print(pen, 5, 25.4, "12/03/2025", 6.4, "sans-bold")
    _print(pen, 5, 29.4, "Ngày, tháng, năm hết hạn / Date of expiry", 4.6)
    _print(pen, 5, 32.9, _expiry(person), 6.4, "sans-bold")
    chip = (px(48), px(22), px(60.5), px(33))
    pen.rounded_rectangle(chip, px(1.6), fill=PALE, outline=INK, width=3)
    for y in (25.6, 29.3):
        pen.line((px(48), px(y), px(60.5), px(y)), fill=INK, width=3)
    pen.rectangle((px(52.2), px(24), px(56.3), px(31)), outline=INK, width=3)
    code = segno.make(f"{person.number}||{person.name}|{person.birthday}", error="m")
    _paste_code(card, code, (64.5, 3.0), 16.5)
    authority = (
        (24.5, "BỘ CÔNG AN", 6.0),
        (27.4, "MINISTRY OF", 4.4),
        (29.4, "PUBLIC SECURITY", 4.4),
    )
    for y, words, size in authority:
        pen.text((px(72.7), px(y)), words, fill=INK, font=font("sans-bold", size), anchor="ms")
    for index, line in enumerate(_machine_lines(person)):
        _print(pen, 4.6, 41.0 + index * 4.7, line, 9.0, "mono")
    return card


def _paste_code(
    card: Image.Image, code: segno.QRCode, corner: tuple[float, float], side: float
) -> None:
    rows = [bytes(255 * (1 - cell) for cell in row) for row in code.matrix]
    small = Image.frombytes("L", (len(rows[0]), len(rows)), b"".join(rows))
    size = (px(side), px(side))
    card.paste(small.resize(size, Image.Resampling.NEAREST), (px(corner[0]), px(corner[1])))


def _portrait(card: Image.Image, frame: tuple[float, float, float, float]) -> None:
    """Nobody's face: head, hair and shoulders as a poor copy leaves them."""
    left, top, right, bottom = (px(side) for side in frame)
    wide, high = right - left, bottom - top
    photo = Image.new("L", (wide, high), 205)
    pen = ImageDraw.Draw(photo)
    pen.ellipse((-wide * 0.02, high * 0.70, wide * 1.02, high * 1.5), fill=70)
    pen.polygon(
        [
            (wide * 0.40, high * 0.66),
            (wide * 0.60, high * 0.66),
            (wide * 0.66, high * 0.78),
            (wide * 0.5, high * 0.9),
            (wide * 0.34, high * 0.78),
        ],
        fill=190,
    )
    pen.ellipse((wide * 0.24, high * 0.13, wide * 0.76, high * 0.55), fill=48)
    pen.ellipse((wide * 0.28, high * 0.22, wide * 0.72, high * 0.72), fill=158)
    for x in (0.39, 0.61):
        pen.ellipse((wide * (x - 0.05), high * 0.42, wide * (x + 0.05), high * 0.455), fill=70)
        pen.line(
            (wide * (x - 0.07), high * 0.395, wide * (x + 0.07), high * 0.39), fill=60, width=6
        )
    pen.line(
        (wide * 0.5, high * 0.45, wide * 0.485, high * 0.54, wide * 0.52, high * 0.545),
        fill=120,
        width=4,
    )
    pen.arc((wide * 0.41, high * 0.55, wide * 0.59, high * 0.63), 20, 160, fill=85, width=6)
    card.paste(photo.filter(ImageFilter.GaussianBlur(3)), (left, top))


def _copied(face: Image.Image) -> Image.Image:
    """Through the copier: greys pushed apart, edges soft, a dark rim."""
    grey = ImageOps.grayscale(face).filter(ImageFilter.GaussianBlur(0.9))
    grey = grey.point(
        [min(255, max(30, round((value - 128) * 1.18 + 136))) for value in range(256)]
    )
    ImageDraw.Draw(grey).rounded_rectangle(
        (1, 1, grey.width - 2, grey.height - 2), px(3.2), outline=120, width=4
    )
    return grey.convert("RGB")


def _expiry(person: Person) -> str:
    day, month, year = person.born
    return f"{day:02d}/{month:02d}/{year + 40}"


def _machine_lines(person: Person) -> tuple[str, str, str]:
    """ICAO 9303-5 (TD1) as Vietnamese cards fill it."""
    day, month, year = person.born
    number = person.number
    first = f"IDVNM{number[3:]}{_check(number[3:])}{number}<<{_check(number)}"
    born, expiry = (
        f"{year % 100:02d}{month:02d}{day:02d}",
        f"{(year + 40) % 100:02d}{month:02d}{day:02d}",
    )
    second = f"{born}{_check(born)}{'M' if person.male else 'F'}{expiry}{_check(expiry)}VNM".ljust(
        29, "<"
    )
    second += _check(first[5:] + second[:7] + second[8:15] + second[18:])
    surname, *given = _plain(person.name).upper().split()
    return first, second, f"{surname}<<{'<'.join(given)}".ljust(30, "<")


def _check(text: str) -> str:
    """Check digit of ICAO 9303-3, 4.9."""
    values = ("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".find(letter) for letter in text)
    return str(sum(max(0, value) * (7, 3, 1)[index % 3] for index, value in enumerate(values)) % 10)


def _plain(name: str) -> str:

    letters = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
