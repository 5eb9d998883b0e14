"""Papers filled in by hand, small papers, and sides with next to nothing on them."""

from __future__ import annotations

from tests.workbench.paper.original import A4, Original
from tests.workbench.papers import birth, identity, residence
from tests.workbench.papers.people import COMMUNE, OFFICE, family

LEFT, RIGHT = 24.0, 192.0
TICKET = "H00.000-261123-K01-0042"


def declaration(side: Original) -> None:
    """A form with dotted leaders, filled in with a blue pen."""
    people = family(21)
    mother, child = people.mother, people.child
    side.nation(105, 24)
    side.text(105, 46, "TỜ KHAI ĐĂNG KÝ", "bold", 16, anchor="m")
    side.text(105, 55, f"Kính gửi: {OFFICE}", "italic", 13, anchor="m")
    rows = (
        ("Họ, chữ đệm, tên người yêu cầu:", mother.name),
        ("Nơi cư trú:", people.home),
        ("Giấy tờ tùy thân số:", mother.number),
        ("Quan hệ với người được khai:", "Mẹ"),
        ("Họ, chữ đệm, tên người được khai:", child.name),
        ("Ngày, tháng, năm sinh:", child.birthday),
        ("Giới tính, dân tộc, quốc tịch:", f"{child.sex}, {people.ethnicity}, Việt Nam"),
        ("Nơi sinh:", f"Trạm y tế xã {COMMUNE}"),
        ("Quê quán:", f"Thôn {people.hamlet}"),
    )
    y = 70.0
    for label, value in rows:
        side.field(LEFT, y, label, value, RIGHT)
        y += 11
    side.text(LEFT, y + 3, "Tôi cam đoan những nội dung khai trên đây là đúng sự thật.")
    side.text(148, y + 16, "Người yêu cầu", "bold", anchor="m")
    side.signature(148, y + 32, mother.name)
    side.hand(148, y + 50, mother.name, 15, centred=True)


def dense_form(side: Original) -> None:
    """A form that is nearly all leaders and boxes, hardly filled in."""
    side.nation(105, 20, 11)
    side.text(105, 36, "PHIẾU THU THẬP THÔNG TIN", "bold", 14, anchor="m")
    labels = ("Họ và tên:", "Sinh ngày:", "Nơi sinh:", "Nghề nghiệp:", "Trình độ:", "Ghi chú thêm:")
    y = 47.0
    for row in range(30):
        for start, end in ((20, 104), (107, 192)):
            label = f"{row + 1}. {labels[(row + (start > 50)) % len(labels)]}"
            at = side.text(start, y, label, points=11)
            side.leader(at + 1, end, y)
        if row % 7 == 3:
            side.hand(58, y - 0.6, "Nguyễn Thị Bịa", 13)
        y += 7.4
    for box in range(12):
        side.box(20 + box * 7, 272, 25.5 + box * 7, 278, 3)


def handwritten(side: Original) -> None:
    """A letter in blue ink from top to bottom, signed."""
    side.text(105, 30, "ĐƠN ĐỀ NGHỊ", "bold", 16, anchor="m")
    lines = (
        f"Kính gửi {OFFICE}",
        "Tôi tên là Lường Thị Bịa, sinh năm 1961,",
        "ở thôn Suối Đá. Nhà tôi có một thửa ruộng",
        "bậc thang cạnh bờ suối, năm ngoái lũ cuốn",
        "mất hai bờ, nay tôi muốn kè lại bằng đá.",
        "Tôi làm đơn này xin xã cho phép và cử cán",
        "bộ địa chính xuống xem xét ranh giới, để",
        "sau này không có tranh chấp với hàng xóm.",
        "Tôi xin chân thành cảm ơn.",
    )
    y = 48.0
    for words in lines:
        side.hand(LEFT, y, words, 16.5)
        y += 13
    side.signature(150, y + 10, "Lường Thị Bịa", 1.2)
    side.hand(150, y + 30, "Lường Thị Bịa", 16, centred=True)


def pencilled(side: Original) -> None:
    """Printed questions, answered in grey pencil."""
    side.nation(105, 24)
    side.text(105, 46, "PHIẾU LẤY Ý KIẾN", "bold", 16, anchor="m")
    answers = ("Đồng ý", "Chưa rõ mốc giới", "Xin gặp cán bộ", "Không có ý kiến", "Đồng ý")
    y = 62.0
    for number, answer in enumerate(answers, start=1):
        side.text(LEFT, y, f"Câu {number}. Ông bà có ý kiến gì về việc mở đường qua thôn?")
        side.leader(LEFT, RIGHT, y + 12)
        side.pencil(LEFT + 6, y + 11.4, answer)
        y += 24
    side.pencil(120, y + 14, "Hoàng Văn Bịa", 17)


