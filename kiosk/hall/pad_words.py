"""What the calling pad says: to a clerk, short, in the words on its keys."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.model import Words
from kiosk.rules.queue.deeds import Why

TEXT: Mapping[str, Words] = {
    "title": Words("Quầy {n}: gọi số", "Counter {n}: calling"),
    "counter": Words("Quầy {n}", "Counter {n}"),
    "all_fields": Words("Mọi lĩnh vực", "All fields"),
    "sign_in": Words("Bàn gọi số", "Calling pad"),
    "which": Words("Quầy nào?", "Which counter?"),
    "code": Words("Mã của quầy", "The counter's code"),
    "enter": Words("Vào quầy", "Sign in"),
    "until": Words("Nhập một lần cho cả ngày làm việc.", "Once for the whole working day."),
    "no_counters": Words(
        "Chưa quầy nào có mã. Nhờ kỹ thuật viên đặt mã cho quầy trong phần cài đặt.",
        "No counter has a code yet. A technician sets one in the settings.",
    ),
    "wrong": Words(
        "Mã không đúng với quầy {n}. Xin nhập lại.",
        "That is not the code of counter {n}. Please type it again.",
    ),
    "which_first": Words("Xin chọn quầy.", "Choose a counter first."),
    "slowly": Words(
        "Vừa có nhiều lần nhập sai. Xin chờ {n}\u00a0giây rồi nhập lại.",
        "There were many wrong codes. Wait {n}\u00a0seconds, then type it again.",
    ),
    "sign_out": Words("Đăng xuất", "Sign out"),
    "no_script": Words(
        "Trang này cần JavaScript: nhờ kỹ thuật viên bật trong trình duyệt.",
        "This page needs JavaScript: a technician can turn it on in the browser.",
    ),
    # Keys.
    "open": Words("Mở quầy", "Open counter"),
    "close": Words("Đóng quầy", "Close counter"),
    "next": Words("Gọi số tiếp theo", "Call next"),
    "space": Words("Phím cách", "Space"),
    "recall": Words("Gọi lại", "Call again"),
    "start": Words("Bắt đầu", "Start"),
    "finish": Words("Xong", "Finish"),
    "missed": Words("Vắng", "No-show"),
    "park": Words("Tạm dừng", "Park"),
    "transfer": Words("Chuyển", "Transfer"),
    "undo": Words("Hoàn tác", "Undo"),
    "never": Words("Thôi", "Never mind"),
    "typed": Words("Gọi một số", "Call a number"),
    "typed_like": Words("vd. 7, A1-007", "e.g. 7, A1-007"),
    "call": Words("Gọi", "Call"),
    "back": Words("Trở lại", "Is back"),
    # What stands there.
    "comes": Words("Tiếp theo", "Next"),
    "nobody": Words("Không có ai chờ quầy này.", "Nobody waits for this counter."),
    "by_field": Words("Đang chờ theo lĩnh vực", "Waiting by field"),
    "aside": Words("Tạm dừng, vắng, hẹn lại", "Parked, missed, later"),
    "lying": Words("Kết quả chờ người dân đến lấy", "Results waiting to be collected"),
    "lying_more": Words("và {n} hồ sơ nữa", "and {n} more"),
    "ready": Words("Có kết quả, mời lại", "Result is there: call back"),
    "called_for": Words("Đã gọi {n}\u00a0lần · {age}", "Called {n}\u00a0times · {age}"),
    "called_once": Words("Đang gọi · {age}", "Called · {age}"),
    "serving_for": Words("Đang phục vụ · {age}", "Serving · {age}"),
    "parked_for": Words("Tạm dừng · {age}", "Parked · {age}"),
    "missed_for": Words("Vắng · {age}", "No-show · {age}"),
    "later_at": Words("Hẹn trở lại {at}", "Comes back at {at}"),
    "also_here": Words("Cũng đang ở quầy này · {age}", "Is at this counter too · {age}"),
    "ready_for": Words("Có kết quả · {age}", "Result is there · {age}"),
    "for_you": Words("Chờ riêng quầy này", "Waits for this counter"),
    "lane": Words(
        "{n} hồ sơ trong ngày, còn {minutes}\u00a0phút đến {cut}",
        "{n} to be settled today, {minutes}\u00a0minutes to {cut}",
    ),
    "contested": Words(
        "{label} đã được quầy {n} gọi trước.", "{label} was called by counter {n} before."
    ),
    "contested_do": Words(
        "Nếu người này đang ở đây, xin mời sang quầy {n}.",
        "If they stand here, please show them to counter {n}.",
    ),
    "to_counter": Words("Quầy {n}", "Counter {n}"),
    "shut": Words("đang đóng", "closed"),
    # Calls for a clerk.
    "clerk_called": Words("Kiosk {n} gọi cán bộ", "Kiosk {n} calls a clerk"),
    "clerk_called_one": Words("Kiosk gọi cán bộ", "The kiosk calls a clerk"),
    "at_step": Words("Màn hình: {step}", "Screen: {step}"),
    "clerk_goes": Words("Quầy {n} đang đến", "Counter {n} is on the way"),
    "go": Words("Tôi đến", "I go"),
    "clerk_done": Words("Đã xong", "Done"),
    # Other machines.
    "silent": Words("Máy {n} không trả lời", "Machine {n} does not answer"),
    "silent_do": Words(
        "Số lấy ở máy {n} vẫn được giữ nhưng chưa gọi được từ đây. Hãy xem máy {n} còn bật không.",
        "Numbers given by machine {n} are kept, but cannot be called from here. See whether it is on.",
    ),
    "is_off": Words("Máy {n} đã tắt…", "Machine {n} is off…"),
    "sure": Words(
        "Máy {n} tắt hẳn rồi chứ? Nếu máy ấy còn chạy ở chỗ khác, một số có thể bị gọi hai lần.",
        "Is machine {n} really off? If it still runs somewhere, a number might be called twice.",
    ),
    "surely": Words("Đã tắt, gọi số của máy {n} từ đây", "It is off: call its numbers from here"),
    "surely_not": Words("Chưa, để tôi đi xem", "Not yet: I will look"),
    "taken_over": Words(
        "Các số của máy {n} nay được gọi từ đây.", "Numbers of machine {n} are called from here."
    ),
    # What the script says by itself.
    "just_now": Words("dưới 1\u00a0phút", "just now"),
    "minutes": Words("{n}\u00a0phút", "{n}\u00a0min"),
    "hours": Words("{h}\u00a0giờ\u00a0{n}", "{h}\u00a0h\u00a0{n}"),
    "waiting": Words("{n}\u00a0người chờ", "{n}\u00a0waiting"),
    "nobody_waits": Words("Không có ai chờ", "Nobody waits"),
    "nobody_now": Words("Chưa gọi ai", "Nobody called"),
    "closed_now": Words("Quầy đang đóng", "The counter is closed"),
    "where_to": Words("Chuyển {label} đến đâu?", "Where does {label} go?"),
    "who_is_back": Words("Ai trở lại?", "Who is back?"),
    "which_one": Words("Gọi số nào?", "Which number?"),
    "of_day": Words("Số ngày {day}", "Of {day}"),
    "gone": Words(
        "Mất kết nối từ {at}. Màn hình giữ nguyên như lúc đó; trang tự nối lại, không mất số nào.",
        "No connection since {at}. The page keeps what it showed, connects again by itself, and no number is lost.",
    ),
    "gone_first": Words(
        "Chưa nối được với máy gọi số. Trang tự thử lại.",
        "Not connected to the desk yet. The page tries again by itself.",
    ),
    "again": Words("Chưa có trả lời, đang gửi lại…", "No answer yet, asking again…"),
    "unsent": Words(
        "Chưa gửi được. Xin bấm lại khi có kết nối; bấm lại không gọi hai lần.",
        "It was not sent. Press again when there is a connection; nothing is done twice.",
    ),
}

# Handed to the page's script, which has no words of its own.
FOR_SCRIPT = (
    *("title", "open", "close", "next", "finish", "just_now", "minutes", "hours", "waiting"),
    *("nobody_waits", "nobody_now", "closed_now", "where_to", "who_is_back"),
    *("gone", "gone_first", "again", "unsent"),
)

# What the pad says after a deed; {label} is the number it was about.
DONE: Mapping[str, Words] = {
    "next": Words("Đã gọi {label}.", "{label} called."),
    "next-nobody": Words("Xong. Không còn ai chờ.", "Finished. Nobody waits."),
    "call": Words("Đã gọi {label}.", "{label} called."),
    "recall": Words("Đã gọi lại {label}.", "{label} called again."),
    "start": Words("{label} đang được phục vụ.", "{label} is being served."),
    "transfer": Words(
        "Đã chuyển {label}, giữ nguyên chỗ.", "{label} transferred, keeps its place."
    ),
    "transfer-closed": Words(
        "Đã chuyển {label}. Quầy {to} đang đóng: quầy cùng lĩnh vực vẫn gọi số này.",
        "{label} transferred. Counter {to} is closed: counters of the field still call it.",
    ),
    "park": Words("{label} tạm dừng, sẽ trở lại quầy này.", "{label} parked: comes back here."),
    "missed": Words(
        "{label} vắng; đến muộn thì bấm Trở lại.", "{label} did not come; late: Is back."
    ),
    "back": Words("{label} trở lại hàng, giữ nguyên chỗ.", "{label} is back, keeps its place."),
    "finish": Words("{label} xong.", "{label} finished."),
    "undo": Words("Đã hoàn tác.", "Undone."),
    "open": Words("Quầy đã mở.", "The counter is open."),
    "close": Words("Quầy đã đóng.", "The counter is closed."),
    "ready": Words("{label} có kết quả, được mời lại.", "{label}: result is there, called back."),
    "go": Words("Đã báo là bạn đang đến.", "They know that you come."),
    "clerk-done": Words("Đã xong ở kiosk.", "Done at the kiosk."),
    "take-over": Words("Từ giờ gọi cả số của máy {n}.", "Numbers of machine {n} are called too."),
}

# The names of deeds as undone: "Hoàn tác: Vắng A1-007".
NAMES: Mapping[str, Words] = {
    "called": Words("Gọi", "Call"),
    "serving": Words("Bắt đầu", "Start"),
    "parked": Words("Tạm dừng", "Park"),
    "missed": Words("Vắng", "No-show"),
    "done": Words("Xong", "Finish"),
    "waiting": Words("Chuyển, trở lại", "Transfer, back"),
    "left": Words("Trả số", "Given back"),
}

WHY: Mapping[Why, Words] = {
    Why.NOBODY: Words("Không có ai chờ quầy này.", "Nobody waits for this counter."),
    Why.UNKNOWN_COUNTER: Words("Không có quầy đó.", "There is no such counter."),
    Why.UNKNOWN_NUMBER: Words(
        "Không thấy số này hôm nay. Xin xem lại trên phiếu.",
        "That number is not known. Look at the ticket again.",
    ),
    Why.NOBODY_HERE: Words("Quầy chưa gọi ai.", "Nobody was called to this counter."),
    Why.NOT_HERE: Words(
        "Số này không còn ở quầy này.", "That number is not at this counter any more."
    ),
    Why.ELSEWHERE: Words("Số này đang ở quầy {n}.", "That number is at counter {n}."),
    Why.OTHER_DESK: Words(
        "Máy đã cấp số này không trả lời, nên chưa gọi được từ đây.",
        "The machine that gave this number does not answer: it cannot be called from here yet.",
    ),
    Why.OVER: Words("Số này đã xong.", "That number is finished."),
    Why.NOT_FINISHED: Words("Số này chưa xong.", "That number is not finished yet."),
    Why.SOMEBODY_HERE: Words(
        "Quầy {n} còn người. Xin bấm Xong hoặc Chuyển trước.",
        "Somebody is at counter {n}. Finish or transfer first.",
    ),
    Why.NOWHERE: Words("Xin chọn nơi chuyển đến.", "Choose where it goes."),
    Why.NOTHING: Words("Không có gì để hoàn tác.", "There is nothing to undo."),
    Why.TOO_LATE: Words(
        "Không hoàn tác được nữa: số này đã sang bước khác.",
        "Too late to undo: it has gone on since.",
    ),
    Why.LINE: Words(
        "Máy kia chưa trả lời. Xin bấm lại; bấm lại không gọi hai lần.",
        "The other machine did not answer. Press again; nothing is done twice.",
    ),
    Why.JUST_BACK: Words(
        "Máy này vừa bật lại, đang hỏi các máy khác. Xin chờ một chút rồi bấm lại.",
        "This machine was away and asks the others first. Wait a moment, then press again.",
    ),
    Why.STILL_HEARD: Words(
        "Máy đó vẫn đang chạy, nên số của máy ấy không bị chuyển.",
        "That machine is still on: its numbers stay with it.",
    ),
    Why.NO_CALL: Words("Không còn ai gọi cán bộ ở đó.", "Nobody calls a clerk there any more."),
}

# The kiosk's screens as a clerk knows them, by the step that a call for a clerk names.
STEPS: Mapping[str, Words] = {
    "welcome": Words("chào", "welcome"),
    "choose-language": Words("chọn ngôn ngữ", "language"),
    "choose-procedure": Words("chọn thủ tục", "choosing a procedure"),
    "show-procedure": Words("xem thủ tục", "looking at a procedure"),
    "privacy-notice": Words("thông tin cá nhân", "privacy notice"),
    "present-card": Words("đặt thẻ", "laying down the card"),
    "reading-card": Words("đọc thẻ", "reading the card"),
    "confirm-holder": Words("xác nhận người trên thẻ", "is this you"),
    "feed-papers": Words("đặt giấy vào khay", "feeding papers"),
    "scanning": Words("quét giấy", "scanning"),
    "review-pages": Words("xem lại trang", "looking at pages"),
    "sealing": Words("lấy số", "drawing the number"),
    "printing": Words("in phiếu", "printing"),
    "take-ticket": Words("nhận phiếu số", "taking the ticket"),
    "needs-clerk": Words("máy dừng, cần cán bộ", "stopped: needs a clerk"),
    "ask-priority": Words("khai ưu tiên", "priority"),
    "enter-appointment": Words("nhập mã hẹn", "entering an appointment"),
    "visit-question": Words("làm tiếp hay bắt đầu lại", "go on or start over"),
    "leave-question": Words("rời đi", "leaving"),
    "still-there": Words("còn ở đó không", "still there"),
}
