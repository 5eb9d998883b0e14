"""What is said of a card: exactly what is proven, link by link, and never more."""

import pytest

from drivers.card import CardError, CardState, Wish
from drivers.card.chip import Chip, Faults, Make
from drivers.card.country import Signing
from drivers.card.reading import read_chip
from drivers.card.trust import TrustStore
from drivers.card.verdict import (
    PROVEN,
    Link,
    Reason,
    Revocation,
    State,
    Summary,
    Verdict,
    failed,
    from_json,
    not_checked,
    to_json,
)
from tests.workbench.people import MAI, PEOPLE
from tests.workbench.verdicts import read, trusting


def links(verdict: Verdict) -> tuple[Link, Link, Link, Link]:
    return verdict.hashes, verdict.signature, verdict.anchored, verdict.genuine


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.latin)
def test_a_good_card_under_a_trusted_country_is_all_proven(person):
    verdict = read(person, trust=trusting()).verdict
    assert links(verdict) == (PROVEN,) * 4
    assert verdict.summary is Summary.PROVEN
    assert (verdict.country, verdict.signer) == (
        "Invented CSCA, VN",
        "Invented CSCA Document Signer, VN",
    )


def test_where_no_country_is_provisioned_nobody_calls_the_card_verified():
    for trust in (None, TrustStore()):
        verdict = read(MAI, trust=trust).verdict
        assert links(verdict) == (PROVEN, PROVEN, not_checked(Reason.NO_TRUST), PROVEN)
        assert verdict.summary is Summary.UNANCHORED


def test_a_signer_of_a_country_that_nobody_knows_is_not_anchored():
    verdict = read(MAI, Make(signing="unknown"), trusting()).verdict
    assert links(verdict) == (PROVEN, PROVEN, failed(Reason.UNKNOWN_ISSUER), PROVEN)
    assert verdict.summary is Summary.UNANCHORED


def test_a_tampered_data_group_is_told_though_everything_else_is_proven():
    verdict = read(MAI, trust=trusting(), wrong_hash=True).verdict
    assert verdict.hashes == failed(Reason.HASH_DIFFERS)
    assert verdict.anchored == PROVEN
    assert verdict.summary is Summary.TAMPERED


def test_a_tampered_card_is_an_error_unless_the_verdict_is_to_tell_it():
    chip = Chip(MAI, Faults(wrong_hash=True))
    with pytest.raises(CardError) as error:
        read_chip(chip, MAI.number, lambda percent: None, 60.0, Wish(trust=trusting()))
    assert error.value.state is CardState.ALTERED


def test_a_cloned_card_has_the_data_but_not_the_keys():
    verdict = read(MAI, trust=trusting(), clone=True).verdict
    assert links(verdict) == (PROVEN, PROVEN, PROVEN, failed(Reason.WRONG_ANSWER))
    assert verdict.summary is Summary.CLONED


def test_a_card_whose_signer_had_expired_when_he_signed():
    verdict = read(MAI, Make(signing="expired"), trusting()).verdict
    assert verdict.anchored == failed(Reason.SIGNER_EXPIRED)
    assert verdict.summary is Summary.EXPIRED_SIGNER


def test_a_signer_who_expired_after_signing_is_still_good():
    verdict = read(MAI, Make(signing="since-expired"), trusting()).verdict
    assert links(verdict) == (PROVEN,) * 4
    assert verdict.signer_expired_since


def test_a_revoked_signer():
    store = trusting(revoked=None)
    assert read(MAI, Make(signing="revoked"), store).verdict.revocation is Revocation.NO_LIST
    verdict = read(MAI, Make(signing="revoked"), trusting(revoked=Signing.REVOKED)).verdict
    assert verdict.anchored == failed(Reason.REVOKED)
    assert verdict.summary is Summary.REVOKED
    others = read(MAI, trust=trusting(revoked=Signing.REVOKED)).verdict
    assert (others.summary, others.revocation) == (Summary.PROVEN, Revocation.NOT_REVOKED)


def test_a_card_signed_with_sha_1_proves_nothing():
    verdict = read(MAI, Make(signing="weak"), trusting()).verdict
    assert verdict.hashes == verdict.signature == failed(Reason.WEAK_DIGEST)
    assert verdict.anchored.state is State.NOT_CHECKED
    assert verdict.summary is Summary.WEAK


def test_a_chip_without_keys_may_be_a_copy():
    verdict = read(MAI, Make(active="none", agreement="none"), trusting()).verdict
    assert links(verdict) == (PROVEN, PROVEN, PROVEN, not_checked(Reason.NO_KEY))
    assert verdict.summary is Summary.MAY_BE_A_COPY


def test_only_a_qr_code_is_only_declared():
    verdict = Verdict()
    assert {link.state for link in links(verdict)} == {State.NOT_CHECKED}
    assert verdict.summary is Summary.DECLARED


def test_a_reading_that_asked_for_no_proof_says_so():
    reading = read_chip(Chip(MAI), MAI.number, lambda percent: None, 60.0)
    assert reading.hashes_match
    assert reading.verdict.genuine == not_checked(Reason.NOT_ASKED)


@pytest.mark.parametrize("reason", [r for r in Reason if r is not Reason.NOT_ASKED])
@pytest.mark.parametrize("at", range(4))
def test_no_single_failed_link_is_ever_summed_up_as_proven(reason, at):
    whole = [PROVEN] * 4
    whole[at] = failed(reason)
    assert Verdict(*whole).summary not in (Summary.PROVEN, Summary.DECLARED)
    whole[at] = not_checked(reason)
    assert Verdict(*whole).summary is not Summary.PROVEN


@pytest.mark.parametrize("signing", ["ecdsa", "expired", "weak", "since-expired"])
def test_a_verdict_written_down_is_the_same_verdict(signing):
    verdict = read(MAI, Make(signing=signing), trusting()).verdict
    assert from_json(to_json(verdict)) == verdict
