"""A report on a signed PDF in a clerk's words: one line a signature, and one for each thing that is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from kiosk.dossier.signing.report import (
    Change,
    ChangeKind,
    Kind,
    Reason,
    Report,
    Signature,
    Trust,
    Verdict,
)
from kiosk.model import Language, Words

VERDICTS: dict[Verdict, Words] = {
    Verdict.VALID: Words("HỢP LỆ.", "VALID."),
    Verdict.UNKNOWN_SIGNER: Words(
        "NGUYÊN VẸN, nhưng chưa xác nhận được người ký.",
        "INTACT, but who signed is not confirmed.",
    ),
    Verdict.ALTERED: Words(
        "ĐÃ BỊ SỬA sau khi ký: không nhận tệp này.",
        "ALTERED after signing: do not take this file.",
    ),
    Verdict.SUSPICIOUS: Words(
        "ĐÁNG NGỜ: không nhận tệp này, xin hỏi nơi cấp.",
        "SUSPICIOUS: do not take this file, ask whoever issued it.",
    ),
    Verdict.UNSIGNED: Words("CHƯA KÝ SỐ.", "NOT SIGNED."),
    Verdict.UNREADABLE: Words("KHÔNG ĐỌC ĐƯỢC.", "UNREADABLE."),
}

TRUSTS: dict[Trust, Words] = {
    Trust.TRUSTED: Words("người ký được xác nhận", "the signer is confirmed"),
    Trust.UNKNOWN: Words(
        "chưa xác nhận được người ký: không rõ ai cấp chữ ký số này",
        "the signer is not confirmed: nobody known here issued this signature",
    ),
    Trust.PURPOSE: Words(
        "chưa xác nhận được người ký: chữ ký số này được cấp để làm việc khác",
        "the signer is not confirmed: this was issued for something else than signing",
    ),
    Trust.LAPSED: Words(
        "chữ ký số nay đã hết hạn, không có gì chứng minh đã ký khi còn hạn",
        "it has run out by now, and nothing proves that it was used before",
    ),
    Trust.EXPIRED: Words(
        "ký khi chữ ký số không còn hoặc chưa có hiệu lực",
        "signed outside of the time for which it was issued",
    ),
    Trust.REVOKED: Words("chữ ký số đã bị thu hồi", "it has been revoked"),
}

CHANGES: dict[ChangeKind, Words] = {
    ChangeKind.SIGNATURE: Words("thêm chữ ký", "a signature was added"),
    ChangeKind.TIMESTAMP: Words("thêm dấu thời gian", "a timestamp was added"),
    ChangeKind.VALIDATION_DATA: Words(
        "thêm dữ liệu kiểm tra lâu dài", "data for judging it later was added"
    ),
    ChangeKind.METADATA: Words("đổi thông tin về tệp", "what is said about the file was changed"),
    ChangeKind.EMPTY_FIELD: Words("thêm ô chữ ký trống", "an empty signature field was added"),
    ChangeKind.PAGE: Words("đổi nội dung trang {page}", "page {page} was changed"),
    ChangeKind.PAGES: Words("thêm bớt hoặc đổi chỗ trang", "pages were added, removed or moved"),
    ChangeKind.ANNOTATION: Words(
        "thêm bớt hoặc đổi ghi chú trên trang {page}", "notes on page {page} were changed"
    ),
    ChangeKind.FORM_VALUE: Words("đổi nội dung ô đã điền", "a filled-in value was changed"),
    ChangeKind.APPEARANCE: Words(
        "đổi hình chữ ký trên trang {page}", "how a signature looks on page {page} was changed"
    ),
    ChangeKind.SIGNATURE_GONE: Words(
        "bỏ hoặc thay một chữ ký", "a signature was removed or replaced"
    ),
    ChangeKind.ACTIVE: Words(
        "thêm chương trình hoặc tệp đính kèm", "a program or an embedded file was added"
    ),
    ChangeKind.OTHER: Words("đổi phần khác của tệp", "something else was changed"),
}

REASONS: dict[Reason, Words] = {
    Reason.DIGEST: Words(
        "Nội dung không còn là nội dung đã ký.", "The contents are not those that were signed."
    ),
    Reason.PAGE_CHANGED: Words(
        "Có trang bị đổi nội dung sau khi ký.", "A page was changed after signing."
    ),
    Reason.PAGES_CHANGED: Words(
        "Số trang hoặc thứ tự trang bị đổi sau khi ký.",
        "Pages were added, removed or moved after signing.",
    ),
    Reason.ANNOTATION_CHANGED: Words(
        "Ghi chú hoặc hình che trên trang bị thêm bớt hay thay đổi sau khi ký.",
        "Something laid over a page was added, removed or changed after signing.",
    ),
    Reason.FORM_CHANGED: Words(
        "Ô đã điền bị đổi nội dung sau khi ký.", "A filled-in value was changed after signing."
    ),
    Reason.APPEARANCE_CHANGED: Words(
        "Hình của một chữ ký bị đổi sau khi ký.",
        "How a signature looks was changed after signing.",
    ),
    Reason.SIGNATURE_GONE: Words(
        "Một chữ ký đã bị bỏ ra hoặc bị thay.", "A signature was taken out or replaced."
    ),
    Reason.ACTIVE_ADDED: Words(
        "Chương trình hoặc tệp đính kèm được thêm sau khi ký.",
        "A program or an embedded file was added after signing.",
    ),
    Reason.OTHER_CHANGE: Words(
        "Tệp bị đổi sau khi ký, không phải để ký thêm.",
        "The file was changed after signing, and not for a further signature.",
    ),
    Reason.HEAD: Words(
        "Trước phần đầu của tệp có dữ liệu lạ.", "Something stands before the file's beginning."
    ),
    Reason.TAIL: Words(
        "Sau phần cuối của tệp có dữ liệu lạ.", "Something stands behind the file's end."
    ),
    Reason.BROKEN: Words(
        "Cấu trúc tệp bị hỏng hoặc bị làm hỏng có chủ ý.",
        "The file's structure is broken, or was broken on purpose.",
    ),
    Reason.BYTE_RANGE: Words(
        "Chữ ký không bao trùm phần của tệp mà nó phải bao trùm.",
        "The signature does not cover what it must cover.",
    ),
    Reason.CONTENTS: Words(
        "Chỗ đặt chữ ký chứa dữ liệu khác.", "The signature's place holds something else."
    ),
    Reason.HIDDEN_OBJECTS: Words(
        "Tệp giấu nội dung không nằm trong mục lục.",
        "The file hides contents that its table does not list.",
    ),
    Reason.DUPLICATE_OBJECTS: Words(
        "Tệp có hai nội dung cho cùng một chỗ.", "The file holds two contents for one place."
    ),
    Reason.TWO_READINGS: Words(
        "Hai chương trình đọc tệp này thấy nội dung khác nhau.",
        "Two programs reading this file see different contents.",
    ),
    Reason.HYBRID: Words(
        "Tệp có hai mục lục sau khi ký.", "The file has two tables of contents since its signing."
    ),
    Reason.LOCKED_LATER: Words("Tệp bị khóa sau khi ký.", "The file was locked after signing."),
    Reason.SHARED_FIELD: Words(
        "Hai ô chữ ký dùng chung một chữ ký hoặc một tên.",
        "Two signature fields share one signature, or one name.",
    ),
    Reason.EMPTY_FIELD: Words(
        "Ô chữ ký trống được thêm sau khi ký.",
        "An empty signature field was added after signing.",
    ),
    Reason.COVERING: Words(
        "Hình của một chữ ký sau che nội dung trang.",
        "A later signature's picture covers what a page shows.",
    ),
    Reason.BEYOND_PERMISSION: Words(
        "Người ký đầu tiên không cho phép sửa như vậy.",
        "Whoever signed first did not allow such a change.",
    ),
    Reason.REVOKED: Words("Chữ ký số đã bị thu hồi.", "A signature had been revoked."),
    Reason.EXPIRED: Words(
        "Chữ ký số được dùng ngoài thời hạn của nó.",
        "A signature was used outside of the time for which it was issued.",
    ),
    Reason.NO_PDF: Words("Tệp này không phải PDF.", "This is no PDF."),
    Reason.LOCKED: Words("Tệp này có khóa.", "This file is locked."),
    Reason.TOO_LARGE: Words(
        "Tệp này lớn hơn mức kiểm tra được.", "This file is larger than what can be judged."
    ),
    Reason.TOO_COMPLEX: Words(
        "Tệp này quá phức tạp để kiểm tra.", "This file is too complex to be judged."
    ),
    Reason.GAVE_UP: Words(
        "Kiểm tra tệp này không xong trong giới hạn an toàn.",
        "This file could not be judged within safe limits.",
    ),
}

_BY = Words("{number}. {who} ký", "{number}. {who} signed")
_SEALED = Words("{number}. {who} đóng dấu", "{number}. {who} sealed")
_STAMPED = Words("{number}. {who} xác nhận thời gian", "{number}. {who} gave the time")
_AT = Words(" lúc {at}", " at {at}")
_BY_ITS_WORD = Words(" lúc {at} (theo máy của người ký)", " at {at} (by the signer's own clock)")
_STAMPER_KNOWN = Words("nơi xác nhận được tin cậy", "whoever gave it is trusted")
_STAMPER_UNKNOWN = Words("không rõ nơi xác nhận", "whoever gave it is not known here")
_INTACT = Words("chưa bị sửa", "not altered")
_ALTERED = Words("ĐÃ BỊ SỬA", "ALTERED")
_UNCHECKED = Words("chưa biết có bị thu hồi không", "whether it was revoked is not known")
_WHOLE = Words("bao trùm cả tệp", "covers the whole file")
_PART = Words(
    "bao trùm phần {revision}/{revisions} của tệp; sau đó: {since}",
    "covers {revision} of the file's {revisions} parts; later: {since}",
)
_NOTHING = Words("không thêm gì đọc được", "nothing that can be read")
_UNSEEN = Words("không hiện trên trang", "not shown on a page")


def lines(report: Report, zone: dt.tzinfo, speak: Language) -> Iterator[str]:
    """The verdict, then the reasons, then the signatures; times in `zone`."""
    yield VERDICTS[report.verdict].of(speak)
    for reason in report.reasons:
        yield f"  - {REASONS[reason].of(speak)}"
    for number, one in enumerate(report.signatures, start=1):
        yield f"  {_line(number, one, report.revisions, zone, speak)}"


def change(one: Change, speak: Language) -> str:
    return CHANGES[one.kind].of(speak).format(page=one.page)


def _line(number: int, one: Signature, revisions: int, zone: dt.tzinfo, speak: Language) -> str:
    beginning = {Kind.PERSON: _BY, Kind.ORGANISATION: _SEALED, Kind.TIMESTAMP: _STAMPED}[one.kind]
    who = one.who or "?"
    if one.organisation and one.organisation != one.who:
        who = f"{who} ({one.organisation})"
    parts = [(_INTACT if one.intact else _ALTERED).of(speak), _trust(one).of(speak)]
    if one.kind is not Kind.TIMESTAMP and one.trust is Trust.TRUSTED and not one.revocation_known:
        parts.append(_UNCHECKED.of(speak))
    if one.whole:
        parts.append(_WHOLE.of(speak))
    else:
        since = ", ".join(change(each, speak) for each in one.since) or _NOTHING.of(speak)
        part = _PART.of(speak)
        parts.append(part.format(revision=one.revision, revisions=revisions, since=since))
    if not one.visible and one.kind is not Kind.TIMESTAMP:
        parts.append(_UNSEEN.of(speak))
    begun = beginning.of(speak).format(number=number, who=who)
    return f"{begun}{_when(one, zone, speak)}: {'; '.join(parts)}."


def _trust(one: Signature) -> Words:
    if one.kind is not Kind.TIMESTAMP:
        return TRUSTS[one.trust]
    return _STAMPER_KNOWN if one.trust is Trust.TRUSTED else _STAMPER_UNKNOWN


def _when(one: Signature, zone: dt.tzinfo, speak: Language) -> str:
    if one.proven is not None:
        return _AT.of(speak).format(at=_shown(one.proven, zone))
    if one.claimed is not None:
        return _BY_ITS_WORD.of(speak).format(at=_shown(one.claimed, zone))
    return ""


def _shown(moment: dt.datetime, zone: dt.tzinfo) -> str:
    return moment.astimezone(zone).strftime("%H:%M:%S %d/%m/%Y")
