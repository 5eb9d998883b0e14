"""A signer signs on the days the registry gives, by the office's calendar."""

import datetime as dt

import pytest

from kiosk.signing import Finding, SigningFault
from tests.signing.conftest import NOW, line


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        (dt.date(2026, 7, 1), dt.date(2026, 11, 22), "01/07/2026–22/11/2026"),
        (dt.date(2026, 11, 24), None, "24/11/2026–…"),
    ],
)
def test_outside_of_his_dates_a_signer_hears_them(check, good, since, until, told):
    mine = line(certificate=good, valid_from=since, valid_to=until)
    holder = line("Vàng Thị Mỷ", id="2" * 32)
    assert check(good, mine, holder) == (
        Finding(SigningFault.SIGNER_OTHER_DATE, f"Giàng A Páo, {told}"),
    )


def test_the_day_is_the_offices_and_not_the_one_in_greenwich(faults, good):
    """At 23:30 on the 22nd in Greenwich it is the 23rd at the office."""
    mine = line(certificate=good, valid_from=dt.date(2026, 11, 23))
    other = line("Vàng Thị Mỷ", id="2" * 32)
    early = dt.datetime(2026, 11, 22, 16, 59, tzinfo=dt.UTC)
    assert faults(good, mine, other, now=early) == [SigningFault.SIGNER_OTHER_DATE]
    assert faults(good, mine, other, now=early + dt.timedelta(minutes=1)) == []


def test_a_second_term_counts_beside_the_first(faults, good):
    first = line(certificate=good, valid_to=dt.date(2026, 8, 1))
    second = line(certificate=good, valid_from=dt.date(2026, 11, 1), id="2" * 32)
    assert faults(good, first, second) == []
    assert faults(good, second, first, now=NOW) == []
