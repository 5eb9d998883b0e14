"""From B-B to B-LTA, as judges see it who had no part in it."""

from __future__ import annotations

import asyncio
import io
import re
from pathlib import Path

import page as judge
import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from kiosk.dossier.signing.complete import CompleteError, Level, complete, level_of
from kiosk.dossier.signing.material import Material, with_material
from kiosk.signing import SigningFault
from tests.dossier.completing.signed import (
    Line,
    copy,
    now,
    openssl_believes,
    parts,
    pdfsig_says,
    signed,
    stamps,
    trusted,
)
from tests.workbench.authority import Authority

LATER_REVISION = "PDFA2B-SIGNATURE-BYTERANGE-001"


@pytest.fixture(scope="module")
def lasting(house: Authority, certified: bytes) -> bytes:
    done = complete(certified, Line(), house.tsa_url, house.trust, now())
    assert done.level is Level.B_LTA
    return done.pdf


def test_what_was_signed_stays_byte_for_byte(certified: bytes, lasting: bytes) -> None:
    assert lasting.startswith(certified)


def test_it_says_its_level(certified: bytes, lasting: bytes) -> None:
    assert (level_of(certified), level_of(lasting)) == (Level.B_B, Level.B_LTA)


def test_completing_again_changes_nothing_and_asks_nobody(
    authority: Authority, lasting: bytes, line: Line
) -> None:
    again = complete(lasting, line, authority.tsa_url, authority.trust, now())
    assert (again.pdf, line.asked) == (lasting, [])


def test_pdfsig_finds_both_signatures_valid(lasting: bytes, tmp_path: Path) -> None:
    assert pdfsig_says(lasting, tmp_path).count("Signature is Valid.") == 2


def test_openssl_finds_every_signature_and_stamp_chained(
    authority: Authority, lasting: bytes, tmp_path: Path
) -> None:
    trusted(authority, tmp_path)
    found = parts(lasting)
    assert [each.kind for each in found] == ["signature", "signature", "stamp", "stamp"]
    assert all(openssl_believes(each, tmp_path) for each in found)


@pytest.fixture(scope="module")
def levels(certified: bytes, lasting: bytes) -> dict[Level, bytes]:
    """The file as it was at each level: every revision ends where the next begins."""
    ends = [
        each.end() for each in re.finditer(rb"%%EOF\n?", lasting) if each.end() > len(certified)
    ]
    return {level_of(lasting[:end]): lasting[:end] for end in ends}


def test_each_level_is_a_revision_of_its_own(levels: dict[Level, bytes]) -> None:
    assert list(levels) == [Level.B_T, Level.B_LT, Level.B_LTA]


@pytest.mark.parametrize("level", [Level.B_T, Level.B_LT, Level.B_LTA])
def test_at_each_level_openssl_poppler_and_the_archive_agree(
    authority: Authority, levels: dict[Level, bytes], level: Level, tmp_path: Path
) -> None:
    trusted(authority, tmp_path)
    assert all(openssl_believes(each, tmp_path) for each in parts(levels[level]))
    assert pdfsig_says(levels[level], tmp_path).count("Signature is Valid.") == 2
    report = judge.validate_pdf_bytes(levels[level], profile=judge.ValidationProfile.PDF_A_2B)
    assert {failure.rule_id for failure in report.failures} == {LATER_REVISION}


@pytest.mark.parametrize("level", [Level.B_LT, Level.B_LTA])
def test_at_each_level_with_proofs_pyhanko_needs_nothing_else_to_judge_it(
    authority: Authority, levels: dict[Level, bytes], level: Level
) -> None:
    reader = PdfFileReader(io.BytesIO(levels[level]))
    roots = [x509.Certificate.load(der) for der in authority.trust]
    policy = CertValidationPolicySpec(
        SimpleTrustManager.build(trust_roots=roots),
        CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("require")),
    )
    alone = RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY)
    spec = PdfSignatureValidationSpec(SignatureValidationSpec(policy, alone))
    store = DocumentSecurityStore.read_dss(reader)
    for signature in reader.embedded_regular_signatures:
        since = asyncio.run(ades_lta_validation(signature, spec)).oldest_evidence_record_timestamp
        assert since is not None  # the chain of stamps is good
        context = store.as_validation_context(
            {
                "trust_roots": roots,
                "moment": since,
                "revocation_mode": "require",
                "retroactive_revinfo": True,
            }
        )
        status = asyncio.run(async_validate_pdf_signature(signature, context))
        assert status.bottom_line, status.pretty_print_details()


