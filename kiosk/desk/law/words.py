"""What the pages of fees and rules say."""

from kiosk.model import Words
from kiosk.rules.changes import Part
from kiosk.rules.flow.acts import Place

TEXT: dict[str, Words] = {
    "tab": Words("Biểu phí & quy định", "Fees & rules"),
    "rules": Words("Quy định đang áp dụng", "Rules in use"),
    "part_rules": Words("Quy định và thay đổi", "Rules and changes"),
    "part_fees": Words("Biểu phí, lệ phí", "Fees"),
    "part_days": Words("Ngày nghỉ, ngày làm bù", "Days off"),
    "part_processes": Words("Quy trình nội bộ", "Internal processes"),
    "parts": Words("Các phần của quy định", "Parts of the rules"),
    "version": Words("Phiên bản", "Version"),
    "shipped": Words(
        "Có sẵn trong máy; tỉnh chưa gửi quy định", "As shipped; the province has sent none"
    ),
    "number": Words("Số {number}", "Number {number}"),
    "since": Words("Tỉnh ký lúc", "Signed on"),
    "signed": Words("Bên ký", "Signed by"),
    "nobody_signed": Words("Chưa có chữ ký của tỉnh", "Nobody of the province"),
    "signed_by": Words("Tỉnh, khóa ký {keys}", "The province, keys {keys}"),
    "province": Words("Tỉnh", "Province"),
    "source": Words("Nguồn", "Source"),
    "checked": Words("Rà soát ngày", "Looked through on"),
    "until": Words("Hạn rà soát lại", "To be looked through by"),
    "state": Words("Tình trạng", "State"),
    "sample": Words("Dữ liệu mẫu – chưa được phê duyệt", "Sample data – not approved"),
    "approved": Words("Đã được tỉnh phê duyệt", "Approved by the province"),
    "expired": Words("Quá hạn rà soát từ {day}", "Not looked through since {day}"),
    "expired_do": Words(
        "Danh mục thủ tục, phí và thời hạn chưa được rà soát đúng hạn. Xin đối chiếu văn bản hiện hành trước khi "
        "thu phí hoặc hẹn ngày, và đề nghị tỉnh gửi bản mới.",
        "Procedures, fees and deadlines were not looked through in time. Compare them with the law before you "
        "charge or promise a day, and ask the province for a new version.",
    ),
    "changes": Words(
        "Thay đổi so với phiên bản trước ({before})", "Changed since the version before ({before})"
    ),
    "no_changes": Words("Không có thay đổi.", "Nothing changed."),
    "coming": Words("Sắp áp dụng", "Coming"),
    "from": Words("Từ {day}", "From {day}"),
    "what": Words("Thủ tục", "Procedure"),
    "part": Words("Nội dung", "What"),
    "was": Words("Cũ", "Old"),
    "now": Words("Mới", "New"),
    "none": Words("(không có)", "(none)"),
    "fees": Words("Biểu phí, lệ phí", "Fees"),
    "fees_on": Words("Ngày {day}, {office}", "On {day}, {office}"),
    "print": Words("In bằng Ctrl + P, khổ A4.", "Print with Ctrl + P, on A4."),
    "time": Words("Thời hạn", "Time"),
    "fee": Words("Phí, lệ phí", "Fee"),
    "exempt": Words("Miễn, giảm", "Exempt"),
    "basis": Words("Căn cứ, ngày áp dụng", "Law, in force since"),
    "in_force": Words("từ {day}", "since {day}"),
    "days": Words("Ngày nghỉ và ngày làm bù năm {year}", "Days off and days worked in {year}"),
    "day": Words("Ngày", "Day"),
    "weekday": Words("Thứ", "Weekday"),
    "off": Words("Nghỉ", "Off"),
    "worked": Words("Làm bù", "Worked"),
    "holiday": Words("Ngày lễ", "Holiday"),
    "own_off": Words("Theo quy định của tỉnh hoặc cơ quan", "As the province or the office says"),
    "confirmed": Words(
        "Tỉnh đã công bố lịch năm {year}.", "The province has published the days of {year}."
    ),
    "not_confirmed": Words(
        "Tỉnh chưa công bố lịch năm {year}: máy tính theo lịch nghỉ lễ chung. Xin kiểm tra lại ngày hẹn gần dịp lễ.",
        "The province has not published the days of {year}: public holidays are reckoned with. Look twice at dates "
        "near a holiday.",
    ),
    "own_broken": Words(
        "Tệp ngày nghỉ riêng của cơ quan không đọc được, máy đang bỏ qua tệp này. Xin báo kỹ thuật: {why}",
        "The office's own file of days cannot be read and is left out. Tell a technician: {why}",
    ),
    "processes": Words("Quy trình nội bộ", "Internal processes"),
    "count": Words(
        "{unapproved} trong {all} quy trình chưa được phê duyệt",
        "{unapproved} of {all} processes are not approved",
    ),
    "all_approved": Words(
        "Cả {all} quy trình đã được phê duyệt", "All {all} processes are approved"
    ),
    "steps": Words("Các bước (giờ làm việc)", "Steps (working hours)"),
    "decision": Words("Quyết định phê duyệt", "Decision"),
    "not_approved": Words("Chưa phê duyệt", "Not approved"),
    "not_set": Words("Chưa xây dựng", "Not set"),
    "is_approved": Words("Đã phê duyệt", "Approved"),
    "hours": Words("{hours} giờ", "{hours} h"),
}
PARTS: dict[Part, Words] = {
    Part.PROCEDURE: Words("Thủ tục", "Procedure"),
    Part.NAME: Words("Tên", "Name"),
    Part.TIME: Words("Thời hạn", "Time"),
    Part.FEE: Words("Phí, lệ phí", "Fee"),
    Part.EXEMPTION: Words("Miễn, giảm", "Exempt"),
    Part.PAPER: Words("Giấy tờ", "Paper"),
    Part.BASIS: Words("Căn cứ", "Law"),
    Part.AMOUNT: Words("Mức thu", "Amount"),
    Part.DAY: Words("Ngày làm việc", "Working day"),
}
PLACES: dict[Place, Words] = {
    Place.RECEPTION: Words("Tiếp nhận", "Reception"),
    Place.SPECIALIST: Words("Chuyên môn", "Specialist"),
    Place.LEADER: Words("Lãnh đạo", "Leader"),
    Place.ARCHIVIST: Words("Văn thư", "Archivist"),
    Place.RETURN: Words("Trả kết quả", "Return desk"),
}
WEEKDAYS = (
    Words("Thứ Hai", "Monday"),
    Words("Thứ Ba", "Tuesday"),
    Words("Thứ Tư", "Wednesday"),
    Words("Thứ Năm", "Thursday"),
    Words("Thứ Sáu", "Friday"),
    Words("Thứ Bảy", "Saturday"),
    Words("Chủ nhật", "Sunday"),
)
