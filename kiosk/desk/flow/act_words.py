"""What the acts are called, on buttons and once they are done; why one was not done."""

from __future__ import annotations

from kiosk.model import Words
from kiosk.rules.flow.acts import Kind, Place
from kiosk.rules.flow.deeds import Why
from kiosk.rules.roster import Role

# Behind the name of whoever did it.
DID: dict[Kind, Words] = {
    Kind.RECEIVED: Words("đã tiếp nhận hồ sơ", "accepted the case"),
    Kind.ASKED_MORE: Words("đã yêu cầu bổ sung giấy tờ", "asked for more papers"),
    Kind.PAPERS_CAME: Words("đã nhận giấy tờ bổ sung", "took the further papers"),
    Kind.DECLINED: Words("đã từ chối tiếp nhận", "refused the case"),
    Kind.TAKEN: Words("đã nhận xử lý", "took the case in hand"),
    Kind.HANDED_ON: Words("đã chuyển hồ sơ", "handed the case on"),
    Kind.SENT_BACK: Words("đã trả lại hồ sơ", "sent the case back"),
    Kind.APPROVED: Words("đã duyệt", "approved it"),
    Kind.ISSUED: Words("đã phát hành kết quả", "issued the result"),
    Kind.RETURNED: Words("đã trả kết quả cho công dân", "handed the result over"),
    Kind.PAYMENT_ASKED: Words("đã yêu cầu nộp phí, lệ phí", "asked for a payment"),
    Kind.PAID: Words("đã xác nhận thu tiền", "confirmed the payment"),
    Kind.EXTENDED: Words("đã xin lỗi và hẹn lại ngày trả", "apologised and set a later date"),
    Kind.REDATED: Words("đã sửa hạn trả kết quả", "changed the due date"),
    Kind.STOPPED: Words("đã dừng giải quyết", "stopped the case"),
    Kind.WITHDRAWN: Words("đã ghi nhận công dân rút hồ sơ", "noted that the citizen withdrew"),
    Kind.NOTED: Words("đã ghi chú", "left a remark"),
    Kind.UNDONE: Words("đã hoàn tác việc vừa làm", "took the last act back"),
}

BUTTON: dict[Kind, Words] = {
    Kind.RECEIVED: Words("Tiếp nhận", "Accept"),
    Kind.ASKED_MORE: Words("Yêu cầu bổ sung", "Ask for more papers"),
    Kind.PAPERS_CAME: Words("Đã nhận đủ giấy tờ", "The papers came"),
    Kind.DECLINED: Words("Từ chối tiếp nhận", "Refuse"),
    Kind.TAKEN: Words("Tôi xử lý", "I take it"),
    Kind.HANDED_ON: Words("Chuyển", "Hand on"),
    Kind.SENT_BACK: Words("Trả lại", "Send back"),
    Kind.APPROVED: Words("Duyệt", "Approve"),
    Kind.ISSUED: Words("Phát hành", "Issue"),
    Kind.RETURNED: Words("Đã trả kết quả", "Result handed over"),
    Kind.PAYMENT_ASKED: Words("Yêu cầu nộp phí", "Ask for a payment"),
    Kind.PAID: Words("Đã thu tiền", "Paid"),
    Kind.EXTENDED: Words("Xin lỗi, hẹn lại ngày trả", "Apologise and set a later date"),
    Kind.REDATED: Words("Sửa hạn trả", "Change the due date"),
    Kind.STOPPED: Words("Dừng giải quyết", "Stop the case"),
    Kind.WITHDRAWN: Words("Công dân rút hồ sơ", "The citizen withdraws"),
    Kind.NOTED: Words("Ghi chú", "Remark"),
    Kind.UNDONE: Words("Hoàn tác", "Undo"),
}

# A handing on is called by where it leads.
TO: dict[Place, Words] = {
    Place.RECEPTION: Words("Chuyển bộ phận tiếp nhận", "Hand to reception"),
    Place.SPECIALIST: Words("Chuyển chuyên môn", "Hand to the specialist"),
    Place.LEADER: Words("Trình lãnh đạo", "Submit to the leader"),
    Place.ARCHIVIST: Words("Chuyển văn thư", "Hand to the archivist"),
    Place.RETURN: Words("Chuyển quầy trả kết quả", "Hand to the return desk"),
}

ROLE: dict[Role, Words] = {
    Role.CLERK: Words("cán bộ tiếp nhận", "clerk"),
    Role.SPECIALIST: Words("công chức chuyên môn", "specialist"),
    Role.LEADER: Words("lãnh đạo", "leader"),
    Role.ARCHIVIST: Words("văn thư", "archivist"),
    Role.HELPER: Words("người hỗ trợ", "helper"),
    Role.TECHNICIAN: Words("kỹ thuật viên", "technician"),
}

WHY: dict[Why, Words] = {
    Why.RIGHT: Words(
        "Vai trò hiện tại không được làm việc này.", "This is not for the roles you hold today."
    ),
    Why.PLACE: Words(
        "Hồ sơ đang ở bộ phận khác, nên chưa làm được việc này.",
        "The case lies in another inbox, so this cannot be done now.",
    ),
    Why.OVER: Words("Hồ sơ đã kết thúc.", "The case is over."),
    Why.RECEIVED: Words("Hồ sơ đã được tiếp nhận.", "The case is accepted already."),
    Why.NOT_RECEIVED: Words("Hồ sơ chưa được tiếp nhận.", "The case is not accepted yet."),
    Why.RESTS: Words(
        "Hồ sơ đang chờ công dân bổ sung giấy tờ hoặc nộp phí.",
        "The case waits for papers or a payment of its citizen.",
    ),
    Why.NOT_WAITED: Words(
        "Hồ sơ không chờ giấy tờ hay khoản nộp nào như vậy.", "Nothing of the kind is waited for."
    ),
    Why.NO_CLOCK: Words("Hồ sơ này không có hạn trả.", "This case has no due date."),
    Why.EXTENDED: Words(
        "Đã hẹn lại hết số lần được phép.", "It was put off as often as is allowed."
    ),
    Why.TARGET: Words(
        "Từ đây không chuyển thẳng tới nơi đó được.", "It cannot go there from here."
    ),
    Why.GROUND: Words("Cần ghi rõ lý do.", "Say why."),
    Why.WANTED: Words("Cần ghi rõ giấy tờ còn thiếu.", "Say which papers are missing."),
    Why.NOTHING: Words("Không còn việc nào để hoàn tác.", "There is nothing to undo."),
    Why.ANOTHERS: Words(
        "Chỉ người vừa làm mới hoàn tác được.", "Only whoever did it may take it back."
    ),
    Why.LATE: Words(
        "Chỉ hoàn tác được trong 10 phút.", "It may be taken back within 10 minutes only."
    ),
    Why.PAPER_OUT: Words(
        "Văn bản hoặc kết quả đã ra khỏi cơ quan nên không hoàn tác được; xin làm việc tiếp theo.",
        "Its paper has left the house and is not taken back: do what follows instead.",
    ),
    Why.AMOUNT: Words("Cần ghi số tiền.", "Say the amount."),
    Why.DATE: Words("Cần chọn một ngày từ hôm nay trở đi.", "Choose a day from today on."),
    Why.NOBODY: Words(
        "Người được chọn hôm nay không giữ vai trò đó.",
        "Whoever was chosen does not hold that role today.",
    ),
}
