"""What the inbox says."""

from kiosk.model import Words

TEXT: dict[str, Words] = {
    "inbox": Words("Hộp việc", "Inbox"),
    "none": Words("Không có hồ sơ nào.", "No cases."),
}
