"""What people read of fee and time, and what is reckoned with, say the same for every procedure shipped."""

import datetime as dt
import re

import pytest

from kiosk.contract.rules.catalogue import FREE, GOOD_FOR, listing
from kiosk.contract.rules.entries import RulesError
from kiosk.contract.rules.law import Count, Deadline
from kiosk.contract.rules.tariff import Channel
from kiosk.rules.catalogue import parse
from kiosk.store.rulebook import Rules
from kiosk.workspace import CATALOGUE
from tests.rules.test_catalogue import ENTRY, HEAD

TEXT = CATALOGUE.read_text(encoding="utf-8")
VERSIONS = listing(TEXT).versions
TARIFF = Rules().tariff()
UNITS = {
    Count.WORKING_DAYS: "ngày làm việc",
    Count.CALENDAR_DAYS: "ngày",
}


def each(procedure) -> str:
    return f"{procedure.code} {procedure.valid_from}"


@pytest.mark.parametrize("procedure", VERSIONS, ids=each)
def test_every_procedure_has_a_deadline_that_can_be_counted_and_says_it(procedure):
    assert procedure.due is not None
    told = procedure.time.vi.lower()
    for part in filter(None, (procedure.due, procedure.due.more, procedure.due.at_most)):
        if part.count is Count.SAME_DAY:
            assert told.startswith("trong ngày; nhận sau 15 giờ")
        else:
            assert re.search(rf"\b{part.number} {UNITS[part.count]}", told), part
    assert ("xác minh" in told or "phức tạp" in told) or not (
        procedure.due.more or procedure.due.at_most
    )


@pytest.mark.parametrize("procedure", VERSIONS, ids=each)
def test_every_procedure_tells_its_fee_or_that_there_is_none_and_who_need_not_pay(procedure):
    fees = [fee for fee in TARIFF.fees if fee.procedure == procedure.code]
    if procedure.fee.vi == FREE:
        assert not fees
        assert not procedure.exemption.vi
    else:
        assert procedure.exemption.vi.startswith(("Được miễn", "Đến hết ngày"))


@pytest.mark.parametrize("fee", TARIFF.fees, ids=lambda fee: f"{fee.procedure} {fee.basis}")
def test_an_amount_for_everybody_stands_in_the_words_too(fee):
    procedure = next(each for each in VERSIONS if each.code == fee.procedure)
    assert fee.basis
    if fee.province or fee.exemption or fee.occasion:
        return  # of one province, or told beside the amount
    told = procedure.fee.vi
    for amount in (fee.amount, *(step.amount for step in fee.steps), fee.most or fee.amount):
        assert f"{amount:,} đồng".replace(",", ".") in told
    if fee.channel is Channel.ONLINE:
        assert "trực tuyến" in told


def test_a_waiver_for_some_is_told_beside_the_amount_as_long_as_it_holds():
    for day, told in (("2026-08-14", False), ("2026-11-23", True), ("2027-03-01", False)):
        extract = parse(TEXT, dt.date.fromisoformat(day)).procedure("2.000635")
        assert ("VNeID" in extract.exemption.vi) is told


@pytest.mark.parametrize(
    ("due", "deadline"),
    [
        ("", None),
        ("due = { working_days = 3 }", Deadline(Count.WORKING_DAYS, 3)),
        ("due = { calendar_days = 30 }", Deadline(Count.CALENDAR_DAYS, 30)),
        ("due = { hours = 4 }", Deadline(Count.HOURS, 4)),
        ("due = { same_day = true }", Deadline(Count.SAME_DAY)),
        ("same_day = true", Deadline(Count.SAME_DAY)),
        (
            "due = { working_days = 3, more = { working_days = 5 }, extensions = 2 }",
            Deadline(Count.WORKING_DAYS, 3, Deadline(Count.WORKING_DAYS, 5), None, 2),
        ),
    ],
)
def test_a_deadline_is_what_its_entry_says(due, deadline):
    text = (HEAD + ENTRY).replace('field = "ho-tich"\n', f'field = "ho-tich"\n{due}\n')
    (procedure,) = parse(text, dt.date(2026, 11, 23)).procedures
    assert procedure.due == deadline


@pytest.mark.parametrize(
    "due",
    [
        "{ working_days = 0 }",
        "{ working_days = 3, calendar_days = 3 }",
        "{ more = { working_days = 3 } }",
        "{ same_day = false }",
        "{ working_days = 3, more = { same_day = true } }",
        "{ working_days = 3, more = { hours = 1 }, at_most = { hours = 2 } }",
        "{ working_days = 3, extensions = 10 }",
        "{ weeks = 1 }",
        "3",
        "{ working_days = 3 }\nsame_day = true",
    ],
)
def test_a_deadline_that_cannot_be_counted_is_refused(due):
    text = (HEAD + ENTRY).replace('field = "ho-tich"\n', f'field = "ho-tich"\ndue = {due}\n')
    with pytest.raises(RulesError, match="due"):
        parse(text, dt.date(2026, 11, 23))


@pytest.mark.parametrize(
    ("more", "last"),
    [("", dt.date(2026, 11, 22) + GOOD_FOR), ("valid_until = 2026-12-31", dt.date(2026, 12, 31))],
)
def test_a_catalogue_is_good_for_half_a_year_or_until_the_day_it_names(more, last):
    text = HEAD.replace("sample = true", f"sample = true\n{more}") + ENTRY
    assert not parse(text, last).expired
    assert parse(text, last + dt.timedelta(1)).expired
