"""The table of causes: each says to officials and clerks why nothing is signed, what to do, and who can."""

import re
import unicodedata

import pytest

from kiosk.model import Language, Words
from kiosk.signing import ONLY_TOLD, Finding, SigningActor, SigningFault, SignRole
from kiosk.signing_causes import ACTORS, ROLES, TABLE, cause, told

# What an official or clerk should never have to know. PIN, token and kiosk.toml are on their desk.
JARGON = re.compile(
    r"\b(API|USB|PKCS|CKR|OCSP|CRL|TSA|PAdES|X\.?509|DER|CMS|NFC|SQL|0x[0-9a-f]+)\b|"
    r"(?i:error|mã lỗi|lỗi \d|socket|server|máy chủ|driver|timeout|exception|null|offline|online|"
    r"reset|database|cơ sở dữ liệu|invalid|failed|unknown|user name|registered or)"
)


def texts(fault):
    words = cause(fault)
    return [words.what.vi, words.what.en, words.do.vi, words.do.en]


def test_every_fault_has_its_cause_and_no_cause_is_left_over():
    assert set(TABLE) == set(SigningFault)
    assert set(ROLES) == set(SignRole)
    assert set(ACTORS) == set(SigningActor)


@pytest.mark.parametrize("fault", SigningFault)
def test_a_cause_speaks_both_languages_in_whole_sentences(fault):
    for text in texts(fault):
        assert text.endswith(".")
        assert text[0].isupper()
        assert text == " ".join(text.split())
        assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("fault", SigningFault)
def test_a_cause_speaks_politely_and_without_jargon(fault):
    for text in texts(fault):
        assert not JARGON.search(text)
        assert "!" not in text


@pytest.mark.parametrize("fault", SigningFault)
def test_a_cause_is_short(fault):
    words = cause(fault)
    assert max(len(words.what.vi), len(words.what.en)) <= 60
    assert max(len(words.do.vi), len(words.do.en)) <= 110
    assert words.what != words.do


@pytest.mark.parametrize("fault", SigningFault)
def test_vietnamese_is_vietnamese_and_english_is_english(fault):
    words = cause(fault)
    for text in (words.what, words.do):
        assert isinstance(text, Words)
        assert not text.vi.isascii()
        assert text.en.replace("“", "").replace("”", "").isascii()


@pytest.mark.parametrize("fault", ONLY_TOLD)
def test_what_is_only_told_says_that_signing_goes_on(fault):
    assert cause(fault).do.vi.startswith("Vẫn ký được")
    assert cause(fault).do.en.startswith("Signing goes on")


@pytest.mark.parametrize(
    "fault",
    [SigningFault.TSA_UNREACHABLE, SigningFault.TSA_NONSENSE, SigningFault.OCSP_UNREACHABLE],
)
def test_a_line_that_is_down_never_sounds_as_if_the_signature_were_worthless(fault):
    assert "có giá trị" in cause(fault).do.vi
    assert "holds" in cause(fault).do.en


@pytest.mark.parametrize(
    "fault",
    [SigningFault.POST_VACANT, SigningFault.CERTIFICATE_EXPIRED, SigningFault.PIN_LOCKED],
)
def test_a_signer_who_cannot_sign_leaves_the_case_waiting_and_names_the_delegate(fault):
    assert "chờ" in cause(fault).do.vi
    assert "ký thay" in cause(fault).do.vi
    assert "delegate" in cause(fault).do.en


@pytest.mark.parametrize("fault", [fault for fault in SigningFault if "signer-" in fault])
def test_the_archivist_mends_the_registry(fault):
    assert cause(fault).actor is SigningActor.ARCHIVIST
    assert "ăn thư" in cause(fault).do.vi or "danh sách" in cause(fault).do.vi


def test_not_registered_tells_role_name_and_who_can_register():
    finding = Finding(SigningFault.SIGNER_UNKNOWN, "GIÀNG A PÁO")
    assert told(finding, SignRole.OFFICIAL, Language.VI) == (
        "Người có thẩm quyền ký: Người ký chưa có trong danh sách người ký của cơ quan (GIÀNG A PÁO). "
        "Văn thư ghi họ tên, chức danh, vai trò và thời hạn bằng lệnh “signers add”."
    )
    assert "(GIÀNG A PÁO)" in told(finding, SignRole.OFFICIAL, Language.EN)


def test_a_vacant_post_says_since_when():
    finding = Finding(SigningFault.POST_VACANT, "23/11/2026")
    assert "(từ ngày 23/11/2026)." in told(finding, SignRole.OFFICIAL, Language.VI)
    assert "(since 23/11/2026)." in told(finding, SignRole.OFFICIAL, Language.EN)


def test_a_cause_without_detail_is_told_as_it_stands():
    line = told(Finding(SigningFault.TOKEN_ABSENT), SignRole.ORGANISATION, Language.EN)
    assert line == (
        "The office's seal: The signing token is not plugged in. "
        "Plug the signer's token in and try again."
    )


def test_a_cause_is_named_after_what_and_state():
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)+", fault.value) for fault in SigningFault)
