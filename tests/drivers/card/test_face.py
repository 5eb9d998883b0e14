"""The photo: found in DG2, its header read before it is decoded, made small in the limited child."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from drivers.card import CardError, CardState, dg2, face, issuer, portrait, tlv
from tests.workbench.people import HOA, MAI

JPEG = portrait.jpeg(MAI.number)
JPEG_2000 = portrait.jpeg_2000(MAI.number)


def shown(picture, width=413, height=531):
    return face.face(dg2.make(picture, width, height), seconds=60)


def encoded(kind, size=(300, 400), mode="RGB", **options):
    file = io.BytesIO()
    Image.new(mode, size, 0).save(file, kind, **options)
    return file.getvalue()


def claiming(width, height, tile=None, left=0, components=3):
    """The header of a JPEG 2000 codestream that claims so much, and nothing behind it."""
    tile = tile or (width, height)
    sides = (width, height, left, left, *tile, 0, 0)
    size = b"\0\0" + b"".join(side.to_bytes(4, "big") for side in sides)
    size += components.to_bytes(2, "big") + b"\x07\x01\x01" * components
    siz = b"\xff\x51" + (len(size) + 2).to_bytes(2, "big") + size
    return b"\xff\x4f" + siz + b"\xff\xd9"


def boxed(codestream, width, height):
    """A JP2 file around it (ISO 15444-1, I.5)."""

    def box(kind, content):
        return (len(content) + 8).to_bytes(4, "big") + kind + content

    image = height.to_bytes(4, "big") + width.to_bytes(4, "big") + b"\0\3\7\7\0\0"
    header = box(b"ihdr", image) + box(b"colr", b"\1\0\0\0\0\0\x10")
    return (
        b"\0\0\0\x0cjP  \r\n\x87\n"
        + box(b"ftyp", b"jp2 \0\0\0\0jp2 ")
        + box(b"jp2h", header)
        + box(b"jp2c", codestream)
    )


@pytest.mark.parametrize("picture", [JPEG, JPEG_2000], ids=["JPEG", "JPEG 2000"])
def test_a_photo_comes_out_small_and_harmless(picture):
    found = shown(picture)
    assert (found.width, found.height) == (373, 480)
    with Image.open(io.BytesIO(found.jpeg)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (373, 480))
        assert image.convert("L").getextrema()[0] < 60
    assert len(found.jpeg) < 60_000
    assert "jpeg" not in repr(found)


def test_a_bare_codestream_is_read_too():
    assert shown(encoded("JPEG2000", no_jp2=True)).width == 300


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_colours_of_every_kind_become_rgb(mode):
    assert shown(encoded("JPEG", mode=mode)).width == 300


def test_a_small_photo_is_not_made_larger():
    assert shown(encoded("JPEG", (120, 160))).height == 160


def test_a_photo_in_the_newer_encoding_is_found():
    newer = tlv.make(
        0x7F2E, tlv.make(0xA1, tlv.make(0x80, b"\1"), tlv.make(0xA2, tlv.make(4, JPEG)))
    )
    group = tlv.make(0x7F61, tlv.make(2, b"\1"), tlv.make(0x7F60, tlv.make(0xA1), newer))
    assert dg2.parse(tlv.make(0x75, group)) == JPEG


def test_feature_points_before_the_photo_are_skipped():
    whole = dg2.make(JPEG, 413, 531)
    assert dg2.parse(whole) == JPEG
    block = whole[whole.index(b"FAC\0") :]
    points = bytes(3 * dg2.FEATURE_POINT)
    header = bytearray(block[: dg2.FILE_HEADER + dg2.RECORD_HEADER])
    length = int.from_bytes(header[14:18], "big") + len(points)
    header[14:18], header[18:20] = length.to_bytes(4, "big"), b"\0\3"
    moved = bytes(header) + points + block[len(header) :]
    group = tlv.make(0x7F61, tlv.make(0x7F60, tlv.make(0x5F2E, moved)))
    assert dg2.parse(tlv.make(0x75, group)) == JPEG


@pytest.mark.parametrize(
    "bomb",
    [
        claiming(13_000, 13_000),
        boxed(claiming(13_000, 13_000), 13_000, 13_000),
        boxed(claiming(13_000, 13_000), 300, 400),
        boxed(claiming(300, 400), 13_000, 13_000),
        claiming(2**32 - 1, 2**32 - 1),
        claiming(2**32 - 1, 2**32 - 1, left=2**32 - 300),
        claiming(2000, 2000, tile=(1, 1)),
        claiming(300, 400, components=16_000),
        claiming(0, 0),
        encoded("JPEG", (2001, 10)),
        b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03" + bytes(20),
        b"\xff\xd8\xff" + b"\xff" * 60_000,
    ],
    ids=[
        "codestream",
        "file",
        "small header",
        "large header",
        "largest",
        "offset",
        "tiles",
        "components",
        "nothing",
        "wide JPEG",
        "large JPEG",
        "fill bytes",
    ],
)
def test_a_bomb_is_refused_before_it_is_decoded(bomb):
    if bomb.startswith(b"\xff\xd8"):
        with pytest.raises(tlv.Malformed):
            face.decode(dg2.make(bomb, 300, 400))
    else:
        with pytest.raises(tlv.Malformed):
            face.size(bomb)
    with pytest.raises(CardError) as error:
        shown(bomb)
    assert error.value.state is CardState.UNREADABLE


@pytest.mark.parametrize("junk", [b"", b"GIF89a" + bytes(99), encoded("PNG"), encoded("BMP")])
def test_other_pictures_are_refused(junk):
    with pytest.raises(tlv.Malformed):
        face.decode(dg2.make(junk, 300, 400))


def test_every_person_has_a_face_of_their_own():
    assert portrait.jpeg(MAI.number) != portrait.jpeg(HOA.number)
    assert portrait.jpeg(MAI.number) == portrait.jpeg(MAI.number)
    assert len(issuer.data_group_2(MAI)) == 20_085


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_mutated_photo_is_read_or_refused(data):
    bad = bytearray(dg2.make(data.draw(st.sampled_from([JPEG[-9000:], JPEG_2000, JPEG])), 413, 531))
    for _ in range(data.draw(st.integers(1, 6))):
        bad[data.draw(st.integers(0, min(len(bad) - 1, 400)))] = data.draw(st.integers(0, 255))
    try:
        picture = dg2.parse(bytes(bad))
        face.size(picture)
    except tlv.Malformed:
        return
    assert dg2.is_picture(picture)
