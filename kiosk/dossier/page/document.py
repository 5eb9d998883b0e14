"""Made pages written down as one PDF/A-2b (ISO 19005-2, level B), byte for byte by ourselves."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from kiosk.dossier.page.found import Layer, LayerKind, MadePage
from kiosk.dossier.page.syntax import stream, whole
from kiosk.dossier.page.text import POINTS_PER_MM, TextLayer
from kiosk.workspace import ICC

_CATALOG, _PAGES, _INTENT, _PROFILE, _XMP = range(1, 6)  # object numbers; the pages' own follow

_METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<pdf:Producer>kiosk</pdf:Producer>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True)
class Leaf:
    """What is written down of one page, where no more is known of it than that."""

    width_mm: float  # before it is turned
    height_mm: float
    layers: tuple[Layer, ...]
    turned: int = 0  # degrees clockwise by which a viewer turns it: 0, 90, 180, 270


def write_pdf(title: str, pages: Iterable[MadePage | Leaf]) -> bytes:
    """One PDF/A-2b of `pages` in order, each as large as its sheet; their words can be found and copied.

    Equal pages give equal bytes: no clock and no chance goes in. `title` must say nothing of a person.
    Raises ValueError where there is no page.
    """
    objects: list[bytes] = [b""] * _XMP
    leaves: list[int] = []
    text = TextLayer()
    for page in pages:
        leaves.append(_add_page(objects, page, text))
    if not leaves:
        raise ValueError("a document has at least one page")
    if text.place:
        objects[text.place - 1] = text.dictionary(len(objects) + 1)
        objects += text.objects(len(objects) + 1)
    kids = " ".join(f"{number} 0 R" for number in leaves)
    objects[_CATALOG - 1] = (
        f"<< /Type /Catalog /Pages {_PAGES} 0 R /Metadata {_XMP} 0 R"
        f" /OutputIntents [{_INTENT} 0 R] >>"
    ).encode()
    objects[_PAGES - 1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(leaves)} >>".encode()
    # 6.2.3: what grey and RGB mean here
    objects[_INTENT - 1] = (
        "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB)"
        f" /Info (sRGB IEC61966-2.1) /DestOutputProfile {_PROFILE} 0 R >>"
    ).encode()
    objects[_PROFILE - 1] = stream("/N 3", ICC.read_bytes())
    metadata = _METADATA.format(title=escape(title)).encode()
    objects[_XMP - 1] = stream("/Type /Metadata /Subtype /XML", metadata)
    return whole(objects, _CATALOG)


def _add_page(objects: list[bytes], page: MadePage | Leaf, text: TextLayer) -> int:
    """Appends a page's objects; the number of its leaf."""
    width, height = page.width_mm * POINTS_PER_MM, page.height_mm * POINTS_PER_MM
    drawn, named = [], []
    for index, layer in enumerate(page.layers):
        objects.append(_picture(layer))
        named.append(f"/L{index} {len(objects)} 0 R")
        drawn.append(_drawing(layer, index, height))
    fonts = ""
    words = page.words if isinstance(page, MadePage) else ()
    if words:
        if not text.place:
            objects.append(b"")  # the fonts are known when the last page is
            text.place = len(objects)
        fonts = f" /Font {text.place} 0 R"
        shown = b"\n".join((*(row.encode() for row in drawn), text.drawn(words, page.height_mm)))
        objects.append(stream("/Filter /FlateDecode", zlib.compress(shown, 9)))
    else:
        objects.append(stream("", "\n".join(drawn).encode()))
    contents = len(objects)
    turned = page.turned if isinstance(page, Leaf) else 0  # a made page stands upright
    objects.append(
        (
            f"<< /Type /Page /Parent {_PAGES} 0 R /MediaBox [0 0 {width:.3f} {height:.3f}]"
            f"{f' /Rotate {turned}' if turned else ''}"
            f" /Contents {contents} 0 R /Resources << /XObject << {' '.join(named)} >>{fonts} >> >>"
        ).encode()
    )
    return len(objects)


def _picture(layer: Layer) -> bytes:
    kind = f"/Type /XObject /Subtype /Image /Width {layer.width} /Height {layer.height}"
    if layer.kind is LayerKind.INK:
        # ISO 32000-1, 7.4.6 and 8.9.6.2: black runs become zeros, and zeros are painted
        parameters = f"<< /K -1 /Columns {layer.width} /Rows {layer.height} >>"
        return stream(
            f"{kind} /ImageMask true /BitsPerComponent 1"
            f" /Filter /CCITTFaxDecode /DecodeParms {parameters}",
            layer.data,
        )
    space = "/DeviceRGB" if layer.kind is LayerKind.COLOUR else "/DeviceGray"
    return stream(f"{kind} /ColorSpace {space} /BitsPerComponent 8 /Filter /DCTDecode", layer.data)


def _drawing(layer: Layer, index: int, height: float) -> str:
    """The layer put where it lies; PDF counts upwards from the foot of the page."""
    left, top, right, bottom = (edge * POINTS_PER_MM for edge in layer.box)
    ink = ""
    if layer.kind is LayerKind.INK:
        ink = " ".join(f"{part / 255:.4f}" for part in layer.colour) + " rg "
    place = f"{right - left:.3f} 0 0 {bottom - top:.3f} {left:.3f} {height - bottom:.3f}"
    return f"q {ink}{place} cm /L{index} Do Q"
