"""A dead authority stops nothing that is done, and is asked again later and later."""

from __future__ import annotations

import datetime as dt

import pytest

from kiosk.signing import SigningFault
from kiosk.store.journal import Journal, JournalEvent
from kiosk.sync import completer as module
from tests.sync.certified import CertifiedOffice
from tests.workbench.authority import Authority, Oddity


def test_no_time_stamp_no_other_copy_is_tried_meanwhile(
    certified_office: CertifiedOffice, authority: Authority
) -> None:
    copies = [certified_office.certify() for _ in range(2)]
    authority.down("tsa")
    with certified_office.completer() as completer:
        waits = [completer.step() for _ in range(2)]
    assert waits == [module.FIRST, 2 * module.FIRST]
    for copy in map(certified_office.found, copies):
        assert (copy.level, copy.reason) == ("b-b", SigningFault.TSA_UNREACHABLE)


def test_when_it_is_up_again_all_are_completed(
    certified_office: CertifiedOffice, authority: Authority
) -> None:
    copies = [certified_office.certify() for _ in range(2)]
    authority.down("tsa")
    with certified_office.completer() as completer:
        completer.step()
        authority.up("tsa")
        certified_office.later += dt.timedelta(minutes=4)
        waits = [completer.step() for _ in range(2)]
    assert waits == [0.0, 0.0]
    assert {certified_office.found(copy).level for copy in copies} == {"b-lta"}


def test_a_dead_line_is_asked_a_few_times_an_hour_at_most(
    certified_office: CertifiedOffice, authority: Authority
) -> None:
    certified_office.certify()
    authority.down("tsa")
    with certified_office.completer() as completer:
        waits = []
        for _ in range(10):
            waits.append(completer.step())
            certified_office.later += dt.timedelta(seconds=waits[-1] + 1)
    assert waits[-1] == module.LINE
    assert waits == sorted(waits)


def test_the_journal_says_once_why_a_copy_waits(
    certified_office: CertifiedOffice, authority: Authority
) -> None:
    certified_office.certify()
    authority.down("tsa")
    with certified_office.completer() as completer:
        for _ in range(3):
            completer.step()
            certified_office.later += dt.timedelta(minutes=4)
    said = [
        row.fields["fault"]
        for row in Journal(certified_office.db).since()
        if row.event is JournalEvent.COPY_POSTPONED
    ]
    assert said == ["tsa-unreachable"]


def test_revocation_cannot_be_asked_the_time_stamp_is_kept(
    certified_office: CertifiedOffice, authority: Authority
) -> None:
    copies = [certified_office.certify() for _ in range(2)]
    authority.down("ocsp")
    authority.down("crl")
    with certified_office.completer() as completer:
        waits = [completer.step() for _ in range(2)]
        assert waits == [0.0, 0.0]  # each gained a stamp
        found = [certified_office.found(copy) for copy in copies]
        assert {copy.level for copy in found} == {"b-t"}
        assert {copy.reason for copy in found} == {SigningFault.OCSP_UNREACHABLE}
        authority.up("ocsp")
        authority.up("crl")
        certified_office.later += dt.timedelta(minutes=1)
        completer.step()
        completer.step()
    assert {certified_office.found(copy).level for copy in copies} == {"b-lta"}


def test_a_revoked_signers_copy_says_so_and_holds_up_no_other(
    certified_office: CertifiedOffice,
) -> None:
    bad = certified_office.certify("revoked")
    good = certified_office.certify()
    with certified_office.completer() as completer:
        assert [completer.step(), completer.step()] == [0.0, 0.0]
    bad, good = certified_office.found(bad), certified_office.found(good)
    assert (bad.level, bad.reason) == ("b-b", SigningFault.VALIDATION_FAILED)
    assert good.level == "b-lta"


def test_a_file_that_was_altered_in_the_register_is_not_touched(
    certified_office: CertifiedOffice,
) -> None:
    copy = certified_office.certify()
    certified_office.db.conn.execute("update certifications set sha256 = ?", ("0" * 64,))
    with certified_office.completer() as completer:
        completer.step()
    found = certified_office.found(copy)
    assert (found.level, found.reason) == ("b-b", SigningFault.DOCUMENT_CHANGED)


@pytest.mark.parametrize("left", [b"", b"not what was written there", None])
def test_a_file_damaged_on_the_disk_says_so_and_holds_up_no_other(
    certified_office: CertifiedOffice, left: bytes | None
) -> None:
    bad, good = certified_office.certify(), certified_office.certify()
    (name,) = (each for each in certified_office.vault.names(bad.case) if each.startswith("copy-"))
    file = certified_office.workspace.vault / bad.case / name
    if left is None:
        file.unlink()
    else:
        file.write_bytes(left)
    with certified_office.completer() as completer:
        assert [completer.step(), completer.step()] == [0.0, 0.0]
    bad, good = certified_office.found(bad), certified_office.found(good)
    assert (bad.level, bad.reason) == ("b-b", SigningFault.DOCUMENT_CHANGED)
    assert good.level == "b-lta"


@pytest.mark.parametrize("oddity", [Oddity.HUGE, Oddity.REDIRECT, Oddity.ERROR, Oddity.HTML])
def test_an_authority_that_talks_nonsense_is_a_reason_and_no_more(
    certified_office: CertifiedOffice, authority: Authority, oddity: Oddity
) -> None:
    copy = certified_office.certify()
    authority.odd("tsa", oddity)
    with certified_office.completer() as completer:
        assert completer.step() > 0
    want = SigningFault.TSA_UNREACHABLE if oddity is Oddity.ERROR else SigningFault.TSA_NONSENSE
    found = certified_office.found(copy)
    assert (found.level, found.reason) == ("b-b", want)


def test_a_clock_far_off_is_a_reason(
    certified_office: CertifiedOffice, authority: Authority
) -> None:
    copy = certified_office.certify()
    certified_office.later = dt.timedelta(days=40)
    with certified_office.completer() as completer:
        assert completer.step() > 0
    assert certified_office.found(copy).reason is SigningFault.CLOCK_WRONG
