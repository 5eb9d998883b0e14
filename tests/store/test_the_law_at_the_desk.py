"""The law as pages ask it: by the office's clock and province, by the version a case was accepted under, by the day."""

import datetime as dt

import pytest

from kiosk.settings import Office, QueueSettings, Settings
from kiosk.store.law import Law
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.rulebook import Rulebook
from kiosk.workspace import CATALOGUE, FEES, Workspace

MORNING = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)  # Friday, 10:00 at the office
RESIDENCE, MARRIAGE, COPIES = "1.004222", "1.000894", "2.000815"
LAW = CATALOGUE.read_text(encoding="utf-8")
FASTER = LAW.replace("{ working_days = 7 }", "{ working_days = 5 }")


@pytest.fixture
def book(tmp_path):
    return Rulebook(Workspace(tmp_path))


@pytest.fixture
def law(book):
    return Law(book, Settings(office=Office(agency="H38.101")))


def here(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


def take(book, number: int, **files: str) -> str:
    version = f"{number}-0123abcd"
    book.take(version, MORNING, {f"{name}.toml": text.encode() for name, text in files.items()})
    return version


def test_a_case_received_by_utc_is_due_by_the_offices_clock(law):
    assert law.clock(RESIDENCE, MORNING).due == here("2026-12-02 17:00")
    evening = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)  # Saturday, 01:00 at the office
    assert law.clock(MARRIAGE, evening).due == here("2026-11-23 17:00")


def test_a_procedure_that_nobody_knows_has_no_clock(law):
    assert law.clock("9.999999", MORNING) is None
    assert law.verified("9.999999", MORNING) is None
    assert law.most_extensions("9.999999") == 1


def test_a_case_keeps_the_deadline_of_the_version_it_was_accepted_under(book, law):
    old = take(book, 1, catalogue=LAW)
    new = take(book, 2, catalogue=FASTER)
    assert law.clock(RESIDENCE, MORNING, old).due == here("2026-12-02 17:00")
    assert law.clock(RESIDENCE, MORNING, new).due == here("2026-11-30 17:00")
    assert law.clock(RESIDENCE, MORNING) == law.clock(RESIDENCE, MORNING, new)


def test_new_fees_count_from_the_moment_they_came(book, law):
    day = MORNING.date()
    assert law.charges(RESIDENCE, day=day)[0].amount == 20_000
    take(book, 1, fees=FEES.read_text(encoding="utf-8").replace("amount = 20000", "amount = 25000"))
    assert law.charges(RESIDENCE, day=day)[0].amount == 25_000


def test_a_rest_and_an_extension_are_counted_from_what_the_store_keeps_in_utc(law):
    clock = law.clock(RESIDENCE, MORNING)
    rested, now = here("2026-11-23 08:00"), here("2026-11-25 08:00")  # between them a holiday
    again = law.resumed(clock, rested.astimezone(dt.UTC), now.astimezone(dt.UTC))
    assert again.due == here("2026-12-03 17:00")
    more = law.extended(clock, 2, now.astimezone(dt.UTC))
    assert more.due == here("2026-12-04 17:00")


def test_a_day_set_by_hand_ends_with_its_work(law):
    assert law.until(MORNING, dt.date(2026, 11, 24)).due == here("2026-11-25 17:00")


def test_working_time_is_counted_between_any_two_moments(law):
    monday = dt.datetime(2026, 11, 23, 1, 30, tzinfo=dt.UTC)  # 08:30
    assert law.worked(MORNING, monday) == dt.timedelta(hours=6, minutes=30)
    assert law.worked(monday, MORNING) == dt.timedelta(0)


def test_the_cut_and_the_hours_are_the_offices(book):
    late = Law(book, Settings(queue=QueueSettings(cut="09:00", opens="08:00-12:00")))
    assert late.clock(MARRIAGE, MORNING).due == here("2026-11-23 12:00")
    at_cut = Law(book, Settings(queue=QueueSettings(cut="10:00", at_cut=True)))
    assert at_cut.clock(MARRIAGE, MORNING).due == here("2026-11-20 17:00")


def test_the_province_is_that_of_the_agency_code():
    for agency, province in (("H38.101", "H38"), ("000.00.01.H26", "H26"), ("H26", "H26")):
        assert Office(agency=agency).province == province


def test_charges_bear_their_name_class_and_law(law):
    (charge,) = law.charges(COPIES, day=MORNING.date(), pages=3, copies=2)
    assert (charge.amount, charge.name) == (10_000, "Phí chứng thực bản sao từ bản chính")
    assert charge.basis == "Thông tư 226/2016/TT-BTC"
    (free,) = law.charges(COPIES, day=MORNING.date(), pages=3, copies=2, exemption="poor")
    assert (free.amount, free.exemption) == (0, "poor")
    assert law.charges(COPIES, day=MORNING.date()) == ()


@pytest.mark.parametrize(
    ("day", "control", "register"), [("2025-09-14", "05", "06"), ("2025-09-15", "06", "07")]
)
def test_forms_are_numbered_as_on_the_day(law, day, control, register):
    day = dt.date.fromisoformat(day)
    assert law.form("control", day).number == control
    assert law.form("register", day).number == register
    assert law.form("slip", day).number == "01"


def test_there_was_no_notice_of_stopping_before_its_circular(law):
    assert law.form("stop", dt.date(2025, 9, 15)).number == "05"
    with pytest.raises(KeyError):
        law.form("stop", dt.date(2025, 9, 14))


def test_a_form_of_the_provinces_takes_the_place_of_the_shipped_one_alone(book, law):
    take(
        book, 1,
        forms="""
[[form]]
id = "slip"
name = { vi = "Giấy hẹn", en = "Slip" }
number = "01a"
valid_from = 2026-01-01
basis = "thử"
""",
    )  # fmt: skip
    assert law.form("slip", MORNING.date()).number == "01a"
    assert law.form("refusal", MORNING.date()).number == "03"
