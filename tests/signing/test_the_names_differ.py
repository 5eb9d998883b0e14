"""The name on the certificate against the one in the registry: forms pass, a missing diacritic does not."""

import unicodedata

import pytest
from cryptography import x509
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from kiosk.dossier.signing.certificates import read
from kiosk.dossier.signing.names import Likeness, closest, compare
from kiosk.signing import Finding, SigningFault, SignRole
from tests.signing.conftest import ORGANISATION, Issuer, line, person

NAMES = st.lists(
    st.sampled_from(["Giàng", "A", "Páo", "Mỷ", "Đặng", "Thuý", "Hoà", "H'Hen", "Niê", "Nguyễn"]),
    min_size=1,
    max_size=5,
).map(" ".join)


def nfd(text):
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    ("held", "registered"),
    [
        ("GIÀNG A PÁO", "Giàng A Páo"),
        ("giàng a páo", "Giàng A Páo"),
        (nfd("Giàng A Páo"), "Giàng A Páo"),
        (nfd("GIÀNG A PÁO"), "Giàng A Páo"),
        (" Giàng  A Páo ", "Giàng A Páo"),
        ("Giàng\u00a0A\tPáo", "Giàng A Páo"),
        ("Giàng\u200b A Páo\ufeff", "Giàng A Páo"),
        ("Vũ Thị Thuý", "Vũ Thị Thúy"),
        ("Lê Văn Hoà", "Lê Văn Hòa"),
        ("NGUYỄN THỊ KHOẺ", "Nguyễn Thị Khỏe"),
        ("Ðặng Văn Đức", "Đặng Văn Đức"),
        ("H’Hen Niê", "H'Hen Niê"),
        ("UBND xã Suối Lành", "Ủy ban nhân dân xã Suối Lành"),
        ("Uỷ ban nhân dân xã Suối Lành", "Ủy ban nhân dân xã Suối Lành"),
    ],
)
def test_another_form_of_the_same_name_passes(held, registered):
    assert compare(held, registered) is Likeness.PRESENTATION
    assert compare(registered, held) is Likeness.PRESENTATION


@pytest.mark.parametrize(
    ("held", "registered"),
    [
        ("Giang A Pao", "Giàng A Páo"),
        ("GIANG A PAO", "Giàng A Páo"),
        ("Giàng A Pao", "Giàng A Páo"),
        ("Giàng A Pào", "Giàng A Páo"),
        ("Dang Van Duc", "Đặng Văn Đức"),
        ("Đăng Văn Đức", "Đặng Văn Đức"),
        ("Lê Văn Hóa", "Lê Văn Hòa"),
        ("Trần Thị Hương", "Trần Thị Hường"),
    ],
)
def test_a_missing_or_another_diacritic_is_never_taken_for_the_same(held, registered):
    likeness = compare(held, registered)
    assert likeness is Likeness.DIACRITICS
    assert not likeness.agrees


@pytest.mark.parametrize(
    ("held", "registered"),
    [
        ("Giàng A Pó", "Giàng A Páo"),
        ("Giàng Páo", "Giàng A Páo"),
        ("Páo A Giàng", "Giàng A Páo"),
        ("GiàngA Páo", "Giàng A Páo"),
        ("Giàng \u0410 Páo", "Giàng A Páo"),  # a Cyrillic letter
        ("Lê Thị Lý", "Lê Thị Lí"),
        ("", "Giàng A Páo"),
        ("\u200b", "\u200b\u200b"),
        ("", ""),
    ],
)
def test_other_letters_are_somebody_else(held, registered):
    assert compare(held, registered) is Likeness.OTHER


@given(NAMES)
def test_a_name_is_the_same_as_itself_in_whatever_form(name):
    assert compare(name, name) is Likeness.SAME
    for form in (name.upper(), name.lower(), nfd(name), nfd(name.upper()), f" {name}  "):
        assert compare(form, name).agrees


@given(NAMES, NAMES)
def test_who_compares_whom_makes_no_difference(one, other):
    assert compare(one, other) is compare(other, one)


@given(NAMES)
def test_a_name_stripped_of_its_diacritics_never_agrees(name):
    bare = "".join(char for char in nfd(name) if not unicodedata.combining(char))
    bare = bare.replace("Đ", "D").replace("đ", "d")
    assert compare(bare, name) is (Likeness.SAME if bare == name else Likeness.DIACRITICS)


