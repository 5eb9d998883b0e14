"""What the scanning pages and the worklist say."""

from __future__ import annotations

from kiosk.desk.scanning.filing import Unfiled
from kiosk.model import PageVerdict, Words
from kiosk.store.batches import BatchState
from kiosk.store.correcting import CorrectRefusal

TEXT: dict[str, Words] = {
    "scan": Words("Quét", "Scan"),
    "scan_title": Words("Quét giấy tờ", "Scan papers"),
    "worklist": Words("Số hóa sau", "Digitise later"),
    "certified": Words("Sổ chứng thực", "Certification register"),
    "verify": Words("Kiểm tra tệp ký số", "Check a signed file"),
    "counter": Words("Quầy", "Counter"),
    "scanner": Words("Máy quét", "Scanner"),
    "any_scanner": Words("Máy nào rảnh trước", "Whichever is free first"),
    "for_case": Words("Quét thêm cho hồ sơ {code}", "More papers for case {code}"),
    "for_work": Words("Quét cho hồ sơ cũ {reference}", "For the old case {reference}"),
    "start": Words("Quét giấy tờ", "Scan the papers"),
    "start_for": Words("Quét cho thủ tục", "Scan for a procedure"),
    "start_other": Words("Thủ tục khác", "Another procedure"),
    "start_plain": Words("Quét, chọn thủ tục sau", "Scan, choose the procedure later"),
    "how": Words(
        "Đặt giấy vào máy quét, mặt có chữ như hình trên máy, rồi bấm quét. Giữa hai giấy tờ có thể kẹp tờ phân cách.",
        "Lay the papers into the scanner, then start. A separator sheet may lie between two documents.",
    ),
    "queue": Words("Các máy quét lúc này", "The scanners now"),
    "free": Words("đang rảnh", "free"),
    "busy": Words(
        "đang quét cho quầy {counter}: {pages} trang", "scans for counter {counter}: {pages} pages"
    ),
    "waiting_for": Words("đợi: quầy {counters}", "waiting: counters {counters}"),
    "waiting_any": Words(
        "Đợi máy nào rảnh trước: quầy {counters}", "Waiting for any: counters {counters}"
    ),
    "unsorted": Words("Đã quét, chưa sắp xếp", "Scanned, not yet sorted"),
    "batch": Words("Lượt quét {id}", "Batch {id}"),
    "batch_line": Words(
        "quầy {counter} · {pages} trang · {at}", "counter {counter} · {pages} pages · {at}"
    ),
    "sort": Words("Sắp xếp", "Sort"),
    "ahead": Words("Còn {n} lượt quét trước ông/bà.", "{n} batches come before yours."),
    "next": Words(
        "Sắp đến lượt. Xin đặt sẵn giấy vào máy quét.", "You are next. Have your papers ready."
    ),
    "turn": Words(
        "Đến lượt: máy quét “{scanner}” đang chờ giấy hoặc đang quét.",
        "Your turn: scanner “{scanner}” waits for paper, or is scanning.",
    ),
    "fault_now": Words("Máy quét báo: {what}", "The scanner says: {what}"),
    "pages_so_far": Words("{n} trang đã quét", "{n} pages scanned"),
    "looking": Words(
        "Máy đang xem các trang. Xin chờ giây lát.", "The pages are being looked at. One moment."
    ),
    "sort_now": Words("Sắp xếp ngay, không chờ", "Sort now, without waiting"),
    "refresh": Words("Cập nhật", "Refresh"),
    "stop": Words("Dừng quét, giữ trang đã có", "Stop, keep the pages"),
    "page": Words("Trang {n}", "Page {n}"),
    "page_is": Words("Trang {n}: {what}", "Page {n}: {what}"),
    "unseen": Words("chưa kiểm tra được", "not checked"),
    "blank": Words("trang trắng", "blank"),
    "begins": Words("Giấy tờ mới từ trang {n}", "A new document from page {n}"),
    "named": Words("Tên giấy tờ", "Its name"),
    "in_order": Words("Theo thứ tự danh mục", "Next of the checklist"),
    "further": Words("Giấy tờ bổ sung", "Further papers"),
    "drop": Words("Bỏ trang {n}", "Leave page {n} out"),
    "no_blanks": Words("Bỏ {n} trang trắng", "Leave {n} blank pages out"),
    "tap": Words(
        "Bấm vào trang đầu của mỗi giấy tờ. Tên lấy theo thứ tự danh mục; sửa tên ngay dưới trang.",
        "Tap the first page of each document. Names follow the checklist and can be changed below the page.",
    ),
    "procedure": Words("Thủ tục", "Procedure"),
    "choose": Words("Chọn thủ tục", "Choose a procedure"),
    "redraw": Words("Xem lại tên giấy tờ", "Show the names again"),
    "holder": Words("Người nộp hồ sơ", "Who hands in"),
    "holder_hint": Words(
        "Đưa mã QR trên thẻ vào đầu đọc, hoặc gõ. Có thể để trống; ghi nhận là tự khai, chưa xác thực bằng chip.",
        "Read the card's QR code, or type. May stay empty. It counts as declared, not proven by the chip.",
    ),
    "qr": Words("Mã QR trên thẻ", "The card's QR code"),
    "number": Words("Số định danh (12 chữ số)", "Number (12 digits)"),
    "name": Words("Họ và tên", "Name"),
    "birth": Words("Ngày sinh (ngày/tháng/năm)", "Date of birth (day/month/year)"),
    "sex": Words("Giới tính", "Sex"),
    "unsaid": Words("Không ghi", "Not said"),
    "wrong_qr": Words(
        "Mã này không phải mã QR trên thẻ căn cước.", "This is no identity card's QR code."
    ),
    "wrong_number": Words(
        "Số định danh phải có đúng 12 chữ số.", "The number must have 12 digits."
    ),
    "wrong_name": Words(
        "Xin ghi họ và tên như trên giấy tờ tùy thân.", "Write the name as on the identity paper."
    ),
    "wrong_birth": Words(
        "Ngày sinh ghi như 03/02/1956.", "Write the date of birth like 03/02/1956."
    ),
    "wrong_procedure": Words("Xin chọn thủ tục của hồ sơ.", "Choose the procedure of the case."),
    "wrong_reference": Words(
        "Xin ghi mã hồ sơ cũ như trong sổ.", "Write the old case's reference as in the book."
    ),
    "save_new": Words("Lưu thành hồ sơ mới", "Save as a new case"),
    "save_case": Words("Thêm vào hồ sơ {code}", "Add to case {code}"),
    "save_work": Words("Lưu vào hồ sơ cũ {reference}", "Save to the old case {reference}"),
    "other_ends": Words("Cách khác", "Other ways"),
    "to_code": Words("Thêm vào hồ sơ có mã", "Add to the case with the code"),
    "add": Words("Thêm vào hồ sơ này", "Add to this case"),
    "wrong_code": Words("Máy này không có hồ sơ mang mã đó.", "No case here has that code."),
    "later": Words("Để vào danh sách số hóa sau", "Put on the worklist"),
    "reference": Words("Mã hồ sơ cũ", "Reference of the old case"),
    "destroy": Words("Hủy các trang này", "Destroy these pages"),
    "sure": Words(
        "Tôi chắc chắn: các trang này không cần nữa", "I am sure: nobody needs these pages"
    ),
    "not_sure": Words(
        "Chưa hủy gì. Xin đánh dấu ô xác nhận trước.", "Nothing was destroyed: tick the box first."
    ),
    "destroyed": Words(
        "Đã hủy các trang của lượt quét {id}.", "The pages of batch {id} are destroyed."
    ),
    "kept_later": Words("Đã đưa vào danh sách số hóa sau.", "Put on the worklist."),
    "broken_off": Words(
        "Máy bị ngắt giữa chừng. Xin so số trang với giấy: có thể thiếu một trang.",
        "It was interrupted on the way. Compare the pages with the papers: one may be missing.",
    ),
    "settled": Words(
        "Các trang này đã nằm trong hồ sơ {code}. Không có gì được làm hai lần.",
        "These pages are in case {code}. Nothing is done twice.",
    ),
    "open_case": Words("Mở hồ sơ", "Open the case"),
    "none_kept": Words("Lượt quét này không có trang nào.", "This batch has no pages."),
    "again": Words("Quét lượt khác", "Scan another batch"),
    "close": Words(
        "{n} trang nên quét lại: {which}.", "{n} pages should be scanned again: {which}."
    ),
    "full": Words(
        "Máy sắp hết chỗ nên chưa nhận lượt quét mới. {what}", "No room for a new batch. {what}"
    ),
    # worklist
    "backlog": Words("Còn {left} trên {all} giấy tờ", "{left} of {all} papers left"),
    "backlog_bad": Words("{bad} dòng nhập bị lỗi", "{bad} rows could not be brought in"),
    "work_search": Words(
        "Tìm theo mã hồ sơ, họ tên hoặc thủ tục", "Find by reference, name or procedure"
    ),
    "show": Words("Hiện", "Show"),
    "only_left": Words("Còn phải làm", "Still to do"),
    "only_bad": Words("Bị lỗi", "Not brought in"),
    "only_done": Words("Đã xong", "Done"),
    "every": Words("Tất cả", "All"),
    "old_case": Words("Hồ sơ cũ", "Old case"),
    "papers": Words("Giấy tờ", "Papers"),
    "progress": Words("Tiến độ", "Progress"),
    "done_of": Words("{done}/{all} xong", "{done}/{all} done"),
    "no_work": Words("Không có hồ sơ nào khớp.", "Nothing matches."),
    "none_brought": Words(
        "Danh sách trống. Kỹ thuật viên nhập hồ sơ cũ từ tệp danh sách; xem tài liệu kỹ thuật.",
        "The worklist is empty. A technician brings old cases in from a list: see the technician's guide.",
    ),
    "is_new": Words("chờ xử lý", "waits"),
    "is_bad": Words("bị lỗi", "not brought in"),
    "is_taken": Words("đã xong", "done"),
    "take": Words("Đã kiểm tra, xong", "Checked, done"),
    "scan_for": Words("Quét lại giấy này", "Scan this paper"),
    "look": Words("Xem", "Look"),
    "paper_line": Words("{pages} trang", "{pages} pages"),
    "signed_file": Words("tệp có chữ ký số", "a signed file"),
    "taken_before": Words(
        "Giấy tờ này đã có người làm xong.", "Somebody was done with this paper before."
    ),
    "taken_now": Words("Đã ghi nhận. Còn {left} giấy tờ.", "Noted. {left} papers left."),
    "of_list": Words("Trong danh sách: {file}", "In the list: {file}"),
    "rest": Words("và {n} hồ sơ nữa; xin tìm để thu hẹp", "and {n} more: search to narrow it down"),
}

