"""What the desk says of the hall and of the office's other desks, to a technician."""

from __future__ import annotations

from kiosk.hall.others import Silence
from kiosk.model import Words

TEXT: dict[str, Words] = {
    "none": Words(
        "Máy này không gọi số: kiosk.toml không có [[counters]] và [[desks]].",
        "This kiosk calls no numbers: kiosk.toml has neither [[counters]] nor [[desks]].",
    ),
    "serves": Words(
        "Bảng và quầy: {url}/board, {url}/pad", "Board and pads: {url}/board, {url}/pad"
    ),
    "silent": Words(
        "{url} không trả lời: kiosk.desk của máy này không chạy, hoặc chạy với cấu hình khác.",
        "{url} does not answer: this kiosk's kiosk.desk does not run, or runs with other settings.",
    ),
    "queue": Words(
        "Hôm nay: {waiting} số đang chờ, {present} người ở quầy, {done} xong, quầy đang mở: {open}.",
        "Today: {waiting} numbers wait, {present} people at counters, {done} done, open counters: {open}.",
    ),
    "alone": Words("Văn phòng chỉ có máy này.", "This is the office's only kiosk."),
    "heard": Words(
        "Máy {kiosk} ({url}): nghe thấy, {copy}.", "Kiosk {kiosk} ({url}): heard, {copy}."
    ),
    "same": Words("hai máy biết như nhau", "both know the same"),
    "differs": Words(
        "chưa biết như nhau ({here} dòng ở đây, {there} ở đó)",
        "not yet the same ({here} lines here, {there} there)",
    ),
    "unheard": Words("Máy {kiosk} ({url}): {why}", "Kiosk {kiosk} ({url}): {why}"),
}

SILENCES: dict[Silence, Words] = {
    Silence.NONE: Words("", ""),
    Silence.NO_ANSWER: Words(
        "không trả lời. Xem máy đó có bật không, dây mạng, và url trong [[desks]].",
        "no answer. Is it on, is its cable in, is the url under [[desks]] right?",
    ),
    Silence.WRONG_SECRET: Words(
        "mã bí mật khác. [hall] secret phải giống nhau ở mọi máy.",
        "another secret. [hall] secret must be the same at every kiosk.",
    ),
    Silence.UNKNOWN_KIOSK: Words(
        "máy đó không biết máy này. Thêm số của máy này vào [[desks]] ở đó.",
        "it does not know this kiosk. Add this one's number to its [[desks]].",
    ),
    Silence.NOT_FOR_US: Words(
        "địa chỉ đó là của máy khác. So kiosk và url trong [[desks]] với kiosk.toml ở đó.",
        "another kiosk is at that address. Compare kiosk and url under [[desks]] with its kiosk.toml.",
    ),
    Silence.NEWER: Words(
        "chạy phiên bản mới hơn. Cập nhật máy này cùng ngày.",
        "runs a newer release. Update this kiosk on the same day.",
    ),
    Silence.BUSY: Words(
        "quá bận, hoặc ổ lưu của nó có lỗi. Xem trang cán bộ của máy đó.",
        "too busy, or its disk is in trouble. Look at that kiosk's clerks' page.",
    ),
    Silence.NONSENSE: Words(
        "trả lời không hiểu được: ở địa chỉ đó không phải kiosk.desk.",
        "an answer that makes no sense: what is at that address is no kiosk.desk.",
    ),
    Silence.DIFFERS: Words(
        "giữ một sổ khác của máy này, và không tự sửa được. Không dùng một thư mục dữ liệu cho hai máy.",
        "holds another log of this kiosk, which did not put itself right. Two machines must not have one state folder.",
    ),
    Silence.NOT_HEARING: Words(
        "nghe thấy nó, nhưng nó không gọi được sang đây. Xem url của máy này trong [[desks]] ở đó.",
        "heard, but it does not reach us. Look at this kiosk's url under its [[desks]].",
    ),
}
