"""Under a clock that cannot be right nothing is signed: a date on a signature is not taken back."""

import datetime as dt

import pytest

from kiosk.dossier.signing.facts import EARLIEST
from kiosk.dossier.signing.preflight import SLACK
from kiosk.signing import Finding, SigningFault
from tests.signing.conftest import NOW, YEAR, line


@pytest.fixture
def old(issuer):
    """A certificate that holds from long ago until long after."""
    return issuer.certificate(since=NOW - 9 * YEAR, until=NOW + 9 * YEAR)


@pytest.mark.parametrize("now", [EARLIEST - YEAR, dt.datetime(2018, 1, 28, tzinfo=dt.UTC)])
def test_a_clock_from_before_this_software_is_wrong(faults, old, now):
    registered = line(certificate=old, valid_from=dt.date(2017, 1, 1))
    assert faults(old, registered, now=now) == [SigningFault.CLOCK_WRONG]


def test_a_clock_behind_the_journal_is_wrong_and_both_times_are_told(check, old):
    found = check(old, line(certificate=old), now=NOW, latest=NOW + dt.timedelta(hours=1))
    assert found == (Finding(SigningFault.CLOCK_WRONG, "23/11/2026 08:15 < 23/11/2026 09:15"),)


def test_a_small_step_back_is_the_clock_being_set_right(faults, old):
    registered = line(certificate=old)
    assert faults(old, registered, latest=NOW + SLACK) == []
    assert faults(old, registered, latest=NOW + SLACK + dt.timedelta(seconds=1)) == [
        SigningFault.CLOCK_WRONG
    ]
