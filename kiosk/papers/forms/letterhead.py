"""The head, the title and the signatures of a paper, as NĐ 30/2020 has administrative papers."""

from __future__ import annotations

import segno
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from kiosk.lines import broken
from kiosk.papers import faces

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
LEFT_SHARE = 0.43
SIZE, LEADING = 12.0, 15.0
CODE = 22 * mm  # side of the code beside a title
ROOM = 21 * mm  # for a signature


class _Drawn(Flowable):
    """Something of the whole width and of a known height."""

    def __init__(self, height: float) -> None:
        super().__init__()
        self.tall, self.room = height, 0.0

    def wrap(self, width: float, _: float) -> tuple[float, float]:
        self.room = width
        return width, self.tall


class Letterhead(_Drawn):
    """Which form it is; the agency on the left, the state and its motto on the right; number, place and date."""

    def __init__(
        self, form: str, above: str, agency: str, number: str, dated: str, width: float
    ) -> None:
        left = width * LEFT_SHARE - 4 * mm
        self._form, self._number, self._dated = form, number, dated
        self._above = _even(above, faces.REGULAR, left)
        self._agency = _even(agency, faces.BOLD, left)
        rows = max(len(self._above) + len(self._agency), 2)
        self._rows = rows
        super().__init__((rows + 1) * LEADING + 14 + (16 if form else 0))

    def draw(self) -> None:
        canvas: Canvas = self.canv
        left, right = self.room * LEFT_SHARE / 2, self.room * (1 + LEFT_SHARE) / 2
        top = self.tall
        if self._form:
            canvas.setFont(faces.REGULAR, 11)
            canvas.drawRightString(self.room, top - 10, self._form)
            top -= 16
        y = top - SIZE
        for face, lines in ((faces.REGULAR, self._above), (faces.BOLD, self._agency)):
            canvas.setFont(face, SIZE)
            for line in lines:
                canvas.drawCentredString(left, y, line)
                y -= LEADING
        ruled = max((faces.width(line, faces.BOLD, SIZE) for line in self._agency), default=0)
        _rule(canvas, left, y + LEADING - 5, min(ruled, self.room * LEFT_SHARE) * 0.45)
        canvas.setFont(faces.BOLD, SIZE)
        canvas.drawCentredString(right, top - SIZE, STATE)
        canvas.setFont(faces.BOLD, 13)
        canvas.drawCentredString(right, top - SIZE - LEADING, MOTTO)
        _rule(canvas, right, top - SIZE - LEADING - 4, faces.width(MOTTO, faces.BOLD, 13))
        y = top - (self._rows + 1) * LEADING - 4
        canvas.setFont(faces.REGULAR, 13)
        canvas.drawCentredString(left, y, self._number)
        canvas.setFont(faces.ITALIC, 13)
        canvas.drawCentredString(right, y, self._dated)


class Title(_Drawn):
    """The paper's title, bold and centred; beside it perhaps the code that finds the case again."""

    def __init__(self, lines: tuple[str, ...], code: str = "", size: float = 14.0) -> None:
        self._lines, self._code, self._size = lines, code, size
        tall = len(lines) * size * 1.3
        super().__init__(max(tall + 14, CODE + 6 if code else 0))

    def draw(self) -> None:
        canvas: Canvas = self.canv
        step = self._size * 1.3
        y = self.tall / 2 + (len(self._lines) * step) / 2 - self._size
        canvas.setFont(faces.BOLD, self._size)
        for line in self._lines:
            canvas.drawCentredString(self.room / 2, y, line)
            y -= step
        if self._code:
            draw_code(canvas, self._code, self.room - CODE, (self.tall - CODE) / 2, CODE)


class Marked(_Drawn):
    """A code in the middle of a line of its own."""

    def __init__(self, text: str, side: float) -> None:
        self._text, self._side = text, side
        super().__init__(side + 4 * mm)

    def draw(self) -> None:
        draw_code(self.canv, self._text, (self.room - self._side) / 2, 2 * mm, self._side)


class Signatures(_Drawn):
    """Columns side by side: as what somebody signs, how, room for it, and the name."""

    def __init__(self, signs: tuple[tuple[str, str], ...], width: float) -> None:
        """`signs`: title and name; an empty title leaves its side empty."""
        self._signs = [
            (title, faces.lines(name, faces.BOLD, 13, width / max(1, len(signs)) - 4 * mm))
            for title, name in signs
        ]
        most = max((len(name) for _, name in self._signs), default=0)
        super().__init__(ROOM + 34 + most * 16)

    def draw(self) -> None:
        canvas: Canvas = self.canv
        for number, (title, name) in enumerate(self._signs):
            if not title:
                continue
            middle = self.room * (number + 0.5) / len(self._signs)
            y = self.tall - 20
            canvas.setFont(faces.BOLD, 13)
            canvas.drawCentredString(middle, y, title)
            canvas.setFont(faces.ITALIC, 13)
            canvas.drawCentredString(middle, y - 16, "(Ký, ghi rõ họ tên)")
            y -= 16 + ROOM
            canvas.setFont(faces.BOLD, 13)
            for line in name:
                canvas.drawCentredString(middle, y, line)
                y -= 16


def draw_code(canvas: Canvas, text: str, x: float, y: float, side: float) -> None:
    """A QR code with its lower left corner there; its quiet zone of four modules is part of the side."""
    rows = tuple(segno.make(text, error="m", micro=False).matrix)
    module = side / (len(rows) + 8)
    path = canvas.beginPath()
    for down, row in enumerate(rows):
        for across, dark in enumerate(row):
            if dark:
                path.rect(x + (across + 4) * module, y + side - (down + 5) * module, module, module)
    canvas.drawPath(path, stroke=0, fill=1)


def _even(name: str, face: str, room: float) -> tuple[str, ...]:
    """In capitals, in lines of about one length; names of places stay whole, which capitals would not show."""
    lines = broken(name, lambda line: faces.width(line.upper(), face, SIZE) <= room)
    return tuple(line.upper() for line in lines)


def _rule(canvas: Canvas, middle: float, y: float, width: float) -> None:
    canvas.setLineWidth(0.7)
    canvas.line(middle - width / 2, y, middle + width / 2, y)
