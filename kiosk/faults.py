"""The one table of faults: what happened, what to do, that nothing is lost, and who must act."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.fault_codes import Fault as Fault
from kiosk.model import Actor, Words


@dataclass(frozen=True)
class Remedy:
    """What a screen says of a fault: `what` happened, what to `do`; `actor` is who must act."""

    what: Words
    do: Words
    actor: Actor


def remedy(fault: Fault) -> Remedy:
    """The words for a fault; every fault has them (kept by a test)."""
    return TABLE[fault]


def _citizen(what: tuple[str, str], do: tuple[str, str]) -> Remedy:
    return Remedy(Words(*what), Words(*do), Actor.CITIZEN)


def _clerk(what: tuple[str, str], do: tuple[str, str]) -> Remedy:
    return Remedy(Words(*what), Words(*do), Actor.CLERK)


def _technician(what: tuple[str, str], do: tuple[str, str]) -> Remedy:
    return Remedy(Words(*what), Words(*do), Actor.TECHNICIAN)


TABLE: dict[Fault, Remedy] = {
    Fault.CARD_ABSENT: _citizen(
        ("Máy chưa thấy thẻ.", "No card on the reader yet."),
        (
            "Xin đặt thẻ căn cước lên đầu đọc, giữ yên, rồi chạm “Đọc thẻ”.",
            "Please lay your ID card on the reader, leave it there and touch “Read the card”.",
        ),
    ),
    Fault.CARD_REMOVED: _citizen(
        ("Thẻ bị nhấc ra sớm.", "The card was lifted too soon."),
        (
            "Xin đặt lại thẻ rồi chạm “Đọc thẻ”. Ông/bà không phải nhập lại số.",
            "Please lay it down again and touch “Read the card”. The number is still there.",
        ),
    ),
    Fault.CARD_WRONG_NUMBER: _citizen(
        ("Số vừa nhập không khớp với thẻ.", "The number does not match this card."),
        (
            "Xin xem 12 số in trên mặt trước thẻ rồi nhập lại.",
            "Please check the 12 digits on the front of the card and type them again.",
        ),
    ),
    Fault.CARD_OTHER_HOLDER: _citizen(
        ("Các trang đã quét là của người khác.", "The scanned pages are somebody else's."),
        (
            "Xin đặt thẻ của người đó, hoặc chạm “Bắt đầu lại” để làm hồ sơ của mình.",
            "Please use that person's card, or touch “Start over” to begin your own case.",
        ),
    ),
    Fault.CARD_UNREADABLE: _citizen(
        ("Máy không đọc được chip của thẻ này.", "This card's chip cannot be read."),
        (
            "Xin lau nhẹ thẻ và đặt lại, hoặc chạm “Tôi không có thẻ”.",
            "Please wipe the card and try again, or touch “I have no card”.",
        ),
    ),
    Fault.CARD_NOT_CITIZEN: _citizen(
        ("Đây không phải thẻ căn cước gắn chip.", "This is not a chip-based ID card."),
        (
            "Xin đặt thẻ căn cước, hoặc chạm “Tôi không có thẻ”.",
            "Please use your ID card, or touch “I have no card”.",
        ),
    ),
    Fault.CARD_DATA_ALTERED: _clerk(
        ("Thẻ này cần cán bộ xem giúp.", "A clerk should look at this card."),
        (
            "Xin đưa thẻ cho cán bộ. Hồ sơ vẫn làm tiếp được, chưa cần dùng thẻ.",
            "Please let the clerk see it. Your case can go on without the card.",
        ),
    ),
    Fault.READER_GONE: _technician(
        ("Đầu đọc thẻ không hoạt động.", "The card reader is not working."),
        (
            "Xin chạm “Tôi không có thẻ” để làm tiếp, hoặc chạm “Gọi cán bộ”.",
            "Please touch “I have no card” to go on, or touch “Call a clerk”.",
        ),
    ),
    Fault.BARCODE_GONE: _technician(
        ("Đầu đọc mã QR không hoạt động.", "The QR code reader is not working."),
        (
            "Xin nhập 12 số in trên thẻ để làm tiếp.",
            "Please type the 12 digits on the card to go on.",
        ),
    ),
    Fault.SOUND_GONE: _technician(
        ("Máy không đọc thành tiếng được.", "The kiosk cannot read aloud."),
        ("Xin xem trên màn hình.", "Please read the screen."),
    ),
    Fault.BARCODE_UNREADABLE: _citizen(
        ("Máy chưa đọc được mã QR của thẻ.", "The QR code of the card was not read."),
        (
            "Xin giữ mã QR trên thẻ thẳng trước ô đọc mã, hoặc nhập 12 số.",
            "Please hold the card's QR code straight at the window, or type the 12 digits.",
        ),
    ),
    Fault.SCANNER_EMPTY: _citizen(
        ("Khay chưa có giấy.", "There is no paper in the tray."),
        (
            "Xin đặt giấy vào khay, mặt có chữ úp xuống, rồi quét lại.",
            "Please put the papers in the tray, face down, and scan again.",
        ),
    ),
    Fault.SCANNER_JAMMED: _clerk(
        ("Giấy bị kẹt trong máy quét.", "Paper is stuck in the scanner."),
        (
            "Các trang đã quét vẫn còn. Xin chờ cán bộ lấy giấy ra.",
            "The pages already scanned are kept. Please wait for a clerk to free the paper.",
        ),
    ),
    Fault.SCANNER_COVER_OPEN: _citizen(
        ("Nắp máy quét đang mở.", "The scanner's cover is open."),
        ("Xin đóng nắp máy quét rồi quét lại.", "Please close the cover and scan again."),
    ),
    Fault.SCANNER_BUSY: _citizen(
        ("Máy quét đang bận.", "The scanner is busy."),
        ("Xin chờ một lát rồi quét lại.", "Please wait a moment and scan again."),
    ),
    Fault.SCANNER_GONE: _technician(
        ("Máy quét không trả lời.", "The scanner does not answer."),
        (
            "Các trang đã quét vẫn còn. Cán bộ sẽ kiểm tra dây và nguồn của máy quét.",
            "The pages already scanned are kept. A clerk will check its cable and power.",
        ),
    ),
    Fault.PAPERS_TOO_MANY: _clerk(
        ("Giấy này nhiều trang hơn máy nhận được.", "This paper has more pages than fit here."),
        (
            "Các trang đã quét vẫn còn. Cán bộ sẽ nhận phần còn lại tại quầy.",
            "The pages already scanned are kept. A clerk will take the rest at the counter.",
        ),
    ),
    Fault.SCANNER_FAILED: _clerk(
        ("Máy quét bị lỗi giữa chừng.", "The scanner stopped half-way."),
        (
            "Các trang đã quét vẫn còn. Trang quét dở không được giữ lại; xin quét lại trang đó.",
            "The pages already scanned are kept. The unfinished page is not; scan it again.",
        ),
    ),
    Fault.SCANNER_UNEVEN: _citizen(
        ("Số mặt sau không khớp số mặt trước.", "Front and back sides do not match."),
        (
            "Các mặt trước vẫn còn. Xin đặt lại cả tập giấy đã lật, đủ số tờ, rồi quét lại.",
            "The front sides are kept. Please lay the whole turned stack in again.",
        ),
    ),
    Fault.PRINTER_NO_PAPER: _clerk(
        ("Máy in hết giấy.", "The printer is out of paper."),
        (
            "Xin nhớ số này hoặc chụp lại màn hình. Số vẫn được giữ.",
            "Please remember the number or photograph the screen. The number is kept.",
        ),
    ),
    Fault.PRINTER_COVER_OPEN: _clerk(
        ("Nắp máy in đang mở.", "The printer's cover is open."),
        (
            "Xin nhớ số này hoặc chụp lại màn hình. Số vẫn được giữ.",
            "Please remember the number or photograph the screen. The number is kept.",
        ),
    ),
    Fault.PRINTER_OFFLINE: _clerk(
        ("Máy in đang tạm dừng.", "The printer was paused."),
        (
            "Xin nhớ số này hoặc chụp lại màn hình. Số vẫn được giữ.",
            "Please remember the number or photograph the screen. The number is kept.",
        ),
    ),
    Fault.PRINTER_KNIFE: _clerk(
        ("Dao cắt của máy in bị kẹt.", "The printer's knife is stuck."),
        (
            "Xin nhớ số này hoặc chụp lại màn hình. Số vẫn được giữ.",
            "Please remember the number or photograph the screen. The number is kept.",
        ),
    ),
    Fault.PRINTER_BUSY: _clerk(
        ("Máy in đang bận.", "The printer is busy."),
        (
            "Xin nhớ số này hoặc chụp lại màn hình. Số vẫn được giữ.",
            "Please remember the number or photograph the screen. The number is kept.",
        ),
    ),
    Fault.PRINTER_GONE: _technician(
        ("Máy in không trả lời.", "The printer does not answer."),
        (
            "Xin nhớ số này hoặc chụp lại màn hình. Số vẫn được giữ.",
            "Please remember the number or photograph the screen. The number is kept.",
        ),
    ),
    Fault.PRINTER_FAILED: _technician(
        ("Phiếu chưa in xong.", "The ticket was not printed to the end."),
        (
            "Xin nhớ số này hoặc chụp lại màn hình. Số vẫn được giữ.",
            "Please remember the number or photograph the screen. The number is kept.",
        ),
    ),
    Fault.DISK_LOW: _technician(
        ("Máy sắp hết chỗ lưu.", "The kiosk is running out of room."),
        (
            "Xin mời ông/bà nộp hồ sơ tại quầy. Hồ sơ đã nhận vẫn an toàn.",
            "Please hand in your papers at the counter. Cases already taken are safe.",
        ),
    ),
    Fault.DISK_FULL: _technician(
        ("Máy hết chỗ lưu.", "The kiosk's disk is full."),
        (
            "Những gì đã lưu vẫn còn. Cán bộ sẽ nhận giấy tờ tại quầy.",
            "What was saved is kept. A clerk will take your papers at the counter.",
        ),
    ),
    Fault.DISK_READ_ONLY: _technician(
        ("Ổ lưu của máy không cho ghi.", "The kiosk's disk takes nothing in."),
        (
            "Những gì đã lưu vẫn còn. Xin mời ông/bà nộp hồ sơ tại quầy.",
            "What was saved is kept. Please hand in your papers at the counter.",
        ),
    ),
    Fault.DISK_FAILED: _technician(
        ("Ổ lưu của máy bị hỏng.", "The kiosk's disk is failing."),
        (
            "Những gì đã lưu vẫn còn. Xin mời ông/bà nộp hồ sơ tại quầy.",
            "What was saved is kept. Please hand in your papers at the counter.",
        ),
    ),
    Fault.CLOCK_WRONG: _technician(
        ("Đồng hồ của máy chạy sai.", "The kiosk's clock is wrong."),
        (
            "Hồ sơ vẫn được nhận và gửi đi. Cán bộ sẽ gọi người chỉnh lại giờ.",
            "Cases are still taken and sent. A clerk will have the clock set right.",
        ),
    ),
    Fault.STORE_FAILED: _technician(
        ("Máy không ghi được dữ liệu.", "The kiosk cannot write its data."),
        (
            "Những gì đã lưu vẫn còn. Cán bộ sẽ nhận giấy tờ tại quầy.",
            "What was saved is kept. A clerk will take your papers at the counter.",
        ),
    ),
    Fault.CASE_SPOILT: _technician(
        ("Một hồ sơ trong máy không còn nguyên vẹn.", "A case kept here is not whole any more."),
        (
            "Hồ sơ này chưa gửi được, các hồ sơ khác vẫn được gửi. Xin báo kỹ thuật viên.",
            "This case could not be sent, all others are. Please tell the technician.",
        ),
    ),
    Fault.DEVICES_GONE: _citizen(
        ("Máy đang nối lại các thiết bị.", "The kiosk is reconnecting its devices."),
        (
            "Xin chờ vài giây rồi thử lại. Những gì đã làm vẫn còn.",
            "Please wait a few seconds and try again. Everything you have done is kept.",
        ),
    ),
    Fault.IDENTITY_TWIN: _technician(
        ("Có hai máy dùng chung một tên.", "Two kiosks go by one name."),
        (
            "Hồ sơ của cả hai máy vẫn được gửi đi. Xin đặt tên mới cho một trong hai máy.",
            "Cases of both are still sent. Please give one of the two a new name.",
        ),
    ),
    Fault.IDENTITY_RESTORED: _technician(
        ("Dữ liệu của máy vừa lùi về bản sao cũ.", "The kiosk's data went back to an older copy."),
        (
            "Số thứ tự bỏ qua một quãng để không trùng. Hồ sơ vẫn được nhận và gửi đi.",
            "Numbers skip ahead so that none comes twice. Cases are still taken and sent.",
        ),
    ),
    Fault.CENTRE_RESTORED: _technician(
        ("Trung tâm vừa lùi về bản sao cũ.", "The centre went back to an older copy."),
        (
            "Máy tự gửi lại hồ sơ trung tâm bị mất. Xin báo người quản trị trung tâm.",
            "Cases the centre lost are sent again by themselves. Please tell the centre's staff.",
        ),
    ),
    Fault.CENTRE_UNREACHABLE: _technician(
        ("Không kết nối được với trung tâm.", "The centre cannot be reached."),
        (
            "Hồ sơ nằm an toàn trong máy và sẽ tự gửi khi có mạng.",
            "Cases are safe here and will be sent when the line is back.",
        ),
    ),
    Fault.CENTRE_BUSY: _technician(
        ("Trung tâm tạm thời chưa tiếp nhận được.", "The centre cannot take cases in just now."),
        (
            "Không cần sửa gì ở đây. Hồ sơ nằm an toàn trong máy và sẽ tự gửi khi trung tâm nhận lại.",
            "Nothing needs mending here. Cases are safe and will be sent when the centre takes them.",
        ),
    ),
    Fault.CENTRE_NONSENSE: _technician(
        ("Trung tâm trả lời sai quy cách.", "The centre's answer makes no sense."),
        (
            "Hồ sơ nằm an toàn trong máy và sẽ được gửi lại. Xin báo người quản trị trung tâm.",
            "Cases are safe here and will be sent again. Please tell the centre's staff.",
        ),
    ),
    Fault.CENTRE_DENIED: _technician(
        ("Trung tâm không nhận ra máy này.", "The centre does not let this kiosk in."),
        (
            "Hồ sơ nằm an toàn trong máy. Xin kiểm tra mã thiết bị trong phần cài đặt.",
            "Cases are safe here. Please check the device token in the settings.",
        ),
    ),
    Fault.CENTRE_REFUSED: _clerk(
        ("Trung tâm từ chối một hồ sơ.", "The centre refused a case."),
        (
            "Hồ sơ vẫn nằm trong máy. Xin xem lý do và báo người quản trị.",
            "The case is still here. Please read the reason and tell the technician.",
        ),
    ),
    Fault.RULES_EXPIRED: _technician(
        ("Bộ quy định trong máy đã quá hạn.", "The rules in this kiosk are out of date."),
        (
            "Máy vẫn dùng bộ cũ. Xin kiểm tra mạng và ngày giờ của máy.",
            "The kiosk goes on with them. Please check its line and its clock.",
        ),
    ),
    Fault.RULES_REFUSED: _technician(
        ("Bộ quy định mới không dùng được.", "The new rules cannot be used."),
        (
            "Máy vẫn dùng bộ đang có. Xin xem lý do và báo người quản trị trung tâm.",
            "The kiosk goes on with those it has. Please read the reason and tell the centre's staff.",
        ),
    ),
    Fault.UPDATE_FAILED: _technician(
        ("Bản phần mềm mới không dùng được.", "The new release of the software cannot be used."),
        (
            "Máy đã trở lại bản cũ, hồ sơ còn đủ. Xin xem lý do: kiosk-provisioning update --show.",
            "The one before runs again, with every case. Please read why: kiosk-provisioning update --show.",
        ),
    ),
    Fault.CENTRE_UNTRUSTED: _technician(
        ("Chưa chắc đầu bên kia là trung tâm.", "It is not sure that this is the centre."),
        (
            "Hồ sơ nằm an toàn trong máy, chưa gửi đi đâu. Xin kiểm tra mạng và chứng thư của trung tâm.",
            "Cases are safe here, nothing was sent. Please check the line and the centre's certificate.",
        ),
    ),
    Fault.CENTRE_EXPIRED: _technician(
        ("Chứng thư của trung tâm không còn hạn.", "The centre's certificate is out of date."),
        (
            "Hồ sơ nằm an toàn trong máy và sẽ tự gửi sau. Xin báo người quản trị trung tâm.",
            "Cases are safe here and will be sent later. Please tell the centre's staff.",
        ),
    ),
    Fault.CERTIFICATE_REFUSED: _technician(
        (
            "Trung tâm không nhận chứng thư của máy này.",
            "The centre refuses this kiosk's certificate.",
        ),
        (
            "Hồ sơ nằm an toàn trong máy và sẽ tự gửi sau. Xin cấp chứng thư mới cho máy.",
            "Cases are safe here and will be sent later. Please have a new certificate issued.",
        ),
    ),
    Fault.DEVICE_REVOKED: _technician(
        ("Tỉnh không còn nhận hồ sơ từ máy này.", "The province takes nothing from this kiosk."),
        (
            "Hồ sơ nằm an toàn trong máy. Xin hỏi trung tâm vì sao, và ghi danh lại máy.",
            "Cases are safe here. Please ask the centre why, and have the kiosk enrolled anew.",
        ),
    ),
    Fault.CLERK_CALLED: _clerk(
        ("Ông/bà đã gọi cán bộ.", "You have called a clerk."),
        (
            "Xin ông/bà đứng chờ tại máy. Những gì đã làm vẫn còn.",
            "Please wait here. Everything you have done is kept.",
        ),
    ),
}
