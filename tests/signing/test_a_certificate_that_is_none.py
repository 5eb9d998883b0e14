"""Whatever lies on a token or in a file: it is a certificate, or it is said to be none."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.token import HeldCertificate, TokenState
from kiosk.dossier.signing import certificates
from kiosk.dossier.signing.certificates import UnreadableCertificate
from kiosk.dossier.signing.facts import Belief, facts_from
from kiosk.dossier.signing.preflight import may_sign, preflight
from kiosk.signing import SignRole
from tests.signing.conftest import NOW, Issuer, line

EDITS = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True), st.integers(0, 3), st.binary(min_size=1, max_size=3)
    ),
    min_size=1,
    max_size=4,
)


def damaged(der, edits):
    """Bytes overwritten, taken out or put in."""
    for where, taken, put in edits:
        place = int(where * len(der))
        der = der[:place] + put + der[place + taken :]
    return der


@given(EDITS)
def test_a_damaged_certificate_breaks_nothing_and_never_signs(good, issuer, edits):
    der = damaged(good, edits)
    if der == good:
        return
    held = (HeldCertificate(der, b"1", ""), HeldCertificate(good, b"", "without a key"))
    belief = Belief((issuer.root, der), lambda *_: "good")
    registry = (line(certificate=good),)
    facts = facts_from(TokenState.READY, held, SignRole.OFFICIAL, registry, belief, NOW)
    assert not may_sign(preflight(SignRole.OFFICIAL, facts, registry, NOW))


@given(EDITS)
def test_a_damaged_root_breaks_nothing(good, issuer, edits):
    root = damaged(issuer.root, edits)
    path = certificates.chain_of(good, (root,), (root,))
    if root != issuer.root:
        certificates.trusted(good, path, (root,), NOW)
    assert set(path) <= {root}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30\x00",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        b"0" * (certificates.LARGEST + 1),
    ],
)
def test_what_is_no_certificate_is_called_none(data):
    with pytest.raises(UnreadableCertificate):
        certificates.read(data)


@pytest.mark.parametrize("version", [3, 0x12])
def test_a_certificate_of_an_unheard_of_version_is_none(good, version):
    """cryptography has an exception of its own for that."""
    with pytest.raises(UnreadableCertificate):
        certificates.read(good.replace(b"\xa0\x03\x02\x01\x02", bytes((0xA0, 3, 2, 1, version)), 1))


def test_a_certificate_without_an_end_has_a_last_day_all_the_same():
    der = Issuer().certificate(until=dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC))
    assert certificates.read(der).last_day == dt.date(9999, 12, 31)


def test_the_last_day_is_the_offices(issuer):
    der = issuer.certificate(until=dt.datetime(2026, 12, 31, 17, 0, tzinfo=dt.UTC))
    assert certificates.read(der).last_day == dt.date(2027, 1, 1)
