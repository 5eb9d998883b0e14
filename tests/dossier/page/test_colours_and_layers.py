"""A page is small, and yet its print, its seal, its blue ink and its photo are what they were."""

import cv2
import numpy as np
import pytest

from kiosk.dossier.page import LayerKind, make_page, profile, write_pdf


@pytest.fixture(scope="module")
def photo():
    """Nobody: soft discs on a sky."""
    picture = np.empty((700, 500, 3), np.uint8)
    picture[:] = np.linspace(150, 220, 700)[:, None, None].astype(np.uint8) * np.array(
        [1, 0.9, 0.8]
    )
    for x, y, radius, colour in ((250, 620, 260, (90, 60, 50)), (250, 290, 150, (150, 180, 220))):
        cv2.circle(picture, (x, y), radius, colour, -1)
    return cv2.GaussianBlur(picture, (0, 0), 5)


def inks(page):
    return [layer for layer in page.layers if layer.kind is LayerKind.INK]


def hue(layer):
    red, green, blue = layer.colour
    if max(layer.colour) - min(layer.colour) < 25:
        return "black"
    return "red" if red > max(green, blue) else "blue" if blue > max(red, green) else "green"


def saturation(pixels):
    pixels = pixels.reshape(-1, 3).astype(np.float64)
    return float(((pixels.max(axis=1) - pixels.min(axis=1)) / pixels.max(axis=1)).mean())


def test_black_red_and_blue_ink_each_have_a_layer(sealed, lay):
    page = make_page(lay(sealed, 0.6)[0], 300, profile())
    assert [hue(layer) for layer in inks(page)] == ["black", "blue", "red"]


def test_a_page_of_a_form_is_a_tenth_of_a_jpeg(sealed, lay):
    raw, _ = lay(sealed, 0.6)
    pdf = write_pdf("trang", [make_page(raw, 300, profile())])
    assert len(pdf) <= 50_000
    assert len(pdf) * 10 <= len(cv2.imencode(".jpg", raw, [cv2.IMWRITE_JPEG_QUALITY, 75])[1])


