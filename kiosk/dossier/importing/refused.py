"""Why something brought along is not taken: the one table, in the words of both languages."""

from __future__ import annotations

from enum import StrEnum

from kiosk.model import Words


class ImportReason(StrEnum):
    """Everything that keeps a foreign file, a stick or a line of a list out."""

    # a file
    OTHER_KIND = "other-kind"
    HEIC = "heic"
    OFFICE = "office"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_MANY_PAGES = "too-many-pages"
    UNREADABLE = "unreadable"
    # a PDF
    ENCRYPTED = "encrypted"
    SCRIPT = "script"
    ACTION = "action"
    EMBEDDED = "embedded"
    FORM = "form"
    MEDIA = "media"
    EXTERNAL = "external"
    TOO_COMPLEX = "too-complex"
    PAGE_SIZE = "page-size"
    NO_RENDERER = "no-renderer"
    # where it lies
    MISSING = "missing"
    OUTSIDE = "outside"
    NO_FILE = "no-file"
    STICK_UNSAFE = "stick-unsafe"
    STICK_GONE = "stick-gone"
    # a list of old cases
    LIST_NO_TEXT = "list-no-text"
    LIST_NO_HEADER = "list-no-header"
    LIST_TOO_LONG = "list-too-long"
    LIST_BUSY = "list-busy"
    ROW_SHAPE = "row-shape"
    ROW_REFERENCE = "row-reference"
    ROW_PROCEDURE = "row-procedure"
    ROW_DOCUMENT = "row-document"
    ROW_HOLDER = "row-holder"
    ROW_TWICE = "row-twice"
    ROW_DIFFERS = "row-differs"


