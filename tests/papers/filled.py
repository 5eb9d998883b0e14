"""Facts of invented cases: an ordinary one, one with as much of everything as there may be, one with nothing known."""

import datetime as dt

from kiosk.papers.forms import Extension, Facts, HandOver
from kiosk.rules.flow.acts import Charge, Paper, Wanted

RECEIVED = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)  # 08:15 in Vietnam
DUE = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 23)
BEFORE = dt.date(2025, 9, 14)  # the last day of the old forms

_OFFICE = {
    "authority": "Ủy ban nhân dân xã Suối Mơ",
    "office": "Bộ phận Tiếp nhận và Trả kết quả",
    "place": "Suối Mơ",
    "office_address": "thôn Trung Tâm, xã Suối Mơ",
    "office_phone": "0214 000 000",
}
_CLAIMS = "Được miễn: người có công với cách mạng, người thuộc hộ nghèo, người khuyết tật."


def hand_overs(count):
    names = ("Nguyễn Thị Lan Mẫu", "Trần Văn Minh Mẫu", "Lê Văn Hùng Mẫu", "Phạm Thị Thảo Mẫu")
    places = ("Tiếp nhận", "Chuyên môn", "Lãnh đạo", "Văn thư")
    return tuple(
        HandOver(
            RECEIVED + dt.timedelta(hours=2 * n), names[n % 4], places[n % 4], places[(n + 1) % 4],
            names[(n + 1) % 4], RECEIVED + dt.timedelta(hours=2 * n, minutes=25),
            "Đúng hạn" if n % 4 == 3 else "", undone=n == 2,
        )
        for n in range(count)
    )  # fmt: skip


ORDINARY = Facts(
    **_OFFICE,
    code="H38.101-261123-K01-0007",
    procedure="1.001193",
    procedure_name="Đăng ký khai sinh",
    name="Vàng Thị Mẫu",
    address="thôn Suối Mẫu, xã Suối Mơ, tỉnh Lào Cai",
    phone="0900 000 000",
    papers=(
        Paper("to-khai", "Tờ khai đăng ký khai sinh", 1),
        Paper("giay-chung-sinh", "Giấy chứng sinh", 1, 1),
        Paper("giay-to-tuy-than", "Giấy tờ tùy thân", reused="chip của thẻ căn cước"),
    ),
    time="Trong ngày; nhận sau 15 giờ thì trả vào ngày làm việc tiếp theo",
    received=RECEIVED,
    due=DUE,
    first_due=DUE - dt.timedelta(days=2),
    delivery="direct",
    charges=(
        Charge("Lệ phí đăng ký khai sinh quá hạn", 8000, "", "Nghị quyết 01/2026/NQ-HĐND"),
        Charge("Bản sao trích lục", 0, "Người có công với cách mạng", "TT 281/2016/TT-BTC"),
    ),
    exemption=_CLAIMS,
    paid=8000,
    book="01/2026",
    number=12,
    day=DAY,
    clerk="Nguyễn Thị Lan Mẫu",
    leader="Lê Văn Hùng Mẫu",
    wanted=(
        Wanted("giay-chung-sinh", "Giấy chứng sinh", "Bản nộp mờ, không đọc được ngày sinh", "Nộp lại bản chính"),
        Wanted("", "Giấy tờ tùy thân của người mẹ", "Chưa nộp", "Xuất trình thẻ căn cước còn hạn"),
    ),
    ground="Cần xác minh nơi cư trú của cha, mẹ tại nơi đăng ký trước đây",
    note="Giấy tờ đã nộp được trả lại đầy đủ",
    stage="Bước chuyên môn",
    extensions=(Extension(RECEIVED, DUE, "Cần xác minh nơi cư trú của cha, mẹ"),),
    hand_overs=hand_overs(5),
    fee_online="4.000 đồng",
    fee_counter="8.000 đồng",
)  # fmt: skip

LONG_NAME = ("Nguyễn Phước Công Tằng Tôn Nữ Thị Ngọc Ánh Hồng Mẫu " * 3).strip()[:120]
LONG_PROCEDURE = (
    "Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền của Việt Nam; cơ quan, tổ "
    "chức có thẩm quyền của nước ngoài; cơ quan, tổ chức có thẩm quyền của Việt Nam liên kết với cơ quan, tổ chức có "
    "thẩm quyền của nước ngoài cấp hoặc chứng nhận"
)
FULLEST = Facts(
    **(
        _OFFICE
        | {
            "authority": "Ủy ban nhân dân xã Mường Hoa Trung Đô Thượng, tỉnh Lào Cai",
            "office": "Trung tâm Phục vụ hành chính công xã Mường Hoa Trung Đô Thượng",
        }
    ),
    code="000.00.01.H38-261123-K01-000700",
    procedure="2.000815.000.00.00.H38",
    procedure_name=LONG_PROCEDURE,
    name=LONG_NAME,
    on_behalf_of=LONG_NAME,
    address="số nhà 123, ngõ 45, tổ dân phố số 6, thôn Suối Mẫu Thượng, xã Mường Hoa Trung Đô Thượng, tỉnh Lào Cai",
    phone="+84 900 000 000",
    email="mot-dia-chi-thu-dien-tu-rat-dai.cua-nguoi-nop-ho-so@vi-du-khong-co-that.example.org",
    papers=tuple(
        Paper("", f"Giấy tờ thứ {n}: {LONG_PROCEDURE[:30 * (n % 4 + 1)]}", n, 12 - n)
        for n in range(1, 13)
    ),
    copies=12,
    time="2 ngày làm việc; hồ sơ nhiều hoặc phức tạp thì kéo dài thêm không quá 2 ngày làm việc hoặc theo thỏa thuận",
    received=RECEIVED,
    due=DUE,
    first_due=DUE,
    delivery="post",
    post_to="số nhà 123, ngõ 45, tổ dân phố số 6, thôn Suối Mẫu Thượng, xã Mường Hoa, tỉnh Lào Cai",
    charges=tuple(
        Charge(f"Phí, lệ phí thứ {n} của hồ sơ có tên dài", 10 ** (n % 6) * 1111,
               "Người thuộc hộ nghèo" if n % 2 else "", "Thông tư 226/2016/TT-BTC")
        for n in range(1, 9)
    ),
    exemption=_CLAIMS + " Một số tỉnh miễn thêm cho người cao tuổi và người dân tộc thiểu số ở xã đặc biệt khó khăn.",
    paid=123456789,
    book="01/2026",
    number=12345,
    day=DAY,
    clerk=LONG_NAME,
    leader=LONG_NAME,
    wanted=tuple(
        Wanted("", f"Giấy tờ thứ {n}: {LONG_PROCEDURE[:60]}", "Chưa nộp hoặc nộp bản không đọc được",
               "Nộp lại bản chính, hoặc bản sao có chứng thực trong 06 tháng gần nhất")
        for n in range(1, 13)
    ),
    ground=LONG_PROCEDURE + ". " + _CLAIMS,
    note=LONG_PROCEDURE,
    stage="Bước chuyên môn",
    extensions=tuple(
        Extension(RECEIVED + dt.timedelta(days=n), DUE + dt.timedelta(days=n), f"Lần {n}: {LONG_PROCEDURE[:80]}")
        for n in range(1, 4)
    ),
    hand_overs=hand_overs(40),
    fee_online="Không thu",
    fee_counter="2.000 đồng một trang; từ trang thứ 3: 1.000 đồng một trang; không quá 200.000 đồng một bản",
)  # fmt: skip

NOTHING = Facts(office="Bộ phận Một cửa")
