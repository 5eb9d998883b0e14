"""Answers that are none, from whoever stands in the line: nothing of them gets into the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.dossier.signing.complete import CompleteError, Level, complete
from kiosk.dossier.signing.levels import Request
from kiosk.signing import SigningFault
from tests.dossier.completing.signed import Line, now, signed
from tests.workbench.authority import Authority, Oddity

NONSENSE = (Oddity.HTML, Oddity.GARBAGE, Oddity.EMPTY, Oddity.HUGE, Oddity.STRANGER)


@pytest.mark.parametrize("oddity", NONSENSE)
def test_no_time_stamp_the_file_stays_as_it_is(
    authority: Authority, certified: bytes, line: Line, oddity: Oddity
) -> None:
    authority.odd("tsa", oddity)
    with pytest.raises(CompleteError) as caught:
        complete(certified, line, authority.tsa_url, authority.trust, now())
    assert (caught.value.fault, caught.value.reached) == (SigningFault.TSA_NONSENSE, None)


def test_a_time_stamp_that_is_refused_is_none(
    authority: Authority, certified: bytes, line: Line
) -> None:
    refused = bytes.fromhex("30053003020102")  # PKIStatusInfo: rejection (RFC 3161, 2.4.2)
    with pytest.raises(CompleteError) as caught:
        complete(certified, lambda _: refused, authority.tsa_url, authority.trust, now())
    assert caught.value.fault is SigningFault.TSA_NONSENSE


def test_a_time_stamp_of_an_authority_nobody_believes_is_none(
    authority: Authority, certified: bytes, line: Line, tmp_path: Path
) -> None:
    with (
        Authority(tmp_path).serve() as stranger,
        pytest.raises(CompleteError) as caught,
    ):
        complete(certified, line, stranger.tsa_url, authority.trust, now())
    assert caught.value.fault is SigningFault.TSA_NONSENSE


@pytest.mark.parametrize("oddity", NONSENSE)
def test_instead_of_ocsp_the_list_is_believed(
    authority: Authority, certified: bytes, line: Line, oddity: Oddity
) -> None:
    authority.odd("ocsp", oddity)
    done = complete(certified, line, authority.tsa_url, authority.trust, now())
    assert done.level is Level.B_LTA
    assert authority.url("crl") in line.asked


@pytest.mark.parametrize("oddity", NONSENSE)
def test_no_answer_on_revocation_is_no_good_one(
    authority: Authority, certified: bytes, line: Line, oddity: Oddity
) -> None:
    authority.odd("ocsp", oddity)
    authority.odd("crl", oddity)
    with pytest.raises(CompleteError) as caught:
        complete(certified, line, authority.tsa_url, authority.trust, now())
    assert (caught.value.fault, caught.value.reached) == (SigningFault.VALIDATION_FAILED, None)


def test_one_flipped_bit_in_any_answer_is_noticed(authority: Authority, certified: bytes) -> None:
    line = Line()

    def flipping(request: Request) -> bytes:
        answer = bytearray(line(request))
        answer[len(answer) // 2] ^= 1
        return bytes(answer)

    with pytest.raises(CompleteError) as caught:
        complete(certified, flipping, authority.tsa_url, authority.trust, now())
    assert caught.value.fault is SigningFault.TSA_NONSENSE


def test_a_signature_that_was_altered_is_not_worth_a_stamp(
    authority: Authority, certified: bytes, line: Line
) -> None:
    altered = bytearray(certified)
    altered[certified.index(b"\xff\xd8\xff") + 300] ^= 1  # in the picture of the page
    with pytest.raises(CompleteError) as caught:
        complete(bytes(altered), line, authority.tsa_url, authority.trust, now())
    assert caught.value.fault is SigningFault.DOCUMENT_CHANGED
    assert line.asked == []


def test_a_signer_of_another_root_is_not_completed(
    authority: Authority, line: Line, tmp_path: Path
) -> None:
    pdf = signed(Authority(tmp_path), ("official",))
    with pytest.raises(CompleteError) as caught:
        complete(pdf, line, authority.tsa_url, authority.trust, now())
    assert (caught.value.fault, caught.value.reached) == (SigningFault.VALIDATION_FAILED, None)
