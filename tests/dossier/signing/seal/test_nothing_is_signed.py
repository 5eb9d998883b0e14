"""Where nothing can be signed, the cause is named, and nothing half done comes out."""

import io
import secrets

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from PIL import Image

from drivers.token import HeldCertificate, TokenFault
from kiosk.dossier.signing.seal import SealError, SignImages, sign_pdf
from kiosk.signing import SigningFault, SignRole


def refused(signing, *arguments, **options):
    with pytest.raises(SealError) as caught:
        signing(*arguments, **options)
    return caught.value.fault


def changed(pdf, change=lambda document: None, **options):
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        document.save(written, **options)
    return written.getvalue()


def test_a_locked_document(copy, sign):
    locked = changed(copy(), encryption=pikepdf.Encryption(owner="a", user=""))
    assert refused(sign, locked) is SigningFault.DOCUMENT_UNSIGNABLE


@pytest.mark.parametrize("role", list(SignRole))
def test_a_document_that_has_this_signature_already(copy, sign, role):
    assert refused(sign, sign(copy(), role), role) is SigningFault.DOCUMENT_UNSIGNABLE


def test_a_document_whose_field_of_that_name_is_empty(copy, sign):
    def waiting(document):
        field = document.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="Official"))
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))

    assert refused(sign, changed(copy(), waiting)) is SigningFault.DOCUMENT_UNSIGNABLE


def test_a_document_certified_against_any_change(copy, sign):
    def certified(document):
        allowed = pikepdf.Dictionary(Type=pikepdf.Name.TransformParams, P=1)
        reference = pikepdf.Dictionary(TransformMethod=pikepdf.Name.DocMDP, TransformParams=allowed)
        signature = document.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Sig, Reference=pikepdf.Array([reference]))
        )
        document.Root.Perms = pikepdf.Dictionary(DocMDP=signature)

    assert refused(sign, changed(copy(), certified)) is SigningFault.DOCUMENT_UNSIGNABLE


@pytest.mark.parametrize(
    "spoil",
    [
        lambda pdf: b"",
        lambda pdf: b"%PDF-1.7",
        lambda pdf: b"\xff\xd8\xff" + pdf[3:1000],
        lambda pdf: pdf[: len(pdf) // 2],
        lambda pdf: pdf[:-40],
        lambda pdf: pdf.replace(b"/MediaBox", b"/MadeaBox"),
        lambda pdf: pdf.replace(b"/MediaBox [0 0", b"/MediaBox [0 -"),
        lambda pdf: pdf.replace(b"/MediaBox [0 0", b"/MediaBox [.+- "),
        lambda pdf: pdf.replace(b"/Root 1 0 R", b"/Root 9 9 R"),
        lambda pdf: pdf.replace(b"/Kids [", b"/Kids ("),
        lambda pdf: pdf.replace(b"/Parent 2 0 R", b"/Parent 7 0 R").replace(b"/MediaBox", b"/No"),
    ],
)
def test_a_broken_document(copy, sign, spoil):
    pdf = spoil(copy())
    assert refused(sign, pdf) is SigningFault.DOCUMENT_UNSIGNABLE


def test_a_few_lost_bytes_are_refused_or_signed_and_nothing_else(copy, sign):
    pdf = copy(size=(62, 88))
    ends = set()
    for place in range(len(pdf) - 900, len(pdf) - 10, 45):
        spoilt = pdf[:place] + pdf[place + 5 :]
        try:
            ends.add(sign(spoilt).startswith(spoilt))
        except SealError as error:
            ends.add(error.fault)
    assert ends <= {True, SigningFault.DOCUMENT_UNSIGNABLE}
    assert SigningFault.DOCUMENT_UNSIGNABLE in ends


def test_a_letter_that_the_typeface_does_not_have(copy, sign):
    fault = refused(sign, copy(), name="GIÀNG 龍 PÁO")
    assert fault is SigningFault.DOCUMENT_UNSIGNABLE


def test_a_kind_of_paper_that_has_no_stamp(copy, sign):
    assert refused(sign, copy(), kind="no-such") is SigningFault.DOCUMENT_UNSIGNABLE


def bomb():
    written = io.BytesIO()
    Image.new("1", (9000, 9000)).save(written, "PNG")
    return written.getvalue()


@pytest.mark.parametrize("png", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + bytes(50), bomb()])
def test_a_picture_that_is_none(copy, sign, png):
    fault = refused(sign, copy(), images=SignImages(png, None))
    assert fault is SigningFault.DOCUMENT_UNSIGNABLE


@pytest.mark.parametrize(
    ("who", "fault"),
    [
        ("expired", SigningFault.CERTIFICATE_EXPIRED),
        ("early", SigningFault.CERTIFICATE_EARLY),
    ],
)
def test_a_certificate_that_is_not_valid_now(copy, sign, who, fault):
    assert refused(sign, copy(), who=who) is fault


@pytest.mark.parametrize("fault", list(TokenFault))
def test_whatever_stops_the_token_is_named(authority, session, copy, signing, fault):
    held = HeldCertificate(authority.certificate("official"), b"\1", "")
    login = session(authority.key("official"), fault)
    named = refused(sign_pdf, copy(), login, held, authority.chain("official"), signing())
    assert named.value == {
        "absent": "token-absent",
        "removed": "token-removed",
        "rejected": "signing-rejected",
    }.get(fault.value, fault.value)


@pytest.mark.parametrize("answer", ["another key", b"", b"\0", secrets.token_bytes(256)])
@pytest.mark.parametrize("who", ["official", "official_ec"])
def test_a_token_that_signs_something_else_is_not_believed(
    authority, session, copy, signing, who, answer
):
    class Wrong:
        certificates = ()

        def sign(self, certificate, data, digest):
            if isinstance(answer, bytes):
                return answer
            other = authority.key("organisation")
            return session(other).sign(certificate, data, digest)

    held = HeldCertificate(authority.certificate(who), b"\1", "")
    named = refused(sign_pdf, copy(), Wrong(), held, authority.chain(who), signing())
    assert named is SigningFault.SIGNING_REJECTED


@pytest.mark.parametrize("der", [b"", b"\x30\x00", b"no certificate"])
def test_a_certificate_that_is_none(authority, session, copy, signing, der):
    key = rsa.generate_private_key(65537, 2048)
    held = HeldCertificate(der, b"\1", "")
    named = refused(sign_pdf, copy(), session(key), held, (), signing())
    assert named is SigningFault.CERTIFICATE_PURPOSE


def test_a_certificate_of_a_version_that_does_not_exist(authority, session, copy, signing):
    der = authority.certificate("official").replace(
        b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x09", 1
    )
    held = HeldCertificate(der, b"\1", "")
    login = session(authority.key("official"))
    named = refused(sign_pdf, copy(), login, held, authority.chain("official"), signing())
    assert named is SigningFault.CERTIFICATE_PURPOSE


@pytest.mark.parametrize("der", [b"", b"\x30\x00", b"no certificate", b"\x30\x03\x02\x01\x07"])
def test_a_chain_that_is_none(authority, session, copy, signing, der):
    held = HeldCertificate(authority.certificate("official"), b"\1", "")
    named = refused(sign_pdf, copy(), session(authority.key("official")), held, (der,), signing())
    assert named is SigningFault.CERTIFICATE_PURPOSE


def test_what_is_refused_names_nobody(copy, sign):
    with pytest.raises(SealError) as caught:
        sign(copy(), name="GIÀNG 龍 PÁO")
    assert "GIÀNG" not in str(caught.value)
