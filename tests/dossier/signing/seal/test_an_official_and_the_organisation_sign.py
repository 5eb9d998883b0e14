"""Two signatures in one file, made offline, which three judges find good."""

import datetime as dt
import io

import pytest
from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader

from kiosk.signing import SignRole

WHO = [("official", 2048 // 8), ("official_ec", 72)]


@pytest.mark.parametrize("who", [name for name, _ in WHO])
def test_three_judges_find_both_signatures_good(copy, sign, openssl, pdfsig, pyhanko, who):
    one = sign(copy(2), who=who)
    two = sign(one, SignRole.ORGANISATION)
    for pdf, number in ((one, 1), (two, 2)):
        assert [openssl(pdf, n) for n in range(number)] == [True] * number
        assert pdfsig(pdf) == number
        assert pyhanko(pdf) == number


def test_what_stood_in_the_file_stays_where_it_was(copy, sign):
    pdf = copy(2)
    one = sign(pdf)
    two = sign(one, SignRole.ORGANISATION)
    assert one.startswith(pdf)
    assert two.startswith(one)


def test_each_signature_has_its_own_field_and_covers_all_there_was(copy, sign, spans):
    one = sign(copy())
    two = sign(one, SignRole.ORGANISATION)
    reader = PdfFileReader(io.BytesIO(two))
    fields = [signature.field_name for signature in reader.embedded_signatures]
    assert fields == ["Official", "Organisation"]
    assert [span[1][1] for span in spans(two)] == [len(one), len(two)]


def test_it_is_a_pades_signature_of_that_moment_in_the_offices_zone(copy, sign):
    at = dt.datetime(2026, 11, 30, 17, 30, 5, 999, tzinfo=dt.UTC)
    reader = PdfFileReader(io.BytesIO(sign(copy(), at=at)))
    (signature,) = reader.embedded_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.sig_object["/M"] == "D:20261201003005+07'00'"
    assert "/Reference" not in signature.sig_object  # an approval: others may still sign
    assert "/Perms" not in reader.root


@pytest.mark.parametrize(("who", "longest"), WHO)
def test_the_cms_says_what_baseline_b_asks_for_and_fills_its_room(
    authority, copy, sign, spans, who, longest
):
    ((_, _, held),) = spans(sign(copy(), who=who))
    signed = cms.ContentInfo.load(held)["content"]
    (signer,) = signed["signer_infos"]
    attributes = {attribute["type"].native for attribute in signer["signed_attrs"]}
    assert attributes >= {"content_type", "message_digest", "signing_certificate_v2"}
    assert "signing_time" not in attributes  # EN 319 142-1, 6.3: it stands in the dictionary
    assert signer["digest_algorithm"]["algorithm"].native == "sha256"
    carried = {each.chosen.dump() for each in signed["certificates"]}
    assert carried == {authority.certificate(who), *authority.chain(who)}
    used = len(signer["signature"].native)
    assert len(held) - len(held.rstrip(b"\0")) <= longest - used + 4


def test_a_signature_takes_a_few_kilobytes(copy, sign):
    pdf = copy()
    one = sign(pdf)
    two = sign(one, SignRole.ORGANISATION)
    assert len(one) - len(pdf) < 20_000
    assert len(two) - len(one) < 20_000


def test_the_organisation_may_sign_alone(copy, sign, openssl, pdfsig, pyhanko):
    pdf = sign(copy(), SignRole.ORGANISATION, kind="sao-y")
    assert (openssl(pdf), pdfsig(pdf), pyhanko(pdf)) == (True, 1, 1)
