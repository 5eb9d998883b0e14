"""Lines end where a Vietnamese reader expects it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ui.linebreak import broken, glue

WIDE = 20  # letters; every letter is as wide as any other here


def lines(text: str, width: float = WIDE, balanced: bool = False) -> list[str]:
    return broken(glue(text), width, len, balanced)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Xin đặt thẻ lên căn cước", "căn cước"),
        ("Lệ phí một bản là 8.000 đồng", "8.000 đồng"),
        ("Hồ sơ trả trong 3 ngày làm việc", "3 ngày làm việc"),
        ("Xin xem kỹ lại trang 12", "trang 12"),
        ("Xin ông bà gọi cán bộ", "cán bộ"),
        ("Ready in no more than 3 working days", "3 working days"),
        ("Đăng ký lại việc Khai sinh", "Khai sinh"),
    ],
)
def test_a_compound_and_a_number_with_its_unit_stay_together(text, kept):
    assert any(kept in line for line in lines(text))


def test_every_length_of_line_keeps_a_compound_whole():
    text = "Máy chỉ dùng thông tin trên thẻ căn cước cho hồ sơ này"
    for width in range(10, 60):
        made = lines(text, width)
        for compound in ("thông tin", "căn cước", "hồ sơ"):
            assert any(compound in line for line in made), (width, made)


def test_a_compound_wider_than_the_line_is_let_go():
    assert lines("ủy ban", 4) == ["ủy", "ban"]


def test_a_heading_has_lines_of_like_length():
    made = lines("một hai ba bốn năm sáu bảy", 22, balanced=True)
    assert len(made) == 2
    assert abs(len(made[0]) - len(made[1])) <= 4


def test_no_word_goes_astray_on_a_last_line():
    assert len(lines("một hai ba bốn năm sáu a")[-1]) > 4


def test_a_new_line_in_the_text_is_kept():
    assert lines("một\nhai") == ["một", "hai"]


words = st.lists(st.text("abcđếọ", min_size=1, max_size=8), min_size=1, max_size=30)


@given(words, st.integers(8, 60), st.booleans())
def test_nothing_is_lost_and_nothing_is_too_wide(said, width, balanced):
    text = " ".join(said)
    made = broken(glue(text), width, len, balanced)
    assert " ".join(made) == text
    assert all(len(line) <= width for line in made)