@pytest.mark.parametrize(
    "held",
    [
        "Giàng A Páo - Phó Chủ tịch",
        "GIÀNG A PÁO (019099000011)",
        "Giàng A Páo, pao@suoilanh.example",
        "Giàng A Páo CCCD:019099000011",
        "Giàng A Páo 019099000011",
    ],
)
def test_a_title_or_number_behind_a_persons_name_is_no_part_of_it(held):
    assert closest([held], "Giàng A Páo", SignRole.OFFICIAL).agrees
    assert not closest([held], "Giàng A", SignRole.OFFICIAL).agrees


def test_what_stands_behind_an_organisations_name_belongs_to_it():
    held = [f"{ORGANISATION} - HUYỆN KHÁC"]
    assert closest(held, ORGANISATION, SignRole.ORGANISATION) is Likeness.OTHER


def test_both_names_are_told(check, issuer):
    der = issuer.certificate(subject=person("GIANG A PAO"))
    both = (Finding(SigningFault.SIGNER_OTHER_NAME, "GIANG A PAO ≠ Giàng A Páo"),)
    assert check(der, line(certificate=der)) == both
    assert check(der, line()) == both


def test_a_bound_certificate_with_somebody_elses_name_does_not_sign(faults, issuer):
    der = issuer.certificate(subject=person("VÀNG THỊ MỶ"))
    assert faults(der, line(certificate=der)) == [SigningFault.SIGNER_OTHER_NAME]


def test_a_name_in_another_form_passes_the_whole_check(check, issuer):
    der = issuer.certificate(subject=person(nfd("giàng  a páo")))
    assert check(der, line(certificate=der)) == ()


def test_title_and_number_in_fields_of_their_own_are_no_part_of_the_name(check, issuer):
    der = issuer.certificate(subject=person(TITLE="Phó Chủ tịch", USER_ID="CCCD:019099000011"))
    assert check(der, line(certificate=der)) == ()


@pytest.mark.parametrize(
    "kind", [_ASN1Type.UTF8String, _ASN1Type.BMPString, _ASN1Type.UniversalString]
)
def test_a_name_is_read_in_whichever_string_it_stands(issuer, kind):
    name = x509.NameAttribute(NameOID.COMMON_NAME, "Giàng A Páo", _type=kind)
    assert read(issuer.certificate(subject=x509.Name([name]))).names == ("Giàng A Páo",)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"Gi\xe0ng A P\xe1o", "Giàng A Páo"),  # Latin-1
        ("Giàng A P".encode(), "Giàng A P"),  # UTF-8
    ],
)
def test_a_teletex_string_holds_whatever_its_issuer_put_in(retagged, issuer, content, name):
    der = retagged(issuer, 0x14, content.ljust(len("GIÀNG A PÁO".encode())))
    assert [text.strip() for text in read(der).names] == [name]


def test_the_office_is_named_by_its_certificate_and_not_by_that_of_its_people(issuer):
    seal = read(issuer.certificate(subject=person(f"Con dấu {ORGANISATION}")))
    assert seal.likeness("Ủy ban nhân dân xã Suối Lành", SignRole.ORGANISATION).agrees
    leader = read(issuer.certificate())
    assert leader.likeness(ORGANISATION, SignRole.ORGANISATION) is Likeness.OTHER
    only = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION)])
    assert read(issuer.certificate(subject=only)).likeness(ORGANISATION, SignRole.ORGANISATION)


def test_a_certificate_without_a_name_is_told_by_its_hash(check):
    der = Issuer().certificate(subject=x509.Name([]))
    (unknown,) = [f for f in check(der) if f.fault is SigningFault.SIGNER_UNKNOWN]
    assert unknown.detail == read(der).sha256[:16]


def test_a_hostile_name_neither_breaks_the_line_nor_steers_the_screen(check, issuer):
    der = issuer.certificate(subject=person("\u202eGiàng\u00a0A\n\x1b[31mPáo" + "A" * 40))
    (unknown,) = [f for f in check(der) if f.fault is SigningFault.SIGNER_UNKNOWN]
    assert unknown.detail == "Giàng A [31mPáo" + "A" * 40


def test_a_name_is_told_composed(check, issuer):
    der = issuer.certificate(subject=person(nfd("GIANG A PÁO")))
    (other,) = check(der, line(certificate=der))
    assert other.detail == "GIANG A PÁO ≠ Giàng A Páo"
