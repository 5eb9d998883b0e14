"""The one table of causes: why something is not signed, said to officials and clerks, and what to do."""

from __future__ import annotations

from kiosk.model import Language, Words
from kiosk.signing import Cause, Finding, SigningActor, SigningFault, SignRole

ROLES: dict[SignRole, Words] = {
    SignRole.OFFICIAL: Words("Người có thẩm quyền ký", "The official's signature"),
    SignRole.ORGANISATION: Words("Con dấu của cơ quan", "The office's seal"),
}

ACTORS: dict[SigningActor, Words] = {
    SigningActor.SIGNER: Words("người ký", "the signer"),
    SigningActor.ARCHIVIST: Words("văn thư", "the archivist"),
    SigningActor.TECHNICIAN: Words("kỹ thuật viên", "the technician"),
    SigningActor.NOBODY: Words("máy tự làm", "the machine itself"),
}

_SINCE = Words("từ ngày {day}", "since {day}")


def cause(fault: SigningFault) -> Cause:
    """The words for a fault; every fault has them (kept by a test)."""
    return TABLE[fault]


def told(finding: Finding, role: SignRole, language: Language) -> str:
    """One finding for one role in one line: what is the matter, with whom or since when, and what to do."""
    words = cause(finding.fault)
    what, detail = words.what.of(language), finding.detail
    if detail:
        if finding.fault is SigningFault.POST_VACANT:
            detail = _SINCE.of(language).format(day=detail)
        what = f"{what.removesuffix('.')} ({detail})."
    return f"{ROLES[role].of(language)}: {what} {words.do.of(language)}"


def _signer(what: tuple[str, str], do: tuple[str, str]) -> Cause:
    return Cause(Words(*what), Words(*do), SigningActor.SIGNER)


def _archivist(what: tuple[str, str], do: tuple[str, str]) -> Cause:
    return Cause(Words(*what), Words(*do), SigningActor.ARCHIVIST)


def _technician(what: tuple[str, str], do: tuple[str, str]) -> Cause:
    return Cause(Words(*what), Words(*do), SigningActor.TECHNICIAN)


def _nobody(what: tuple[str, str], do: tuple[str, str]) -> Cause:
    return Cause(Words(*what), Words(*do), SigningActor.NOBODY)


