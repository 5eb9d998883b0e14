"""Printed papers: letters, decisions, typewriting, tables; every name, place and number in them is invented."""

from __future__ import annotations

from tests.workbench.paper.original import Original
from tests.workbench.papers.people import COMMUNE, OFFICE, PROVINCE, family

LEFT = 28.0
BODY = (
    "Căn cứ Quyết định số 000/QĐ-UBND của Ủy ban nhân dân xã Bản Mây",
    "về việc sửa chữa đường liên thôn và cầu treo qua suối Nậm Khoang;",
    "Xét đề nghị của trưởng thôn Suối Đá và ý kiến của các hộ gia đình",
    "sinh sống dọc tuyến đường, họp ngày mồng tám tháng mười một năm nay,",
    "Ủy ban nhân dân xã thống nhất mở rộng mặt đường thêm một mét rưỡi,",
    "giữ nguyên hai hàng cây trẩu đã trồng và chuyển ba cột điện vào trong.",
    "Các hộ có đất giáp đường được đền bù theo giá đã niêm yết tại trụ sở;",
    "ai chưa đồng ý xin gửi đơn trước ngày cuối tháng để được xem xét lại.",
    "Giao bộ phận một cửa tiếp nhận, ghi sổ và trả lời bằng văn bản.",
)
SMALL = (
    "Điều khoản: người nộp hồ sơ chịu trách nhiệm về tính chính xác của những điều đã khai trong tờ này.",
    "Trường hợp giấy tờ bị mờ, rách, tẩy xóa hoặc thiếu chữ ký thì cán bộ tiếp nhận đề nghị bổ sung một lần.",
    "Thời hạn giải quyết tính từ ngày nhận đủ hồ sơ hợp lệ, không kể ngày nghỉ, ngày lễ theo quy định.",
    "Lệ phí nộp bằng tiền mặt hoặc chuyển khoản; người thuộc hộ nghèo, người khuyết tật được miễn.",
    "Kết quả được trả tại quầy, qua bưu chính hoặc gửi vào kho dữ liệu của công dân khi có yêu cầu.",
    "Nếu quá hạn mà chưa có kết quả, cơ quan gửi thư xin lỗi và hẹn lại ngày trả, ghi rõ lý do chậm.",
    "Người được ủy quyền xuất trình giấy ủy quyền đã chứng thực; trẻ em do cha, mẹ hoặc người giám hộ nộp.",
    "Mọi phản ánh, kiến nghị xin gửi về hòm thư góp ý đặt ở tiền sảnh hoặc gọi số máy ghi trên bảng.",
)
TYPED = (
    "TRUONG TIEU HOC SUOI DA",
    "Giấy xác nhận quá trình học tập",
    "Em học sinh có tên dưới đây đã học tại trường",
    "từ lớp một đến hết lớp năm, hạnh kiểm tốt.",
    "Học bạ số 0047 lưu tại văn phòng nhà trường.",
    "Giấy này cấp theo yêu cầu của gia đình để bổ",
    "sung hồ sơ, có giá trị đến hết năm học này.",
    "Khi chuyển nơi ở xin báo lại cho nhà trường",
    "để cập nhật sổ theo dõi phổ cập giáo dục.",
)


def _head(side: Original, title: str, y: float = 22) -> float:
    side.text(62, y, f"ỦY BAN NHÂN DÂN XÃ {COMMUNE.upper()}", "bold", 12, anchor="m")
    side.rule(48, 76, y + 2.4, 4)
    side.nation(146, y, 12)
    side.text(105, y + 26, title, "bold", 16, anchor="m")
    return y + 38


def letter(side: Original) -> None:
    """A printed letter with nothing but black on it."""
    y = _head(side, "THÔNG BÁO")
    y = side.paragraph(LEFT, y, BODY)
    y = side.paragraph(LEFT, y + 6, BODY[::-1])
    side.text(150, y + 10, "TM. ỦY BAN NHÂN DÂN", "bold", 12, anchor="m")
    side.text(150, y + 38, "Triệu Quốc Vinh", "bold", 13, anchor="m")


