"""Whatever else holds: what is expired, revoked, unregistered or unbound never passes the pre-flight."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.token import HeldCertificate, TokenState
from kiosk.dossier.signing.certificates import Certificate
from kiosk.dossier.signing.facts import EARLIEST, Facts, Held
from kiosk.dossier.signing.preflight import SLACK, may_sign, preflight
from kiosk.signing import ONLY_TOLD, Signer, SigningFault, SignRole, line_of
from kiosk.signing_causes import cause
from kiosk.store.moments import office_day
from tests.signing.conftest import NOW, YEAR

SHA, OTHER = "a" * 64, "b" * 64
# Mostly in order, or one thing in many would hide all others.
MOMENTS = st.integers(-40, 40).map(lambda days: NOW + dt.timedelta(days=days))
DAYS = MOMENTS.map(office_day)
LINES = st.lists(
    st.builds(
        Signer,
        id=st.sampled_from(["1" * 32, "2" * 32, "3" * 32]),
        name=st.sampled_from(["Giàng A Páo"] * 4 + ["Giang A Pao", "Vàng Thị Mỷ"]),
        title=st.just("CHỦ TỊCH"),
        role=st.sampled_from(SignRole),
        certificate=st.sampled_from([SHA] * 4 + [OTHER, ""]),
        valid_from=DAYS,
        valid_to=st.none() | DAYS,
        delegate_of=st.sampled_from(["", "", "1" * 32]),
    ),
    max_size=3,
    unique_by=lambda line: line.id,
)
CERTIFICATES = st.builds(
    lambda begins, ends, signs: Certificate(
        b"der", SHA, ("GIÀNG A PÁO",), (), min(begins, ends), max(begins, ends), signs
    ),
    st.just(NOW - YEAR) | MOMENTS,
    st.just(NOW + YEAR) | MOMENTS,
    st.sampled_from([True] * 5 + [False]),
)
HELD = st.builds(
    Held,
    CERTIFICATES,
    st.just(HeldCertificate(b"der", b"1", "")),
    st.just(()),
    st.sampled_from([True] * 5 + [False]),
    st.sampled_from(["good"] * 4 + ["unknown", "revoked"]),
)
FACTS = st.builds(
    Facts,
    st.sampled_from([TokenState.READY] * 16 + list(TokenState)),
    st.sampled_from([True] * 7 + [False]).flatmap(lambda there: HELD if there else st.none()),
    st.just(NOW - YEAR) | MOMENTS,
)


@given(FACTS, LINES, st.sampled_from(SignRole), MOMENTS, st.booleans())
@settings(max_examples=400)
def test_what_passes_has_everything_in_order(facts, lines, role, now, last_try):
    if not may_sign(preflight(role, facts, lines, now, last_try)):
        return
    held = facts.held
    assert held is not None
    assert held.certificate.not_before <= max(now, facts.past) <= held.certificate.not_after
    assert now <= held.certificate.not_after
    assert now >= facts.past - SLACK
    assert held.revocation != "revoked"
    assert held.trusted
    assert held.certificate.signs
    by = line_of(role, office_day(now), SHA, lines)
    assert by is not None
    assert (by.name, by.role) == ("Giàng A Páo", role)
    assert by.on(office_day(now))


@given(FACTS, LINES, st.sampled_from(SignRole), MOMENTS)
def test_every_finding_has_its_words_and_what_blocks_comes_first(facts, lines, role, now):
    found = preflight(role, facts, lines, now)
    assert [finding.blocks for finding in found] == sorted(
        (finding.blocks for finding in found), reverse=True
    )
    for finding in found:
        assert cause(finding.fault).do.vi
        assert finding.blocks is (finding.fault not in ONLY_TOLD)
    assert len({finding.fault for finding in found}) == len(found)


@pytest.mark.parametrize("revocation", ["good", "unknown", "revoked"])
@given(LINES, st.sampled_from(TokenState), st.booleans(), MOMENTS, MOMENTS)
def test_an_expired_certificate_never_passes(revocation, lines, token, trusted, now, past):
    ends = max(now, past) - dt.timedelta(seconds=1)
    certificate = Certificate(b"", SHA, ("GIÀNG A PÁO",), (), ends - YEAR, ends, True)
    held = Held(certificate, HeldCertificate(b"", b"1", ""), (), trusted, revocation)
    found = preflight(SignRole.OFFICIAL, Facts(token, held, past), lines, now, True)
    assert SigningFault.CERTIFICATE_EXPIRED in [finding.fault for finding in found]
    assert not may_sign(found)


@given(LINES, st.sampled_from(TokenState), st.booleans(), MOMENTS)
def test_a_revoked_certificate_never_passes(lines, token, trusted, now):
    certificate = Certificate(b"", SHA, ("GIÀNG A PÁO",), (), NOW - YEAR, NOW + YEAR, True)
    held = Held(certificate, HeldCertificate(b"", b"1", ""), (), trusted, "revoked")
    found = preflight(SignRole.OFFICIAL, Facts(token, held, EARLIEST), lines, now, True)
    assert SigningFault.CERTIFICATE_REVOKED in [finding.fault for finding in found]
    assert not may_sign(found)
