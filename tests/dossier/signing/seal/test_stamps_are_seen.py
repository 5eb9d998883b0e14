"""What is seen of a signature is where the rules want it, and its words can be searched and copied."""

import datetime as dt
import io
import re
import unicodedata
from itertools import pairwise

import numpy as np
import pikepdf
import pytest

from kiosk.dossier.page import write_pdf
from kiosk.dossier.pdf import as_scanned
from kiosk.dossier.signing.seal import SignImages
from kiosk.dossier.signing.stamps import kinds, stamp
from kiosk.signing import SignRole
from tests.workbench.authority import OFFICIAL, ORGANISATION

LONG = "ỦY BAN NHÂN DÂN XÃ PHƯỜNG MƯỜNG THANH THƯỢNG, THÀNH PHỐ ĐIỆN BIÊN PHỦ, TỈNH ĐIỆN BIÊN"
AT = dt.datetime(2026, 11, 23, 1, 5, 9, tzinfo=dt.UTC)
WIDE, TALL = 620 * 25.4 / 75, 877 * 25.4 / 75  # of the copy's pages, mm


def said(words):
    return " ".join(word for word, _ in words)


def around(words):
    boxes = np.array([box for _, box in words])
    return (*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0))


def coloured(picture, red):
    """The box of all red, or all blue, in parts of the picture's width and height."""
    pixels = np.asarray(picture).astype(int)
    ours, others = pixels[..., 0 if red else 2], pixels[..., 2 if red else 0]
    rows, columns = np.nonzero(ours - others > 60)
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def test_the_organisations_words_stand_in_the_upper_right_corner(copy, sign, words):
    found = words(sign(copy(2), SignRole.ORGANISATION, at=AT))
    assert said(found) == (
        f"Bản sao chứng thực điện tử {ORGANISATION} Thời gian ký: 2026-11-23T08:05:09+07:00"
    )
    left, top, right, bottom = around(found)
    assert left > WIDE / 2
    assert top > 2.5
    assert 3 < WIDE - right < 12
    assert bottom < 22


def test_they_are_times_upright_ten_points_black(copy, sign):
    with pikepdf.open(io.BytesIO(sign(copy(), SignRole.ORGANISATION))) as pdf:
        form = pdf.pages[0].Annots[0].AP.N
        assert (
            re.findall(rb"([\d.]+ [\d.]+ [\d.]+) rg /Regular ([\d.]+) Tf", form.read_bytes())
            == [(b"0 0 0", b"10")] * 3
        )
        (font,) = form.Resources.Font.values()
        assert re.fullmatch(r"/[A-Z]{6}\+Tinos-Regular", str(font.BaseFont))
        assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor


@pytest.mark.parametrize(
    ("kind", "form"), [("sao-y", "Sao y"), ("sao-luc", "Sao lục"), ("trich-sao", "Trích sao")]
)
def test_each_form_of_copy_is_named(copy, sign, words, kind, form):
    assert said(words(sign(copy(), SignRole.ORGANISATION, kind=kind))).startswith(
        f"{form} {ORGANISATION}"
    )


def test_the_official_has_the_post_above_and_the_name_below(copy, sign, words, drawn):
    pdf = sign(copy(2, mode="L"))
    found = words(pdf, page=2)
    assert said(found) == f"KT. CHỦ TỊCH PHÓ CHỦ TỊCH {OFFICIAL}"
    title, name = around(found[:6]), around(found[6:])
    picture = drawn(pdf, 2)
    ink = [side * WIDE / picture.width for side in coloured(picture, red=False)]
    assert title[3] < ink[1] < ink[3] < name[1]
    for box in (title, name, ink):  # all on one axis
        assert (box[0] + box[2]) / 2 == pytest.approx((ink[0] + ink[2]) / 2, abs=1.5)
    assert words(pdf, page=1) == []


def test_without_a_picture_the_name_in_blue_stands_for_the_signature(copy, sign, words, drawn):
    for images in (None, SignImages(None, None)):
        pdf = sign(copy(mode="L"), images=images)
        assert said(words(pdf)) == f"KT. CHỦ TỊCH PHÓ CHỦ TỊCH {OFFICIAL}"
        left, top, right, bottom = coloured(drawn(pdf), red=False)
        assert right - left > 3 * (bottom - top) > 0  # one line of letters


