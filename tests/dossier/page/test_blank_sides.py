"""An empty side is called blank and kept; a side with the least of writing is not."""

import cv2
import numpy as np
import pytest

from kiosk.dossier.page import make_page, profile, write_pdf


def made(sheet, lay, **how):
    raw, _ = lay(sheet, **how)
    return make_page(raw, 300, profile())


@pytest.mark.parametrize("bed", [(40, 41, 43), (226, 228, 229)], ids=["dark bed", "light lid"])
def test_a_side_that_nobody_wrote_on_is_blank_and_still_a_page(bare, lay, bed):
    page = made(bare, lay, skew=0.7, bed=bed)
    assert page.found.blank
    assert page.layers
    assert write_pdf("trang", [page]).startswith(b"%PDF-1.7")


def test_holes_and_folds_are_no_writing(bare, lay):
    sheet = bare.copy()
    for down in (1280, 2220):
        cv2.circle(sheet, (140, down), 35, (40, 41, 43), -1)
    fold = np.zeros(sheet.shape[:2], np.uint8)
    cv2.line(fold, (0, 1740), (2480, 1765), 255, 5)
    shade = 1 - 0.2 * cv2.GaussianBlur(fold, (0, 0), 3)[:, :, None].astype(np.float32) / 255
    assert made((sheet * shade).astype(np.uint8), lay, skew=-1.0).found.blank


def test_one_short_line_of_handwriting_is_writing(bare, lay):
    sheet = bare.copy()
    cv2.putText(sheet, "da nhan", (1500, 2900), 3, 2.0, (140, 60, 40), 4)
    assert not made(sheet, lay, skew=1.0).found.blank


def test_a_seal_alone_is_writing_and_turns_nothing(bare, lay):
    sheet = bare.copy()
    for radius, width in ((200, 12), (186, 4), (120, 4)):
        cv2.circle(sheet, (1700, 2700), radius, (44, 38, 196), width)
    page = made(sheet, lay, skew=2.0)
    assert (page.found.blank, page.found.turned) == (False, 0)


def test_faint_pencil_all_over_the_side_is_writing(bare, lay):
    sheet = bare.copy()
    for row in range(12):
        cv2.putText(sheet, "ghi bang but chi", (300, 500 + 200 * row), 3, 2.2, (190, 190, 192), 3)
    assert not made(sheet, lay).found.blank
