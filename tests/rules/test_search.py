"""Search: a citizen types what they call it, with or without marks."""

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.catalogue import parse
from kiosk.rules.search import find, fold
from kiosk.workspace import CATALOGUE

CATALOG = parse(CATALOGUE.read_text(encoding="utf-8"), dt.date(2026, 11, 23))
LETTERS = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxy áàảãạắằẵẳặấầếềộờữự.1-", max_size=12)
TYPED = LETTERS | st.sampled_from([procedure.short.vi for procedure in CATALOG.procedures])


def first(query: str) -> str:
    return find(CATALOG, query)[0].code


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("khai sinh", "1.001193"),
        ("Khai Sinh", "1.001193"),
        ("KHAI", "1.001193"),
        ("sinh khai", "1.001193"),
        ("khai t", "1.000656"),
        ("dang ky ket hon", "1.000894"),
        ("Kết hôn", "1.000894"),
        ("ket hon", "1.000894"),
        ("1.001193", "1.001193"),
        ("001193", "1.001193"),
        ("1001193", "1.001193"),
        ("ho ngheo", "1.011607"),
        ("sao y", "2.000815"),
        ("chung thuc", "2.000815"),
        ("chữ ký", "2.000884"),
        ("hon nhan", "1.004873"),
        ("dat dai", "1.013967"),
        ("birth", "1.001193"),
        ("thuong tru", "1.004222"),
        ("cư trú", "1.010041"),
    ],
)
def test_what_people_type_finds_what_they_mean(query, code):
    assert first(query) == code


def test_the_field_finds_all_its_procedures():
    assert {procedure.field for procedure in find(CATALOG, "bao tro xa")} == {"bao-tro"}
    assert set(find(CATALOG, "ho tich")) >= set(CATALOG.of_field("ho-tich"))


def test_an_empty_query_shows_everything_popular_ones_first():
    for query in ("", "   ", "?!"):
        found = find(CATALOG, query)
        assert set(found) == set(CATALOG.procedures)
        assert found[: len(CATALOG.popular())] == CATALOG.popular()


def test_what_nobody_offers_is_not_found():
    assert find(CATALOG, "ho chieu ngoai giao") == ()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Đăng ký  KẾT HÔN!", "dang ky ket hon"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Ngọc Ánh"), "nguyen thi ngoc anh"),
        ("1.001193", "1 001193"),
        ("hộ\u00a0nghèo", "ho ngheo"),
        ("ĐƯỜNG", "duong"),
    ],
)
def test_folding_leaves_small_plain_letters(text, plain):
    assert fold(text) == plain


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(TYPED)
def test_marks_do_not_matter(query):
    assert find(CATALOG, query) == find(CATALOG, fold(query))
    assert find(CATALOG, query) == find(CATALOG, unicodedata.normalize("NFD", query).upper())


@given(TYPED, st.sampled_from("abcdghiklmnopqrstuvxy"))
def test_typing_on_never_finds_more(query, letter):
    assert set(find(CATALOG, query + letter)) <= set(find(CATALOG, query))


@given(st.sampled_from(CATALOG.procedures))
def test_every_procedure_is_found_first_by_its_code_and_among_its_short_name(procedure):
    assert find(CATALOG, procedure.code)[0] == procedure
    assert procedure in find(CATALOG, procedure.short.vi)
    assert procedure in find(CATALOG, procedure.name.vi)
