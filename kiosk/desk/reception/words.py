"""What the pages of reception say."""

from kiosk.model import Words
from kiosk.rules.flow.acts import Unscanned

TEXT: dict[str, Words] = {
    "receive": Words("Tiếp nhận hồ sơ", "Reception"),
    "case": Words("Hồ sơ", "Case"),
    "ticket": Words("Số thứ tự", "Number"),
    "handed_in": Words("nộp lúc {time}", "handed in at {time}"),
    "pages": Words("Giấy tờ đã quét", "Scanned papers"),
    "n_pages": Words("{n} trang", "{n} p."),
    "page_of": Words("{name}: trang {n} / {count}", "{name}: page {n} of {count}"),
    "shown": Words("Trang đang xem", "The page that is shown"),
    "before": Words("Trang trước", "Previous"),
    "next": Words("Trang sau", "Next"),
    "pdf": Words("Mở bản PDF", "Open the PDF"),
    "only_pdf": Words("Xem bản PDF đã niêm phong", "Look at the sealed PDF"),
    "nothing_scanned": Words("Chưa có trang nào được quét.", "Nothing was scanned."),
    "holder": Words("Người nộp", "Holder"),
    "no_holder": Words(
        "Không có thẻ căn cước. Xin xem giấy tờ tùy thân của người nộp.",
        "No identity card was read. Look at the identity paper of whoever hands in.",
    ),
    "name": Words("Họ và tên", "Name"),
    "born": Words("Năm sinh", "Year of birth"),
    "number": Words("Số định danh", "Number"),
    "show_number": Words("Hiện số", "Show it"),
    "card": Words("Thẻ căn cước", "Identity card"),
    "doubt": Words("Đối chiếu thẻ với người nộp: {why}.", "Compare card and bearer: {why}."),
    "differs": Words(
        "Mặt thẻ khác với chip. Đối chiếu thẻ với người nộp.",
        "The card's face differs from its chip. Compare card and bearer.",
    ),
    "compared": Words(
        "Đã đối chiếu thẻ với người nộp, đúng người", "Card and bearer were compared and agree"
    ),
    "checklist": Words("Thành phần hồ sơ", "Checklist"),
    "paper": Words("Giấy tờ", "Paper"),
    "originals": Words("Bản chính", "Originals"),
    "copies": Words("Bản sao", "Copies"),
    "originals_of": Words("Số bản chính: {name}", "Originals: {name}"),
    "copies_of": Words("Số bản sao: {name}", "Copies: {name}"),
    "scanned": Words("Đã quét {n} trang", "Scanned: {n} p."),
    "by_card": Words("Chip căn cước đã có", "Proven by the chip"),
    "reused": Words("Đã có", "On file already"),
    "missing": Words("Còn thiếu", "Missing"),
    "further": Words("Ngoài danh mục", "Beyond the checklist"),
    "how": Words("Giấy tờ này: {name}", "This paper: {name}"),
    "choose": Words("Chọn…", "Choose…"),
    "on_file": Words("Đã có, không nộp lại", "On file, need not be handed in again"),
    "not_scanned": Words("Không quét, vì", "Not scanned, because"),
    "source": Words("{procedure}, {day} ({code})", "{procedure}, {day} ({code})"),
    "source_result": Words(
        "Kết quả: {procedure}, {day} ({code})", "Result: {procedure}, {day} ({code})"
    ),
    "look_at": Words("Xem bản đã có {code}", "Look at what {code} has"),
    "consent": Words(
        "Người nộp đồng ý dùng lại giấy tờ đã có", "The citizen agrees that papers on file are used"
    ),
    "fee": Words("Phí, lệ phí", "Fee"),
    "no_exemption": Words("Không thuộc diện miễn", "Not exempt"),
    "free": Words("miễn", "free"),
    "no_fee": Words("Không thu", "No fee"),
    "dong": Words("{amount} đồng", "{amount} đồng"),
    "fee_pages": Words("Số trang bản chính", "Pages of the original"),
    "fee_copies": Words("Số bản", "Copies"),
    "sets": Words("Số bộ", "Sets"),
    "count": Words("Tính lại", "Reckon anew"),
    "occasion": Words("Trường hợp", "Occasion"),
    "usually": Words("Thông thường", "As usual"),
    "exempt": Words("Ai được miễn", "Who is exempt"),
    "due": Words("Trả kết quả: {when}", "Result: {when}"),
    "due_in_words": Words("Thời hạn: {time}", "Time: {time}"),
    "delivery": Words("Nhận kết quả", "Result goes"),
    "direct": Words("Tại quầy", "Over the counter"),
    "post": Words("Qua bưu điện", "By post"),
    "online": Words("Trực tuyến", "Online"),
    "post_to": Words("Địa chỉ nhận qua bưu điện", "Postal address"),
    "contact": Words("Liên hệ, nộp thay", "Contact, on behalf of"),
    "phone": Words("Số điện thoại", "Telephone"),
    "email": Words("Thư điện tử", "E-mail"),
    "address": Words("Địa chỉ", "Address"),
    "on_behalf_of": Words("Nộp thay cho (họ và tên)", "On behalf of (name)"),
    "accept": Words("Tiếp nhận", "Accept"),
    "ask": Words("Yêu cầu bổ sung…", "Ask for more…"),
    "decline": Words("Từ chối…", "Decline…"),
    "keys": Words("Ctrl+Enter: tiếp nhận", "Ctrl+Enter: accept"),
    "back_to_case": Words("Về hồ sơ", "Back to the case"),
    "to_case": Words("Mở hồ sơ", "Open the case"),
    "by_at": Words("{who}, lúc {when}", "{who}, at {when}"),
    "overtaken": Words(
        "{who} đã xử lý hồ sơ này lúc {when}: {what}. Lần này chưa ghi gì; nội dung vừa nhập vẫn ở dưới.",
        "{who} did something to this case at {when}: {what}. Nothing was done this time; what you typed is below.",
    ),
    "lacking": Words(
        "Chưa thể tiếp nhận: không giấy nào được bỏ sót. Xin yêu cầu bổ sung, hoặc chọn lý do cho: {names}.",
        "It cannot be accepted: no paper is left out. Ask for more, or choose a reason for: {names}.",
    ),
    "no_source": Words(
        "Nguồn đã chọn không còn: {names}. Xin chọn lại.",
        "What was chosen is not on file any more: {names}. Choose again.",
    ),
    "no_consent": Words(
        "Cần người nộp đồng ý trước khi dùng lại giấy tờ đã có.",
        "The citizen must agree before papers on file are used.",
    ),
    "no_post_to": Words(
        "Xin ghi địa chỉ nhận kết quả qua bưu điện.", "A postal address is needed."
    ),
    "not_compared": Words(
        "Xin đối chiếu thẻ với người nộp rồi đánh dấu vào ô bên dưới.",
        "Compare card and bearer, then tick the box below.",
    ),
    "not_exempt": Words("Xin chọn lại diện miễn phí.", "Choose the exemption again."),
    "ask_title": Words("Yêu cầu bổ sung, hoàn thiện hồ sơ", "Ask for more"),
    "ask_once": Words(
        "Ghi đủ mọi giấy tờ còn thiếu trong một lần, để người dân không phải đi lại nhiều lần.",
        "Name everything that is missing at once, so that nobody has to come again and again.",
    ),
    "wanted": Words("Cần bổ sung: {name}", "Wanted: {name}"),
    "why": Words("Vì sao", "Why"),
    "guide": Words("Cách bổ sung", "What to do"),
    "something_else": Words("Giấy tờ khác", "Something else"),
    "what": Words("Tên giấy tờ", "What"),
    "ask_send": Words("Lập phiếu yêu cầu bổ sung", "Make the request (form 02)"),
    "nothing_wanted": Words(
        "Xin chọn ít nhất một giấy tờ cần bổ sung.", "Choose at least one paper that is wanted."
    ),
    "no_why": Words("Xin ghi vì sao cần: {names}.", "Say why it is wanted: {names}."),
    "decline_title": Words("Từ chối tiếp nhận hồ sơ", "Decline the case"),
    "ground": Words("Căn cứ từ chối", "Ground"),
    "ground_text": Words("Nói rõ cho người dân", "In words for the citizen"),
    "decline_send": Words("Lập phiếu từ chối", "Make the refusal (form 03)"),
    "no_ground": Words("Xin chọn căn cứ từ chối.", "Choose a ground."),
    "no_ground_text": Words(
        "Xin nói rõ lý do bằng lời, người dân đọc hiểu được.",
        "Say why in words that the citizen understands.",
    ),
    "technical": Words(
        "Đây là lỗi của máy, không phải lý do từ chối người dân. Xin ghi căn cứ pháp luật.",
        "That is a fault of a machine, no reason to turn a citizen away. Give a legal ground.",
    ),
    "waiting": Words("Đang chờ người dân bổ sung từ {when}", "Waiting for papers since {when}"),
    "papers_title": Words("Nhận giấy tờ bổ sung", "Further papers"),
    "papers_came": Words("Giấy tờ đã đủ", "The papers are here"),
    "papers_scan": Words("Quét giấy tờ bổ sung", "Scan further papers"),
    "papers_note": Words("Ghi chú (không bắt buộc)", "Note (if any)"),
    "asked_for": Words("Đã yêu cầu", "Asked for"),
    "there_now": Words("Hiện có trong hồ sơ", "In the case now"),
    "print": Words("In phiếu", "Print"),
    "open_paper": Words("Mở riêng", "Open apart"),
    "not_now": Words(
        "Việc này không còn phù hợp với hồ sơ lúc này.", "That does not fit the case as it stands."
    ),
}

