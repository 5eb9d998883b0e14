"""On forms and registers a line ends in no name and in no number with its unit, where they fit."""

import pytest

from kiosk.papers import faces


@pytest.mark.parametrize("room", [90, 120, 150, 200, 300])
@pytest.mark.parametrize("whole", ["Vàng Thị Mẫu", "15 phút", "xã Suối Mơ"])
def test_what_belongs_together_stays_in_one_line(room, whole):
    faces.load()
    text = (
        "Hồ sơ của ông bà Vàng Thị Mẫu ở xã Suối Mơ được nhận lúc 8 giờ và trả trong 15 phút sau đó"
    )
    lines = faces.lines(text, faces.REGULAR, 13.0, room)
    assert " ".join(lines) == text
    assert sum(whole in line for line in lines) == 1
    assert all(faces.width(line, faces.REGULAR, 13.0) <= room for line in lines)


def test_a_code_that_is_too_long_breaks_behind_its_hyphen():
    faces.load()
    lines = faces.lines("H38.101-261123-K01-0007", faces.REGULAR, 8.5, 70)
    assert lines == ("H38.101-261123-", "K01-0007")