@pytest.mark.parametrize("channel", [0, 2], ids=["blue", "red"])
def test_coloured_ink_keeps_its_place_and_its_colour(sealed, lay, rendered, channel):
    shown = rendered(write_pdf("trang", [make_page(lay(sealed)[0], 300, profile())]))
    shown = cv2.resize(shown, (sealed.shape[1], sealed.shape[0]))
    spread = sealed.max(axis=2).astype(int) - sealed.min(axis=2)
    true = (sealed.argmax(axis=2) == channel) & (spread > 60)
    core = cv2.erode(true.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert core.sum() > 1000
    kept = shown[core].argmax(axis=1) == channel
    assert kept.mean() > 0.97
    assert saturation(shown[core]) / saturation(sealed[core]) == pytest.approx(1.0, abs=0.2)


def test_black_print_on_yellow_paper_is_black_not_blue(form, lay):
    yellow = (form * np.array([0.55, 0.9, 0.97], np.float32)).astype(np.uint8)
    page = make_page(lay(yellow, 0.5)[0], 300, profile())
    largest = max(inks(page), key=lambda layer: len(layer.data))
    assert hue(largest) == "black"
    paper = cv2.imdecode(np.frombuffer(page.layers[0].data, np.uint8), cv2.IMREAD_COLOR)
    blue, green, red = np.median(paper.reshape(-1, 3), axis=0)
    assert (blue, green, red) == pytest.approx((136, 225, 244), abs=8)


def test_a_photo_is_a_picture_of_its_own_and_in_no_stencil(form, photo, lay):
    sheet = form.copy()
    sheet[2500:3200, 300:800] = photo
    page = make_page(lay(sheet, 1.0)[0], 300, profile())
    pictures = [layer for layer in page.layers if layer.kind is LayerKind.COLOUR]
    assert len(pictures) == 2
    left, top, right, bottom = (side / 25.4 * 300 for side in pictures[1].box)
    assert (left, top, right, bottom) == pytest.approx((300, 2500, 800, 3200), abs=20)
    seen = cv2.imdecode(np.frombuffer(pictures[1].data, np.uint8), cv2.IMREAD_COLOR)
    assert pictures[1].width == pytest.approx(250, abs=12)  # 150 dpi
    middle = seen[120:200, 100:150].reshape(-1, 3).mean(axis=0)
    assert middle == pytest.approx(photo[240:400, 200:300].reshape(-1, 3).mean(axis=0), abs=8)


def test_the_shadow_of_a_books_fold_is_taken_away_and_the_print_in_it_stays(form, lay, rendered):
    across = np.arange(form.shape[1], dtype=np.float32)
    shade = 1 - 0.42 * np.exp(-((across / 165) ** 2))
    page = make_page(lay((form * shade[None, :, None]).astype(np.uint8))[0], 300, profile())
    shown = cv2.cvtColor(rendered(write_pdf("trang", [page]), 75), cv2.COLOR_BGR2GRAY)
    assert np.percentile(shown[:, 8:60], 30) > 235


def test_the_other_side_showing_through_is_no_ink(bare, lay):
    sheet = bare.copy()
    cv2.putText(sheet, "mat nay", (400, 800), 2, 4, (40, 38, 37), 8)
    other = np.zeros(sheet.shape[:2], np.uint8)
    for row in range(8):
        cv2.putText(other, "mat kia cua to giay", (300, 1300 + 200 * row), 2, 4, 255, 8)
    through = 1 - 0.16 * cv2.GaussianBlur(other[:, ::-1], (0, 0), 4)[:, :, None] / np.float32(255)
    page = make_page(lay((sheet * through).astype(np.uint8))[0], 300, profile())
    (black,) = inks(page)
    assert black.box[3] < 90  # mm: nothing below the words of this side


def test_equal_scans_give_equal_pages(sealed, lay):
    raw, _ = lay(sealed, 1.3, 90)
    assert make_page(raw, 300, profile()) == make_page(raw.copy(), 300, profile())


def test_what_is_no_writing_becomes_one_picture(bare):
    noise = np.random.default_rng(3).integers(0, 256, bare.shape, np.uint8)
    page = make_page(noise, 300, profile())
    assert [layer.kind for layer in page.layers] == [LayerKind.COLOUR]


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("as-scanned", [LayerKind.COLOUR]),
        ("bitonal", [LayerKind.INK]),
        ("grey", [LayerKind.GREY]),
    ],
)
def test_other_profiles_write_one_layer(sealed, lay, name, kinds):
    page = make_page(lay(sealed, 1.0)[0], 300, profile(name))
    assert [layer.kind for layer in page.layers] == kinds


def test_as_scanned_the_scanners_bytes_are_not_touched(form, lay):
    raw, _ = lay(form, 2.0)
    for picture in (raw, cv2.cvtColor(raw, cv2.COLOR_BGR2GRAY)):
        jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 70])[1].tobytes()
        page = make_page(raw, 300, profile("as-scanned"), jpeg)
        assert page.layers[0].data == jpeg
        assert (page.layers[0].kind is LayerKind.GREY) == (picture.ndim == 2)
        assert page.width_mm == pytest.approx(raw.shape[1] / 300 * 25.4)
        assert page.found.skew == pytest.approx(2.0, abs=0.1)  # said, but left alone


def test_what_is_only_pencilled_is_not_painted_as_black_as_print(form, lay):
    sheet = form.copy()
    sheet[2400:3200, 200:2300] = (247, 251, 252)
    for row in range(5):
        cv2.putText(sheet, "viet bang but chi", (300, 2550 + 130 * row), 3, 3, (125, 120, 118), 5)
    page = make_page(lay(sheet, 0.8)[0], 300, profile())
    greys = sorted(layer.colour[1] for layer in inks(page) if hue(layer) == "black")
    assert len(greys) == 2
    assert greys[0] < 70
    assert greys[1] == pytest.approx(125, abs=25)
