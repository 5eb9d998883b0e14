"""Whether a signer's certificate was revoked is asked while the line is up, for when it is down."""

from __future__ import annotations

import datetime as dt

from kiosk.dossier.signing.revocation import Status
from kiosk.sync.completer import AGAIN, DAILY
from tests.sync.certified import CertifiedOffice
from tests.workbench.authority import Authority

MINUTE = dt.timedelta(minutes=1)


def chain(authority: Authority, name: str) -> tuple[bytes, ...]:
    return (*authority.chain(name), authority.root)


def register(office: CertifiedOffice, name: str) -> None:
    authority = office.authority
    office.revocations.know(authority.certificate(name), chain(authority, name))


def status(office: CertifiedOffice, name: str) -> Status:
    authority = office.authority
    return office.revocations.status(
        authority.certificate(name), chain(authority, name), office.now
    )


def pass_time(office: CertifiedOffice, time: dt.timedelta) -> None:
    office.later += time
    office.authority.clock = office.later


def test_a_signer_is_asked_about_once_a_day(
    certified_office: CertifiedOffice, authority: Authority
) -> None:
    register(certified_office, "official")
    counts = []
    with certified_office.completer() as completer:
        for time in (MINUTE, MINUTE, DAILY, MINUTE):
            before = authority.asked.count("ocsp")
            completer.step()
            counts.append(authority.asked.count("ocsp") - before)
            pass_time(certified_office, time)
    assert counts == [1, 0, 0, 1]


def test_a_new_signer_is_asked_about_at_once(certified_office: CertifiedOffice) -> None:
    register(certified_office, "official")
    with certified_office.completer() as completer:
        completer.step()
        register(certified_office, "revoked")
        completer.step()
    assert status(certified_office, "official") is Status.GOOD
    assert status(certified_office, "revoked") is Status.REVOKED


def test_whoever_does_not_answer_is_asked_again_soon(
    certified_office: CertifiedOffice, authority: Authority
) -> None:
    register(certified_office, "official")
    authority.down("ocsp")
    authority.down("crl")
    with certified_office.completer() as completer:
        completer.step()
        assert status(certified_office, "official") is Status.UNKNOWN
        authority.up("ocsp")
        authority.up("crl")
        completer.step()
        assert status(certified_office, "official") is Status.UNKNOWN  # not at once
        pass_time(certified_office, AGAIN + MINUTE)
        completer.step()
    assert status(certified_office, "official") is Status.GOOD


def test_what_was_said_holds_when_the_line_goes_down(
    certified_office: CertifiedOffice, authority: Authority
) -> None:
    register(certified_office, "organisation")
    with certified_office.completer() as completer:
        completer.step()
        assert status(certified_office, "organisation") is Status.GOOD
        authority.down("ocsp")
        authority.down("crl")
        assert status(certified_office, "organisation") is Status.GOOD


def test_a_clock_set_back_far_does_not_stop_the_asking(
    certified_office: CertifiedOffice, authority: Authority
) -> None:
    register(certified_office, "official")
    certified_office.later = 30 * DAILY
    with certified_office.completer() as completer:
        completer.step()
        certified_office.later = dt.timedelta(0)
        completer.step()
    assert status(certified_office, "official") is Status.GOOD
