"""The ticket: the number called in the hall, on the paper of a thermal printer.

It is a place in the queue and nothing more: the slip of Mẫu 01 is the clerk's to give, after receiving the case.
What it costs on the line is measured by `./dev bench ticket`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw

from drivers.printer.strip import Strip
from kiosk.model import Language, Words
from kiosk.papers.sheet import PER_MM, REGULAR, STRONG, Sheet, font
from kiosk.store.moments import OFFICE_ZONE

TITLE = Words("SỐ THỨ TỰ", "Your number")
COUNTER = Words("Quầy", "Counter")
NEXT = Words("Xin chờ gọi số tại quầy.", "Please wait to be called.")
LATER = Words("rồi chờ gọi số tại quầy.", "then wait to be called.")
NOT_A_SLIP = Words("Đây không phải giấy tiếp nhận hồ sơ.", "This is not an official receipt.")
SAMPLE = Words("Dữ liệu mẫu", "Sample data")

LABEL_HEIGHT = 25 * PER_MM
CAPITAL = 0.7  # height of a capital in this typeface, of its size
STEM = 0.08  # what a stem gains when its letter is set half as wide, of a capital's height
FINE = 2  # the number is drawn so many times as large, for smooth edges
MODULE = 6  # dots of a module of the code
BYTE = 16  # dots that a doubled picture's width comes in: whole bytes on both sides of the middle


@dataclass(frozen=True)
class TicketPaper:
    """What stands on one ticket. Whatever is left out does not stand on it; nothing names the holder."""

    label: str  # as called in the hall
    code: str  # the provisional code; empty: no case is behind it
    office: Words
    printed_at: dt.datetime  # aware; shown in Vietnam's time
    language: Language = Language.VI
    what: Words | None = None  # the procedure's short name
    sample: bool = False  # the procedure comes from the sample catalogue
    field: Words | None = None
    counters: tuple[str, ...] = ()  # those that may call it
    ahead: int | None = None  # people
    wait: tuple[int, int] | None = None  # minutes, from and to
    priority: Words | None = None  # why it comes sooner
    back_at: dt.datetime | None = None  # aware; before when its bearer should be back
    errand: Words | None = None  # what it is for where it is for no procedure


def draw(paper: TicketPaper, width: int) -> Strip:
    """The ticket for paper `width` dots wide.

    What a clerk reads stands in Vietnamese on every ticket; what is said to its bearer, in the bearer's language.
    """
    sheet = Sheet(width, paper.language)
    sheet.said(Words(paper.office.vi, paper.office.vi), 22, STRONG)
    sheet.rule()
    sheet.words(TITLE, 30, STRONG, small=22)
    _label(sheet, paper.label)
    _where(sheet, paper)
    sheet.rule()
    _when(sheet, paper)
    sheet.said(LATER if paper.back_at else NEXT, 24, STRONG)
    sheet.said(NOT_A_SLIP, 20, REGULAR)
    sheet.rule()
    if paper.code:
        sheet.mark(paper.code, MODULE)
        sheet.said(Words(paper.code, paper.code), 20, STRONG)
    at = f"{paper.printed_at.astimezone(OFFICE_ZONE):%H:%M, %d/%m/%Y}"
    sheet.said(Words(at, at), 20, REGULAR)
    return sheet.strip()


def _where(sheet: Sheet, paper: TicketPaper) -> None:
    """To whom it goes, and what for."""
    if paper.counters:
        sheet.words(_same(COUNTER, ", ".join(paper.counters)), 34, STRONG, small=24)
    for words in (paper.errand, paper.what):
        if words:
            sheet.words(words, 28, STRONG, small=22)
    if paper.field:
        sheet.said(Words(paper.field.vi, paper.field.vi), 22, REGULAR)
    if paper.priority:
        sheet.said(_priority(paper.priority), 24, STRONG)
    if paper.sample:
        sheet.said(SAMPLE, 20, REGULAR)


def _when(sheet: Sheet, paper: TicketPaper) -> None:
    """How long it will take, as far as anybody knows; whoever leaves meanwhile is told when to be back instead."""
    if paper.ahead is not None:
        sheet.said(_ahead(paper.ahead), 28, STRONG)
    if paper.back_at is not None:
        at = f"{paper.back_at.astimezone(OFFICE_ZONE):%H:%M}"
        back = Words(f"Mời quay lại trước {at}", f"Please be back before {at}")
        sheet.said(back, 28, STRONG)
    elif paper.wait is not None and paper.ahead != 0:
        sheet.said(_wait(*paper.wait), 24, REGULAR)


def _ahead(people: int) -> Words:
    if people == 0:
        return Words("Ông/bà là người tiếp theo", "You are next")
    ahead = "1 person" if people == 1 else f"{people} people"
    return Words(f"Trước ông/bà: {people} người", f"Ahead of you: {ahead}")


def _wait(least: int, most: int) -> Words:
    span = f"{least}–{most}" if least < most else f"{most}"
    return Words(f"Chờ khoảng {span} phút", f"Wait: about {span} minutes")


def _priority(why: Words) -> Words:
    return Words(f"Ưu tiên: {why.vi}", f"Priority: {why.en}")


def _same(words: Words, value: str) -> Words:
    return Words(f"{words.vi} {value}", f"{words.en} {value}")


def _label(sheet: Sheet, label: str) -> None:
    """The number, LABEL_HEIGHT tall whatever its length: long ones are set narrower. Its dots are coarse."""
    sheet.skip(PER_MM)
    sheet.large(_tall(label, LABEL_HEIGHT // 2, sheet.room // 2))
    sheet.skip(3 * PER_MM)


def _tall(label: str, height: int, room: int) -> Image.Image:
    """A label of this height; where it must be set narrower, its stems and gaps keep their width."""
    typeface = font(STRONG, round(FINE * height / CAPITAL))
    natural = typeface.getlength(label) / FINE
    bolder = round(FINE * STEM * height * max(0.0, natural / room - 1))  # dots added to every stem
    drawn = Image.new(
        "L", (round(FINE * natural) + 2 * bolder * len(label), 2 * FINE * height), 255
    )
    pen = ImageDraw.Draw(drawn)
    x = 0.0
    for letter in label:
        for shift in range(bolder + 1):
            pen.text((round(x) + shift, 0), letter, fill=0, font=typeface)
        x += typeface.getlength(letter) + 2 * bolder
    ink = drawn.crop(ImageChops.invert(drawn).getbbox())
    size = (min(ink.width // FINE, room), height)
    dots = ink.resize(size, Image.Resampling.LANCZOS).point(lambda grey: 255 * (grey >= 128), "1")
    whole = Image.new("1", (-(-dots.width // BYTE) * BYTE, height), 1)
    whole.paste(dots, ((whole.width - dots.width) // 2, 0))
    return whole