TABLE: dict[SigningFault, Cause] = {
    SigningFault.TOKEN_ABSENT: _signer(
        ("Chưa thấy thiết bị ký số.", "The signing token is not plugged in."),
        (
            "Cắm thiết bị ký số của người ký vào máy rồi làm lại.",
            "Plug the signer's token in and try again.",
        ),
    ),
    SigningFault.TOKEN_REMOVED: _signer(
        ("Thiết bị ký số bị rút ra giữa chừng.", "The signing token was taken out on the way."),
        (
            "Cắm lại và ký tiếp. Văn bản đã ký xong vẫn còn, phần còn lại chưa ký.",
            "Plug it in and go on. What was signed is kept; only the rest is still to sign.",
        ),
    ),
    SigningFault.MODULE_MISSING: _technician(
        (
            "Máy chưa cài phần mềm của thiết bị ký số.",
            "The software of this kind of token is not installed.",
        ),
        (
            "Cài phần mềm của hãng và ghi đường dẫn vào mục [token] trong kiosk.toml.",
            "Install the maker's software and name its path under [token] in kiosk.toml.",
        ),
    ),
    SigningFault.MODULE_FAILED: _technician(
        ("Phần mềm của thiết bị ký số bị treo.", "The token's software stopped working."),
        (
            "Rút ra, cắm lại rồi thử lần nữa. Nếu vẫn vậy, cài lại phần mềm của hãng.",
            "Unplug the token, plug it in, try again. Then reinstall the maker's software.",
        ),
    ),
    SigningFault.PIN_WRONG: _signer(
        ("Mã PIN không đúng.", "The PIN is wrong."),
        (
            "Xem kỹ rồi nhập lại. Nhập sai nhiều lần thiết bị ký số sẽ tự khóa.",
            "Check it and type it again. Too many wrong ones lock the token.",
        ),
    ),
    SigningFault.PIN_REFUSED: _signer(
        ("Mã PIN này vừa nhập sai.", "This same PIN was wrong a moment ago."),
        (
            "Máy không gửi lại mã đã sai để khỏi mất lượt. Hãy nhập mã khác.",
            "It was not sent again, so no try is lost. Type another one.",
        ),
    ),
    SigningFault.PIN_LOW: _signer(
        ("Trước đó đã có lần nhập sai mã PIN.", "A wrong PIN was typed before."),
        (
            "Vẫn ký được. Nhập cẩn thận: còn ít lượt trước khi thiết bị tự khóa.",
            "Signing goes on. Type with care: few tries are left before the token locks.",
        ),
    ),
    SigningFault.PIN_LAST: _signer(
        ("Chỉ còn một lượt nhập mã PIN.", "One last try is left for the PIN."),
        (
            "Chỉ nhập khi chắc chắn đúng. Nếu không, nhờ nơi cấp đặt lại mã PIN.",
            "Go on only if you are sure. Else have whoever issued the token set a new PIN.",
        ),
    ),
    SigningFault.PIN_LOCKED: _signer(
        ("Thiết bị ký số đã bị khóa.", "The signing token is locked."),
        (
            "Nhờ nơi cấp mở khóa. Hồ sơ vẫn chờ; người được phân công ký thay có thể ký.",
            "Have its issuer unlock it. Cases wait; a named delegate may sign meanwhile.",
        ),
    ),
    SigningFault.PIN_TO_CHANGE: _signer(
        ("Thiết bị ký số đòi đổi mã PIN trước.", "The token wants a new PIN first."),
        (
            "Đổi mã PIN bằng phần mềm của hãng rồi làm lại.",
            "Change the PIN with the maker's software, then try again.",
        ),
    ),
    SigningFault.KEY_MISSING: _signer(
        ("Thiết bị này không có khóa để ký.", "This token holds no key to sign with."),
        (
            "Xem đã cắm đúng thiết bị chưa. Nếu đúng, nhờ nơi cấp kiểm tra.",
            "See whether it is the right token. If it is, ask whoever issued it.",
        ),
    ),
    SigningFault.SIGNING_REJECTED: _signer(
        ("Thiết bị ký số không chịu ký.", "The token refused to sign."),
        (
            "Rút ra, cắm lại rồi ký tiếp. Nếu vẫn vậy, nhờ nơi cấp kiểm tra thiết bị.",
            "Unplug it, plug it in and go on. Then ask whoever issued the token.",
        ),
    ),
    SigningFault.CERTIFICATE_EXPIRED: _signer(
        ("Chứng thư số của người ký đã hết hạn.", "The signer's certificate has expired."),
        (
            "Xin gia hạn ở nơi cấp. Hồ sơ vẫn chờ; người được phân công ký thay có thể ký.",
            "Have it renewed. Cases wait; a named delegate may sign meanwhile.",
        ),
    ),
    SigningFault.CERTIFICATE_EARLY: _signer(
        ("Chứng thư số chưa đến ngày có hiệu lực.", "The certificate is not valid yet."),
        (
            "Chờ đến ngày ấy, hoặc để người được phân công ký thay.",
            "Wait for that day, or let a named delegate sign.",
        ),
    ),
    SigningFault.CERTIFICATE_REVOKED: _signer(
        ("Chứng thư số này đã bị thu hồi.", "This certificate was revoked."),
        (
            "Không ký được bằng thiết bị này. Liên hệ nơi cấp để xin chứng thư mới.",
            "This token cannot sign any more. Ask its issuer for a new certificate.",
        ),
    ),
    SigningFault.CERTIFICATE_UNTRUSTED: _technician(
        (
            "Máy chưa tin nơi cấp chứng thư số này.",
            "Whoever issued this certificate is not trusted here.",
        ),
        (
            "Xem đã cắm đúng thiết bị chưa. Nếu đúng, chép chứng thư gốc của nơi cấp vào máy.",
            "See whether it is the right token. If so, put its issuer's root certificate here.",
        ),
    ),
    SigningFault.CERTIFICATE_PURPOSE: _signer(
        (
            "Chứng thư số này không dùng để ký văn bản.",
            "This certificate is not meant for signing.",
        ),
        (
            "Cắm thiết bị có chứng thư dùng để ký, hoặc hỏi nơi cấp.",
            "Plug in the token whose certificate is for signing, or ask its issuer.",
        ),
    ),
    SigningFault.REVOCATION_UNKNOWN: _nobody(
        (
            "Chưa hỏi được chứng thư số còn hiệu lực không.",
            "Whether the certificate was revoked is not known now.",
        ),
        (
            "Vẫn ký được. Máy sẽ tự hỏi lại khi có mạng.",
            "Signing goes on. It will be asked again when the line is back.",
        ),
    ),
    SigningFault.SIGNER_UNKNOWN: _archivist(
        (
            "Người ký chưa có trong danh sách người ký của cơ quan.",
            "This signer is not in the office's registry.",
        ),
        (
            "Văn thư ghi họ tên, chức danh, vai trò và thời hạn bằng lệnh “signers add”.",
            "The archivist adds name, title, role and dates with “signers add”.",
        ),
    ),
    SigningFault.SIGNER_UNBOUND: _archivist(
        (
            "Họ tên có trong danh sách, chứng thư thì chưa ghi nhận.",
            "The name is registered, but not with this certificate.",
        ),
        (
            "Đúng là chứng thư của người này thì văn thư ghi nhận bằng lệnh “signers bind”.",
            "If it is this person's own, the archivist notes it with “signers bind”.",
        ),
    ),
    SigningFault.SIGNER_OTHER_ROLE: _archivist(
        (
            "Danh sách ghi người này cho vai trò khác.",
            "The registry names this signer for another role.",
        ),
        (
            "Cắm thiết bị đúng vai trò, hoặc văn thư ghi thêm vai trò bằng “signers add”.",
            "Plug in the right token, or have the role added with “signers add”.",
        ),
    ),
    SigningFault.SIGNER_OTHER_DATE: _archivist(
        (
            "Hôm nay nằm ngoài thời hạn được ký của người này.",
            "Today is outside of the dates this signer may sign.",
        ),
        (
            "Có phân công mới thì văn thư ghi thêm thời hạn bằng lệnh “signers add”.",
            "If there is a new decision, the archivist adds it with “signers add”.",
        ),
    ),
    SigningFault.SIGNER_OTHER_NAME: _archivist(
        (
            "Tên trên chứng thư khác tên trong danh sách.",
            "The names on the certificate and in the registry differ.",
        ),
        (
            "Xem đã cắm đúng thiết bị chưa. Nếu đúng, sửa bên nào sai: danh sách, hoặc chứng thư ở nơi cấp.",
            "See whether it is the right token. If so, correct the registry, or get a new certificate.",
        ),
    ),
    SigningFault.POST_VACANT: _archivist(
        ("Hiện chưa có ai được phân công ký.", "Nobody is named to sign at present."),
        (
            "Hồ sơ vẫn nhận và chờ ký. Văn thư ghi người ký thay bằng “signers add --delegate-of”.",
            "Cases are taken and wait. Name a delegate with “signers add --delegate-of”.",
        ),
    ),
    SigningFault.CLOCK_WRONG: _technician(
        ("Đồng hồ của máy chạy sai.", "This machine's clock is wrong."),
        (
            "Chỉnh lại ngày giờ, bật đồng bộ giờ rồi làm lại. Chưa có gì được ký sai ngày.",
            "Set date and time and have them kept by the network. Nothing was signed wrongly.",
        ),
    ),
    SigningFault.DOCUMENT_CHANGED: _technician(
        (
            "Văn bản trong máy khác với lúc nhận.",
            "The document is not what it was when it was taken in.",
        ),
        (
            "Không ký văn bản này. Quét lại bản chính và báo kỹ thuật viên.",
            "Do not sign it. Scan the original again and tell the technician.",
        ),
    ),
    SigningFault.DOCUMENT_UNSIGNABLE: _archivist(
        ("Tệp này không ký được.", "This document cannot be signed."),
        (
            "Quét lại bản chính rồi ký bản mới.",
            "Scan the original again and sign the new copy.",
        ),
    ),
    SigningFault.TSA_UNREACHABLE: _nobody(
        ("Chưa nối được với nơi cấp dấu thời gian.", "The time-stamp service cannot be reached."),
        (
            "Chữ ký đã xong và có giá trị. Máy tự bổ sung dấu thời gian khi có mạng.",
            "The signature is done and holds. The time stamp follows when the line is back.",
        ),
    ),
    SigningFault.TSA_NONSENSE: _technician(
        (
            "Nơi cấp dấu thời gian trả lời sai quy cách.",
            "The time-stamp service's answer makes no sense.",
        ),
        (
            "Chữ ký vẫn có giá trị. Kiểm tra địa chỉ ở mục [signing] trong kiosk.toml.",
            "The signature holds. Check the address under [signing] in kiosk.toml.",
        ),
    ),
    SigningFault.OCSP_UNREACHABLE: _nobody(
        (
            "Chưa hỏi được nơi cấp về hiệu lực chứng thư.",
            "The certificate's issuer cannot be asked about it now.",
        ),
        (
            "Chữ ký đã xong và có giá trị. Máy tự hỏi lại khi có mạng.",
            "The signature is done and holds. It is asked again when the line is back.",
        ),
    ),
    SigningFault.VALIDATION_FAILED: _technician(
        (
            "Chữ ký không qua được bước kiểm tra.",
            "The signature did not pass its check.",
        ),
        (
            "Không giao bản này cho người dân. Báo kỹ thuật viên, rồi chứng thực lại.",
            "Do not hand this copy out. Tell the technician, then certify it anew.",
        ),
    ),
}