def decision(side: Original) -> None:
    """A red seal and a blue signature over its last printed lines."""
    y = side.paragraph(LEFT, _head(side, "QUYẾT ĐỊNH"), BODY)
    y = side.paragraph(LEFT, y + 5, BODY[:4], "italic", 12)
    side.text(150, y + 8, "TM. ỦY BAN NHÂN DÂN", "bold", 12, anchor="m")
    side.text(150, y + 14, "CHỦ TỊCH", "bold", 12, anchor="m")
    side.text(150, y + 40, "Triệu Quốc Vinh", "bold", 13, anchor="m")
    side.signature(152, y + 27, "Vinh", 1.1)
    side.seal(128, y + 26, f"ỦY BAN NHÂN DÂN XÃ {COMMUNE.upper()}", f"TỈNH {PROVINCE.upper()}")
    side.paragraph(LEFT, y + 22, ("Nơi nhận:", "- Như Điều 3;", "- Lưu: VT, MC."), "italic", 11)


def nine_point(side: Original) -> None:
    """Small print, dense with tone marks."""
    y = _head(side, "NHỮNG ĐIỀU CẦN BIẾT")
    for start in range(5):
        y = side.paragraph(LEFT - 6, y, SMALL[start:] + SMALL[:start], "serif", 9) + 4


def typed(side: Original) -> None:
    """Typewriting, signed and stamped in blue."""
    y = side.paragraph(LEFT, 34, TYPED, "mono", 12)
    y = side.paragraph(LEFT, y + 10, TYPED[2:], "mono", 12)
    side.text(150, y + 8, "Hiệu trưởng", "mono", 12, anchor="m")
    side.signature(150, y + 22, "Sen", 0.9)


def carbon(side: Original) -> None:
    """The second copy under the carbon paper: pale, a little blue."""
    side.ink = (138, 137, 154)
    y = side.paragraph(LEFT, 36, TYPED, "mono", 12)
    y = side.paragraph(LEFT, y + 8, TYPED[::-1], "mono", 12)
    side.paragraph(LEFT, y + 8, TYPED[2:6], "mono", 12)


def table(side: Original) -> None:
    """A list of households in a ruled table."""
    y = _head(side, "DANH SÁCH HỘ GIA ĐÌNH") + 4
    columns = (22.0, 36.0, 92.0, 124.0, 190.0)
    heads = ("STT", "Họ và tên chủ hộ", "Năm sinh", "Nơi thường trú")
    for column, head in zip(columns, heads, strict=False):
        side.text(column + 2, y + 6, head, "bold", 11)
    rows = 20
    for row in range(1, rows):
        people = family(row)
        person = people.mother if row % 2 else people.father
        base = y + 6 + row * 8.5
        side.text(columns[0] + 2, base, f"{row:02d}", points=11)
        side.text(columns[1] + 2, base, person.name, points=11)
        side.text(columns[2] + 2, base, person.birthday, points=11)
        side.text(columns[3] + 2, base, f"Thôn {people.hamlet}, xã {COMMUNE}", points=11)
    for row in range(rows + 1):
        side.rule(columns[0], columns[-1], y - 1 + row * 8.5, 3)
    for column in columns:
        side.draw.line(
            [(round(column * 11.811), round(at * 11.811)) for at in (y - 1, y - 1 + rows * 8.5)],
            fill=side.ink,
            width=3,
        )


def placard(side: Original) -> None:
    """A notice that stands across its sheet."""
    side.text(148, 34, "LỊCH TIẾP CÔNG DÂN", "bold", 24, anchor="m")
    rows = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu")
    for row, day in enumerate(rows):
        y = 58 + row * 24.0
        side.text(34, y, day, "bold", 16)
        side.text(82, y, "Buổi sáng: nhận hồ sơ đất đai, hộ tịch và chứng thực", points=14)
        side.text(82, y + 8, "Buổi chiều: trả kết quả, giải đáp thắc mắc tại quầy", points=14)
        side.rule(30, 262, y + 13, 3)


def photocopy(side: Original) -> None:
    """What a copier is given: a letter with a signature."""
    letter(side)
    side.signature(150, 206, "Vinh", 1.0)


def with_photo(side: Original) -> None:
    """An application with a portrait glued on."""
    side.portrait(LEFT, 52)
    side.nation(130, 24, 12)
    side.text(132, 48, "ĐƠN XIN XÁC NHẬN", "bold", 16, anchor="m")
    side.text(132, 56, f"Kính gửi: {OFFICE}", "italic", 12, anchor="m")
    person = family(11).father
    for row, (label, value) in enumerate(
        (("Họ và tên:", person.name), ("Ngày sinh:", person.birthday), ("Dân tộc:", "Kinh"))
    ):
        side.field(78, 70 + row * 10, label, value, 185)
    y = side.paragraph(LEFT, 124, BODY[:8])
    side.text(148, y + 8, "Người làm đơn", "bold", 13, anchor="m")
    side.signature(148, y + 24, person.name)
    side.hand(148, y + 42, person.name, 15, centred=True)
