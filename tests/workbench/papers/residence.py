"""The residence form CT01 (TT 66/2023/TT-BCA): boxes for digits, a table for the household."""

from __future__ import annotations

from tests.workbench.papers.people import COMMUNE, PROVINCE, Family, Person
from tests.workbench.papers.sheet import Sheet

LEFT, RIGHT = 27.0, 193.0
COLUMNS = (
    (LEFT, ("TT",)),
    (36.0, ("Họ, chữ đệm và tên",)),
    (85.0, ("Ngày, tháng,", "năm sinh")),
    (108.0, ("Giới", "tính")),
    (120.0, ("Số định danh", "cá nhân")),
    (159.0, ("Mối quan hệ", "với chủ hộ")),
)
HEAD, ROW, ROWS = 11.0, 8.4, 5


def residence_form(sheet: Sheet, family: Family) -> None:
    """Tờ khai thay đổi thông tin cư trú: the mother and child move in with the father."""
    for index, words in enumerate(
        (
            "Mẫu CT01 ban hành kèm theo Thông tư số 66/2023/TT-BCA",
            "ngày 17/11/2023 của Bộ trưởng Bộ Công an",
        )
    ):
        sheet.text(RIGHT, 14 + index * 4.2, words, "italic", 9.5, anchor="r")
    sheet.nation(105, 29, 12.5)
    sheet.text(105, 49, "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ", "bold", 15, anchor="m")
    x = sheet.text(52, 57.5, "Kính gửi: ", points=13)
    sheet.leader(x, 162, 57.5)
    sheet.hand(x + 3, 56.9, f"Công an xã {COMMUNE}, tỉnh {PROVINCE}")
    y = _answers(sheet, family)
    sheet.text(LEFT, y, "11. Những thành viên trong hộ gia đình cùng thay đổi:", points=12.5)
    _table(sheet, y + 3, family)
    _signatures(sheet, y + 3 + HEAD + ROW * ROWS + 11, family)


def _answers(sheet: Sheet, family: Family) -> float:
    mother, father = family.mother, family.father
    y, pitch = 67.5, 8.8
    sheet.field(LEFT, y, "1. Họ, chữ đệm và tên:", mother.name.upper(), RIGHT, 12.5)
    y += pitch
    sheet.field(LEFT, y, "2. Ngày, tháng, năm sinh:", mother.birthday, 120, 12.5)
    sheet.field(122, y, "3. Giới tính:", mother.sex, RIGHT, 12.5)
    y += pitch + 1
    _number(sheet, y, "4. Số định danh cá nhân:", mother)
    y += pitch + 1
    sheet.field(LEFT, y, "5. Số điện thoại liên hệ:", "0900 000 " + mother.number[-3:], 110, 12.5)
    sheet.field(112, y, "6. Email:", "", RIGHT, 12.5)
    y += pitch
    sheet.field(LEFT, y, "7. Họ, chữ đệm và tên chủ hộ:", father.name, 135, 12.5)
    sheet.field(137, y, "8. Mối quan hệ:", "Vợ", RIGHT, 12.5)
    y += pitch + 1
    _number(sheet, y, "9. Số định danh cá nhân của chủ hộ:", father)
    y += pitch + 1
    sheet.field(LEFT, y, "10. Nội dung đề nghị:", "Đăng ký thường trú cùng chồng tại", RIGHT, 12.5)
    y += pitch
    sheet.leader(LEFT, RIGHT, y)
    sheet.hand(LEFT + 3, y - 0.6, family.home)
    return y + pitch


def _number(sheet: Sheet, y: float, label: str, person: Person) -> None:
    sheet.text(LEFT, y, label, points=12.5)
    left, side = 107.0, 7.1
    for index, digit in enumerate(person.number):
        x = left + index * side
        sheet.box(x, y - 5.4, x + side, y + 1.7)
        sheet.hand(x + side / 2, y, digit, 15, centred=True)


def _table(sheet: Sheet, top: float, family: Family) -> None:
    edges = [x for x, _ in COLUMNS] + [RIGHT]
    bottom = top + HEAD + ROW * ROWS
    sheet.box(LEFT, top, RIGHT, bottom, 4)
    for x in edges[1:-1]:
        sheet.box(x, top, x, bottom)
    for index in range(ROWS):
        sheet.rule(LEFT, RIGHT, top + HEAD + ROW * index)
    for (left, words), right in zip(COLUMNS, edges[1:], strict=True):
        for index, line in enumerate(words):
            y = top + 6.7 + (index - (len(words) - 1) / 2) * 4.4
            sheet.text((left + right) / 2, y, line, "bold", 10.5, anchor="m")
    child = family.child
    row = ("1", child.name, child.birthday, child.sex, child.number, "Con đẻ")
    y = top + HEAD + 5.9
    for left, right, words in zip(edges[:-1], edges[1:], row, strict=True):
        sheet.hand((left + right) / 2, y, words, 10.5, centred=True)


def _signatures(sheet: Sheet, y: float, family: Family) -> None:
    day = family.child.born[0] + 4
    blocks = (
        (LEFT + 20, ("Ý KIẾN CỦA CHỦ HỘ",), family.father.name),
        (LEFT + 62, ("Ý KIẾN CỦA CHỦ SỞ HỮU", "CHỖ Ở HỢP PHÁP"), family.father.name),
        (LEFT + 105, ("Ý KIẾN CỦA CHA, MẸ", "HOẶC NGƯỜI GIÁM HỘ"), ""),
        (LEFT + 147, ("NGƯỜI KÊ KHAI",), family.mother.name),
    )
    for x, title, name in blocks:
        date = f"Ngày {day:02d} tháng 11 năm 2026" if name else "Ngày .... tháng .... năm ......"
        sheet.text(x, y, date, "italic", 10, anchor="m")
        for index, line in enumerate(title):
            sheet.text(x, y + 5.4 + index * 4.3, line, "bold", 9.5, anchor="m")
        sheet.text(x, y + 14.4, "(Ký, ghi rõ họ tên)", "italic", 10, anchor="m")
        if not name:
            continue
        if "CHỦ HỘ" in title[0]:
            sheet.hand(x, y + 20.5, "Đồng ý", 13, centred=True)
        sheet.signature(x, y + 31, name, 0.62)
        sheet.hand(x, y + 45, name, 11.5, centred=True)