class ImportRefused(Exception):
    """Nothing was taken in; `reason` says why, and `detail` never quotes what stands in the file."""

    def __init__(self, reason: ImportReason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail


def words(reason: ImportReason) -> Words:
    """The one sentence a person gets; every reason has it (kept by a test)."""
    return TABLE[reason]


TABLE: dict[ImportReason, Words] = {
    ImportReason.OTHER_KIND: Words(
        "Tệp này không phải ảnh JPEG, PNG, TIFF hay tệp PDF.",
        "This is neither a JPEG, PNG or TIFF picture nor a PDF.",
    ),
    ImportReason.HEIC: Words(
        "Ảnh dạng HEIC chưa nhận được; xin chọn dạng JPEG trong cài đặt máy ảnh rồi chụp lại.",
        "HEIC pictures are not taken; please set the phone's camera to JPEG and take it again.",
    ),
    ImportReason.OFFICE: Words(
        "Tệp Word, Excel hay tệp nén không nhận được; xin lưu thành PDF.",
        "Word, Excel and archive files are not taken; please save it as a PDF.",
    ),
    ImportReason.EMPTY: Words("Tệp này trống.", "This file is empty."),
    ImportReason.TOO_LARGE: Words(
        "Tệp này lớn hơn mức máy nhận được.", "This file is larger than what is taken."
    ),
    ImportReason.TOO_MANY_PIXELS: Words(
        "Ảnh này có kích thước quá lớn.", "This picture is larger than a page can be."
    ),
    ImportReason.TOO_MANY_PAGES: Words(
        "Tệp này có nhiều trang hơn mức máy nhận được.",
        "This file has more pages than what is taken.",
    ),
    ImportReason.UNREADABLE: Words(
        "Tệp này bị hỏng hoặc không đọc an toàn được.",
        "This file is broken or cannot be read safely.",
    ),
    ImportReason.ENCRYPTED: Words(
        "Tệp PDF này có khóa; xin lưu một bản không khóa.",
        "This PDF is locked; please save a copy that is not.",
    ),
    ImportReason.SCRIPT: Words(
        "Tệp PDF này chứa chương trình chạy ngầm.", "This PDF contains a program."
    ),
    ImportReason.ACTION: Words(
        "Tệp PDF này tự làm việc khác khi mở ra.", "This PDF does things by itself when opened."
    ),
    ImportReason.EMBEDDED: Words(
        "Tệp PDF này có tệp khác đính kèm bên trong.", "This PDF has other files inside."
    ),
    ImportReason.FORM: Words(
        "Tệp PDF này là biểu mẫu động; xin in ra PDF rồi nộp bản in.",
        "This PDF is a dynamic form; please print it to a PDF and bring that.",
    ),
    ImportReason.MEDIA: Words(
        "Tệp PDF này chứa phim, âm thanh hoặc hình khối.",
        "This PDF contains film, sound or 3D models.",
    ),
    ImportReason.EXTERNAL: Words(
        "Tệp PDF này lấy nội dung từ nơi khác.", "This PDF takes its contents from elsewhere."
    ),
    ImportReason.TOO_COMPLEX: Words(
        "Tệp PDF này quá phức tạp; xin in ra giấy và quét.",
        "This PDF is too complex; please print it and scan the paper.",
    ),
    ImportReason.PAGE_SIZE: Words(
        "Tệp PDF này có trang quá lớn hoặc quá nhỏ.",
        "This PDF has a page that is too large or too small.",
    ),
    ImportReason.NO_RENDERER: Words(
        "Máy này chưa cài phần đọc trang PDF; xin báo kỹ thuật viên.",
        "This kiosk lacks what draws PDF pages; please tell the technician.",
    ),
    ImportReason.MISSING: Words("Không thấy tệp này.", "There is no such file."),
    ImportReason.OUTSIDE: Words(
        "Tệp này nằm ngoài thư mục đã chọn.", "This file lies outside of the chosen folder."
    ),
    ImportReason.NO_FILE: Words(
        "Đây không phải tệp thường.", "This is a folder or something else, not a plain file."
    ),
    ImportReason.STICK_UNSAFE: Words(
        "Thanh nhớ chưa được gắn đúng cách an toàn; xin gọi kỹ thuật viên.",
        "The stick is not attached in the safe way; please call the technician.",
    ),
    ImportReason.STICK_GONE: Words(
        "Thanh nhớ đã bị rút ra; các tệp đã đọc xong vẫn còn, xin cắm lại để đọc tiếp.",
        "The stick was taken out; files read so far are kept, please put it back to go on.",
    ),
    ImportReason.LIST_NO_TEXT: Words(
        "Danh sách không phải tệp CSV UTF-8; trong Excel xin lưu dạng “CSV UTF-8”.",
        "The list is no CSV in UTF-8; in Excel please save it as “CSV UTF-8”.",
    ),
    ImportReason.LIST_NO_HEADER: Words(
        "Dòng đầu của danh sách thiếu cột bắt buộc.",
        "The list's first line lacks a column that must be there.",
    ),
    ImportReason.LIST_TOO_LONG: Words(
        "Danh sách quá dài; xin chia thành nhiều danh sách.",
        "The list is too long; please split it into several.",
    ),
    ImportReason.LIST_BUSY: Words(
        "Đang có một danh sách khác được đưa vào; xin đợi xong rồi chạy lại.",
        "Another list is being brought in; please wait for its end and run this again.",
    ),
    ImportReason.ROW_SHAPE: Words(
        "Dòng này có số ô khác dòng đầu, hoặc ô quá dài.",
        "This line has more or fewer cells than the first, or one that is too long.",
    ),
    ImportReason.ROW_REFERENCE: Words(
        "Mã hồ sơ trống hoặc có dấu lạ.", "The case reference is empty or has odd characters."
    ),
    ImportReason.ROW_PROCEDURE: Words(
        "Mã thủ tục phải có dạng 1.234567.", "The procedure code must look like 1.234567."
    ),
    ImportReason.ROW_DOCUMENT: Words(
        "Mã giấy tờ chỉ gồm chữ thường không dấu, số và gạch nối.",
        "The document id takes small unaccented letters, digits and hyphens only.",
    ),
    ImportReason.ROW_HOLDER: Words(
        "Số định danh phải đủ 12 chữ số, ngày sinh dạng 31/12/1999 hoặc 1999-12-31.",
        "The number must have 12 digits, the birth date look like 31/12/1999 or 1999-12-31.",
    ),
    ImportReason.ROW_TWICE: Words(
        "Dòng này lặp lại một dòng ở trên.", "This line repeats one above it."
    ),
    ImportReason.ROW_DIFFERS: Words(
        "Mã hồ sơ này đã có với thủ tục hoặc người khác.",
        "This case reference is already there with another procedure or person.",
    ),
}
