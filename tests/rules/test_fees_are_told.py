"""Fees in words: what this province charges stands where the catalogue can say only that it charges something."""

import datetime as dt

import pytest

from kiosk.contract.rules.tariff import Channel
from kiosk.rules.fee_words import amount_of, until, whom
from kiosk.rules.fees import Asked, fee_for
from kiosk.store.rulebook import Rules

DAY = dt.date(2026, 11, 23)
SHIPPED = Rules()
TARIFF = SHIPPED.tariff()


def fee_told(code: str, province: str) -> str:
    return SHIPPED.catalogue(DAY, province).procedure(code).fee.vi


def test_the_amount_of_the_province_stands_instead_of_a_word_that_it_sets_one():
    assert fee_told("1.004873", "") == "Theo mức của Hội đồng nhân dân tỉnh"
    assert fee_told("1.004873", "H26") == "3.000 đồng"
    assert fee_told("1.004873", "H38") == "15.000 đồng"


def test_what_is_so_on_an_occasion_alone_is_told_behind_the_rest():
    told = fee_told("1.001193", "H26")
    assert told.startswith("Không thu nếu đăng ký trong 60 ngày")
    assert told.endswith("; đăng ký quá hạn: 5.000 đồng")


def test_each_channel_is_told_with_its_amount():
    assert fee_told("1.001612", "H26") == "100.000 đồng; nộp trực tuyến: Không thu"


@pytest.mark.parametrize("province", ["", "H26", "H38"])
def test_who_need_not_pay_stands_beside_every_amount(province):
    for procedure in SHIPPED.catalogue(DAY, province).procedures:
        assert procedure.fee.vi == "Không thu" or "miễn" in procedure.exemption.vi


def test_steps_and_bounds_are_told():
    fee = fee_for(TARIFF, Asked("2.000815", DAY))
    assert amount_of(fee).vi == (
        "2.000 đồng một trang; từ trang thứ 3: 1.000 đồng một trang; nhiều nhất 200.000 đồng một bản"
    )


def test_whom_and_until_when_a_waiver_is_for():
    fee = fee_for(TARIFF, Asked("2.000635", DAY, exemption="vneid-2"))
    assert amount_of(fee).vi == "Không thu"
    assert whom(fee, TARIFF).vi == "Người có tài khoản VNeID mức độ 2"
    assert until(fee).vi == "đến hết ngày 28/02/2027"
    online = fee_for(TARIFF, Asked("1.004222", DAY, Channel.ONLINE))
    assert whom(online, TARIFF).vi == "nộp trực tuyến"
