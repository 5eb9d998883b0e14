"""A time stamp's certificate ends too: before that a further one is put over the file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kiosk.dossier.signing.complete import CompleteError, Level, complete, due, renew
from kiosk.signing import SigningFault
from tests.dossier.completing.signed import (
    Line,
    now,
    openssl_believes,
    parts,
    signed,
    stamps,
    trusted,
)
from tests.workbench.authority import Authority

YEARS_LATER = dt.timedelta(days=1750)  # the stamps' certificate ends after 1800 days


def test_a_fresh_file_is_not_due_and_an_old_one_is(
    authority: Authority, certified: bytes, line: Line
) -> None:
    done = complete(certified, line, authority.tsa_url, authority.trust, now())
    assert not due(done.pdf, now())
    assert due(done.pdf, now() + YEARS_LATER)


def test_years_later_with_the_signers_certificates_long_expired(tmp_path: Path) -> None:
    with Authority(tmp_path).serve() as authority:
        line = Line()
        first = complete(signed(authority), line, authority.tsa_url, authority.trust, now())
        authority.clock = YEARS_LATER
        later = now() + YEARS_LATER
        again = renew(first.pdf, line, authority.tsa_url, authority.trust, later)
        assert again.level is Level.B_LTA
        assert again.pdf.startswith(first.pdf)
        assert stamps(again.pdf) == ["TimeStamp1", "TimeStamp2", "TimeStamp3"]
        trusted(authority, tmp_path)
        assert openssl_believes(parts(again.pdf)[-1], tmp_path)


def test_what_is_not_complete_is_not_renewed(
    authority: Authority, certified: bytes, line: Line
) -> None:
    with pytest.raises(CompleteError) as caught:
        renew(certified, line, authority.tsa_url, authority.trust, now())
    assert caught.value.fault is SigningFault.DOCUMENT_UNSIGNABLE
