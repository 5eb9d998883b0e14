"""What measures our pages notices every way in which a page can be worse than its paper."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from tests.workbench.paper import make, names, upright
from tests.workbench.paper.bed import Lying, placed
from tests.workbench.paper.judge import codes, colours, ink, strokes
from tests.workbench.paper.legible import line_errors, wrong
from tests.workbench.paper.seen import Seen, cropped, find

PERFECT = np.eye(3)


@pytest.fixture(scope="module")
def a5():
    return make("a5")


@pytest.fixture(scope="module")
def scanned(a5):
    """Its scan at perfect geometry: the best page there could be."""
    return upright(a5)


def laid(page, skew=0.0, turned=0):
    """A page lying otherwise, with white around it."""
    height, width = page.shape[:2]
    matrix, size = placed(width, height, Lying(skew=skew, turned=turned))
    return cv2.warpPerspective(page, matrix, size, borderValue=(255, 255, 255)), matrix


def test_there_are_papers_enough_and_no_two_are_alike():
    assert len(names()) >= 16
    assert len({make(name).raw[::50, ::50].tobytes() for name in ("a5", "receipt", "blank")}) == 3


def test_the_same_paper_is_the_same_scan_and_can_be_laid_down_anew(a5):
    assert np.array_equal(make("a5").raw, a5.raw)
    anew = make("a5", 1)
    assert (anew.truth.skew, anew.raw.shape) != (a5.truth.skew, a5.raw.shape)
    assert np.array_equal(anew.truth.clean, a5.truth.clean)


@pytest.mark.parametrize(
    ("skew", "turned"), [(0.0, 0), (2.5, 0), (-0.2, 180), (1.0, 90), (0.0, 270)]
)
def test_how_a_page_lies_is_seen(a5, scanned, skew, turned):
    page, matrix = laid(scanned, skew, turned)
    seen = find(page, a5.truth)
    assert seen.skew == pytest.approx(skew, abs=0.02)
    assert (seen.turned + turned) % 360 == 0
    assert seen.there == pytest.approx(matrix, abs=1)


def test_a_page_cut_short_is_seen(a5, scanned):
    alike, kept = cropped(find(scanned[:-60], a5.truth), a5)
    assert alike == pytest.approx(kept, abs=0.002)
    assert kept == pytest.approx(1 - 60 / scanned.shape[0], abs=0.002)


def test_an_empty_page_and_another_page_are_not_taken_for_this_one(a5, scanned):
    assert find(np.full_like(scanned, 255), a5.truth).there is None
    assert strokes(Seen(scanned[::-1].copy(), PERFECT), a5).recall < 0.5


def test_strokes_that_are_gone_and_strokes_that_were_never_there_are_told_apart(a5, scanned):
    assert strokes(Seen(scanned, PERFECT), a5).recall > 0.995
    assert strokes(Seen(scanned, PERFECT), a5).precision > 0.99
    half = scanned.copy()
    half[half.shape[0] // 3 :] = 250
    lost = strokes(Seen(half, PERFECT), a5)
    assert lost.recall < 0.9 < lost.precision
    dirty = scanned.copy()
    dirty[60::90, 100:-100] = 40
    added = strokes(Seen(dirty, PERFECT), a5)
    assert added.precision < 0.9 < added.recall


def test_strokes_grown_thick_are_seen(a5, scanned):
    thick = cv2.erode(scanned, np.ones((9, 9), np.uint8))
    assert strokes(Seen(thick, PERFECT), a5).precision < 0.9


def test_colour_that_is_gone_is_seen(a5, scanned):
    assert all(region.kept for region in colours(Seen(scanned, PERFECT), a5, scanned))
    grey = cv2.cvtColor(cv2.cvtColor(scanned, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    pale = cv2.addWeighted(scanned, 0.5, grey, 0.5, 0)
    assert not any(region.kept for region in colours(Seen(grey, PERFECT), a5, scanned))
    assert all(r.saturation < 0.8 for r in colours(Seen(pale, PERFECT), a5, scanned))


def test_a_photo_that_is_gone_is_seen():
    paper = make("photo")
    page = upright(paper)
    black = np.where(ink(page)[..., None], 0, 255).astype(np.uint8).repeat(3, axis=2)
    kept = {region.colour: region.kept for region in colours(Seen(page, PERFECT), paper, page)}
    lost = {region.colour: region.kept for region in colours(Seen(black, PERFECT), paper, page)}
    assert (kept[""], lost[""]) == (True, False)


def test_lines_that_cannot_be_read_are_seen(a5, scanned):
    lines = a5.truth.lines[:4]
    assert max(line_errors(Seen(scanned, PERFECT), lines)) < 0.2
    soft = cv2.GaussianBlur(scanned, (0, 0), 9)
    assert min(line_errors(Seen(soft, PERFECT), lines)) > 0.3
    assert line_errors(Seen(scanned, None), lines) == [1.0] * 4


@pytest.mark.parametrize(
    ("words", "read", "share"),
    [
        ("Bổ sung", "Bổ sung\n", 0),
        ("Bổ sung", "Bố sung", 1 / 7),  # another tone is another letter
        ("Bổ sung", "Bô\u0309  sung", 0),  # however it is encoded
        ("Bổ sung", "", 1),
        ("Bổ", "something else", 1),
    ],
)
def test_a_wrong_letter_counts_once(words, read, share):
    assert wrong(words, read) == pytest.approx(share)


def test_a_code_that_cannot_be_read_any_more_is_seen():
    paper = make("separator")
    page = upright(paper)
    assert codes(page) == set(paper.truth.codes)
    assert codes(cv2.GaussianBlur(page, (0, 0), 12)) == set()


def test_truth_is_told_in_the_clean_pages_own_pixels(a5, scanned):
    truth = a5.truth
    height, width = truth.clean.shape[:2]
    assert (round(width / 300 * 25.4), round(height / 300 * 25.4)) == (148, 210)
    assert truth.ink.shape == truth.loose.shape == (height, width)
    for line in truth.lines:
        left, top, right, bottom = line.box
        assert truth.ink[top:bottom, left:right].any()
    inside = replace(truth, placed=np.eye(3)).corners
    assert inside.tolist() == [[0, 0], [width, 0], [width, height], [0, height]]
