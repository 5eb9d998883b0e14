"""What tesseract says becomes words, whatever it says; without tesseract nothing is read and nothing breaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.dossier.ocr import Missing, NoProgram, PageText, find_program
from kiosk.dossier.ocr.program import parsed
from kiosk.dossier.ocr.sidecar import unpacked
from kiosk.dossier.words import Word

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
MM = st.floats(-10, 2000).map(lambda edge: round(edge, 1))
WORDS = st.builds(
    Word,
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=20),
    st.tuples(MM, MM, MM, MM),
    st.integers(0, 500),
    st.integers(0, 100),
)


def row(text, line=1, sure=90.0, left=300):
    return f"5\t1\t1\t1\t{line}\t1\t{left}\t600\t150\t60\t{sure}\t{text}\n"


def test_words_have_their_place_in_millimetres_and_their_line():
    words = parsed(HEAD + row("Khai") + row("sinh", left=600) + row("Mẹ", line=2))
    assert [(word.text, word.line) for word in words] == [("Khai", 0), ("sinh", 0), ("Mẹ", 1)]
    assert words[0].box == pytest.approx((25.4, 50.8, 38.1, 55.88))


def test_letters_are_composed_ones():
    assert parsed(HEAD + row("Việt"))[0].text == "Việt"


def test_what_is_hardly_a_word_is_left_out():
    assert parsed(HEAD + row("lï-Ê", sure=5) + row(" ") + row("." * 200)) == ()


@given(st.text(max_size=300) | st.lists(st.text("0123456789\t.-ab", max_size=60)).map("\n".join))
def test_whatever_it_says_is_no_error(rows):
    assert isinstance(parsed(rows), tuple)


@given(st.lists(WORDS, max_size=20))
def test_the_text_of_a_page_is_kept_as_it_was(words):
    text = PageText(210.0, 297.0, 90, tuple(words))
    assert unpacked(text.packed()) == text


@given(st.binary(max_size=200))
def test_what_we_did_not_write_is_no_text(data):
    with pytest.raises((ValueError, KeyError, TypeError)):
        unpacked(data)


def test_a_text_broken_off_is_no_text():
    packed = PageText(210.0, 297.0, 0, (Word("Khai", (1.0, 2.0, 3.0, 4.0), 0, 90),)).packed()
    with pytest.raises(ValueError, match="broken off"):
        unpacked(packed[:-5])


def test_lines_are_told_as_they_stood():
    box = (0.0, 0.0, 1.0, 1.0)
    words = (Word("Khai", box, 0, 90), Word("sinh", box, 0, 90), Word("Mẹ", box, 1, 90))
    assert PageText(210.0, 297.0, 0, words).plain() == "Khai sinh\nMẹ"


def test_without_tesseract_it_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoProgram) as caught:
        find_program()
    assert caught.value.missing is Missing.PROGRAM


def test_a_tesseract_without_vietnamese_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(NoProgram) as caught:
        find_program()
    assert caught.value.missing is Missing.LANGUAGE
