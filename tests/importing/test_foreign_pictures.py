"""Pictures that citizens bring: only their pixels come in, upright, and nothing that is not a page."""

import io
import struct
import zlib

import pytest
from PIL import Image

from kiosk.dossier.importing.kinds import MOST_BYTES, Kind, kind_of, must_fit
from kiosk.dossier.importing.pictures import ENOUGH, MOST_FRAMES
from kiosk.dossier.importing.refused import ImportReason, ImportRefused


def refused(foreign, data):
    with pytest.raises(ImportRefused) as told:
        list(foreign.pages(data))
    return told.value.reason


def opened(page):
    return Image.open(io.BytesIO(page.jpeg))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_picture_becomes_a_page(foreign, picture, kind, mode):
    (page,) = foreign.pages(picture(kind, mode=mode))
    with opened(page) as image:
        assert (image.format, image.size) == ("JPEG", (page.width, page.height))
        assert (
            image.getpixel((200, 45))[0] < 60 if mode == "RGB" else image.getpixel((200, 45)) < 60
        )


@pytest.mark.parametrize("mode", ["1", "P", "RGBA", "LA", "I;16", "CMYK"])
def test_rare_kinds_of_pixels_look_the_same(foreign, picture, mode):
    kind = "PNG" if mode in ("RGBA", "LA") else "TIFF"
    if mode == "I;16":
        made = io.BytesIO()
        with Image.open(io.BytesIO(picture("PNG", mode="L"))) as grey:
            grey.convert("I").point(lambda level: level * 256).convert("I;16").save(made, "TIFF")
        data = made.getvalue()
    else:
        data = picture(kind, mode=mode)
    (page,) = foreign.pages(data)
    with opened(page) as image:
        assert image.convert("L").getpixel((200, 45)) < 60
        assert image.convert("L").getpixel((200, 300)) > 200


def test_what_is_transparent_is_white_paper(foreign):
    made = io.BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(made, "PNG")
    (page,) = foreign.pages(made.getvalue())
    with opened(page) as image:
        assert image.getpixel((150, 150)) == (255, 255, 255)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_a_photo_taken_sideways_stands_upright(foreign, orientation, kind):
    """A red corner comes to the top left, whatever way the phone was held."""
    upright = Image.new("RGB", (300, 400), "white")
    upright.paste("red", (0, 0, 60, 60))
    lying = {
        1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4,
    }[orientation]  # fmt: skip
    held = upright if lying is None else upright.transpose(Image.Transpose(lying))
    exif = Image.Exif()
    exif[0x0112] = orientation
    made = io.BytesIO()
    held.save(made, kind, exif=exif)
    (page,) = foreign.pages(made.getvalue())
    with opened(page) as image:
        assert image.size == (300, 400)
        red, green, _ = image.getpixel((30, 30))
        assert red > 200
        assert green < 80


def test_where_a_photo_was_taken_stays_outside(foreign, picture):
    exif = Image.Exif()
    exif[0x010F] = "Invented Phone"
    exif.get_ifd(0x8825)[2] = (21.0, 1.0, 42.0)  # latitude
    exif.get_ifd(0x8769)[0x829A] = 0.01
    data = picture(exif=exif, comment=b"a private word")
    assert b"Invented Phone" in data
    (page,) = foreign.pages(data)
    assert page.photo
    for private in (b"Invented Phone", b"Exif", b"a private word"):
        assert private not in page.jpeg
    with opened(page) as image:
        assert not image.getexif()


def test_a_film_behind_a_photo_stays_outside(foreign, picture):
    (page,) = foreign.pages(picture() + b"ftypmp42 a film of the family")
    assert b"family" not in page.jpeg


