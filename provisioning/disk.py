"""What a disk that gives up means for the technician."""

from __future__ import annotations

import errno

from kiosk.model import Words

FULL = Words(
    "Thẻ nhớ đã đầy, chưa cài thêm gì: hãy dùng thẻ từ 16 GB trở lên hoặc xóa bớt, rồi chạy lại.",
    "The card is full, nothing more was installed: use one of 16 GB or more, or make room, then run this again.",
)
READ_ONLY = Words(
    "Thẻ nhớ không cho ghi: hãy mở khóa ghi hoặc thay thẻ, rồi chạy lại.",
    "The card takes no writing: release its lock or replace it, then run this again.",
)
WORN = Words(
    "Thẻ nhớ bị lỗi khi đọc, ghi: hãy thay thẻ rồi cài lại.",
    "The card fails when it is read or written: replace it and begin again.",
)
_SAID = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EIO: WORN,
}


def said(error: OSError) -> Words | None:
    """One sentence where it is the disk's doing; None where it is not."""
    return _SAID.get(error.errno or 0)


def said_in(text: str) -> Words | None:
    """The same for what a program of the system complained of."""
    told = {"No space left on device": FULL, "Read-only file system": READ_ONLY}
    told["Input/output error"] = WORN
    return next((words for shown, words in told.items() if shown in text), None)
