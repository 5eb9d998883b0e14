"""DG2: the picture of the face, found in its biometric templates (ICAO 9303-10, 4.7.2; ISO 19794-5)."""

from __future__ import annotations

from drivers.card import der, tlv
from drivers.card.tlv import Malformed

FACIAL_RECORD = b"FAC\0"
FILE_HEADER = 14  # bytes: FAC, version, length, number of faces
RECORD_HEADER = 20  # bytes; at its fifth and sixth stands how many feature points follow
FEATURE_POINT = 8
PICTURE_HEADER = 12
BLOCK = (0x5F2E, 0x7F2E)
JPEG = b"\xff\xd8\xff"
JPEG_2000 = b"\0\0\0\x0cjP  "
CODESTREAM = b"\xff\x4f\xff\x51"
MOST_DEPTH = 8


def parse(dg2: bytes) -> bytes:
    """The first face of a whole DG2, as JPEG or JPEG 2000 (a file or a bare codestream).

    Raises Malformed when there is none.
    """
    group = tlv.first(tlv.only(dg2, 0x75), 0x7F61)
    template = tlv.first(group, 0x7F60) if group is not None else None
    if template is None:
        raise Malformed("DG2 without a template")
    for element in tlv.elements(template):
        if element.tag in BLOCK:
            return _face(element.value)
    raise Malformed("DG2 without a picture")


def is_picture(data: bytes) -> bool:
    return data.startswith((JPEG, JPEG_2000, CODESTREAM))


def make(picture: bytes, width: int, height: int) -> bytes:
    """A whole DG2 around one picture."""
    jpeg_2000 = not picture.startswith(JPEG)
    details = bytes([1, int(jpeg_2000)]) + width.to_bytes(2, "big") + height.to_bytes(2, "big")
    details += bytes([1, 2, 0, 0, 0, 0])  # sRGB, a still camera of which nothing is known
    record = bytes(RECORD_HEADER - 4) + details + picture
    record = (len(record) + 4).to_bytes(4, "big") + record
    length = (FILE_HEADER + len(record)).to_bytes(4, "big")
    faces = FACIAL_RECORD + b"010\0" + length + b"\0\1" + record
    header = tlv.make(
        0xA1,
        tlv.make(0x80, b"\1\1"),
        tlv.make(0x81, b"\2"),
        tlv.make(0x87, b"\1\1"),
        tlv.make(0x88, b"\0\x08"),
    )
    template = tlv.make(0x7F60, header, tlv.make(0x5F2E, faces))
    return tlv.make(0x75, tlv.make(0x7F61, tlv.make(0x02, b"\1"), template))


def _face(block: bytes) -> bytes:
    if not block.startswith(FACIAL_RECORD):
        return _picture_in(block, 0)
    points_at = FILE_HEADER + 4
    points = int.from_bytes(block[points_at : points_at + 2], "big")
    start = FILE_HEADER + RECORD_HEADER + points * FEATURE_POINT + PICTURE_HEADER
    claimed = int.from_bytes(block[FILE_HEADER : FILE_HEADER + 4], "big")
    picture = block[start : FILE_HEADER + claimed]
    if not is_picture(picture):
        raise Malformed("DG2 picture")
    return picture


def _picture_in(block: bytes, depth: int) -> bytes:
    """The newer ISO 39794-5 nests the picture in ASN.1 (9303-10, 4.7.2.2)."""
    if depth < MOST_DEPTH:
        for node in der.nodes(block):
            if is_picture(node.value):
                return node.value
            if der.constructed(node.tag):
                try:
                    return _picture_in(node.value, depth + 1)
                except Malformed:
                    continue
    raise Malformed("DG2 picture")