VERDICTS: dict[PageVerdict, Words] = {
    PageVerdict.OK: Words("rõ", "clear"),
    PageVerdict.TOO_DARK: Words("quá tối, nên quét lại", "too dark, scan it again"),
    PageVerdict.BLURRED: Words("bị nhòe, nên quét lại", "blurred, scan it again"),
    PageVerdict.CUT_EDGE: Words("bị cắt mép, nên quét lại", "cut off, scan it again"),
}

STATES: dict[BatchState, Words] = {
    BatchState.WAITING: Words("Đang đợi máy quét", "Waiting for a scanner"),
    BatchState.SCANNING: Words("Đang quét", "Scanning"),
    BatchState.DONE: Words("Đã quét xong {n} trang", "Done: {n} pages"),
    BatchState.FAILED: Words(
        "Máy dừng lại; {n} trang đã quét vẫn còn", "Stopped; {n} pages are kept"
    ),
    BatchState.WITHDRAWN: Words("Đã dừng theo yêu cầu; giữ {n} trang", "Withdrawn; {n} pages kept"),
}

UNFILED: dict[Unfiled, Words] = {
    Unfiled.SETTLED: Words(
        "Lượt quét này đã có người xử lý. Không có gì được làm hai lần.",
        "Somebody was done with this batch before. Nothing is done twice.",
    ),
    Unfiled.NO_PAGES: Words(
        "Chưa còn trang nào để lưu. Xin bỏ đánh dấu ít nhất một trang.",
        "No page is left to be kept: untick at least one.",
    ),
    Unfiled.TOO_MANY: Words(
        "Một giấy tờ có quá 30 trang. Xin chia làm nhiều giấy tờ.",
        "One document has more than 30 pages. Part it into several.",
    ),
    Unfiled.ERASED: Words("Hồ sơ này đã được xóa.", "This case was erased."),
}

REFUSED: dict[CorrectRefusal, Words] = {
    CorrectRefusal.UNKNOWN: TEXT["wrong_code"],
    CorrectRefusal.ERASED: UNFILED[Unfiled.ERASED],
    CorrectRefusal.REFUSED: Words(
        "Trung tâm đã từ chối một lần gửi của hồ sơ này. Xin báo kỹ thuật viên; chưa thêm gì.",
        "The centre refused something of this case. Tell the technician; nothing was added.",
    ),
}
