"""The board's own words, Vietnamese first and English below it."""

from __future__ import annotations

from kiosk.model import Words

TEXT: dict[str, Words] = {
    "title": Words("Bảng gọi số", "Numbers called"),
    "now": Words("Mời số", "Now calling"),
    "again": Words("Gọi lại lần {n}", "Called again"),
    "last_now": Words("Số vừa gọi", "Called last"),
    "to": Words("đến quầy", "please go to counter"),
    "last": Words("Vừa gọi", "Called"),
    "counter": Words("Quầy", "Counter"),
    "missed": Words("Mời quay lại", "Please come back"),
    "nobody_yet": Words("Xin chờ gọi số", "Please wait for your number"),
    "waiting": Words("{n} người chờ", "{n} waiting"),
    "nobody": Words("Không ai chờ", "Nobody waits"),
    "wait": Words("{from}–{to} phút", "{from}–{to} min"),
    "closed": Words("chưa mở quầy", "no counter open"),
    "cut": Words("Trả trong ngày: còn {n} phút (đến {at})", "Same day: {n} min left"),
    "cut_over": Words("Nộp sau {at}: trả ngày làm việc sau", "Settled the next working day"),
    "closes": Words("Hết giờ nhận hồ sơ sau {n} phút ({at})", "Closing in {n} min"),
    "open": Words("Không ai phải chờ. Quầy đang mở: {list}", "Nobody waits. Open counters: {list}"),
    "all_closed": Words("Chưa có quầy nào mở", "No counter is open"),
    "again_soon": Words("Đang nối lại…", "Reconnecting…"),
    "sound": Words("Bật tiếng", "Turn the sound on"),
    "time": Words("Thời hạn", "Time"),
    "fee": Words("Mức thu", "Fee"),
    "exemption": Words("Miễn, giảm", "Exempt"),
    "basis": Words("Căn cứ", "Law"),
    "since": Words("áp dụng từ {day}", "since {day}"),
    "sample": Words("Dữ liệu mẫu", "Sample data"),
}
