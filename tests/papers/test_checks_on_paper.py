"""What the technician's checks found, as it comes out of the ticket printer; KIOSK_SNAPSHOTS=write draws it anew."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kiosk.model import Language
from kiosk.papers import checks

SNAPSHOTS = Path(__file__).parent / "snapshots"
LINES = (
    "08:15, 23/11/2026 · 0.1.0",
    "",
    "HỎNG: Máy in phiếu",
    "Dao cắt của máy in bị kẹt.",
    "Mở nắp, lấy mẩu giấy ở dao cắt ra.",
    "",
    "CẦN XEM: Đồng hồ",
    "Không theo máy chủ giờ nào, đang là 08:15 23/11/2026.",
    "Xem máy chủ giờ (NTP) và mạng.",
    "",
    "Tốt: Đầu đọc thẻ, Máy quét, Loa, Chỗ trống trên ổ, Tốc độ ghi của ổ, Bộ nhớ, Cơ sở dữ liệu.",
)


@pytest.mark.parametrize("width", [576, 384])
def test_the_list_looks_as_it_was_approved(width):
    picture = checks.draw(LINES, Language.VI, width).picture()
    path = SNAPSHOTS / f"checks-{width}.png"
    if os.environ.get("KIOSK_SNAPSHOTS") == "write":
        picture.save(path, optimize=True)
    approved = Image.open(path)
    assert (picture.mode, picture.size) == ("1", approved.size)
    assert np.mean(np.asarray(picture) != np.asarray(approved)) <= 0.005


def test_a_long_list_ends_before_the_roll_does():
    rows = checks.draw(("x",) * 1000, Language.VI, 576).picture().height
    assert rows == checks.draw(("x",) * checks.MOST, Language.VI, 576).picture().height
