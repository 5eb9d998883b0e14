"""Where everything is in order nothing is found, and by whose line is signed is known."""

from drivers.token import HeldCertificate, TokenState
from kiosk.dossier.signing.certificates import read
from kiosk.dossier.signing.facts import EARLIEST, Belief, facts_from
from kiosk.dossier.signing.preflight import may_sign, preflight
from kiosk.signing import ONLY_TOLD, Finding, SigningFault, SignRole, line_of
from kiosk.store.moments import office_day
from tests.signing.conftest import NOW, ORGANISATION, YEAR, line, person


def test_a_registered_official_may_sign(check, good):
    assert check(good, line(certificate=good)) == ()


def test_the_office_may_seal(check, issuer):
    seal = issuer.certificate(subject=person(ORGANISATION))
    registered = line("Ủy ban nhân dân xã Suối Lành", SignRole.ORGANISATION, seal)
    assert check(seal, registered, role=SignRole.ORGANISATION) == ()


def test_the_line_that_signs_is_the_one_that_was_looked_at(good):
    registered = line(certificate=good)
    by = line_of(SignRole.OFFICIAL, office_day(NOW), read(good).sha256, (registered,))
    assert by is registered


def test_a_wrong_pin_of_before_and_an_old_answer_about_revocation_are_told_and_stop_nobody(
    check, good
):
    found = check(good, line(certificate=good), token=TokenState.PIN_LOW, revocation="unknown")
    assert {finding.fault for finding in found} == set(ONLY_TOLD)
    assert may_sign(found)


def test_everything_is_said_at_once_and_what_blocks_comes_first(check, issuer):
    old = issuer.certificate(until=NOW - YEAR / 2, usage="key_encipherment")
    found = check(old, token=TokenState.PIN_LOW, revocation="unknown", trust=())
    assert [finding.fault for finding in found] == [
        SigningFault.CERTIFICATE_EXPIRED,
        SigningFault.CERTIFICATE_UNTRUSTED,
        SigningFault.CERTIFICATE_PURPOSE,
        SigningFault.POST_VACANT,
        SigningFault.SIGNER_UNKNOWN,
        SigningFault.PIN_LOW,
        SigningFault.REVOCATION_UNKNOWN,
    ]
    assert not may_sign(found)


def test_of_several_certificates_on_a_token_the_one_that_may_sign_is_taken(issuer):
    expired = issuer.certificate(until=NOW - YEAR / 2)
    enciphers = issuer.certificate(usage="key_encipherment")
    newer, bound = issuer.certificate(since=NOW - YEAR / 4), issuer.certificate()
    held = [
        HeldCertificate(der, bytes([place]), "")
        for place, der in enumerate((issuer.root, expired, enciphers, newer, bound), start=1)
    ]
    registry = (line(certificate=bound), line(certificate=expired, id="2" * 32))
    belief = Belief((issuer.root,), lambda *_: "good")
    facts = facts_from(TokenState.READY, held, SignRole.OFFICIAL, registry, belief, NOW)
    assert facts.held.on_token.der == bound
    assert facts.held.trusted
    assert facts.held.chain == ()
    assert facts.past == EARLIEST
    assert preflight(SignRole.OFFICIAL, facts, registry, NOW) == ()


def test_after_a_renewal_the_new_certificate_is_taken_and_only_asks_to_be_bound(issuer):
    old, new = issuer.certificate(until=NOW - YEAR / 2), issuer.certificate()
    held = [HeldCertificate(old, b"1", ""), HeldCertificate(new, b"2", "")]
    registry = (line(certificate=old),)
    belief = Belief((issuer.root,), lambda *_: "good")
    facts = facts_from(TokenState.READY, held, SignRole.OFFICIAL, registry, belief, NOW)
    assert preflight(SignRole.OFFICIAL, facts, registry, NOW) == (
        Finding(SigningFault.SIGNER_UNBOUND, "Giàng A Páo"),
    )