def receipt(side: Original) -> None:
    """A shop's slip from a thermal printer, 80 mm wide."""
    side.ink = (104, 102, 112)
    side.text(40, 14, "CỬA HÀNG VẬT TƯ SUỐI ĐÁ", "sans-bold", 10, anchor="m")
    side.text(40, 20, "Thôn Suối Đá, xã Bản Mây", "sans", 9, anchor="m")
    side.text(40, 30, "HÓA ĐƠN BÁN LẺ", "sans-bold", 12, anchor="m")
    goods = ("Xi măng trắng", "Đinh mười phân", "Thép buộc loại nhỏ", "Sơn chống gỉ", "Cuốc chim")
    goods += ("Dây điện đôi", "Bóng đèn tròn", "Ống nước phi 27", "Keo dán ống", "Vòi đồng")
    y = 42.0
    for number, name in enumerate(goods, start=1):
        side.text(6, y, f"{number}. {name}", "sans", 9)
        side.text(74, y, f"{number * 13}.500", "sans", 9, anchor="r")
        y += 7.5
    side.rule(6, 74, y, 3)
    side.text(6, y + 8, "TỔNG CỘNG", "sans-bold", 11)
    side.text(74, y + 8, "715.000 đ", "sans-bold", 11, anchor="r")
    side.text(40, y + 22, "Xin cảm ơn, hẹn gặp lại quý khách", "sans", 9, anchor="m")


def half_sheet(side: Original) -> None:
    """A certificate on A5 with a red number and a small seal."""
    side.nation(74, 18, 10)
    side.text(74, 38, "GIẤY XÁC NHẬN", "bold", 15, anchor="m")
    person = family(31).mother
    rows = (("Họ và tên:", person.name), ("Sinh ngày:", person.birthday), ("Hiện ở:", "Nà Khoang"))
    for row, (label, value) in enumerate(rows):
        side.field(16, 56 + row * 11, label, value, 134, 12)
    lines = (
        "Đã tham gia lớp tập huấn phòng cháy rừng do xã",
        "tổ chức và đạt yêu cầu bài kiểm tra cuối khóa.",
        "Giấy này có giá trị trong ba năm kể từ ngày ký.",
    )
    y = side.paragraph(16, 96, lines, "serif", 12)
    side.text(104, y + 8, "Trưởng ban tổ chức", "bold", 12, anchor="m")
    side.seal(92, y + 30, f"ỦY BAN NHÂN DÂN XÃ {COMMUNE.upper()}", "")
    side.signature(108, y + 30, "Thịnh", 0.9)


def from_hospital(side: Original) -> None:
    """A hospital's notification of a birth, filled in, signed and sealed."""
    birth.birth_notification(side, family(3))


def residence_form(side: Original) -> None:
    """The residence form: boxes for digits, a table of the household."""
    residence.residence_form(side, family(4))


def certified_copy(side: Original) -> None:
    """The copy of an ID card, certified with a red seal."""
    identity.identity_copy(side, family(5))
    left = (A4[0] - identity.CARD[0]) / 2
    for top in (32.0, 100.0):
        side.spare(left - 1, top - 1, identity.CARD[0] + 2, identity.CARD[1] + 2)
    side.photo(left + 4.5, 51, 20, 26.5)


def one_signature(side: Original) -> None:
    """A last page: one line of words, and who signed."""
    side.text(148, 40, "Người khai ký tên", "italic", 12, anchor="m")
    side.signature(148, 56, "Yến", 0.9)


def empty(side: Original) -> None:
    """The back of a sheet: nobody wrote on it."""


def separator(side: Original) -> None:
    """Our own ticket's QR code on a sheet that parts two documents."""
    side.text(105, 60, "TỜ NGĂN CÁCH HỒ SƠ", "bold", 24, anchor="m")
    side.text(105, 76, "Đặt tờ này trước giấy tờ của từng người.", points=14, anchor="m")
    side.code(97, 92, TICKET)
    side.text(105, 118, TICKET, "sans", 12, anchor="m")
    side.text(105, 132, "Máy quét sẽ tách hồ sơ tại đây, xin đừng xé.", "italic", 13, anchor="m")