def test_what_a_camera_says_of_its_aperture_may_be_nonsense(foreign, picture):
    data = picture(exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xff" * 40)
    (page,) = foreign.pages(data)
    assert (page.width, page.height) == (400, 600)


def test_a_scanners_resolution_counts_and_a_phones_does_not(foreign, picture):
    (scanned,) = foreign.pages(picture(size=(1240, 1754), dpi=(150, 150)))
    assert (scanned.dpi, scanned.photo) == (150, False)
    (taken,) = foreign.pages(picture(size=(1240, 1754), dpi=(72, 72)))
    assert taken.photo
    assert taken.dpi == 150  # as if the whole picture were A4


def test_every_sheet_of_a_tiff_is_a_page_in_its_order(foreign):
    sheets = [Image.new("L", (200 + 10 * n, 300), 255) for n in range(12)]
    made = io.BytesIO()
    sheets[0].save(made, "TIFF", save_all=True, append_images=sheets[1:])
    assert foreign.judge(made.getvalue()).pages == 12
    assert [page.width for page in foreign.pages(made.getvalue())] == [
        200 + 10 * n for n in range(12)
    ]


def test_a_tiff_may_have_so_many_sheets(foreign):
    sheets = [Image.new("1", (80, 80), 1)] * (MOST_FRAMES + 1)
    made = io.BytesIO()
    sheets[0].save(made, "TIFF", save_all=True, append_images=sheets[1:])
    assert refused(foreign, made.getvalue()) is ImportReason.TOO_MANY_PAGES


def test_a_tiff_whose_sheets_lead_back_to_the_first_has_one(foreign, picture):
    data = bytearray(picture("TIFF", mode="L"))
    (directory,) = struct.unpack_from("<I", data, 4)
    (entries,) = struct.unpack_from("<H", data, directory)
    struct.pack_into("<I", data, directory + 2 + 12 * entries, directory)  # the next is itself
    assert len(list(foreign.pages(bytes(data)))) == 1


def test_a_large_photo_is_kept_at_a_useful_size(foreign, picture):
    (page,) = foreign.pages(picture(size=(6000, 8000)))
    assert (page.width, page.height) == (3000, 4000)
    assert page.width * page.height <= ENOUGH


def test_a_scan_at_600_dpi_is_kept_at_300(foreign, picture):
    (page,) = foreign.pages(picture("TIFF", size=(4960, 7016), mode="1", dpi=(600, 600)))
    assert (page.width, page.height, page.dpi) == (2480, 3508, 300)


def bomb(width, height):
    """A small PNG that claims to be enormous."""

    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(10_000_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8_000, 13_000, 100_000, 2**31 - 1])
def test_an_image_bomb_is_told_by_its_header(foreign, picture, side):
    assert refused(foreign, bomb(side, side)) is ImportReason.TOO_MANY_PIXELS
    assert len(list(foreign.pages(picture()))) == 1  # and the next citizen is served


def test_a_jpeg_that_claims_to_be_enormous_is_refused(foreign, picture):
    data = bytearray(picture())
    place = data.index(b"\xff\xc0")
    struct.pack_into(">HH", data, place + 5, 65_000, 65_000)
    assert refused(foreign, bytes(data)) is ImportReason.TOO_MANY_PIXELS


def test_a_jpeg2000_of_13000_by_13000_is_none_of_ours(foreign):
    made = io.BytesIO()
    Image.new("RGB", (64, 64)).save(made, "JPEG2000")
    assert refused(foreign, made.getvalue()) is ImportReason.OTHER_KIND


def test_a_picture_of_1_gb_is_refused_before_it_is_read(picture):
    with pytest.raises(ImportRefused) as told:
        must_fit(kind_of(picture()[:1024]), 1024**3)
    assert told.value.reason is ImportReason.TOO_LARGE


def test_a_file_may_be_so_large(foreign, picture):
    assert refused(foreign, picture().ljust(MOST_BYTES[Kind.JPEG] + 1)) is ImportReason.TOO_LARGE


def test_half_a_picture_is_none(foreign, picture):
    for kind in ("JPEG", "PNG", "TIFF"):
        data = picture(kind, size=(1000, 1400))
        assert refused(foreign, data[: len(data) // 2]) is ImportReason.UNREADABLE


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"", ImportReason.EMPTY),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", ImportReason.HEIC),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", ImportReason.HEIC),
        (b"PK\x03\x04 a letter in Word", ImportReason.OFFICE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old one", ImportReason.OFFICE),
        (b"MZ\x90\0 a program named photo.jpg", ImportReason.OTHER_KIND),
        (b"GIF89a", ImportReason.OTHER_KIND),
        (b"#!/bin/sh\n", ImportReason.OTHER_KIND),
        (b"<svg onload='x()'/>", ImportReason.OTHER_KIND),
        (b"\xff\xd8", ImportReason.OTHER_KIND),
    ],
)
def test_a_file_is_judged_by_what_it_holds(foreign, head, reason):
    assert refused(foreign, head) is reason
