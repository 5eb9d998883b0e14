"""The catalogue: what is in force on a day, and what an entry must tell a citizen."""

import datetime as dt
import unicodedata

import pytest

from kiosk.contract.rules.catalogue import FREE
from kiosk.model import Words
from kiosk.rules.catalogue import CatalogueError, parse
from kiosk.workspace import CATALOGUE

DAY = dt.date(2026, 11, 23)
HEAD = """
sample = true
checked_on = 2026-11-22
source = "thử"
[phrases.none]
vi = ""
en = ""
[[field]]
id = "ho-tich"
name = { vi = "Hộ tịch", en = "Civil status" }
series = "A"
icon = "family"
"""
ENTRY = """
[[procedure]]
code = "1.000001"
field = "ho-tich"
valid_from = 2025-07-01
name = { vi = "Đăng ký việc A", en = "Registration of A" }
short = { vi = "Việc A", en = "A" }
time = { vi = "Trong ngày", en = "Same day" }
fee = { vi = "Không thu", en = "No fee" }
exemption = "none"
basis = "Luật A"
[[procedure.document]]
id = "to-khai"
name = { vi = "Tờ khai", en = "Form" }
hint = { vi = "Ký tên", en = "Sign" }
"""


@pytest.fixture(scope="module")
def shipped():
    return parse(CATALOGUE.read_text(encoding="utf-8"), DAY)


def changed(old: str, new: str) -> str:
    assert old in HEAD + ENTRY
    return (HEAD + ENTRY).replace(old, new)


def test_the_shipped_catalogue_says_that_it_is_a_sample(shipped):
    assert shipped.sample
    assert all(procedure.sample for procedure in shipped.procedures)
    assert shipped.checked_on <= DAY
    assert "mẫu" in shipped.source


def test_the_shipped_catalogue_holds_what_people_come_for(shipped):
    assert len(shipped.procedures) >= 18
    assert 6 <= len(shipped.popular()) <= 8
    assert {"1.001193", "2.000815", "1.000894", "1.000656", "1.004222"} <= {
        procedure.code for procedure in shipped.popular()
    }


def test_every_procedure_tells_its_fee_or_that_there_is_none(shipped):
    for procedure in shipped.procedures:
        assert procedure.fee.vi == FREE or procedure.exemption.vi


def test_every_text_stands_in_both_languages_and_reads_as_a_phrase(shipped):
    for procedure in shipped.procedures:
        hints = [
            words for document in procedure.documents for words in (document.name, document.hint)
        ]
        for words in (procedure.name, procedure.short, procedure.time, procedure.fee, *hints):
            for text in (words.vi, words.en):
                assert text == text.strip()
                assert not text.endswith(".")
        assert len(procedure.name.vi) <= 180


def test_every_field_has_procedures_and_a_series_of_the_office(shipped):
    for field in shipped.fields:
        assert shipped.of_field(field.id)
        assert field.series in "ABCD"
        assert shipped.field(field.id) == field


def test_birth_asks_for_three_papers_and_residence_confirmation_for_one(shipped):
    def papers(code):
        return [document.id for document in shipped.procedure(code).documents]

    assert papers("1.001193") == ["to-khai", "giay-chung-sinh", "ban-sao-can-cuoc"]
    assert papers("1.010041") == ["ct01"]


def test_an_unknown_code_is_a_key_error(shipped):
    with pytest.raises(KeyError):
        shipped.procedure("9.999999")
    with pytest.raises(KeyError):
        shipped.field("khong-co")


@pytest.mark.parametrize(
    ("day", "waived"),
    [("2026-08-14", False), ("2026-08-15", True), ("2027-02-28", True), ("2027-03-01", False)],
)
def test_the_waiver_for_extracts_stands_only_in_its_months(day, waived):
    catalogue = parse(CATALOGUE.read_text(encoding="utf-8"), dt.date.fromisoformat(day))
    assert ("VNeID" in catalogue.procedure("2.000635").exemption.vi) is waived


def test_a_procedure_not_yet_in_force_is_not_shown():
    assert parse(HEAD + ENTRY, dt.date(2025, 6, 30)).procedures == ()
    assert len(parse(HEAD + ENTRY, dt.date(2025, 7, 1)).procedures) == 1


def test_the_newest_version_wins_whatever_the_order_in_the_file():
    newer = ENTRY.replace("2025-07-01", "2026-01-01").replace("Trong ngày", "3 ngày")
    for text in (HEAD + ENTRY + newer, HEAD + newer + ENTRY):
        [procedure] = parse(text, DAY).procedures
        assert procedure.time == Words("3 ngày", "Same day")


def test_decomposed_letters_in_the_file_come_out_composed():
    text = unicodedata.normalize("NFD", HEAD + ENTRY)
    assert text != HEAD + ENTRY
    assert parse(text, DAY).procedures == parse(HEAD + ENTRY, DAY).procedures


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('fee = { vi = "Không thu", en = "No fee" }', "", "1.000001, fee"),
        ('vi = "Không thu"', 'vi = ""', "1.000001, fee"),
        ('vi = "Không thu"', 'vi = "8.000 đồng"', "1.000001, exemption"),
        ('exemption = "none"', 'exemption = { vi = "Ai đó", en = "Some" }', "1.000001, exemption"),
        ('exemption = "none"', 'exemption = "lost"', "1.000001, exemption"),
        ('exemption = "none"', "exemption = 3", "1.000001, exemption"),
        ('field = "ho-tich"', 'field = "dat-dai"', "1.000001, field"),
        ('code = "1.000001"', 'code = "1001"', "procedure 1001, code"),
        ("2025-07-01", "'soon'", "1.000001, valid_from"),
        ('en = "A" }', f'en = "{"A" * 41}" }}', "1.000001, short"),
        ('en = "Same day"', 'en = ""', "1.000001, time"),
        (', en = "Same day"', "", "1.000001, time"),
        ('id = "to-khai"', 'id = "Tờ khai"', "document Tờ khai, id"),
        ('hint = { vi = "Ký tên", en = "Sign" }', "color = 1", "document to-khai, hint"),
        ('basis = "Luật A"', 'basis = "Luật A"\nprice = 3', "1.000001, price"),
        ("sample = true", "sample = 1", "catalogue, sample"),
        ("checked_on = 2026-11-22", "", "catalogue, checked_on"),
        ('series = "A"', 'series = "a"', "field ho-tich, series"),
        ('series = "A"', 'series = "A"\ncolour = "red"', "field ho-tich, colour"),
    ],
)
def test_a_wrong_entry_is_named_with_its_field(old, new, told):
    with pytest.raises(CatalogueError, match=told):
        parse(changed(old, new), DAY)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + ENTRY + ENTRY, "1.000001 from 2025-07-01: stands there twice"),
        (
            HEAD + ENTRY + ENTRY[ENTRY.index("[[procedure.document]]") :],
            "to-khai: stands there twice",
        ),
        (HEAD + HEAD[HEAD.index("[[field]]") :] + ENTRY, "field ho-tich: stands there twice"),
        (HEAD + ENTRY[: ENTRY.index("[[procedure.document]]")], "document: is missing"),
        (HEAD, "procedure: is missing"),
        ("sample = ", "not TOML"),
        ("phrases = 3", "phrases: must be"),
        (HEAD.replace("[[field]]", "[field]") + ENTRY, "field: must be"),
        (HEAD + ENTRY + "[[procedure]]\ncode = 3", "procedure 3, code"),
    ],
)
def test_a_broken_file_says_what_is_wrong_with_it(text, told):
    with pytest.raises(CatalogueError, match=told):
        parse(text, DAY)
