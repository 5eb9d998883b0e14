"""Whose certificate nobody here vouches for does not sign."""

import datetime as dt
import ssl

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from drivers.token import HeldCertificate, TokenState
from kiosk.dossier.signing import certificates
from kiosk.dossier.signing.facts import Belief, facts_from
from kiosk.signing import Finding, SigningFault, SignRole
from tests.signing.conftest import NOW, Issuer, line
from tests.workbench.authority import Authority


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


def test_nobody_is_believed_where_no_root_is_known(faults, good):
    assert faults(good, line(certificate=good), trust=()) == [SigningFault.CERTIFICATE_UNTRUSTED]


def test_another_authority_of_the_same_name_is_another_one(check, good):
    namesake = Issuer()
    assert check(good, line(certificate=good), trust=(namesake.root,)) == (
        Finding(SigningFault.CERTIFICATE_UNTRUSTED, "GIÀNG A PÁO"),
    )


def test_rubbish_among_what_is_trusted_makes_nobody_trusted(faults, good):
    found = faults(good, line(certificate=good), trust=(b"", b"0" * 300))
    assert found == [SigningFault.CERTIFICATE_UNTRUSTED]


def test_the_way_to_the_root_is_found_among_what_lies_on_the_token(authority):
    der, (sub,) = authority.certificate("official"), authority.chain("official")
    path = certificates.chain_of(der, (authority.certificate("tsa"), sub), authority.trust)
    assert path == (sub, authority.root)
    now = dt.datetime.now(dt.UTC)
    assert certificates.trusted(der, path, authority.trust, now)
    assert not certificates.trusted(der, (), authority.trust, now)


def test_the_way_is_found_too_where_the_token_holds_nothing_but_its_own(authority):
    der, (sub,) = authority.certificate("official"), authority.chain("official")
    held = (HeldCertificate(der, b"1", ""),)
    asked = []

    def status(one, path, now):
        asked.append((one, path))
        return "good"

    belief = Belief((*authority.trust, sub), status)
    now = dt.datetime.now(dt.UTC)
    facts = facts_from(TokenState.READY, held, SignRole.OFFICIAL, (), belief, now)
    assert facts.held.trusted
    assert facts.held.chain == (sub,)
    assert asked == [(der, (sub, authority.root))]


def test_a_signer_vouches_for_nobody(authority):
    """Who is no authority cannot make a certificate that counts."""
    issuer = Issuer()
    signer = authority.certificate("official")
    forged = issuer.certificate()
    assert certificates.chain_of(forged, (signer,), authority.trust) == ()
    assert not certificates.trusted(forged, (signer,), authority.trust, NOW)


@pytest.mark.parametrize("usage", ["key_encipherment", "key_cert_sign", "data_encipherment"])
def test_a_certificate_for_something_else_does_not_sign(faults, issuer, usage):
    der = issuer.certificate(usage=usage)
    assert SigningFault.CERTIFICATE_PURPOSE in faults(der, line(certificate=der))


@pytest.mark.parametrize("usage", ["digital_signature", "content_commitment"])
def test_either_of_the_two_uses_that_sign_is_enough(faults, issuer, usage):
    der = issuer.certificate(usage=usage)
    assert faults(der, line(certificate=der)) == []


def test_a_time_stamping_services_certificate_signs_no_document(faults, issuer):
    der = issuer.certificate(purposes=[ExtendedKeyUsageOID.TIME_STAMPING])
    assert faults(der, line(certificate=der)) == [SigningFault.CERTIFICATE_PURPOSE]
    mail = issuer.certificate(purposes=[ExtendedKeyUsageOID.EMAIL_PROTECTION])
    assert faults(mail, line(certificate=mail)) == []


def test_trusted_certificates_are_read_from_a_folder_whatever_else_lies_there(tmp_path, issuer):
    (tmp_path / "root.cer").write_bytes(issuer.root)
    (tmp_path / "README").write_text("not a certificate")
    (tmp_path / "old").mkdir()
    (tmp_path / "gone.pem").symlink_to(tmp_path / "nowhere")
    assert certificates.anchors(tmp_path) == (issuer.root,)
    assert certificates.anchors(tmp_path / "nowhere") == ()


def test_one_file_may_hold_many_and_each_counts_once(tmp_path, issuer):
    other = Issuer()
    pem = "".join(map(ssl.DER_cert_to_PEM_cert, (other.root, issuer.root, other.root)))
    (tmp_path / "all.pem").write_text(f"Our authorities\n{pem}")
    (tmp_path / "zz.der").write_bytes(issuer.root)
    assert certificates.anchors(tmp_path) == (other.root, issuer.root)
