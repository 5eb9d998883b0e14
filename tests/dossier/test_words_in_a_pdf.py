"""Words that were read on a page can be found and copied, are never seen, and keep the PDF an archive's."""

import io
import re
import subprocess
from dataclasses import replace

import numpy
import page as judge
import pikepdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.dossier.page import Word, make_page, profile, write_pdf

LINES = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập – Tự do – Hạnh phúc",
    "Trường Đẵng Ngoẵng, xã Suối Mơ, 12/03/1999 (bản sao)",
    "ẤẦẨẪẬ ắằẳẵặ ƯỨỪỬỮỰ ơớờởỡợ Đđ ỳỷỹỵ",
)


@pytest.fixture(scope="module")
def blank():
    return make_page(numpy.full((1754, 1240, 3), 255, numpy.uint8), 150, profile())


def words_of(lines, high=4.0):
    """Words as tesseract would find them: as wide as their letters, one line under the other."""
    words = []
    for line, text in enumerate(lines):
        left, top = 20.0, 20.0 + line * 2 * high
        for word in text.split():
            wide = 0.5 * high * len(word)
            words.append(Word(word, (left, top, left + wide, top + high), line, 90))
            left += wide + 0.4 * high
    return tuple(words)


def copied(pdf: bytes, tmp_path, *options) -> str:
    path = tmp_path / "words.pdf"
    path.write_bytes(pdf)
    ran = subprocess.run(
        ["pdftotext", *options, path, "-"], check=True, capture_output=True, text=True
    )
    return ran.stdout


def judged(pdf: bytes):
    report = judge.validate_pdf_bytes(pdf, profile=judge.ValidationProfile.PDF_A_2B)
    return [failure.rule_id for failure in report.failures]


def test_vietnamese_is_copied_as_it_was_read(blank, tmp_path):
    pdf = write_pdf("document", [replace(blank, words=words_of(LINES))])
    assert copied(pdf, tmp_path).split() == " ".join(LINES).split()


def test_each_line_is_copied_as_one(blank, tmp_path):
    pdf = write_pdf("document", [replace(blank, words=words_of(LINES))])
    rows = [" ".join(row.split()) for row in copied(pdf, tmp_path, "-layout").splitlines()]
    assert [row for row in rows if row] == list(LINES)


def test_a_word_is_found_where_it_stands(blank, tmp_path):
    words = words_of(LINES)
    pdf = write_pdf("document", [replace(blank, words=words)])
    told = re.findall(
        r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>',
        copied(pdf, tmp_path, "-bbox"),
    )
    assert [row[4] for row in told] == [word.text for word in words]
    for word, row in zip(words, told, strict=True):
        left, _, right, bottom = (float(edge) / 72 * 25.4 for edge in row[:4])
        assert (left, right) == pytest.approx((word.box[0], word.box[2]), abs=0.7)
        assert bottom == pytest.approx(word.box[3], abs=1.5)


def test_nothing_of_it_is_seen(blank, tmp_path):
    shown = []
    for words in ((), words_of(LINES)):
        path = tmp_path / "shown.pdf"
        path.write_bytes(write_pdf("document", [replace(blank, words=words)]))
        command = ["pdftoppm", "-r", "100", path]
        shown.append(subprocess.run(command, check=True, capture_output=True).stdout)
    assert shown[0] == shown[1]


def test_the_judge_of_pdf_a_finds_nothing(blank):
    pages = [replace(blank, words=words_of(LINES)), blank, replace(blank, words=words_of(LINES))]
    assert judged(write_pdf("document", pages)) == []


def test_the_judge_does_find_a_font_that_is_seen_and_not_embedded(blank):
    pdf = write_pdf("document", [replace(blank, words=words_of(LINES))])
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        page = opened.pages[0]
        page.Contents.write(page.Contents.read_bytes().replace(b"BT 3 Tr", b"BT 0 Tr"))
        spoilt = io.BytesIO()
        opened.save(spoilt)
    assert judged(spoilt.getvalue()) != []


def test_more_letters_than_one_font_has_are_copied_too(blank, tmp_path):
    letters = [chr(point) for point in range(0x4E00, 0x4E00 + 600)]
    lines = ["".join(letters[start : start + 30]) for start in range(0, 600, 30)]
    pdf = write_pdf("document", [replace(blank, words=words_of(lines))])
    assert copied(pdf, tmp_path).split() == lines
    assert judged(pdf) == []


def test_a_page_without_words_is_written_as_ever(blank):
    assert b"/Font" not in write_pdf("document", [blank])


def test_a_words_text_does_not_show_itself():
    assert "Ngoẵng" not in repr(words_of(LINES))


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.text(
            st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12
        ),
        max_size=30,
    )
)
@example(["2Lk~§ÊĎ𤤝", "K£áĈĢĩŀ㟅𥿕𫲎"])  # its fonts' map is packed into bytes that end on CR
def test_whatever_was_read_stays_an_archives_pdf(words):
    found = tuple(
        Word(text, (10.0, 10.0 + n, 10.0, 10.0 + n), n, 0) for n, text in enumerate(words)
    )
    picture = numpy.full((300, 300, 3), 255, numpy.uint8)
    page = replace(make_page(picture, 150, profile()), words=found)
    assert judged(write_pdf("document", [page])) == []
