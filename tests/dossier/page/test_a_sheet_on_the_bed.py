"""However a sheet lies on the scanner, the page is straight, upright and ends where the sheet ends."""

import cv2
import numpy as np
import pytest

from kiosk.dossier.page import PageVerdict, make_page, profile

DARK, LIGHT = (40, 41, 43), (226, 228, 229)


def overlap(one, other):
    """Intersection over union of two sheets."""
    one, other = (np.asarray(corners, np.float32) for corners in (one, other))
    both, _ = cv2.intersectConvexConvex(one, other)
    return both / (cv2.contourArea(one) + cv2.contourArea(other) - both)


@pytest.mark.parametrize("bed", [DARK, LIGHT], ids=["dark bed", "light lid"])
@pytest.mark.parametrize(("skew", "turned"), [(0, 0), (3.7, 90), (-2.2, 180), (0.4, 270)])
def test_a_sheet_laid_anyhow_becomes_an_upright_page(form, lay, bed, skew, turned):
    raw, corners = lay(form, skew, turned, bed)
    found = make_page(raw, 300, profile()).found
    assert found.turned == turned
    assert overlap(found.sheet, corners) > 0.99
    assert np.abs(np.array(found.sheet) - corners).max() < 8  # the same corner first, too
    assert (found.size, found.verdict, found.blank) == ("A4", PageVerdict.OK, False)


@pytest.mark.parametrize("skew", [-6.0, -0.8, 1.5])
def test_the_skew_is_told_to_a_tenth_of_a_degree_and_removed(bare, lay, skew):
    raw, _ = lay(bare, skew)
    assert make_page(raw, 300, profile()).found.skew == pytest.approx(skew, abs=0.05)


def test_half_a_sheet_is_half_a_page(form, lay):
    raw, corners = lay(form[:1748], 1.0)
    found = make_page(raw, 300, profile()).found
    assert found.size == "A5"
    assert overlap(found.sheet, corners) > 0.99
    assert (found.width_mm, found.height_mm) == pytest.approx((210, 148), abs=0.7)


def test_a_strip_of_a_till_is_a_receipt(bare, lay):
    raw, _ = lay(bare[:1800, :945], -2.0)
    assert make_page(raw, 300, profile()).found.size == "receipt"


def test_a_sheet_that_fills_the_picture_is_straightened_by_its_print(form):
    found = make_page(form, 300, profile()).found
    assert 0.1 < abs(found.skew) < 0.5  # as an office scanner pulls it in
    assert (found.size, found.verdict) == ("A4", PageVerdict.OK)


def test_a_sheet_of_which_a_part_lies_outside_is_said_to_be_cut(form, lay):
    raw, _ = lay(form, 1.5)
    found = make_page(np.ascontiguousarray(raw[:, :-250]), 300, profile()).found
    assert found.verdict is PageVerdict.CUT_EDGE


def test_a_sheet_against_the_stop_of_the_glass_is_not_cut(form, lay):
    raw, _ = lay(form, 0.0, margin=90)
    found = make_page(np.ascontiguousarray(raw[90:, 90:]), 300, profile()).found
    assert (found.size, found.verdict) == ("A4", PageVerdict.OK)


def test_a_folded_corner_is_no_other_sheet(form, lay):
    folded = form.copy()
    cv2.fillPoly(folded, [np.array([(2480, 0), (2180, 0), (2480, 300)])], DARK)
    raw, corners = lay(folded, -1.1)
    found = make_page(raw, 300, profile()).found
    assert overlap(found.sheet, corners) > 0.99
    assert found.verdict is PageVerdict.OK


@pytest.mark.parametrize("dpi", [150, 200, 600])
def test_the_page_is_the_same_at_another_resolution(form, lay, dpi):
    raw, _ = lay(form, 2.0, 90)
    other = cv2.resize(raw, None, fx=dpi / 300, fy=dpi / 300, interpolation=cv2.INTER_AREA)
    found = make_page(other, dpi, profile()).found
    assert (found.turned, found.size, found.verdict) == (90, "A4", PageVerdict.OK)
    assert found.skew == pytest.approx(2.0, abs=0.1)


def test_the_raw_scan_is_left_as_it_is(form, lay):
    raw, _ = lay(form, 1.0)
    before = raw.copy()
    make_page(raw, 300, profile())
    assert np.array_equal(raw, before)
