"""Amounts stand in words as Vietnamese says them."""

import pytest

from kiosk.papers.forms.spelled import spelled


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (105, "Một trăm linh năm đồng"),
        (8_000, "Tám nghìn đồng"),
        (16_000, "Mười sáu nghìn đồng"),
        (200_000, "Hai trăm nghìn đồng"),
        (1_000_005, "Một triệu không trăm linh năm đồng"),
        (1_011_111, "Một triệu không trăm mười một nghìn một trăm mười một đồng"),
        (2_000_000_000, "Hai tỷ đồng"),
    ],
)
def test_an_amount_is_said_as_people_say_it(amount, words):
    assert spelled(amount) == words


@pytest.mark.parametrize("amount", [-1, 10**12])
def test_what_is_no_fee_is_not_said(amount):
    with pytest.raises(ValueError, match=str(amount)):
        spelled(amount)
