"""The one table of alarms: what is wrong with a kiosk, how much it presses, what to do, and who must act."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from central.journals import Break


class Alarm(StrEnum):
    """Everything that can be wrong with a kiosk, seen from the centre."""

    FORK = Break.FORK.value
    BACK = Break.BACK.value
    TWIN = "twin"
    ENROLMENT_KEY_TAKEN = "enrolment-key-taken"
    ENROLMENT_CODE_USED = "enrolment-code-used"
    ENROLMENT_KEY = "enrolment-key"
    KEYS_RECOVERED = "keys-recovered"
    CERTIFICATE_ENDED = "certificate-ended"
    OLDEST_WAITS = "oldest-waits"
    SILENT = "silent"
    REFUSED = "refused"
    DISK = "disk"
    DEVICE = "device"
    CHECKS = "checks"
    BACKLOG = "backlog"
    CERTIFICATE_ENDING = "certificate-ending"
    CLOCK = "clock"
    RULES_EXPIRED = "rules-expired"
    RULES_REFUSED = "rules-refused"
    CENTRE_RESTORED = "centre-restored"
    RULES_BEHIND = "rules-behind"
    SOFTWARE_BEHIND = "software-behind"
    NEVER_SEEN = "never-seen"


class Actor(StrEnum):
    """Who must act."""

    CLERK = "clerk"  # of the office where the kiosk stands
    TECHNICIAN = "technician"
    CENTRE = "centre"  # whoever runs the centre


class Press(IntEnum):
    """How much it presses."""

    NOW = 0  # cases do not arrive, or it is not sure whose they are
    TODAY = 1
    LATER = 2


@dataclass(frozen=True)
class Words:
    vi: str
    en: str

    def of(self, language: str) -> str:
        return self.en if language == "en" else self.vi


@dataclass(frozen=True)
class Remedy:
    """`what` is wrong, what to `do`, who: `actor`. `name` is short, for a list."""

    press: Press
    actor: Actor
    name: Words
    what: Words
    do: Words


def remedy(alarm: Alarm) -> Remedy:
    """Every alarm has one (kept by a test)."""
    return TABLE[alarm]


def _row(
    press: Press, actor: Actor, name: tuple[str, str], what: tuple[str, str], do: tuple[str, str]
) -> Remedy:
    return Remedy(press, actor, Words(*name), Words(*what), Words(*do))


TABLE: dict[Alarm, Remedy] = {
    Alarm.FORK: _row(
        *(Press.NOW, Actor.CENTRE),
        ("Nhật ký rẽ nhánh", "Two journals"),
        (
            "Nhật ký của máy khác với nhật ký đã báo: ổ đĩa bị sao chép, bị đưa về bản cũ, hoặc nhật ký bị sửa.",
            "Its journal is not the one it told of: the disk was copied or put back, or rows were changed.",
        ),
        (
            "Gọi đơn vị hỏi ổ đĩa có được chép hay thay không. Có hai máy thì đặt tên mới cho một máy; không ai "
            "làm gì thì thu hồi máy. Rồi đóng cảnh báo.",
            "Ask the office whether the disk was copied or replaced. Give one of two machines a new name; if "
            "nobody did anything, revoke it. Then close the alarm.",
        ),
    ),
    Alarm.BACK: _row(
        *(Press.NOW, Actor.CENTRE),
        ("Nhật ký bị thiếu", "Journal cut short"),
        (
            "Nhật ký của máy thiếu những dòng đã báo: ổ đĩa bị đưa về bản cũ, máy cài lại, hoặc nhật ký bị cắt.",
            "Its journal lacks rows it told of: the disk was put back or set up anew, or the journal was cut.",
        ),
        (
            "Hỏi kỹ thuật viên có khôi phục hay cài lại máy không. Không ai làm thì thu hồi máy. Rồi đóng cảnh báo.",
            "Ask the technician whether it was restored or set up anew. If nobody did, revoke it. Then close the "
            "alarm.",
        ),
    ),
    Alarm.TWIN: _row(
        *(Press.NOW, Actor.TECHNICIAN),
        ("Hai máy một tên", "Two kiosks, one name"),
        (
            "Trong một ngày qua có hai máy cùng dùng tên này.",
            "Two machines went by this name within the last day.",
        ),
        (
            "Hồ sơ của cả hai vẫn được nhận. Đặt tên mới cho một máy.",
            "Cases of both are taken in. Give one of them a new name.",
        ),
    ),
    Alarm.ENROLMENT_KEY_TAKEN: _row(
        *(Press.NOW, Actor.CENTRE),
        ("Khoá của máy khác", "Another kiosk's key"),
        (
            "Có máy xin chứng thư tên này bằng khoá của một máy khác: ổ đĩa có thể bị sao chép.",
            "A machine asked for a certificate of this name with another kiosk's key: a disk may have been copied.",
        ),
        (
            "Không có chứng thư nào được cấp. Hỏi ai lắp máy; máy chép thì tạo khoá mới. Rồi đóng cảnh báo.",
            "None was given. Ask who set it up; a copy must make a key of its own. Then close the alarm.",
        ),
    ),
    Alarm.ENROLMENT_CODE_USED: _row(
        *(Press.NOW, Actor.CENTRE),
        ("Mã ghi danh dùng hai lần", "Code used twice"),
        (
            "Một máy khác đã dùng lại mã ghi danh mà máy này đã dùng.",
            "A code that enrolled one machine was used by another one.",
        ),
        (
            "Không có chứng thư nào được cấp. Hỏi người giữ mã; cần thì cấp mã mới. Rồi đóng cảnh báo.",
            "None was given. Ask whoever had the code; give a new one where it is needed. Then close the alarm.",
        ),
    ),
    Alarm.ENROLMENT_KEY: _row(
        *(Press.NOW, Actor.CENTRE),
        ("Xin chứng thư bằng khoá lạ", "Asked with a strange key"),
        (
            "Có máy xin chứng thư tên này bằng khoá mà trung tâm không biết.",
            "A machine asked for a certificate of this name with a key that the centre does not know.",
        ),
        (
            "Máy được cài lại thì cấp mã cho phép đổi khoá; không ai cài thì xem ai đã xin. Rồi đóng cảnh báo.",
            "If it was set up anew, give a code that may change its key; if not, see who asked. Then close the "
            "alarm.",
        ),
    ),
    Alarm.KEYS_RECOVERED: _row(
        *(Press.NOW, Actor.CENTRE),
        ("Đã mở khóa hồ sơ", "Keys given back"),
        (
            "Khóa hồ sơ của máy này đã được mở ở trung tâm.",
            "The keys of this kiosk's cases were given back at the centre.",
        ),
        (
            "Hỏi người đã mở: máy hỏng phải được thay, tệp khóa phải được xóa. Rồi đóng cảnh báo.",
            "Ask whoever did it: the broken kiosk is to be replaced, the file of keys erased. Then close the alarm.",
        ),
    ),
    Alarm.CERTIFICATE_ENDED: _row(
        *(Press.NOW, Actor.TECHNICIAN),
        ("Chứng thư hết hạn", "Certificate ended"),
        (
            "Chứng thư của máy đã hết hạn: cổng của trung tâm có thể chặn máy.",
            "Its certificate has ended: the centre's door may not let it in.",
        ),
        (
            "Có mạng thì máy tự gia hạn; hôm nay vẫn còn cảnh báo này thì ghi danh lại máy bằng mã mới. Hồ sơ vẫn nằm "
            "an toàn trong máy.",
            "It renews by itself when its line is up; if this stays all day, enrol it anew with a new code. Cases are "
            "safe there.",
        ),
    ),
    Alarm.OLDEST_WAITS: _row(
        *(Press.NOW, Actor.TECHNICIAN),
        ("Hồ sơ chờ lâu", "Cases wait too long"),
        (
            "Có hồ sơ chờ gửi lâu hơn mức cho phép.",
            "A case has waited longer than it may to be sent.",
        ),
        (
            "Kiểm tra đường truyền của đơn vị; nếu chưa nối lại được thì chuyển hồ sơ bằng USB.",
            "Check the office's line; while it cannot be mended, carry the cases on a USB stick.",
        ),
    ),
    Alarm.SILENT: _row(
        *(Press.NOW, Actor.TECHNICIAN),
        ("Mất liên lạc", "Silent"),
        (
            "Máy không liên lạc với trung tâm.",
            "It does not speak to the centre.",
        ),
        (
            "Gọi đơn vị: máy có điện không, mạng có không, cổng của trung tâm có chặn máy không.",
            "Call the office: does it have power, is the line up, does the centre's door let it in?",
        ),
    ),
    Alarm.REFUSED: _row(
        *(Press.TODAY, Actor.CLERK),
        ("Hồ sơ bị từ chối", "Cases refused"),
        (
            "Trung tâm đã từ chối hồ sơ của máy; giấy tờ bổ sung của hồ sơ đó đang chờ.",
            "The centre refused cases of this kiosk; what came after them waits.",
        ),
        (
            "Mở trang của quầy, xem lý do và xử lý từng hồ sơ.",
            "Open the desk's page, read the reason and settle each.",
        ),
    ),
    Alarm.DISK: _row(
        *(Press.NOW, Actor.TECHNICIAN),
        ("Ổ đĩa", "Disk"),
        (
            "Ổ đĩa của máy gần đầy, đầy hoặc hỏng: máy có thể không nhận hồ sơ mới.",
            "Its disk is nearly full, full or failing: it may take no new cases.",
        ),
        (
            "Máy còn gửi được thì chờ gửi xong; nếu không, thay ổ đĩa theo sổ tay.",
            "Let it send what waits if it can; else replace the disk as the handbook says.",
        ),
    ),
    Alarm.DEVICE: _row(
        *(Press.TODAY, Actor.TECHNICIAN),
        ("Thiết bị hỏng", "Device stopped"),
        (
            "Một thiết bị của máy ngừng đã lâu.",
            "One of its devices has been stopped for a while.",
        ),
        (
            "Gọi đơn vị xem thiết bị; không xong thì mang thiết bị thay thế đến.",
            "Have the office look at it; if that does not help, bring another one.",
        ),
    ),
    Alarm.CHECKS: _row(
        *(Press.TODAY, Actor.TECHNICIAN),
        ("Máy tự kiểm tra thấy hỏng", "Its own checks found it broken"),
        (
            "Lần tự kiểm tra gần nhất của máy có mục không đạt.",
            "The kiosk's last checks of itself found something broken.",
        ),
        (
            "Xem các mục ở trang của máy; làm theo lời dặn tại máy: lệnh kiosk-doctor.",
            "See the checks on its page; follow what the command kiosk-doctor says at the box.",
        ),
    ),
    Alarm.BACKLOG: _row(
        *(Press.TODAY, Actor.TECHNICIAN),
        ("Tồn nhiều hồ sơ", "Many cases wait"),
        (
            "Nhiều hồ sơ đang chờ gửi.",
            "Many cases wait to be sent.",
        ),
        (
            "Xem đường truyền có đủ nhanh không, giờ nào máy được phép gửi.",
            "See whether the line is fast enough, and in which hours it may be used.",
        ),
    ),
    Alarm.CERTIFICATE_ENDING: _row(
        *(Press.TODAY, Actor.TECHNICIAN),
        ("Chứng thư sắp hết hạn", "Certificate ends soon"),
        (
            "Chứng thư của máy sắp hết hạn mà chưa được gia hạn.",
            "Its certificate ends soon and was not renewed.",
        ),
        (
            "Máy tự gia hạn; nếu ba ngày nữa vẫn còn cảnh báo này thì xem nhật ký của máy.",
            "It renews by itself; if this is still here in three days, read its log.",
        ),
    ),
    Alarm.CLOCK: _row(
        *(Press.TODAY, Actor.TECHNICIAN),
        ("Đồng hồ sai", "Clock wrong"),
        (
            "Đồng hồ của máy lệch so với trung tâm.",
            "Its clock differs from the centre's.",
        ),
        (
            "Chỉnh giờ của máy; nếu lệch lại thì thay pin.",
            "Set it right; if it goes wrong again, replace its battery.",
        ),
    ),
    Alarm.RULES_EXPIRED: _row(
        *(Press.TODAY, Actor.CENTRE),
        ("Quy định quá hạn", "Rules expired"),
        (
            "Bộ quy định máy đang dùng đã quá hạn.",
            "The rules it uses are out of date.",
        ),
        (
            "Xem trung tâm đã gia hạn bộ quy định chưa, rồi xem mạng và giờ của máy.",
            "See whether the centre extended them, then the kiosk's line and clock.",
        ),
    ),
    Alarm.RULES_REFUSED: _row(
        *(Press.TODAY, Actor.CENTRE),
        ("Không nhận quy định mới", "New rules not taken"),
        (
            "Máy không dùng được bộ quy định mới và giữ bộ cũ.",
            "It cannot use the new rules and keeps the old ones.",
        ),
        (
            "Đọc lý do trên trang của quầy, sửa bộ quy định và phát hành lại.",
            "Read why on the desk's page, mend the rules and publish them again.",
        ),
    ),
    Alarm.CENTRE_RESTORED: _row(
        *(Press.TODAY, Actor.CENTRE),
        ("Trung tâm mất biên nhận", "The centre lost receipts"),
        (
            "Trung tâm có ít biên nhận hơn máy đã nhận: trung tâm vừa lùi về bản sao cũ.",
            "The centre has fewer receipts than the kiosk was given: it went back to an older copy.",
        ),
        (
            "Máy tự gửi lại những gì còn giữ. Xem bản sao nào vừa được đưa về, và hồ sơ nào chỉ còn trên giấy.",
            "Kiosks send again what they still hold. See which copy was put back, and which cases are on paper only.",
        ),
    ),
    Alarm.RULES_BEHIND: _row(
        *(Press.LATER, Actor.TECHNICIAN),
        ("Quy định cũ", "Older rules"),
        (
            "Máy dùng bộ quy định cũ hơn bộ đã phát hành cho máy.",
            "It uses older rules than those published for it.",
        ),
        (
            "Chờ một ngày; nếu vẫn vậy thì xem mạng của máy.",
            "Wait a day; if it stays so, look at its line.",
        ),
    ),
    Alarm.SOFTWARE_BEHIND: _row(
        *(Press.LATER, Actor.TECHNICIAN),
        ("Phần mềm cũ", "Older software"),
        (
            "Phần mềm của máy cũ hơn bản mới nhất đang chạy trong tỉnh.",
            "Its software is older than the newest in the province.",
        ),
        (
            "Đưa máy vào lần cập nhật tới.",
            "Take it along in the next update.",
        ),
    ),
    Alarm.NEVER_SEEN: _row(
        *(Press.LATER, Actor.TECHNICIAN),
        ("Chưa liên lạc lần nào", "Never seen"),
        (
            "Máy đã có tên ở trung tâm nhưng chưa liên lạc lần nào.",
            "It has a name at the centre and has never spoken.",
        ),
        (
            "Xem máy đã lắp chưa; tên thừa thì xoá đi.",
            "See whether it was installed; take a name away that nobody needs.",
        ),
    ),
}
