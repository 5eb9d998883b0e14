"""What the page of the registers says."""

from kiosk.model import Words

TEXT: dict[str, Words] = {
    "books": Words("Sổ", "Books"),
    "register": Words("Sổ theo dõi hồ sơ", "Register of cases"),
    "about": Words(
        "Mỗi hồ sơ được tiếp nhận có một số thứ tự, liên tục từ 1 trong quyển của năm. Số hủy vẫn giữ, không dùng lại.",
        "Each accepted case has a number, from 1 without a gap in the book of its year. A void number stays and is "
        "never used again.",
    ),
    "none": Words("Chưa có hồ sơ nào được tiếp nhận.", "No case was accepted yet."),
    "month": Words("Tháng", "Month"),
    "book": Words("Quyển số", "Book"),
    "all_books": Words("Tất cả các quyển", "All books"),
    "entries": Words("Hồ sơ", "Cases"),
    "void": Words("Trong đó hủy", "Void among them"),
    "print": Words("Tải về", "Download"),
    "pdf": Words("PDF để in", "PDF to print"),
    "xlsx": Words("Excel", "Excel"),
    "csv": Words("CSV", "CSV"),
    "file": Words("{kind}: {book}, tháng {month}", "{kind}: {book}, {month}"),
    "check": Words("Đối chiếu sổ với nhật ký", "Compare the register with the journal"),
    "whole": Words(
        "Sổ khớp với nhật ký: không số nào thiếu, không dòng nào bị sửa.",
        "The register is as the journal has it: no number is missing, no line was changed.",
    ),
    "broken": Words(
        "Sổ không khớp với nhật ký. Xin báo lãnh đạo và kỹ thuật viên; không sửa thêm.",
        "The register is not as the journal has it. Tell a leader and a technician; change nothing more.",
    ),
    "journal": Words("Nhật ký bị sửa từ dòng {seq}", "The journal was changed from row {seq} on"),
    "changed": Words("Bị sửa", "Changed"),
    "missing": Words("Bị mất", "Missing"),
    "unknown": Words("Thêm ngoài nhật ký", "Not in the journal"),
    "number": Words("Số thứ tự", "Number"),
    "finding": Words("Sai khác", "Difference"),
}
