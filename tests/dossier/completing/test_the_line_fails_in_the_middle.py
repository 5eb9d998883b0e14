"""What a dead service costs: the step that needs it, and nothing that is done."""

from __future__ import annotations

import pytest

from kiosk.dossier.signing.complete import Completed, CompleteError, Level, complete
from kiosk.dossier.signing.levels import FetchError, FetchFault, Request
from kiosk.signing import SigningFault
from tests.dossier.completing.signed import Line, now, stamps
from tests.workbench.authority import Authority


def interrupted(authority: Authority, pdf: bytes, line: Line) -> CompleteError:
    with pytest.raises(CompleteError) as caught:
        complete(pdf, line, authority.tsa_url, authority.trust, now())
    return caught.value


def kept(error: CompleteError) -> Completed:
    assert error.reached is not None
    return error.reached


def test_without_a_time_stamp_nothing_is_gained(
    authority: Authority, certified: bytes, line: Line
) -> None:
    authority.down("tsa")
    error = interrupted(authority, certified, line)
    assert (error.fault, error.reached) == (SigningFault.TSA_UNREACHABLE, None)


def test_ocsp_down_the_list_says_the_same(
    authority: Authority, certified: bytes, line: Line
) -> None:
    authority.down("ocsp")
    done = complete(certified, line, authority.tsa_url, authority.trust, now())
    assert done.level is Level.B_LTA
    assert authority.url("crl") in line.asked


def test_ocsp_and_list_down_the_stamp_is_kept(
    authority: Authority, certified: bytes, line: Line
) -> None:
    authority.down("ocsp")
    authority.down("crl")
    error = interrupted(authority, certified, line)
    assert error.fault is SigningFault.OCSP_UNREACHABLE
    assert kept(error).level is Level.B_T
    assert kept(error).pdf.startswith(certified)


def test_list_down_the_intermediate_cannot_be_judged(
    authority: Authority, certified: bytes, line: Line
) -> None:
    authority.down("crl")  # OCSP answers for signers only
    assert interrupted(authority, certified, line).fault is SigningFault.OCSP_UNREACHABLE


def test_it_goes_on_where_it_stood_and_piles_nothing_up(
    authority: Authority, certified: bytes, line: Line
) -> None:
    authority.down("ocsp")
    authority.down("crl")
    stamped = kept(interrupted(authority, certified, line))
    again = interrupted(authority, stamped.pdf, line)
    assert again.reached is None  # as far as before: nothing new
    authority.up("ocsp")
    authority.up("crl")
    done = complete(stamped.pdf, line, authority.tsa_url, authority.trust, now())
    assert done.level is Level.B_LTA
    assert done.pdf.startswith(stamped.pdf)
    assert stamps(done.pdf) == ["TimeStamp1", "TimeStamp2"]


def test_only_the_last_stamp_missing(authority: Authority, certified: bytes, line: Line) -> None:
    def ends_early(request: Request) -> bytes:
        if line.asked.count(authority.tsa_url) and request.url == authority.tsa_url:
            raise FetchError(FetchFault.UNREACHABLE, "cut")
        return line(request)

    with pytest.raises(CompleteError) as caught:
        complete(certified, ends_early, authority.tsa_url, authority.trust, now())
    assert caught.value.fault is SigningFault.TSA_UNREACHABLE
    supplied = kept(caught.value)
    assert supplied.level is Level.B_LT
    line.asked.clear()
    done = complete(supplied.pdf, line, authority.tsa_url, authority.trust, now())
    assert (done.level, line.asked) == (Level.B_LTA, [authority.tsa_url])
