"""What B-B signs with all the same: an expired, an early, a revoked certificate. It is found out here."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kiosk.dossier.signing.complete import CompleteError, Level, complete
from kiosk.signing import SigningFault
from tests.dossier.completing.signed import Line, now, signed
from tests.workbench.authority import Authority


@pytest.mark.parametrize("name", ["expired", "early"])
def test_a_certificate_that_is_not_valid_today_asks_for_no_stamp(
    authority: Authority, line: Line, name: str
) -> None:
    with pytest.raises(CompleteError) as caught:
        complete(signed(authority, (name,)), line, authority.tsa_url, authority.trust, now())
    assert (caught.value.fault, caught.value.reached) == (SigningFault.VALIDATION_FAILED, None)
    assert line.asked == []


@pytest.mark.parametrize("down", ["", "ocsp"])
def test_a_revoked_certificate_leaves_the_file_as_it_was_and_says_who_and_since_when(
    authority: Authority, line: Line, down: str
) -> None:
    if down:
        authority.down(down)
    with pytest.raises(CompleteError) as caught:
        complete(signed(authority, ("revoked",)), line, authority.tsa_url, authority.trust, now())
    assert (caught.value.fault, caught.value.reached) == (SigningFault.VALIDATION_FAILED, None)
    assert "SÙNG A CHỨ: revoked since" in str(caught.value)


def test_revoked_after_the_stamp_it_had_been_good(tmp_path: Path, line: Line) -> None:
    with Authority(tmp_path).serve() as authority:
        authority.down("ocsp")
        authority.down("crl")
        with pytest.raises(CompleteError) as caught:
            complete(signed(authority), line, authority.tsa_url, authority.trust, now())
        stamped = caught.value.reached
        assert stamped is not None
        for kind in ("ocsp", "crl"):
            authority.up(kind)
        # Told two hours later, of one hour after the stamp.
        authority.revoke("official", now() + dt.timedelta(hours=1))
        authority.clock = dt.timedelta(hours=2)
        later = now() + authority.clock
        done = complete(stamped.pdf, line, authority.tsa_url, authority.trust, later)
        assert done.level is Level.B_LTA


def test_expired_after_the_stamp_it_had_been_good(tmp_path: Path, line: Line) -> None:
    with Authority(tmp_path).serve() as authority:
        authority.down("ocsp")
        authority.down("crl")
        with pytest.raises(CompleteError) as caught:
            complete(signed(authority), line, authority.tsa_url, authority.trust, now())
        stamped = caught.value.reached
        assert stamped is not None
        for kind in ("ocsp", "crl"):
            authority.up(kind)
        authority.clock = dt.timedelta(days=340)  # five days after the official's certificate ended
        later = now() + authority.clock
        done = complete(stamped.pdf, line, authority.tsa_url, authority.trust, later)
        assert done.level is Level.B_LTA
