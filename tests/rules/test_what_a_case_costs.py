"""What a case costs: steps and caps by the page, and the most specific fee for whoever hands it in, how, and when."""

import datetime as dt

import pytest

from kiosk.contract.rules.entries import RulesError
from kiosk.contract.rules.tariff import Channel, tariff
from kiosk.rules import fees
from kiosk.rules.fees import Asked
from kiosk.store.rulebook import Rules

DAY = dt.date(2026, 11, 23)
SHIPPED = Rules().tariff()
COPIES, EXTRACT, STATUS, RESIDENCE = "2.000815", "2.000635", "1.004873", "1.004222"


def cost(procedure, day=DAY, tariff=SHIPPED, **more) -> int | None:
    """In đồng; None where no amount can be told."""
    charged = fees.charges(tariff, Asked(procedure, day, **more), "việc")
    return sum(charge.amount for charge in charged) if charged else None


@pytest.mark.parametrize(
    ("pages", "each"),
    [(1, 2000), (2, 4000), (3, 5000), (10, 12_000), (198, 200_000), (199, 200_000)],
)
@pytest.mark.parametrize("copies", [1, 2, 5])
def test_certified_copies_by_the_page_of_the_original_with_a_cap_for_each_copy(pages, each, copies):
    assert cost(COPIES, pages=pages, copies=copies) == each * copies


def test_before_pages_are_counted_no_amount_is_told():
    assert cost(COPIES) is None


def test_an_extract_is_paid_for_by_the_copy():
    assert cost(EXTRACT, copies=3) == 24_000


@pytest.mark.parametrize(
    ("day", "amount"),
    [("2026-08-14", 8000), ("2026-08-15", 0), ("2027-02-28", 0), ("2027-03-01", 8000)],
)
def test_a_waiver_holds_from_its_first_day_to_its_last(day, amount):
    assert cost(EXTRACT, dt.date.fromisoformat(day), exemption="vneid-2") == amount


def test_the_waiver_is_for_holders_of_such_an_account_alone():
    assert cost(EXTRACT) == 8000


@pytest.mark.parametrize(("province", "amount"), [("H26", 3000), ("H38", 15_000), ("H01", None)])
def test_a_council_sets_it_for_its_province(province, amount):
    assert cost(STATUS, province=province) == amount


def test_online_costs_less():
    assert cost(RESIDENCE) == 20_000
    assert cost(RESIDENCE, channel=Channel.ONLINE) == 10_000


def test_a_household_business_in_hanoi_is_free_online_alone():
    assert cost("1.001612", channel=Channel.ONLINE, province="H26") == 0
    assert cost("1.001612", channel=Channel.ONLINE, province="H38") == 100_000
    assert cost("1.001612", province="H26") == 100_000


def test_registered_late_a_birth_costs_what_the_council_says():
    assert cost("1.001193", province="H26") is None
    assert cost("1.001193", province="H26", occasion="late") == 5000


@pytest.mark.parametrize("who", ["merit", "poor", "disabled"])
def test_whoever_is_exempt_pays_nothing_and_the_charge_says_why(who):
    (charge,) = fees.charges(SHIPPED, Asked(RESIDENCE, DAY, exemption=who), "việc")
    assert (charge.amount, charge.exemption) == (0, who)
    assert charge.basis


def test_older_people_are_exempt_where_their_province_says_so():
    assert cost(RESIDENCE, exemption="older", province="H38") == 0
    assert cost(RESIDENCE, exemption="older", province="H26") == 20_000


def test_who_need_not_pay_is_told_for_whatever_costs_something():
    told = fees.classes(SHIPPED, RESIDENCE, DAY, "H38")
    assert [each.id for each in told] == ["merit", "poor", "disabled", "older", "ethnic"]
    assert "vneid-2" in [each.id for each in fees.classes(SHIPPED, EXTRACT, DAY, "")]
    assert not fees.classes(SHIPPED, "1.000894", DAY, "")


FEES = """
[[exemption]]
id = "merit"
free = false
name = { vi = "Người có công", en = "Merit" }
basis = "thử"
"""


def fee(amount: int, more: str = "", since: str = "2026-01-01") -> str:
    return f"""
[[fee]]
procedure = "1.000001"
amount = {amount}
valid_from = {since}
basis = "thử"
{more}
"""


def test_the_most_specific_fee_goes_before_the_newest():
    said = tariff(
        FEES
        + fee(1, since="2026-06-01")
        + fee(2, 'channel = "online"')
        + fee(3, 'province = "H26"')
        + fee(4, 'province = "H26"\nchannel = "online"')
        + fee(5, 'exemption = "merit"')
        + fee(6, since="2026-12-01")
    )

    def costs(day=DAY, **more):
        return cost("1.000001", day, said, **more)

    online, hanoi = {"channel": Channel.ONLINE}, {"province": "H26"}
    assert costs() == 1
    assert costs(**online) == 2
    assert costs(**hanoi) == 3
    assert costs(**online, **hanoi) == 4
    assert costs(exemption="merit") == 5
    assert costs(exemption="merit", **hanoi) == 5
    assert costs(dt.date(2026, 12, 1)) == 6
    assert costs(dt.date(2026, 5, 31)) is None


def test_a_fee_for_a_time_goes_before_one_without_an_end():
    said = tariff(fee(9) + fee(0, "valid_to = 2026-12-31", since="2025-01-01").replace("H", "H"))
    assert cost("1.000001", DAY, said) == 0
    assert cost("1.000001", dt.date(2027, 1, 1), said) == 9


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (fee(1, 'exemption = "nobody"'), "there is no nobody"),
        (fee(1, 'occasion = "late"'), "there is no late"),
        (fee(1, "valid_to = 2025-01-01"), "is before valid_from"),
        (fee(1, "steps = [{ page = 3, amount = 1 }]"), "are of pages"),
        (fee(1, 'per = "page"\nsteps = [{ page = 1, amount = 1 }]'), "must rise"),
        (fee(1, 'channel = "fax"'), "must be one of direct, online, post"),
        (fee(1, 'province = "Hà Nội"'), "province"),
        (fee(1, 'per = "year"'), "per"),
        (fee(1, "name = 3"), "name"),
        (fee(1) + fee(1), "stands there twice"),
        (FEES + FEES, "stands there twice"),
    ],
)
def test_what_is_wrong_with_a_tariff_is_named(text, why):
    with pytest.raises(RulesError, match=why):
        tariff(text)


def test_a_tariff_written_before_there_were_channels_holds_for_all():
    (old,) = tariff(fee(8000)).fees
    assert (old.channel, old.province, old.exemption, old.valid_to) == (Channel.ANY, "", "", None)
    assert cost("1.000001", tariff=tariff(fee(8000)), channel=Channel.POST, province="H26") == 8000


@pytest.mark.parametrize(("amount", "told"), [(0, "0 đồng"), (200_000, "200.000 đồng")])
def test_money_reads_as_it_is_written_in_vietnam(amount, told):
    assert fees.money(amount).vi == told
