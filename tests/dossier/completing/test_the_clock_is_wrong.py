"""A time stamp far from our own time: somebody's clock is wrong, and nobody may say which day it was."""

from __future__ import annotations

import datetime as dt

import pytest

from kiosk.dossier.signing.complete import CompleteError, Level, complete
from kiosk.signing import SigningFault
from tests.dossier.completing.signed import Line, now
from tests.workbench.authority import Authority

YEARS = dt.timedelta(days=20 * 365)


@pytest.mark.parametrize("off", [dt.timedelta(minutes=-20), dt.timedelta(minutes=20), YEARS])
def test_the_authoritys_clock_is_off(
    authority: Authority, certified: bytes, line: Line, off: dt.timedelta
) -> None:
    authority.clock = off
    with pytest.raises(CompleteError) as caught:
        complete(certified, line, authority.tsa_url, authority.trust, now())
    assert (caught.value.fault, caught.value.reached) == (SigningFault.CLOCK_WRONG, None)


def test_the_kiosks_clock_is_off(authority: Authority, certified: bytes, line: Line) -> None:
    with pytest.raises(CompleteError) as caught:
        complete(
            certified, line, authority.tsa_url, authority.trust, now() + dt.timedelta(days=100)
        )
    assert caught.value.fault is SigningFault.CLOCK_WRONG


def test_some_minutes_are_no_matter(authority: Authority, certified: bytes, line: Line) -> None:
    authority.clock = dt.timedelta(minutes=2)
    done = complete(certified, line, authority.tsa_url, authority.trust, now())
    assert done.level is Level.B_LTA
