"""What is said when one act was done to many cases."""

from kiosk.model import Words

TEXT: dict[str, Words] = {
    "batch": Words("{what}: xong {done}/{all} hồ sơ", "{what}: {done} of {all} cases done"),
    "nothing": Words(
        "Chưa chọn hồ sơ nào. Xin đánh dấu hồ sơ trong hộp việc.",
        "No case was chosen: tick some in the inbox.",
    ),
    "done": Words("Đã xong", "Done"),
    "not_done": Words("Chưa làm", "Not done"),
    "case": Words("Hồ sơ", "Case"),
    "outcome": Words("Kết quả", "Outcome"),
    "first": Words("{who} {did} lúc {when}.", "{who} {did} at {when}."),
    "centre": Words("Trung tâm", "The centre"),
    "elsewhere": Words(
        "Hồ sơ ở máy khác; xin mở hồ sơ để làm tại máy đó.",
        "Another kiosk holds it: open the case to do it there.",
    ),
    "gone": Words("Hồ sơ không còn ở máy này.", "The case is no longer at this kiosk."),
    "undo": Words(
        "Mở từng hồ sơ để hoàn tác trong 10 phút.",
        "Open a case to take it back within 10 minutes.",
    ),
    "again": Words("Về hộp việc", "To the inbox"),
}
