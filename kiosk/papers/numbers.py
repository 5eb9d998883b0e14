"""Numbers for the day on which every machine is down: tear-off slips on A4, printed beforehand, and a list to keep.

A clerk tears one off for each citizen and writes field and hour on it; the list is where the same is noted, so that
the numbers can be typed into the pad once it is back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw

from kiosk.lines import broken
from kiosk.papers.separator import A4
from kiosk.papers.sheet import REGULAR, STRONG, font

ACROSS, DOWN = 4, 5  # slips on a page
ROWS = 34  # numbers on a page of the list
MARGIN = 100  # dots: 8 mm, for printers that leave the edge white
MOST = 999  # numbers have three digits
TALL = 190  # dots of the number's letters: 11 mm from foot to head
LINE = 1.3
DASH = 24  # dots
WIDEST = "000"  # so that all numbers are of one size

TITLE = "SỐ THỨ TỰ"
FIELD, HOUR = "Lĩnh vực:", "Giờ lấy số:"
NEXT = "Xin chờ gọi số tại quầy."
LIST = "SỔ PHÁT SỐ TAY"
DAY = "Ngày ......../......../............"
HOW = (
    "Khi máy hoạt động lại: gõ từng số chưa gọi vào bàn gọi số, rồi gạch số đó ở cột cuối.",
    "Gọi theo thứ tự; người ưu tiên ghi chữ Ư ở cột lĩnh vực và gọi trước.",
)
COLUMNS = (
    ("Số", 0.12), ("Lĩnh vực", 0.36), ("Giờ lấy", 0.13), ("Giờ gọi", 0.13), ("Quầy", 0.11),
    ("Đã gõ vào máy", 0.15),
)  # fmt: skip
_SERIES = re.compile(r"[A-Z]", re.ASCII)


def labels(series: str, first: int, last: int) -> list[str]:
    """M-001, M-002...; raises ValueError for what is no series or no such numbers."""
    if not _SERIES.fullmatch(series):
        raise ValueError("a series is one capital letter, as M")
    if not 1 <= first <= last <= MOST:
        raise ValueError(f"numbers go from 1 to {MOST}, the first before the last")
    return [f"{series}-{number:03d}" for number in range(first, last + 1)]


def pages(office: str, numbers: Sequence[str]) -> Iterator[Image.Image]:
    """All slips, then the list, as 1-bit pages of A4 at 300 dpi."""
    on_a_page = ACROSS * DOWN
    for at in range(0, len(numbers), on_a_page):
        yield _slips(office, numbers[at : at + on_a_page])
    for at in range(0, len(numbers), ROWS):
        yield _list(office, numbers[at : at + ROWS])


class _Page:
    def __init__(self) -> None:
        self._grey = Image.new("L", A4, 255)
        self.pen = ImageDraw.Draw(self._grey)

    def picture(self) -> Image.Image:
        return self._grey.point([0] * 128 + [255] * 128, "1")

    def centred(self, text: str, size: int, face: str, left: int, width: int, top: int) -> int:
        """Lines in the middle of so much room; where the next one begins."""
        typeface = font(face, size)
        for line in broken(text, lambda line: typeface.getlength(line) <= width):
            x = left + (width - typeface.getlength(line)) / 2
            self.pen.text((round(x), top), line, fill=0, font=typeface)
            top += round(size * LINE)
        return top

    def to_fill_in(self, text: str, size: int, left: int, width: int, top: int) -> None:
        """A word, and a line to write on up to the end of the room."""
        typeface = font(REGULAR, size)
        self.pen.text((left, top), text, fill=0, font=typeface)
        begins = left + round(typeface.getlength(text)) + size // 3
        foot = top + round(size * 1.15)
        for x in range(begins, left + width, 8):
            self.pen.rectangle((x, foot, x + 2, foot + 2), fill=0)

    def cut(self, one: tuple[int, int], other: tuple[int, int]) -> None:
        """A dashed line, upright or level."""
        (x, y), (right, foot) = one, other
        while x < right or y < foot:
            if y == foot:
                self.pen.line((x, y, min(x + DASH // 2, right), y), fill=0, width=2)
                x += DASH
            else:
                self.pen.line((x, y, x, min(y + DASH // 2, foot)), fill=0, width=2)
                y += DASH


def _slips(office: str, numbers: Sequence[str]) -> Image.Image:
    page = _Page()
    wide, high = (A4[0] - 2 * MARGIN) // ACROSS, (A4[1] - 2 * MARGIN) // DOWN
    for nth, label in enumerate(numbers):
        row, column = divmod(nth, ACROSS)
        _slip(page, office, label, (MARGIN + column * wide, MARGIN + row * high), wide)
    right, foot = MARGIN + ACROSS * wide, MARGIN + DOWN * high
    for column in range(ACROSS + 1):
        page.cut((MARGIN + column * wide, MARGIN), (MARGIN + column * wide, foot))
    for row in range(DOWN + 1):
        page.cut((MARGIN, MARGIN + row * high), (right, MARGIN + row * high))
    return page.picture()


def _slip(page: _Page, office: str, label: str, corner: tuple[int, int], wide: int) -> None:
    left, top = corner[0] + 40, corner[1] + 35
    room = wide - 80
    top = page.centred(office, 34, REGULAR, left, room, top)
    top = page.centred(TITLE, 40, STRONG, left, room, max(top, corner[1] + 130) + 15)
    size = TALL
    while font(STRONG, size).getlength(f"{label[0]}-{WIDEST}") > room:
        size -= 2
    top = page.centred(label, size, STRONG, left, room, top - 20)
    page.to_fill_in(FIELD, 36, left, room, top + 5)
    page.to_fill_in(HOUR, 36, left, room, top + 80)
    page.centred(NEXT, 34, STRONG, left, room, top + 150)


def _list(office: str, numbers: Sequence[str]) -> Image.Image:
    page = _Page()
    left, right = MARGIN + 50, A4[0] - MARGIN - 50
    top = page.centred(office, 40, REGULAR, left, right - left, MARGIN + 20)
    top = page.centred(LIST, 60, STRONG, left, right - left, top + 10)
    top = page.centred(DAY, 40, REGULAR, left, right - left, top) + 30
    high, ends = 78, [left]
    for _, share in COLUMNS:
        ends.append(ends[-1] + round(share * (right - left)))
    for (name, _), begins, end in zip(COLUMNS, ends, ends[1:], strict=False):
        page.centred(name, 34, STRONG, begins, end - begins, top + 15)
    for nth, label in enumerate(numbers, start=1):
        page.centred(label, 40, STRONG, ends[0], ends[1] - ends[0], top + nth * high + 10)
    foot = top + (len(numbers) + 1) * high
    for row in range(len(numbers) + 2):
        page.pen.line((left, top + row * high, ends[-1], top + row * high), fill=0, width=2)
    for end in ends:
        page.pen.line((end, top, end, foot), fill=0, width=2)
    for sentence in HOW:
        foot = page.centred(sentence, 34, REGULAR, left, right - left, foot + 12)
    return page.picture()
