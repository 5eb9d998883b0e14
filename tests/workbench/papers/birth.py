"""The papers of a birth: the hospital's giấy chứng sinh and the parents' tờ khai đăng ký khai sinh."""

from __future__ import annotations

from tests.workbench.papers.people import COMMUNE, HOSPITAL, OFFICE, PROVINCE, Family
from tests.workbench.papers.sheet import Sheet

LEFT, RIGHT, PITCH = 30.0, 192.0, 9.9
DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def birth_notification(sheet: Sheet, family: Family) -> None:
    """Giấy chứng sinh, filled in by hand, signed, sealed by the hospital."""
    _hospital_head(sheet)
    sheet.text(105, 58, "GIẤY CHỨNG SINH", "bold", 18, anchor="m")
    mother, child = family.mother, family.child
    y = 74.0
    lines: list[list[tuple[float, str, str, float]]] = [
        [(LEFT, "Họ và tên mẹ/Người nuôi dưỡng:", mother.name, RIGHT)],
        [
            (LEFT, "Năm sinh:", str(mother.born[2]), 100),
            (102, "Dân tộc:", family.ethnicity, RIGHT),
        ],
        [(LEFT, "Nơi thường trú/tạm trú:", family.home, RIGHT)],
        [(LEFT, "Số định danh cá nhân/Căn cước:", mother.number, RIGHT)],
        [(LEFT, "Mã số BHXH/Thẻ BHYT số:", f"00000{mother.number[-5:]}", RIGHT)],
    ]
    for line in lines:
        y = _line(sheet, y, line)
    y = _moment(sheet, y, child.born)
    lines = [
        [(LEFT, "Tại:", HOSPITAL, RIGHT)],
        [
            (LEFT, "Số con trong lần sinh này:", "01", 105),
            (107, "Giới tính của con:", child.sex, RIGHT),
        ],
        [(LEFT, "Cân nặng:", "3200 gram", 105), (107, "Hiện trạng của con:", "Khỏe mạnh", RIGHT)],
        [(LEFT, "Dự định đặt tên con là:", child.name, RIGHT)],
        [(LEFT, "Người đỡ đẻ:", "Nữ hộ sinh Lý Thị Sen", RIGHT)],
    ]
    for line in lines:
        y = _line(sheet, y, line)
    _hospital_foot(sheet, y + 3, family)


def _hospital_head(sheet: Sheet) -> None:
    sheet.text(58, 22, f"SỞ Y TẾ TỈNH {PROVINCE.upper()}", points=12, anchor="m")
    sheet.text(58, 27.5, "TRUNG TÂM Y TẾ KHU VỰC", "bold", 12, anchor="m")
    sheet.text(58, 32.8, COMMUNE.upper(), "bold", 12, anchor="m")
    sheet.rule(46, 70, 35, 4)
    end = sheet.text(38, 43, "Số: ", points=12)
    sheet.leader(end, 56, 43)
    sheet.hand(end + 1, 42.4, f"{sheet.random.randint(120, 480)}", 13.5)
    end = sheet.text(57, 43, "Quyển số: ", points=12)
    sheet.leader(end, 88, 43)
    sheet.hand(end + 1.5, 42.4, "02", 13.5)
    sheet.nation(144, 22, 12)


def _moment(sheet: Sheet, y: float, born: tuple[int, int, int]) -> float:
    hour, minute = sheet.random.randint(1, 22), sheet.random.randint(1, 59)
    parts = (
        ("Đã sinh con vào lúc:", f"{hour:02d}", 13),
        ("giờ", f"{minute:02d}", 13),
        ("phút, ngày", f"{born[0]:02d}", 13),
        ("tháng", f"{born[1]:02d}", 13),
        ("năm", str(born[2]), 0),
    )
    x = LEFT
    for label, value, room in parts:
        start = sheet.text(x, y, f"{label} ")
        end = start + room if room else RIGHT
        sheet.leader(start, end, y)
        sheet.hand(start + 3, y - 0.6, value)
        x = end + 1.2
    return y + PITCH


def _hospital_foot(sheet: Sheet, y: float, family: Family) -> None:
    day = family.child.born[0] + 1
    sheet.text(155, y, f"{COMMUNE}, ngày {day:02d} tháng 11 năm 2026", "italic", anchor="m")
    y += 8
    columns = (
        (48, ("Cha, mẹ hoặc người", "thân thích"), "(Ký, ghi rõ họ tên)"),
        (103, ("Người đỡ đẻ",), "(Ký, ghi rõ chức danh)"),
        (160, ("Thủ trưởng cơ sở y tế",), "(Ký tên, đóng dấu)"),
    )
    for x, titles, how in columns:
        for index, title in enumerate(titles):
            sheet.text(x, y + index * 5.3, title, "bold", 12.5, anchor="m")
        sheet.text(x, y + len(titles) * 5.3, how, "italic", 11.5, anchor="m")
    signed = ((48, family.father.name, 0.75), (103, "Sen", 0.8), (165, "Đăng", 1.0))
    for x, name, size in signed:
        sheet.signature(x, y + 23, name, size)
    sheet.hand(48, y + 42, family.father.name, 13.5, centred=True)
    sheet.hand(103, y + 42, "Lý Thị Sen", 13.5, centred=True)
    sheet.text(162, y + 46, "BS. Cao Minh Đăng", "bold", anchor="m")
    ring = f"SỞ Y TẾ TỈNH {PROVINCE.upper()}"
    sheet.seal(146, y + 23, ring, "", ("TRUNG TÂM", "Y TẾ KHU VỰC", COMMUNE.upper()))
    note = "Lưu ý: Tên dự kiến của con có thể thay đổi khi đăng ký khai sinh."
    sheet.text(LEFT, 280, note, "italic", 11)


