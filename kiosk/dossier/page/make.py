"""One scanned side made into a page, by the rules of its profile."""

from __future__ import annotations

from kiosk.dossier.page.coded import jpeg as coded
from kiosk.dossier.page.found import (
    Found,
    Layer,
    LayerKind,
    MadePage,
    MakeError,
    PageReason,
    PageVerdict,
    Picture,
)
from kiosk.dossier.page.profile import Profile

MM = 25.4  # in an inch


def make_page(raw: Picture, dpi: int, profile: Profile, jpeg: bytes | None = None) -> MadePage:
    """What lies on the scanner as one clean page.

    `raw` is rows x columns x 3 (blue, green, red), untouched by the call; `jpeg` the scanner's own bytes of it,
    for a profile that leaves them alone. Raises MakeError (TOO_SMALL).
    """
    height, width = raw.shape[:2]
    box = (0.0, 0.0, width / dpi * MM, height / dpi * MM)
    sheet = ((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height)))
    if min(box[2:]) < 10:
        raise MakeError(PageReason.TOO_SMALL)
    found = Found(sheet, 0, 0.0, box[2], box[3], "", False, PageVerdict.OK)
    data = jpeg or coded(raw, profile.photo_quality)
    layer = Layer(LayerKind.COLOUR, data, width, height, box)
    return MadePage(found, box[2], box[3], (layer,), data)
