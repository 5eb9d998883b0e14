"""What is said of a stick: to a clerk or technician at a terminal, in one line each."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.contract.stick import StickFault
from kiosk.model import Language, Words
from kiosk.sync.stick_out import Missing, Step

TEXT: dict[str, Words] = {
    "step": Words("{number}/{count}  {code}  {what}", "{number}/{count}  {code}  {what}"),
    "copied": Words(
        "Đã chép {cases} hồ sơ ({mb} MB) ra USB, niêm phong cho trung tâm. Có thể rút USB.",
        "{cases} cases ({mb} MB) are on the stick, sealed to the centre. It may be pulled out.",
    ),
    "nothing": Words("Không có hồ sơ nào chờ gửi.", "No case waits to be sent."),
    "missing": Words(
        "Mới chép {cases} hồ sơ ({mb} MB) ra USB; còn thiếu {missing}. Hồ sơ vẫn an toàn trong máy.",
        "{cases} cases ({mb} MB) are on the stick; missing: {missing}. All are safe in the kiosk.",
    ),
    "stopped": Words(
        "Đã dừng. Chạy lại lệnh này để làm tiếp.", "Stopped. Give the command again to go on."
    ),
    "settled": Words(
        "Trung tâm đã nhận {settled} hồ sơ. Còn {waiting} hồ sơ chờ gửi.",
        "The centre has received {settled} cases. {waiting} still wait.",
    ),
    "known": Words(
        "{known} xác nhận khác trên USB đã có trong máy từ trước.",
        "{known} other receipts on the stick were here already.",
    ),
    "not_believed": Words(
        "{n} xác nhận không phải của trung tâm cho hồ sơ của máy này: đã bỏ qua. Xin báo kỹ thuật viên.",
        "{n} receipts are not the centre's word for this kiosk's cases: ignored. Tell a technician.",
    ),
    "others": Words(
        "USB này còn mang hồ sơ của kiosk khác ({names}): xin đưa sang máy ấy.",
        "The stick is also of other kiosks ({names}): please take it there.",
    ),
    "other_only": Words(
        "USB này là của kiosk khác ({names}), không có gì cho {device}. Xin đưa sang máy ấy.",
        "The stick is another kiosk's ({names}), with nothing for {device}. Please take it there.",
    ),
    "endless": Words(
        "USB có quá nhiều tệp: chỉ xem một phần.",
        "The stick has too many files: not all were seen.",
    ),
    "rules": Words("Quy định {version} đang được áp dụng.", "Rules {version} are in use."),
    "no_rules": Words(
        "Quy định trên USB không dùng được ({why}): giữ nguyên bản đang dùng.",
        "The rules on the stick cannot be used ({why}): those in use stay.",
    ),
}

STEPS: dict[Step, Words] = {
    Step.WRITTEN: Words("đã chép, {mb} MB", "copied, {mb} MB"),
    Step.ALREADY: Words("đã có trên USB", "is there already"),
    Step.MISSING: Words("chưa chép", "not copied"),
}

MISSING: dict[Missing, Words] = {
    Missing.FULL: Words("{n} hồ sơ (USB hết chỗ)", "{n} (the stick is full)"),
    Missing.GONE: Words("{n} hồ sơ (USB bị rút ra hoặc hỏng)", "{n} (the stick is gone or broken)"),
    Missing.READ_ONLY: Words("{n} hồ sơ (USB khóa ghi)", "{n} (the stick cannot be written)"),
    Missing.UNEQUAL: Words(
        "{n} hồ sơ (USB ghi sai: xin thay USB khác)", "{n} (the stick is bad: take another one)"
    ),
    Missing.STRANGE: Words(
        "{n} hồ sơ (trên USB có vật lạ trùng tên)", "{n} (something else has its name there)"
    ),
    Missing.PAPERS: Words(
        "{n} hồ sơ (không đọc được giấy tờ: báo kỹ thuật viên)",
        "{n} (papers cannot be read: tell a technician)",
    ),
    Missing.REFUSED: Words(
        "{n} hồ sơ (trung tâm đã từ chối: xem trang theo dõi)",
        "{n} (refused by the centre: see the clerks' page)",
    ),
}

FAULTS: dict[StickFault, Words] = {
    StickFault.ABSENT: Words("Không thấy USB tại {folder}.", "There is no stick at {folder}."),
    StickFault.BUSY: Words(
        "USB đang được dùng bởi một lệnh khác.", "Another command is at the stick."
    ),
    StickFault.OWN_DISK: Words(
        "{folder} nằm trên ổ của chính máy này: xin gắn USB vào đó trước.",
        "{folder} is on this machine's own disk: mount the stick there first.",
    ),
    StickFault.GONE: Words(
        "USB đã bị rút ra hoặc bị hỏng. Xin cắm lại rồi chạy lại lệnh này.",
        "The stick was pulled out or is broken. Plug it in and give the command again.",
    ),
    StickFault.FULL: Words("USB đã hết chỗ.", "The stick is full."),
    StickFault.READ_ONLY: Words("USB đang bị khóa ghi.", "The stick cannot be written."),
    StickFault.STRANGE: Words(
        "Trên USB có vật lạ ở chỗ của kiosk: xin dùng USB khác.",
        "Something strange lies in the kiosk's place on the stick: use another one.",
    ),
    StickFault.UNEQUAL: Words(
        "USB trả lại khác với những gì đã ghi: xin thay USB khác.",
        "The stick gives back something else than was written: use another one.",
    ),
}


def megabytes(size: int, language: Language) -> str:
    """With one decimal, as the language writes it."""
    text = f"{size / 1_000_000:.1f}"
    return text.replace(".", ",") if language is Language.VI else text


def missing(counts: Mapping[Missing, int], language: Language) -> str:
    return ", ".join(
        MISSING[why].of(language).format(n=counts[why]) for why in Missing if counts.get(why)
    )