def birth_declaration(sheet: Sheet, family: Family) -> None:
    """Tờ khai đăng ký khai sinh, filled in and signed by the father."""
    sheet.nation(105, 22, 12.5)
    sheet.text(105, 44, "TỜ KHAI ĐĂNG KÝ KHAI SINH", "bold", 15, anchor="m")
    x = sheet.text(52, 53, "Kính gửi: ", points=13)
    sheet.leader(x, 160, 53)
    sheet.hand(x + 2, 52.4, OFFICE)
    child = family.child
    y = 64.0
    for line in _applicant(family):
        y = _line(sheet, y, line, 8.2)
    sheet.text(LEFT, y, "Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:", "bold", 12.5)
    y += 8.2
    day, month, year = child.born
    words = f"Ngày {_spelt(day)}, tháng {_spelt(month)}, năm hai nghìn không trăm hai mươi sáu"
    assert year == 2026
    for line in (
        [(LEFT, "Họ, chữ đệm, tên:", child.name.upper(), RIGHT)],
        [(LEFT, "Ngày, tháng, năm sinh:", child.birthday, RIGHT)],
        [(LEFT, "Ghi bằng chữ:", words, RIGHT)],
        [
            (LEFT, "Giới tính:", child.sex, 78),
            (80, "Dân tộc:", family.ethnicity, 128),
            (130, "Quốc tịch:", "Việt Nam", RIGHT),
        ],
        [(LEFT, "Nơi sinh:", HOSPITAL, RIGHT)],
        [(LEFT, "Quê quán:", f"Xã {COMMUNE}, tỉnh {PROVINCE}", RIGHT)],
    ):
        y = _line(sheet, y, line, 8.2)
    for who, parent in (("mẹ", family.mother), ("cha", family.father)):
        for line in (
            [(LEFT, f"Họ, chữ đệm, tên người {who}:", parent.name, RIGHT)],
            [
                (LEFT, "Năm sinh:", str(parent.born[2]), 78),
                (80, "Dân tộc:", family.ethnicity, 128),
                (130, "Quốc tịch:", "Việt Nam", RIGHT),
            ],
            [(LEFT, "Nơi cư trú:", family.home, RIGHT)],
        ):
            y = _line(sheet, y, line, 8.2)
    _promise(sheet, y, family)


def _applicant(family: Family) -> list[list[tuple[float, str, str, float]]]:
    father = family.father
    return [
        [(LEFT, "Họ, chữ đệm, tên người yêu cầu:", father.name, RIGHT)],
        [(LEFT, "Ngày, tháng, năm sinh:", father.birthday, RIGHT)],
        [(LEFT, "Nơi cư trú:", family.home, RIGHT)],
        [(LEFT, "Giấy tờ tùy thân:", f"Căn cước số {father.number}", RIGHT)],
        [(LEFT, "Quan hệ với người được khai sinh:", "Cha đẻ", RIGHT)],
    ]


def _promise(sheet: Sheet, y: float, family: Family) -> None:
    for words in (
        "Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật, được sự thỏa thuận",
        "nhất trí của các bên liên quan theo quy định pháp luật.",
        "Tôi chịu hoàn toàn trách nhiệm trước pháp luật về nội dung cam đoan của mình.",
    ):
        sheet.text(LEFT if words[0] == "n" else LEFT + 8, y, words, points=11.5)
        y += 5.6
    y += 3
    x = sheet.text(LEFT, y, "Đề nghị cấp bản sao: Có ", points=12)
    sheet.box(x + 1, y - 3.8, x + 5, y + 0.2)
    sheet.hand(x + 1.3, y - 0.3, "x", 15)
    x = sheet.text(x + 7, y, ", Không ", points=12)
    sheet.box(x + 1, y - 3.8, x + 5, y + 0.2)
    sheet.field(x + 12, y, "Số lượng:", "02", x + 40, 12)
    sheet.text(x + 41, y, "bản", points=12)
    y += 9
    day = family.child.born[0] + 3
    sheet.text(146, y, f"{COMMUNE}, ngày {day:02d} tháng 11 năm 2026", "italic", 12.5, anchor="m")
    sheet.text(146, y + 6.5, "Người yêu cầu", "bold", 12.5, anchor="m")
    sheet.text(146, y + 11.8, "(Ký, ghi rõ họ, chữ đệm, tên)", "italic", 11, anchor="m")
    sheet.signature(146, y + 26, family.father.name, 0.8)
    sheet.hand(146, y + 40, family.father.name, 14, centred=True)


def _line(
    sheet: Sheet, y: float, fields: list[tuple[float, str, str, float]], pitch: float = PITCH
) -> float:
    for x, label, value, end in fields:
        sheet.field(x, y, label, value, end, 12.5 if pitch < PITCH else 13)
    return y + pitch


def _spelt(number: int) -> str:
    """A number below 20 as it is read aloud."""
    if number < 10:
        return DIGITS[number]
    if number == 10:
        return "mười"
    return f"mười {'lăm' if number == 15 else DIGITS[number - 10]}"
