"""A page that nobody could use is noticed while the citizen still stands there."""

import cv2
import numpy as np

from kiosk.dossier.page import PageVerdict, make_page, profile


def test_a_page_scanned_with_too_little_light_is_too_dark(form, lay):
    raw, _ = lay(form, 1.0)
    assert make_page(raw // 3, 300, profile()).found.verdict is PageVerdict.TOO_DARK


def test_a_page_out_of_focus_is_blurred(form, lay):
    raw, _ = lay(form, 1.0)
    soft = cv2.GaussianBlur(raw, (0, 0), 5)
    assert make_page(soft, 300, profile()).found.verdict is PageVerdict.BLURRED


def test_a_grey_page_of_recycled_paper_is_neither(form, lay):
    raw, _ = lay((form * np.float32(0.72)).astype(np.uint8), 1.0)
    assert make_page(raw, 300, profile()).found.verdict is PageVerdict.OK


def test_the_verdict_does_not_depend_on_how_the_page_is_written(form, lay):
    raw, _ = lay(form, 1.0)
    for name in ("mixed", "as-scanned", "bitonal", "grey"):
        assert make_page(raw // 3, 300, profile(name)).found.verdict is PageVerdict.TOO_DARK
