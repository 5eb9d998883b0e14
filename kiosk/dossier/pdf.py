"""Pages (JPEG) bound into one PDF/A-2b (ISO 19005-2, level B) without touching a pixel."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image

from kiosk.dossier.page import Layer, LayerKind, Leaf, write_pdf

LIKELY_DPI = range(50, 2401)
MM = 25.4  # in an inch
_KINDS = {"RGB": LayerKind.COLOUR, "L": LayerKind.GREY}


class PageError(ValueError):
    """A page cannot be bound: it is no JPEG, or one in colours PDF/A-2b has no room for here."""


def make_pdf(title: str, pages: Sequence[bytes], dpi: int) -> bytes:
    """One PDF/A-2b of `pages` in order, each at its true size on paper, its JPEG bytes as they came.

    Equal pages give equal bytes. `title` must say nothing of a person. `dpi` counts where a JPEG does not
    say its own. Raises PageError.
    """
    return write_pdf(title, [as_scanned(page, dpi) for page in pages])


def as_scanned(jpeg: bytes, dpi: int, turned: int = 0) -> Leaf:
    """The scanner's own picture as a page, its bytes as they came; a viewer turns it. Raises PageError."""
    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
            kind = _KINDS.get(image.mode)
            across, down = image.info.get("dpi", (dpi, dpi))
            width, height = image.size
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise PageError("not a JPEG") from error
    if kind is None:
        raise PageError("neither grey nor RGB")
    if round(across) not in LIKELY_DPI or round(down) not in LIKELY_DPI:
        across = down = dpi
    size = width * MM / float(across), height * MM / float(down)
    return Leaf(*size, (Layer(kind, jpeg, width, height, (0.0, 0.0, *size)),), turned)
