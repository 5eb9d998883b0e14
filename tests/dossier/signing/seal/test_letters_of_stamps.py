"""A stamp carries the letters it shows, cut once for a batch; every Vietnamese letter can be shown."""

import io
import unicodedata
import zlib

import pytest
from fontTools.ttLib import TTFont

from kiosk.dossier.signing import letters
from kiosk.dossier.signing.letters import Face, LetterMissing, cut, width
from kiosk.workspace import FONTS

MARKS = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng
VIETNAMESE = [
    unicodedata.normalize("NFC", letter + mark)
    for letter in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for mark in ("", *MARKS)
] + ["đ", "Đ"]
# of names in Ê Đê, Ba Na, Gia Rai, Chăm and H'Mông villages
NEIGHBOURS = [*"ĕĔŏŎŭŬčČñÑbƀɃ'’"]


@pytest.mark.parametrize("face", list(Face))
def test_every_letter_a_name_may_have_is_there(face):
    text = "".join(VIETNAMESE + NEIGHBOURS)
    made = cut(face, [text])
    assert len(made.shown(text)) == 2 + 4 * len(text)
    assert 0 not in made.codes.values()  # .notdef


@pytest.mark.parametrize("face", list(Face))
def test_they_run_as_wide_as_in_the_whole_typeface(face):
    whole = TTFont(FONTS / f"{face}.ttf")
    scale = 1000 / whole["head"].unitsPerEm
    for letter in VIETNAMESE:
        true = whole["hmtx"][whole.getBestCmap()[ord(letter)]][0] * scale
        assert width(letter, face, 1000) == pytest.approx(true)
        made = cut(face, ["".join(VIETNAMESE)])
        assert made.widths[made.codes[letter]] == pytest.approx(true, abs=0.5)


def test_the_same_letters_are_cut_once_whatever_the_time():
    one = cut(Face.REGULAR, ["Sao y", "2026-11-23T08:05:09+07:00"])
    assert cut(Face.REGULAR, ["y oaS", "2031-04-16T17:47:38+07:00"]) is one


def test_only_what_is_shown_is_carried():
    made = cut(Face.BOLD, ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "GIÀNG A PÁO"])
    assert len(made.program) < 6000
    program = zlib.decompress(made.program)
    assert len(program) == made.program_length
    with TTFont(io.BytesIO(program)) as font:
        assert font["maxp"].numGlyphs < 80
        assert "cmap" not in font


def test_equal_letters_give_equal_bytes():
    one = cut(Face.BOLD, ["GIÀNG A PÁO"])
    letters._cut.cache_clear()
    assert cut(Face.BOLD, ["GIÀNG A PÁO"]) == one


@pytest.mark.parametrize("face", list(Face))
def test_a_letter_that_is_not_there_is_told(face):
    with pytest.raises(LetterMissing, match="9F8D"):
        cut(face, ["龍"])
    with pytest.raises(LetterMissing):
        width("龍", face, 10)
