"""Separator sheets: laid on top of a document's sheets, they tell the scanner where it begins.

One for the ticket printer's roll and one for a page of A4; what their codes say is in kiosk.rules.separator.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import img2pdf
from PIL import Image

from kiosk.model import Language, Words
from kiosk.papers.sheet import PER_MM, REGULAR, STRONG, Sheet, modules
from kiosk.rules.separator import Separator

TITLE = Words("TỜ PHÂN CÁCH", "Separator sheet")
SHEETS = Words("Số tờ", "Sheets")
HOW = Words(
    "Đặt tờ này lên trên giấy tờ của mục này, cùng mặt với giấy tờ.",
    "Lay this sheet on top of these papers, facing the same way.",
)
NOT_KEPT = Words(
    "Tờ này chỉ để máy quét tách giấy tờ, không thuộc hồ sơ.",
    "It only parts papers in the scanner and belongs to no case.",
)

A4 = (2480, 3508)  # dots of 300 dpi
MARGIN = 200  # dots: 17 mm, for printers that leave the edge white
ENLARGED = 2.6  # letters and code on A4, against the roll's; its dots are half again as small
MARK = 28 * PER_MM  # dots along the code's side: found askew and under a scanner's noise


def draw(separator: Separator, name: Words, procedure: Words, width: int) -> Image.Image:
    """The sheet for a roll, as a 1-bit picture `width` dots of 203 dpi wide.

    `name` is the document's, `procedure` the short name of its procedure, empty for any. Both languages stand
    on it: a clerk prints it before anybody has chosen one. Raises ValueError for what no separator can say.
    """
    sheet = Sheet(width, Language.EN)
    _fill(sheet, separator, name, procedure, 1.0, min(MARK, width * 2 // 3))
    return sheet.picture()


def page(separator: Separator, name: Words, procedure: Words) -> Image.Image:
    """The sheet as a page of A4, a 1-bit picture of 300 dpi; as `draw` otherwise.

    Its code stands on it twice, far apart: a fold, a stamp or a torn corner spoils one of them.
    """
    sheet = Sheet(A4[0], Language.EN, MARGIN)
    module = _module(separator.code, MARK * ENLARGED)
    sheet.skip(MARGIN)
    _fill(sheet, separator, name, procedure, ENLARGED, round(MARK * ENLARGED))
    whole = Image.new("1", A4, 1)
    whole.paste(sheet.picture(), (0, 0))
    foot = Sheet(A4[0], Language.EN)
    foot.mark(separator.code, module)
    again = foot.picture()
    whole.paste(again, (0, A4[1] - again.height - MARGIN))
    return whole


def pdf(pages: Sequence[Image.Image]) -> bytes:
    """Pages of A4 as a PDF to be printed, at their true size."""
    held = []
    for picture in pages:
        file = io.BytesIO()
        picture.save(file, "PNG", optimize=True)
        held.append(file.getvalue())
    size = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))
    return bytes(img2pdf.convert(held, layout_fun=img2pdf.get_layout_fun(size), nodate=True))


def _fill(
    sheet: Sheet, separator: Separator, name: Words, procedure: Words, scale: float, mark: int
) -> None:
    def size(dots: int) -> int:
        return round(dots * scale)

    sheet.words(TITLE, size(38), STRONG, size(24))
    sheet.rule()
    sheet.words(name, size(44), STRONG, size(28))
    if procedure.vi:
        sheet.words(procedure, size(28), REGULAR, size(22))
    if separator.sheets is not None:
        count = Words(f"{SHEETS.vi}: {separator.sheets}", f"{SHEETS.en}: {separator.sheets}")
        sheet.words(count, size(36), STRONG, size(24))
    sheet.mark(separator.code, _module(separator.code, mark))
    sheet.rule()
    sheet.words(HOW, size(26), STRONG, size(22))
    sheet.words(NOT_KEPT, size(24), REGULAR, size(20))


def _module(code: str, side: float) -> int:
    """Dots of a module that make the code so wide at the most."""
    return max(3, int(side / modules(code)))
