"""Vietnamese lines break between words, and a word is often two syllables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.lines import broken, may_break


def lines_of(text: str, letters: int) -> list[str]:
    return broken(text, lambda line: len(line) <= letters)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("khai", "sinh"),
        ("Hộ", "tịch"),
        ("bản", "sao"),
        ("Mường", "Hoa"),
        ("xã", "Mường"),
        ("15", "phút"),
        ("quầy", "3"),
        ("8.000", "đồng"),
        ("Nguyễn", "Văn"),
        ("và", "trả"),
    ],
)
def test_what_belongs_together_stays_on_one_line(before, after):
    assert not may_break(before, after)


@pytest.mark.parametrize(
    ("before", "after"), [("sao", "từ"), ("quả", "UBND"), ("UBND", "xã"), ("số,", "Mường")]
)
def test_a_line_may_end_between_words(before, after):
    assert may_break(before, after)


@pytest.mark.parametrize(
    ("text", "letters", "lines"),
    [
        (
            "Chứng thực bản sao từ bản chính",
            24,
            ["Chứng thực bản sao", "từ bản chính"],
        ),
        (
            "Bộ phận Tiếp nhận và Trả kết quả UBND xã Mường Hoa",
            34,
            ["Bộ phận Tiếp nhận và Trả kết quả", "UBND xã Mường Hoa"],
        ),
        ("Thời gian giải quyết 15 phút", 26, ["Thời gian", "giải quyết 15 phút"]),
    ],
)
def test_lines_are_even_and_whole(text, letters, lines):
    assert lines_of(text, letters) == lines


def test_a_short_text_stays_on_one_line():
    assert lines_of("Đăng ký khai sinh", 40) == ["Đăng ký khai sinh"]
    assert lines_of("", 40) == []


WORDS = st.lists(st.text("abĐươngKhai0123", min_size=1, max_size=9), min_size=1, max_size=25)


@given(words=WORDS, letters=st.integers(9, 40))
def test_no_word_is_lost_and_no_line_is_too_long(words, letters):
    lines = lines_of(" ".join(words), letters)
    assert " ".join(lines).split() == words
    assert all(len(line) <= letters for line in lines)
