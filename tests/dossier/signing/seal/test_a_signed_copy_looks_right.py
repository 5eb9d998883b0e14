"""A certified copy as a person sees it; `KIOSK_SNAPSHOTS=write` draws the committed pictures anew."""

import datetime as dt
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from kiosk.dossier.signing.attestation import attest
from kiosk.signing import SignRole

SNAPSHOTS = Path(__file__).parent / "snapshots"
AT = dt.datetime(2026, 11, 23, 1, 5, 9, tzinfo=dt.UTC)
LONG = "ỦY BAN NHÂN DÂN XÃ MƯỜNG THANH THƯỢNG, THÀNH PHỐ ĐIỆN BIÊN PHỦ, TỈNH ĐIỆN BIÊN"
# name: page, and what differs from the usual
SHOWN = {
    "first-page": (1, {}),
    "first-page-long-name": (1, {"organisation": LONG}),
    "attestation": (2, {}),
    "attestation-long-name": (2, {"organisation": LONG}),
    "attestation-without-pictures": (2, {"images": None}),
    "attestation-sealed": (2, {"kind": "sealed-copy"}),
}


@pytest.mark.parametrize("name", SHOWN)
def test_it_is_the_page_somebody_looked_at(blank, attestation, sign, drawn, name):
    page, options = SHOWN[name]
    office = options.get("organisation", "ỦY BAN NHÂN DÂN XÃ SUỐI LÀNH")
    pdf = attest(blank(), attestation(pages=1, office=office))
    for role in SignRole:
        pdf = sign(pdf, role, at=AT, **options)
    seen = drawn(pdf, page, dpi=60)
    path = SNAPSHOTS / f"{name}.png"
    if os.environ.get("KIOSK_SNAPSHOTS") == "write":
        path.parent.mkdir(exist_ok=True)
        seen.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
    approved = Image.open(path).convert("RGB")
    assert seen.size == approved.size
    # every poppler smooths letters a little differently: what counts is where there is how much of which ink
    one, two = (
        np.asarray(each.filter(ImageFilter.GaussianBlur(3))).astype(int)
        for each in (seen, approved)
    )
    assert np.abs(one - two).max() < 40
