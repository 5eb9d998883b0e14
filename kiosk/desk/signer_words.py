"""What `python -m kiosk.desk signers` says."""

from __future__ import annotations

from kiosk.model import Words
from kiosk.store.signers import Unfit

SAYS: dict[str, Words] = {
    "nobody": Words("Danh sách người ký chưa có ai.", "The registry of signers is empty."),
    "since": Words("từ {since}", "from {since}"),
    "until": Words("từ {since} đến hết {until}", "from {since} to {until}"),
    "never": Words("đã rút lại", "taken back"),
    "for": Words("ký thay {post}", "in place of {post}"),
    "bound": Words("chứng thư {sha}", "certificate {sha}"),
    "unbound": Words("CHƯA ghi nhận chứng thư", "NO certificate bound"),
    "post": Words("Hôm nay – {role}: {who}.", "Today – {role}: {who}."),
    "vacant": Words("chưa có ai được phân công", "nobody is named"),
    "vacant_since": Words("trống từ {since}", "vacant since {since}"),
    "added": Words(
        "Đã thêm dòng {id}. Cần ghi nhận chứng thư: cắm thiết bị ký số rồi gõ signers bind {id} --token",
        "Line {id} added. Its certificate is still to be bound: plug the token in, then "
        "signers bind {id} --token",
    ),
    "ended": Words("Dòng {id} hết hạn sau ngày {until}.", "Line {id} is over after {until}."),
    "retracted": Words(
        "Đã rút lại dòng {id}: không ngày nào được ký theo dòng này.",
        "Line {id} is taken back: on no day may anybody sign by it.",
    ),
    "held": Words(
        "Chứng thư của {who}, dùng được đến {until}.", "Certificate of {who}, valid to {until}."
    ),
    "is_bound": Words(
        "Đã ghi nhận chứng thư {sha} cho dòng {id}.", "Certificate {sha} is bound to line {id}."
    ),
    "many": Words("Mã “{id}” trùng với nhiều dòng.", "More than one line begins with “{id}”."),
    "unreadable": Words(
        "Tệp này không phải chứng thư số, hoặc đã hỏng.",
        "This file is no certificate that can be read.",
    ),
    "day": Words(
        "{day} không phải một ngày; xin ghi như 23/11/2026 hoặc 2026-11-23.",
        "{day} is no day; write it as 23/11/2026 or 2026-11-23.",
    ),
    "missing": Words("Không mở được tệp này.", "This file cannot be opened."),
}

UNFIT: dict[Unfit, Words] = {
    Unfit.NAME: Words(
        "Họ tên trống, quá dài hoặc có ký tự lạ.", "The name is empty, too long or has odd letters."
    ),
    Unfit.TITLE: Words(
        "Chức danh trống, quá dài hoặc có ký tự lạ.",
        "The title is empty, too long or has odd letters.",
    ),
    Unfit.DATES: Words(
        "Ngày cuối không được trước ngày đầu.", "The last day must not be before the first."
    ),
    Unfit.NO_SUCH_LINE: Words("Không có dòng ấy trong danh sách.", "There is no such line."),
    Unfit.OTHER_ROLE: Words(
        "Người ký thay phải cùng vai trò với dòng được thay.",
        "A delegate signs for the role of the line he stands in for.",
    ),
    Unfit.DELEGATE_OF_DELEGATE: Words(
        "Dòng ấy cũng là ký thay; hãy nêu dòng của người giữ chức vụ.",
        "That line is a delegate's itself; name the line of who holds the post.",
    ),
    Unfit.ENDED: Words(
        "Dòng này đã hết hạn trước đó; cần thêm hạn mới thì dùng signers add.",
        "This line is over before that; add a new one with signers add.",
    ),
    Unfit.CERTIFICATE_TAKEN: Words(
        "Chứng thư này đã ghi cho vai trò kia: người ký và con dấu phải là hai chứng thư.",
        "This certificate has the other role: signature and seal take two certificates.",
    ),
}
