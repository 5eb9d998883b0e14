"""Whether a certificate is revoked, by what was said of it while the line was up."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from kiosk.dossier.signing.revocation import Revocations, Status
from tests.dossier.completing.signed import Line, now
from tests.workbench.authority import Authority, Oddity

DAYS = dt.timedelta(days=1)


def chain(authority: Authority, name: str) -> tuple[bytes, ...]:
    return (*authority.chain(name), authority.root)


def asked(authority: Authority, folder: Path, *names: str) -> Revocations:
    """A cache that knows these, freshly asked."""
    found = Revocations(folder)
    for name in names:
        found.know(authority.certificate(name), chain(authority, name))
    found.refresh(Line(), now())
    return found


def status(found: Revocations, authority: Authority, name: str, later: dt.timedelta) -> Status:
    return found.status(authority.certificate(name), chain(authority, name), now() + later)


NOW = dt.timedelta(0)


def test_nobody_asked_nothing_is_known(authority: Authority, tmp_path: Path) -> None:
    assert status(Revocations(tmp_path / "none"), authority, "official", NOW) is Status.UNKNOWN


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("official", Status.GOOD),
        ("official_ec", Status.GOOD),
        ("organisation", Status.GOOD),
        ("revoked", Status.REVOKED),
        ("expired", Status.UNKNOWN),
        ("early", Status.UNKNOWN),
    ],
)
def test_what_was_said_holds_with_the_line_down(
    authority: Authority, tmp_path: Path, name: str, want: Status
) -> None:
    found = asked(authority, tmp_path, name)
    for kind in ("ocsp", "crl"):
        authority.down(kind)
    assert status(found, authority, name, NOW) is want


def test_tomorrow_it_is_stale(authority: Authority, tmp_path: Path) -> None:
    found = asked(authority, tmp_path, "official")
    assert status(found, authority, "official", 2 * DAYS) is Status.UNKNOWN


@pytest.mark.parametrize("down", ["ocsp", "crl"])
def test_revoked_stays_revoked_however_long_the_line_is_down(
    authority: Authority, tmp_path: Path, down: str
) -> None:
    authority.down(down)
    found = asked(authority, tmp_path, "revoked")
    assert status(found, authority, "revoked", 2 * DAYS) is Status.REVOKED
    assert status(found, authority, "revoked", 30 * DAYS) is Status.REVOKED
    assert status(found, authority, "revoked", -2 * DAYS) is Status.REVOKED


def test_an_old_list_that_names_another_revokes_nobody_else(
    authority: Authority, tmp_path: Path
) -> None:
    authority.down("ocsp")
    found = asked(authority, tmp_path, "official", "revoked")
    assert status(found, authority, "official", 2 * DAYS) is Status.UNKNOWN


def test_an_old_list_that_named_it_gives_way_to_a_good_answer_of_today(
    authority: Authority, tmp_path: Path
) -> None:
    authority.down("ocsp")
    found = asked(authority, tmp_path, "official")
    for kept in tmp_path.glob("*.crl"):
        if x509.load_der_x509_crl(kept.read_bytes()).issuer == issuer(authority).subject:
            kept.write_bytes(held_up_once(authority, "official"))
    assert status(found, authority, "official", NOW) is Status.REVOKED
    authority.up("ocsp")
    found.refresh(Line(), now())
    assert status(found, authority, "official", NOW) is Status.GOOD


def issuer(authority: Authority) -> x509.Certificate:
    return x509.load_der_x509_certificate(authority.certificate("sub"))


def held_up_once(authority: Authority, name: str) -> bytes:
    """A list of a month ago in which that certificate stood."""
    then = now() - 30 * DAYS
    serial = x509.load_der_x509_certificate(authority.certificate(name)).serial_number
    entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(then).build()
    made = x509.CertificateRevocationListBuilder().issuer_name(issuer(authority).subject)
    made = made.last_update(then).next_update(then + DAYS).add_revoked_certificate(entry)
    return made.sign(authority.key("sub"), SHA256()).public_bytes(Encoding.DER)


def test_with_the_clock_behind_it_is_not_believed_yet(authority: Authority, tmp_path: Path) -> None:
    found = asked(authority, tmp_path, "official")
    assert status(found, authority, "official", -DAYS) is Status.UNKNOWN


def test_once_revoked_no_good_answer_of_another_service_helps(
    authority: Authority, tmp_path: Path
) -> None:
    with Authority(tmp_path / "authority").serve() as own:
        found = asked(own, tmp_path / "kept", "official")
        own.revoke("official", now() - dt.timedelta(hours=1))
        found.refresh(Line(), now())
        assert status(found, own, "official", NOW) is Status.REVOKED


def test_ocsp_down_the_list_is_asked(authority: Authority, tmp_path: Path) -> None:
    authority.down("ocsp")
    found = asked(authority, tmp_path, "official", "revoked")
    assert status(found, authority, "official", NOW) is Status.GOOD
    assert status(found, authority, "revoked", NOW) is Status.REVOKED


@pytest.mark.parametrize("oddity", [Oddity.GARBAGE, Oddity.HTML, Oddity.STRANGER, Oddity.EMPTY])
def test_nonsense_is_not_kept(authority: Authority, tmp_path: Path, oddity: Oddity) -> None:
    for kind in ("ocsp", "crl"):
        authority.odd(kind, oddity)
    found = Revocations(tmp_path)
    found.know(authority.certificate("official"), chain(authority, "official"))
    assert found.refresh(Line(), now()) > 0
    assert status(found, authority, "official", NOW) is Status.UNKNOWN
    assert [path.suffix for path in tmp_path.iterdir() if path.suffix != ".asked"] in (
        [],
        [".crl"],  # the root's own list, which is not odd for the intermediate
    )


def test_a_flipped_bit_in_what_was_signed_makes_it_worth_nothing(
    authority: Authority, tmp_path: Path
) -> None:
    found = asked(authority, tmp_path, "official")
    (kept,) = tmp_path.glob("*.ocsp")
    whole = kept.read_bytes()
    signed = ocsp.load_der_ocsp_response(whole).tbs_response_bytes
    begin = whole.index(signed)
    for at in range(begin, begin + len(signed), 5):
        flipped = bytearray(whole)
        flipped[at] ^= 1
        kept.write_bytes(flipped)
        assert status(found, authority, "official", NOW) is Status.UNKNOWN
    kept.write_bytes(whole)
    assert status(found, authority, "official", NOW) is Status.GOOD


def test_another_certificates_answer_in_its_place_does_not_count(
    authority: Authority, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    asked(authority, good, "official")
    found = asked(authority, bad, "revoked")
    (answer,) = good.glob("*.ocsp")
    (place,) = bad.glob("*.ocsp")
    place.write_bytes(answer.read_bytes())
    assert status(found, authority, "revoked", NOW) is Status.UNKNOWN


def test_a_chain_that_does_not_fit_says_nothing(authority: Authority, tmp_path: Path) -> None:
    found = asked(authority, tmp_path / "kept", "official")
    stranger = Authority(tmp_path / "stranger")
    said = found.status(authority.certificate("official"), (stranger.certificate("sub"),), now())
    assert said is Status.UNKNOWN
    assert found.status(authority.certificate("official"), (), now()) is Status.UNKNOWN
    assert found.status(b"no certificate", (authority.root,), now()) is Status.UNKNOWN


V3, V5 = bytes.fromhex("a003020102"), bytes.fromhex("a003020104")  # the version of a certificate


def test_an_odd_certificate_is_no_worse_than_none(authority: Authority, tmp_path: Path) -> None:
    odd = authority.certificate("official").replace(V3, V5, 1)
    found = Revocations(tmp_path)
    found.know(odd, chain(authority, "official"))
    assert found.known() == ()
    assert found.status(odd, chain(authority, "official"), now()) is Status.UNKNOWN


def test_an_answer_that_brings_an_odd_certificate_along_does_not_count(
    authority: Authority, tmp_path: Path
) -> None:
    found = asked(authority, tmp_path, "official")
    (kept,) = tmp_path.glob("*.ocsp")
    odd = kept.read_bytes().replace(V3, V5, 1)
    assert odd != kept.read_bytes()
    kept.write_bytes(odd)
    assert status(found, authority, "official", NOW) is Status.UNKNOWN


def test_it_knows_whom_to_ask_for_after_a_restart(authority: Authority, tmp_path: Path) -> None:
    found = asked(authority, tmp_path, "official", "organisation")
    found.know(authority.certificate("official"), chain(authority, "official"))
    again = Revocations(tmp_path).known()
    assert {path[0] for path in again} == {
        authority.certificate("official"),
        authority.certificate("organisation"),
    }


def test_those_over_are_not_asked_for(authority: Authority, tmp_path: Path) -> None:
    found = Revocations(tmp_path)
    found.know(authority.certificate("expired"), chain(authority, "expired"))
    line = Line()
    found.refresh(line, now())
    assert authority.url("ocsp") not in line.asked
