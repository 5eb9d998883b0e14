"""A QR code that the scan shows can still be read from the page that is kept."""

import io

import cv2
import numpy as np
import pytest
import segno
import zxingcpp
from PIL import Image

from kiosk.dossier.page import make_page, profile, write_pdf


def with_code(sheet, text, mm, at=(1500, 2600)):
    held = io.BytesIO()
    segno.make(text, error="m", micro=False).save(held, kind="png", scale=10, border=4)
    side = round(mm / 25.4 * 300)
    code = Image.open(held).convert("RGB").resize((side, side), Image.Resampling.BOX)
    out = sheet.copy()
    out[at[1] : at[1] + side, at[0] : at[0] + side] = np.asarray(code)
    return out


@pytest.mark.parametrize("mm", [16, 30])
@pytest.mark.parametrize("skew", [0.0, -2.3])
def test_a_tickets_code_is_read_and_stays_readable(bare, lay, rendered, mm, skew):
    text = "H19.242-261122-K01-0007"
    raw, _ = lay(with_code(bare, text, mm), skew)
    page = make_page(cv2.GaussianBlur(raw, (0, 0), 0.8), 300, profile())
    assert page.found.codes == (text,)
    read = zxingcpp.read_barcodes(rendered(write_pdf("trang", [page])))
    assert [code.text for code in read] == [text]


def test_a_code_as_long_as_that_of_an_identity_card_stays_readable(form, lay, rendered):
    text = "000094000977|000000123|Đặng Hữu Tưởng|04091994|Nam|Thôn Suối Đá, xã Bản Mây|12032025"
    sheet = form.copy()
    sheet[2450:3100, 150:900] = 252
    raw, _ = lay(with_code(sheet, text, 24, (300, 2550)), 0.7)
    page = make_page(raw, 300, profile())
    assert page.found.codes == (text,)
    read = zxingcpp.read_barcodes(rendered(write_pdf("trang", [page])))
    assert text in [code.text for code in read]


def test_codes_never_show_themselves_in_a_log(bare, lay):
    raw, _ = lay(with_code(bare, "000000000000|Người Mẫu", 30))
    page = make_page(raw, 300, profile())
    assert page.found.codes
    assert "Người" not in repr(page)


def test_print_and_seals_are_no_codes(sealed, lay):
    assert make_page(lay(sealed)[0], 300, profile()).found.codes == ()