REASON: dict[Unscanned, Words] = {
    Unscanned.CARD_SEEN: Words("đã xem thẻ căn cước", "the identity card was looked at"),
    Unscanned.PAPER_ONLY: Words("nhận bản giấy, số hóa sau", "taken on paper, scanned later"),
    Unscanned.NOT_DIGITISABLE: Words("không số hóa được", "it cannot be digitised"),
    Unscanned.ELSEWHERE: Words(
        "cơ quan khác cung cấp hoặc tra cứu được", "another office gives it"
    ),
}

# Grounds as statutes have them; what is typed beside it says it in words for this citizen.
GROUND: dict[str, Words] = {
    "competence": Words(
        "Không thuộc thẩm quyền giải quyết của Ủy ban nhân dân cấp xã",
        "Not within the commune's competence",
    ),
    "entitled": Words(
        "Người nộp không thuộc đối tượng hoặc không đủ điều kiện theo quy định",
        "The applicant is not entitled or does not meet the conditions",
    ),
    "validity": Words(
        "Giấy tờ không hợp lệ: hết hạn, bị tẩy xóa hoặc không do cơ quan có thẩm quyền cấp",
        "A paper is not valid: expired, altered, or not issued by who may",
    ),
    "content": Words(
        "Nội dung trái pháp luật hoặc đạo đức xã hội", "Its content is against the law"
    ),
    "twice": Words(
        "Yêu cầu đã được giải quyết hoặc đang được giải quyết ở hồ sơ khác",
        "It was settled already, or is being settled in another case",
    ),
}

DID: dict[str, Words] = {
    "received": Words("đã tiếp nhận", "accepted"),
    "asked-more": Words("đã yêu cầu bổ sung", "asked for more"),
    "papers-came": Words("đã nhận giấy tờ bổ sung", "took further papers"),
    "declined": Words("đã từ chối tiếp nhận", "declined"),
    "taken": Words("đã nhận xử lý", "took it in hand"),
    "undone": Words("đã hoàn tác", "took the last step back"),
    "noted": Words("đã ghi chú", "noted something"),
}

WEEKDAYS = (
    Words("thứ Hai", "Monday"),
    Words("thứ Ba", "Tuesday"),
    Words("thứ Tư", "Wednesday"),
    Words("thứ Năm", "Thursday"),
    Words("thứ Sáu", "Friday"),
    Words("thứ Bảy", "Saturday"),
    Words("Chủ nhật", "Sunday"),
)
