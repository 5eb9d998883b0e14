"""The table of faults: every one says in plain words what happened, what to do, and who must act."""

import re
import unicodedata

import pytest

from kiosk.faults import TABLE, Fault, remedy
from kiosk.model import Actor, Words

# What a citizen or clerk should never have to know.
JARGON = re.compile(
    r"\b(API|USB|PC/?SC|SANE|PACE|CAN|SOD|NFC|SQL|[0-9A-F]{4})\b|"
    r"(?i:error|mã lỗi|lỗi \d|socket|server|máy chủ|driver|timeout|exception|null|offline|online|"
    r"reset|restart|khởi động lại|database|cơ sở dữ liệu|invalid|failed|unknown)"
)


def texts(fault: Fault) -> list[str]:
    told = remedy(fault)
    return [told.what.vi, told.what.en, told.do.vi, told.do.en]


def test_every_fault_has_its_remedy_and_no_remedy_is_left_over():
    assert set(TABLE) == set(Fault)


@pytest.mark.parametrize("fault", Fault)
def test_a_fault_speaks_both_languages_in_whole_sentences(fault):
    for text in texts(fault):
        assert text.endswith(".")
        assert text[0].isupper()
        assert text == " ".join(text.split())
        assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("fault", Fault)
def test_a_fault_speaks_without_jargon(fault):
    for text in texts(fault):
        assert not JARGON.search(text)
        assert "!" not in text


@pytest.mark.parametrize("fault", Fault)
def test_a_fault_fits_its_place_on_the_screen(fault):
    told = remedy(fault)
    assert max(len(told.what.vi), len(told.what.en)) <= 60
    assert max(len(told.do.vi), len(told.do.en)) <= 110
    assert told.what != told.do


@pytest.mark.parametrize("fault", Fault)
def test_vietnamese_is_vietnamese_and_english_is_english(fault):
    told = remedy(fault)
    for words in (told.what, told.do):
        assert isinstance(words, Words)
        assert not words.vi.isascii()
        assert words.en.replace("“", "").replace("”", "").replace("’", "").isascii()


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault.value.startswith("scanner")])
def test_a_fault_of_the_scanner_never_sounds_as_if_pages_were_lost(fault):
    if remedy(fault).actor is not Actor.CITIZEN:
        assert "vẫn còn" in remedy(fault).do.vi
        assert "kept" in remedy(fault).do.en


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault.value.startswith("printer")])
def test_a_fault_of_the_printer_says_that_the_number_is_kept(fault):
    assert "Số vẫn được giữ" in remedy(fault).do.vi
    assert "number is kept" in remedy(fault).do.en


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault.value.startswith("centre")])
def test_a_fault_of_the_line_is_nothing_a_citizen_must_act_on(fault):
    assert remedy(fault).actor is not Actor.CITIZEN


def test_a_fault_is_named_after_its_device_and_state():
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)+", fault.value) for fault in Fault)
