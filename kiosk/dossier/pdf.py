"""Pages (JPEG) bound into one PDF/A-2b (ISO 19005-2, level B) without touching a pixel."""

from __future__ import annotations

import io
from collections.abc import Sequence

import img2pdf
import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from kiosk.workspace import ICC

PRODUCER = "kiosk"
POINTS = 72  # of PDF, in an inch
LIKELY_DPI = range(50, 2401)


class PageError(ValueError):
    """A page cannot be bound: it is no JPEG, or one in colours PDF/A-2b has no room for here."""


def make_pdf(title: str, pages: Sequence[bytes], dpi: int) -> bytes:
    """One PDF/A-2b of `pages` in order, each at its true size on paper, its JPEG bytes as they came.

    Equal pages give equal bytes. `title` must say nothing of a person. `dpi` counts where a JPEG does not
    say its own. Raises PageError.
    """
    sizes = iter([_points(page, dpi) for page in pages])

    def whole_page(*_: object) -> tuple[float, float, float, float]:
        width, height = next(sizes)
        return width, height, width, height

    try:
        bound = img2pdf.convert(list(pages), layout_fun=whole_page, nodate=True)
    except img2pdf.ImageOpenError as error:
        raise PageError("not an image") from error
    with pikepdf.open(io.BytesIO(bound)) as pdf:
        _declare(pdf, title)
        made = io.BytesIO()
        pdf.save(
            made,
            force_version="1.7",
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return made.getvalue()


def _points(jpeg: bytes, dpi: int) -> tuple[float, float]:
    """Width and height of a page in PDF's points."""
    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
            if image.mode not in ("L", "RGB"):
                raise PageError("neither grey nor RGB")
            across, down = image.info.get("dpi", (dpi, dpi))
            width, height = image.size
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise PageError("not a JPEG") from error
    if round(across) not in LIKELY_DPI or round(down) not in LIKELY_DPI:
        across = down = dpi
    return width * POINTS / across, height * POINTS / down


def _declare(pdf: pikepdf.Pdf, title: str) -> None:
    """What makes it PDF/A: what its colours mean, and what it says of itself."""
    profile = pdf.make_stream(ICC.read_bytes())
    profile.N = 3
    # ISO 19005-2, 6.2.3: the one output intent, for grey and RGB alike
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String("sRGB"),
                Info=String("sRGB IEC61966-2.1"),
                DestOutputProfile=profile,
            )
        ]
    )
    # 6.6.3: no second, differing place for the metadata; and an /ID that is made from the contents alone
    for name in ("/Info", "/ID"):
        if name in pdf.trailer:
            del pdf.trailer[name]
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        xmp["dc:title"] = title
        xmp["pdf:Producer"] = PRODUCER
        xmp["pdfaid:part"] = "2"  # 6.6.4
        xmp["pdfaid:conformance"] = "B"