def test_the_red_seal_has_its_real_size_and_lies_over_a_third_of_the_signature(copy, sign, drawn):
    one = sign(copy(mode="L"), kind="sealed-copy")
    signature = coloured(drawn(one), red=False)
    picture = drawn(sign(one, SignRole.ORGANISATION, kind="sealed-copy"))
    seal = coloured(picture, red=True)
    per_mm = picture.width / WIDE
    assert (seal[2] - seal[0]) / per_mm == pytest.approx(36 * 830 / 850, abs=0.6)  # its margin
    assert (seal[3] - seal[1]) / per_mm == pytest.approx(36 * 830 / 850, abs=0.6)
    over = (seal[2] - signature[0]) / (signature[2] - signature[0])
    assert 0.24 < over < 0.36
    assert seal[0] < signature[0]


def test_a_seal_without_a_picture_is_the_organisations_name_in_red(copy, sign, words, drawn):
    pdf = sign(copy(mode="L"), SignRole.ORGANISATION, kind="sealed-copy", images=None)
    assert said(words(pdf)) == ORGANISATION
    coloured(drawn(pdf), red=True)


def test_a_long_name_is_broken_between_its_words_and_stays_on_the_page(copy, sign, words):
    pdf = sign(copy(), SignRole.ORGANISATION, name=LONG, organisation=LONG)
    found = words(pdf)
    left, top, right, bottom = around(found)
    assert (left > 3, top > 2.5, right < WIDE - 3, bottom < 40) == (True,) * 4
    tops = {round(box[1]) for _, box in found}
    assert len(tops) >= 4
    assert LONG in said(found)
    last_of_line = [a for (a, one), (_, two) in pairwise(found) if two[1] > one[1] + 2]
    assert not {"ỦY", "NHÂN", "XÃ", "TỈNH", "THÀNH"} & set(last_of_line)


@pytest.mark.parametrize("turned", [90, 180, 270])
@pytest.mark.parametrize("role", list(SignRole))
def test_on_a_turned_page_the_stamp_stands_upright_where_one_looks_for_it(
    jpeg, copy, sign, drawn, turned, role
):
    """As it looks on a page of that shape that nobody turned."""
    across, down = (877, 620) if turned in (90, 270) else (620, 877)
    leaf = as_scanned(jpeg(size=(across, down)), 75, turned)
    upright = as_scanned(jpeg(size=(620, 877)), 75)
    seen = []
    for each in (leaf, upright):
        pdf = write_pdf("chung-thuc", [each])
        plain = np.asarray(drawn(pdf)).astype(int)
        stamped = np.asarray(drawn(sign(pdf, role, at=AT))).astype(int)
        seen.append(np.abs(stamped - plain).max(axis=2) > 60)
    assert seen[0].shape == seen[1].shape
    for one, two in ((np.nonzero(seen[0])[axis], np.nonzero(seen[1])[axis]) for axis in (0, 1)):
        assert (one.min(), one.max()) == pytest.approx((two.min(), two.max()), abs=3)
        assert one.mean() == pytest.approx(two.mean(), abs=6)


def test_on_a_small_page_it_stays_inside(copy, sign, words):
    size = (253, 160)  # an ID card
    found = words(sign(copy(size=size), SignRole.ORGANISATION))
    left, top, right, bottom = around(found)
    assert (left > 2, top > 2) == (True, True)
    assert right < 253 * 25.4 / 75 - 2
    assert bottom < 160 * 25.4 / 75 - 2


def test_every_kind_can_be_drawn_by_whoever_signs_it(copy, sign, findings):
    for kind in kinds():
        pdf = copy()
        if kind in ("certified-copy", "sealed-copy"):
            pdf = sign(pdf, kind=kind)
        assert findings(sign(pdf, SignRole.ORGANISATION, kind=kind)) in (
            [],
            ["PDFA2B-SIGNATURE-BYTERANGE-001"],
        )


def test_every_row_says_since_when_and_by_which_rule():
    for kind in kinds():
        row = stamp(kind, SignRole.ORGANISATION, dt.date(2026, 11, 23))
        assert row.basis.startswith("Nghị định 30/2020/NĐ-CP")
        assert row.valid_from == dt.date(2020, 3, 5)


def test_a_name_typed_in_pieces_shows_the_same_letters(copy, sign, words):
    apart = unicodedata.normalize("NFD", OFFICIAL)
    assert said(words(sign(copy(), name=apart))).endswith(OFFICIAL)
