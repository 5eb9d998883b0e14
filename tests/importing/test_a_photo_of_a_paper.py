"""A paper photographed on a table: seen from straight above, and judged as any scan is."""

import io

import cv2
import numpy
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from kiosk.dossier.importing.foreign import ForeignPage
from kiosk.dossier.importing.straight import straightened
from kiosk.dossier.page import PageVerdict, make_page, profile, profiles
from kiosk.workspace import FONTS

SIZE = (1240, 1754)  # A4 at 150 dpi


def corners_seen(tilt, turn, lean, focal=1900, far=3.0, long=1.414):
    """Where a camera of 2100 x 2400 pixels sees the corners of a sheet 1 wide that lies askew (degrees)."""
    tilt, turn, lean = numpy.radians([tilt, turn, lean])
    about_x = numpy.array(
        [[1, 0, 0], [0, numpy.cos(tilt), -numpy.sin(tilt)], [0, numpy.sin(tilt), numpy.cos(tilt)]]
    )
    about_y = numpy.array(
        [[numpy.cos(lean), 0, numpy.sin(lean)], [0, 1, 0], [-numpy.sin(lean), 0, numpy.cos(lean)]]
    )
    about_z = numpy.array(
        [[numpy.cos(turn), -numpy.sin(turn), 0], [numpy.sin(turn), numpy.cos(turn), 0], [0, 0, 1]]
    )
    sheet = numpy.array([[-1, -long, 0], [1, -long, 0], [1, long, 0], [-1, long, 0]]) / 2
    seen = sheet @ (about_x @ about_y @ about_z).T + [0, 0, far / 2]
    return [(1050 + focal * x / z, 1200 + focal * y / z) for x, y, z in seen]


ASKEW = corners_seen(tilt=25, turn=4, lean=-8)


@pytest.fixture(scope="module")
def paper():
    """An invented letter, a black bar at its top left."""
    sheet = Image.new("RGB", SIZE, (250, 248, 244))
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((100, 80, 500, 140), fill="black")
    font = ImageFont.truetype(str(next(FONTS.glob("*Regular*.ttf"))), 34)
    for line in range(24):
        draw.text(
            (100, 220 + 58 * line), "Kính gửi Ủy ban nhân dân xã Không Có Thật", "black", font
        )
    return sheet


def photographed(sheet, corners=ASKEW, table=(70, 60, 55), light=1.0, blur=0.0):
    """As a phone sees it lying on a table."""
    flat = numpy.asarray(sheet, "uint8")
    from_ = numpy.array([[0, 0], [SIZE[0], 0], [SIZE[0], SIZE[1]], [0, SIZE[1]]], "float32")
    map_ = cv2.getPerspectiveTransform(from_, numpy.array(corners, "float32"))
    seen = cv2.warpPerspective(
        flat,
        map_,
        (2100, 2400),
        flags=cv2.INTER_AREA,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=table,
    )
    noise = numpy.random.default_rng(7).normal(0, 3, seen.shape)
    picture = Image.fromarray(numpy.clip(seen * light + noise, 0, 255).astype("uint8"))
    picture = picture.filter(ImageFilter.GaussianBlur(blur)) if blur else picture
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=90)
    return made.getvalue()


def page_of(data, photo=True):
    with Image.open(io.BytesIO(data)) as image:
        return ForeignPage(data, image.width, image.height, round(image.height / 11.69), photo)


def looked_at(page):
    raw = cv2.imdecode(numpy.frombuffer(page.jpeg, "uint8"), cv2.IMREAD_COLOR)
    return make_page(raw, page.dpi, profile(profiles()[0])).found


@pytest.mark.parametrize("seen", [(25, 4, -8), (0, 7, 0), (-20, 0, 15), (12, -6, 12)])
def test_a_paper_seen_askew_is_seen_from_above(paper, seen):
    page = straightened(page_of(photographed(paper, corners_seen(*seen))))
    assert page.height / page.width == pytest.approx(297 / 210, rel=0.01)
    assert page.dpi == pytest.approx(page.height / 11.69, rel=0.02)
    with Image.open(io.BytesIO(page.jpeg)) as image:
        assert image.size == (page.width, page.height)
        small = image.convert("L").resize(SIZE)
    # The bar is where it was printed, to two or three millimetres.
    assert (
        small.crop((120, 90, 480, 130)).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)) < 90
    )
    assert (
        small.crop((560, 60, 1200, 160)).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)) > 200
    )
    for corner in ((8, 8), (1232, 8), (8, 1746), (1232, 1746)):
        assert small.getpixel(corner) > 180  # no table left


def test_then_it_is_a_page_as_any_other(foreign, paper):
    (page,) = foreign.pages(photographed(paper))
    found = looked_at(straightened(page))
    assert (found.size, found.verdict, found.turned) == ("A4", PageVerdict.OK, 0)


def test_a_photo_of_a_dark_paper_is_judged_too_dark(paper):
    page = straightened(page_of(photographed(paper, light=0.35, table=(40, 40, 40))))
    assert looked_at(page).verdict is PageVerdict.TOO_DARK


def test_a_photo_out_of_focus_is_judged_blurred(paper):
    assert (
        looked_at(straightened(page_of(photographed(paper, blur=7)))).verdict is PageVerdict.BLURRED
    )


@pytest.fixture(scope="module")
def screen(paper):
    """The same letter as a screen shows it: bluish, in rows with dark between them."""
    shown = numpy.asarray(paper, "float32") * numpy.array([0.85, 0.95, 1.0])
    shown[::3] *= 0.55
    return Image.fromarray(shown.astype("uint8"))


@pytest.mark.parametrize(
    ("light", "blur", "verdict"),
    [
        (0.4, 0, PageVerdict.TOO_DARK),
        (1.0, 1.5, PageVerdict.BLURRED),
        (1.0, 0, PageVerdict.OK),  # large and sharp letters may come from anywhere
    ],
)
def test_a_photo_of_a_screen_is_judged_as_a_paper_is(screen, light, blur, verdict):
    taken = photographed(screen, table=(8, 8, 10), light=light, blur=blur)
    assert looked_at(straightened(page_of(taken))).verdict is verdict


def test_a_photo_with_a_corner_outside_stays_as_it_is(paper):
    cut = page_of(
        photographed(paper, corners=[(-200, 330), (1580, 420), (1790, 2010), (-100, 1900)])
    )
    assert straightened(cut) is cut


@pytest.mark.parametrize("shade", [0, 90, 250])
def test_a_photo_of_nothing_stays_as_it_is(shade):
    page = page_of(photographed(Image.new("RGB", SIZE, (shade,) * 3), table=(shade,) * 3))
    assert straightened(page) is page


def test_a_scan_is_left_to_the_scanners_rules(paper):
    page = page_of(photographed(paper), photo=False)
    assert straightened(page) is page