def test_a_file_that_lacks_a_proof_is_not_called_complete(
    authority: Authority, levels: dict[Level, bytes], line: Line
) -> None:
    held = Material({authority.certificate("sub"): None})
    lacking = with_material(levels[Level.B_T], held)
    assert level_of(lacking) is Level.B_LT
    with pytest.raises(CompleteError) as caught:
        complete(lacking, line, authority.tsa_url, authority.trust, now())
    assert (caught.value.fault, caught.value.reached) == (SigningFault.VALIDATION_FAILED, None)


def test_a_flipped_byte_is_seen_by_each_stamp(
    authority: Authority, lasting: bytes, tmp_path: Path
) -> None:
    trusted(authority, tmp_path)
    flipped = bytearray(lasting)
    flipped[200] ^= 1
    found = parts(bytes(flipped))
    assert not any(openssl_believes(each, tmp_path) for each in found)


def test_it_stays_an_archive_file_but_for_what_every_later_revision_does(lasting: bytes) -> None:
    report = judge.validate_pdf_bytes(lasting, profile=judge.ValidationProfile.PDF_A_2B)
    assert {failure.rule_id for failure in report.failures} == {LATER_REVISION}


def test_everything_that_judges_it_lies_in_it(authority: Authority, lasting: bytes) -> None:
    store = DocumentSecurityStore.read_dss(PdfFileReader(io.BytesIO(lasting)))
    held = {each.dump() for each in store.load_certs()}
    wanted = ("root", "sub", "official", "organisation", "tsa", "ocsp")
    assert held == {authority.certificate(name) for name in wanted}
    assert len(store.ocsps) == 3  # official, organisation, time stamps
    assert len(store.crls) == 1  # the root's


def test_two_stamps_are_enough(lasting: bytes) -> None:
    assert stamps(lasting) == ["TimeStamp1", "TimeStamp2"]


def test_a_signer_with_a_key_on_a_curve_is_completed_too(authority: Authority, line: Line) -> None:
    pdf = signed(authority, ("official_ec", "organisation"))
    done = complete(pdf, line, authority.tsa_url, authority.trust, now())
    assert done.level is Level.B_LTA


def test_who_brings_no_intermediate_along_is_found_out_about(
    authority: Authority, line: Line
) -> None:
    bare = signed(_without_chain(authority), ("official",))
    done = complete(bare, line, authority.tsa_url, authority.trust, now())
    assert done.level is Level.B_LTA
    assert any("/certs/" in url for url in line.asked)


def test_an_intermediate_may_come_with_the_trust(authority: Authority, line: Line) -> None:
    bare = signed(_without_chain(authority), ("official",))
    trust = (*authority.trust, authority.certificate("sub"))
    assert complete(bare, line, authority.tsa_url, trust, now()).level is Level.B_LTA
    assert not any("/certs/" in url for url in line.asked)


def test_what_nobody_signed_is_not_completed(authority: Authority, line: Line) -> None:
    with pytest.raises(CompleteError) as caught:
        complete(copy(), line, authority.tsa_url, authority.trust, now())
    assert (caught.value.fault, line.asked) == (SigningFault.DOCUMENT_UNSIGNABLE, [])


def test_what_is_no_pdf_is_not_completed(authority: Authority, line: Line) -> None:
    with pytest.raises(CompleteError) as caught:
        complete(b"%PDF-1.7\nnothing\n%%EOF", line, authority.tsa_url, authority.trust, now())
    assert caught.value.fault is SigningFault.DOCUMENT_CHANGED


class _Bare:
    """The same authority, whose signers forget to bring its intermediate along."""

    def __init__(self, authority: Authority) -> None:
        self.certificate, self.key = authority.certificate, authority.key

    def chain(self, _name: str) -> tuple[bytes, ...]:
        return ()


def _without_chain(authority: Authority) -> Authority:
    return _Bare(authority)  # type: ignore[return-value]


def test_the_name_of_the_official_is_kept_in_vietnamese(
    authority: Authority, lasting: bytes
) -> None:
    store = DocumentSecurityStore.read_dss(PdfFileReader(io.BytesIO(lasting)))
    mine = x509.Certificate.load(authority.certificate("official")).subject.native["common_name"]
    assert mine in {each.subject.native["common_name"] for each in store.load_certs()}
