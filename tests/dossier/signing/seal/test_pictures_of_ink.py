"""An office's picture of a signature or a seal: whatever sort of PNG it is, its ink is seen and its paper is not."""

import io
import zlib

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw

from kiosk.dossier.signing.pictures import picture
from kiosk.dossier.signing.seal import SignImages

BLUE = (20, 50, 170)


def signature(mode="RGBA", paper=(255, 255, 255, 0), size=(800, 400)):
    image = Image.new("RGBA", size, paper)
    bow = (size[0] // 8, size[1] // 8, size[0] * 7 // 8, size[1] * 7 // 8)
    ImageDraw.Draw(image).arc(bow, 0, 320, fill=(*BLUE, 255), width=max(1, size[1] // 20))
    written = io.BytesIO()
    image.convert(mode).save(written, "PNG")
    return written.getvalue()


def seen(drawn):
    """Where there is any ink, and the mean colour of its strongest part."""
    pixels = np.asarray(drawn).astype(int)
    depth = 255 - pixels.min(axis=2)
    return depth > 40, pixels[depth > 0.9 * depth.max()].mean(axis=0)


@pytest.mark.parametrize(
    ("mode", "paper"),
    [
        ("RGBA", (255, 255, 255, 0)),
        ("RGBA", (0, 0, 0, 0)),  # black where nobody sees it
        ("RGBA", (255, 255, 255, 255)),  # scanned on white paper
        ("RGBA", (246, 244, 240, 255)),  # on paper that is not quite white
        ("RGB", (255, 255, 255, 255)),
        ("P", (255, 255, 255, 255)),
    ],
)
def test_the_ink_keeps_its_colour_and_nothing_else_is_seen(blank, sign, drawn, mode, paper):
    images = SignImages(signature(mode, paper), None)
    inked, colour = seen(drawn(sign(blank(), images=images, title="", name=" ")))
    assert colour == pytest.approx(BLUE, abs=30)
    assert 0.0005 < inked.mean() < 0.01  # a bow, not a box


@pytest.mark.parametrize("mode", ["L", "LA", "1"])
def test_a_grey_picture_is_seen_too(blank, sign, drawn, mode):
    images = SignImages(signature(mode, (255, 255, 255, 255)), None)
    inked, _ = seen(drawn(sign(blank(), images=images, title="", name=" ")))
    assert 0.0005 < inked.mean() < 0.01


def test_a_picture_from_a_large_scan_takes_few_kilobytes(blank, sign, images):
    large = SignImages(signature(size=(3200, 1600)), None)
    pdf = blank()
    assert len(sign(pdf, images=large)) - len(pdf) < 20_000


@pytest.mark.parametrize("size", [(1, 1), (3, 1), (1, 4000), (4000, 1), (40, 20)])
def test_a_picture_of_any_shape_stays_in_its_room(blank, sign, drawn, findings, size):
    solid = io.BytesIO()
    Image.new("RGBA", size, (*BLUE, 255)).save(solid, "PNG")
    pdf = sign(blank(), images=SignImages(solid.getvalue(), None))
    assert findings(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.pages[0].Annots[0].AP.N.Resources.XObject.Ink0.SMask.Width >= 1


def test_a_picture_without_any_ink_signs_as_well(blank, sign, findings):
    nothing = io.BytesIO()
    Image.new("RGBA", (80, 40)).save(nothing, "PNG")
    assert findings(sign(blank(), images=SignImages(nothing.getvalue(), None))) == []


def test_what_is_kept_is_as_long_as_it_says():
    made = picture(signature(), 50.0)
    assert len(zlib.decompress(made.shape)) == made.shape_size[0] * made.shape_size[1]
    assert len(zlib.decompress(made.colour)) == 3 * made.colour_size[0] * made.colour_size[1]
    assert picture(signature(), 50.0) == made
