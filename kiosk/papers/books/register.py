"""The register of cases (form 07) as a table, with the columns that the law gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.contract.news import CaseStatus
from kiosk.papers.books.table import Cell, Column, Kind, Table
from kiosk.store.register import OVER, Entry

DAYS, BACK = "Ngày, tháng, năm", "Trả kết quả"
COLUMNS = (
    Column("Số thứ tự", 11, Kind.NUMBER),
    Column("Mã hồ sơ", 27),
    Column("Tên thủ tục hành chính", 32),
    Column("Số bộ", 8, Kind.NUMBER),
    Column("Tên cá nhân, tổ chức", 28),
    Column("Địa chỉ, số điện thoại", 30),
    Column("Cơ quan giải quyết", 21),
    Column("Nhận hồ sơ", 17, Kind.MOMENT, DAYS),
    Column("Hẹn trả kết quả", 17, Kind.MOMENT, DAYS),
    Column("Chuyển giải quyết", 17, Kind.MOMENT, DAYS),
    Column("Nhận kết quả", 17, Kind.MOMENT, DAYS),
    Column("Ngày trả", 17, Kind.MOMENT, BACK),
    Column("Phương thức nhận", 16, Kind.TEXT, BACK),
    Column("Ký nhận", 14, Kind.TEXT, BACK),
    Column("Ghi chú", 21),
)
BOOK = Column("Quyển số", 13)
DELIVERY = {"direct": "Trực tiếp", "post": "Bưu chính công ích", "online": "Trực tuyến"}
VOID, ASKED, KEPT = "Hủy", "Đã xóa theo yêu cầu", "Hết thời hạn lưu"
_NOTES = {
    CaseStatus.WITHDRAWN.value: "Rút hồ sơ",
    CaseStatus.STOPPED.value: "Dừng giải quyết",
    CaseStatus.NOT_ACCEPTED.value: "Từ chối",
}


@dataclass(frozen=True)
class About:
    """What stands around the lines. `month`: "2026-11", `book`: "01/2026"; "": all of them."""

    heads: tuple[str, ...]
    title: str  # as the law of the day names the register
    month: str = ""
    book: str = ""
    form: str = ""  # which form it is


def register(about: About, entries: Sequence[Entry]) -> Table:
    """A row for each entry, in their order; of all books, a column more tells which."""
    several = not about.book
    rows = [(entry.book, *_row(entry)) if several else _row(entry) for entry in entries]
    void = sum(entry.void for entry in entries)
    total = f"Cộng: {len(entries)} hồ sơ, trong đó {void} số hủy."
    ended = sum(entry.outcome.ended is not None for entry in entries if not entry.void)
    return Table(
        about.heads,
        about.title,
        _period(about),
        (BOOK, *COLUMNS) if several else COLUMNS,
        rows,
        (total, f"Đã kết thúc: {ended} hồ sơ."),
        ("NGƯỜI LẬP SỔ", "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ"),
        about.form,
    )


def _period(about: About) -> str:
    book = f"Quyển số {about.book}" if about.book else "Tất cả các quyển"
    year, _, month = about.month.partition("-")
    return f"{book} – Tháng {int(month)} năm {year}" if about.month else book


def _row(entry: Entry) -> tuple[Cell, ...]:
    line, became = entry.line, entry.outcome
    reached = ", ".join(part for part in (line.address, line.phone) if part)
    how = DELIVERY.get(became.how or line.delivery, became.how)
    blank = bool(entry.gone)
    return (
        entry.number,
        line.code,
        line.procedure_name,
        None if blank else line.copies,
        line.on_behalf_of or line.name,
        reached,
        line.agency,
        line.received,
        became.due or line.due,
        became.handed_on,
        became.issued,
        became.ended,
        "" if blank else how,
        "",
        "; ".join(_notes(entry)),
    )


def _notes(entry: Entry) -> list[str]:
    found = [VOID] if entry.void else []
    if entry.gone:
        found.append(KEPT if entry.gone == OVER else ASKED)
    if entry.outcome.status in _NOTES:
        found.append(_NOTES[entry.outcome.status])
    if entry.line.on_behalf_of and entry.line.name:
        found.append(f"Người nộp: {entry.line.name}")
    if entry.outcome.result:
        found.append(f"Số kết quả: {entry.outcome.result}")
    return found
