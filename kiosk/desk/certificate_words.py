"""What `python -m kiosk.desk certificate` says."""

from kiosk.desk.authority import Unissued
from kiosk.model import Words

SAYS: dict[str, Words] = {
    "authority": Words(
        "Chứng thư gốc của văn phòng, dùng được đến {until}. Dấu vân tay SHA-256:",
        "The office's authority, good until {until}. Its SHA-256 fingerprint:",
    ),
    "made": Words(
        "In dòng trên. Trên mỗi máy tính: tải /office-authority.crt từ trang đăng nhập, "
        "đối chiếu dấu vân tay rồi cài một lần.",
        "Print the line above. On each PC: download /office-authority.crt from the sign-in page, compare the "
        "fingerprint, and install it once.",
    ),
    "issued": Words(
        "Đã cấp chứng thư {file} cho {names}, dùng được đến {until}. Trong kiosk.toml đặt [desk] certificate "
        "(và [hall] certificate) là tệp này.",
        "{file} was issued for {names}, good until {until}. In kiosk.toml, let [desk] certificate (and [hall] "
        "certificate) name this file.",
    ),
    "none": Words(
        "Văn phòng chưa có chứng thư gốc: chạy certificate make trên một máy.",
        "The office has no authority yet: certificate make, on one machine.",
    ),
    "issues_here": Words("Máy này cấp chứng thư.", "This machine issues certificates."),
    "issues_elsewhere": Words(
        "Máy khác của văn phòng cấp chứng thư.", "Another machine of the office issues them."
    ),
    "no_certificate": Words("Chưa có chứng thư {file}.", "There is no certificate {file} yet."),
    "lasts": Words(
        "{file}: {names}, dùng được đến {until}.", "{file}: {names}, good until {until}."
    ),
    "soon": Words(
        "Sắp hết hạn: chạy certificate renew ở máy cấp chứng thư.",
        "It ends soon: certificate renew, at the machine that issues.",
    ),
    "disk": Words(
        "Không ghi hoặc đọc được tệp: {error}", "A file could not be written or read: {error}"
    ),
}

UNISSUED: dict[Unissued, Words] = {
    Unissued.NO_AUTHORITY: Words(
        "Chưa có chứng thư gốc: chạy certificate make trước.",
        "There is no authority yet: certificate make first.",
    ),
    Unissued.KEY_ELSEWHERE: Words(
        "Máy này không giữ khoá cấp chứng thư: chạy ở máy đã làm certificate make.",
        "This machine has not the key to issue: do it where certificate make was done.",
    ),
    Unissued.THERE_ALREADY: Words(
        "Đã có chứng thư gốc; làm lại thì mọi máy tính phải cài lại.",
        "There is an authority already; for a second one every PC would have to trust it anew.",
    ),
    Unissued.NAME: Words(
        "{what}: chỉ cấp cho tên kết thúc bằng .local, .lan hoặc địa chỉ nội bộ.",
        "{what}: only names under .local or .lan, and private addresses.",
    ),
    Unissued.NOTHING: Words(
        "Cần ít nhất một tên hoặc địa chỉ.", "At least one name or address is needed."
    ),
    Unissued.OVER: Words(
        "Chứng thư gốc sắp hết hạn: xoá tệp office-authority.* rồi certificate make.",
        "The authority itself ends soon: take its files away, then certificate make.",
    ),
    Unissued.UNREADABLE: Words("{what} không đọc được.", "{what} cannot be read."),
}
