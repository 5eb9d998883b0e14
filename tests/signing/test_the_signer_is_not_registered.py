"""Who is not in the office's registry does not sign, and hears what is missing."""

import datetime as dt

import pytest

from kiosk.signing import Finding, SigningFault, SignRole
from tests.signing.conftest import NOW, ORGANISATION, line, person


def test_a_stranger_is_named(check, good):
    found = check(good, line("Vàng Thị Mỷ"))
    assert found == (Finding(SigningFault.SIGNER_UNKNOWN, "GIÀNG A PÁO"),)


def test_a_namesake_does_not_sign_before_his_certificate_is_bound(check, issuer, good):
    namesake = issuer.certificate()
    found = check(namesake, line(certificate=good))
    assert found == (Finding(SigningFault.SIGNER_UNBOUND, "Giàng A Páo"),)


def test_an_empty_registry_knows_nobody_and_the_post_is_vacant(faults, good):
    assert faults(good) == [SigningFault.POST_VACANT, SigningFault.SIGNER_UNKNOWN]


def test_an_official_does_not_seal_and_the_seal_does_not_sign(check, issuer, good):
    seal = issuer.certificate(subject=person(ORGANISATION))
    office = line(ORGANISATION, SignRole.ORGANISATION, seal, id="2" * 32)
    leader = line(certificate=good)
    assert check(good, leader, office, role=SignRole.ORGANISATION) == (
        Finding(SigningFault.SIGNER_OTHER_ROLE, "Giàng A Páo"),
    )
    assert check(seal, leader, office) == (Finding(SigningFault.SIGNER_OTHER_ROLE, ORGANISATION),)


def test_an_unbound_official_at_the_seal_hears_both(faults, good):
    office = line(ORGANISATION, SignRole.ORGANISATION, id="2" * 32)
    assert faults(good, line(), office, role=SignRole.ORGANISATION) == [
        SigningFault.SIGNER_UNBOUND,
        SigningFault.SIGNER_OTHER_ROLE,
    ]


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        (dt.date(2026, 7, 1), dt.date(2026, 11, 22), "01/07/2026–22/11/2026"),
        (dt.date(2026, 11, 24), None, "24/11/2026–…"),
    ],
)
def test_outside_of_his_dates_a_signer_hears_them(check, good, since, until, told):
    mine = line(certificate=good, valid_from=since, valid_to=until)
    holder = line("Vàng Thị Mỷ", id="2" * 32)
    assert check(good, mine, holder) == (
        Finding(SigningFault.SIGNER_OTHER_DATE, f"Giàng A Páo, {told}"),
    )


def test_the_day_is_the_offices_and_not_the_one_in_greenwich(faults, good):
    """At 23:30 on the 22nd in Greenwich it is the 23rd at the office."""
    mine = line(certificate=good, valid_from=dt.date(2026, 11, 23))
    other = line("Vàng Thị Mỷ", id="2" * 32)
    early = dt.datetime(2026, 11, 22, 16, 59, tzinfo=dt.UTC)
    assert faults(good, mine, other, now=early) == [SigningFault.SIGNER_OTHER_DATE]
    assert faults(good, mine, other, now=early + dt.timedelta(minutes=1)) == []


def test_a_second_term_counts_beside_the_first(faults, good):
    first = line(certificate=good, valid_to=dt.date(2026, 8, 1))
    second = line(certificate=good, valid_from=dt.date(2026, 11, 1), id="2" * 32)
    assert faults(good, first, second) == []
    assert faults(good, second, first, now=NOW) == []
