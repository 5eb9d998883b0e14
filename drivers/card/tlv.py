"""BER-TLV as the files of a chip use it (ISO 7816-4, 5.2.2), read without trusting any length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_TAG = 3  # bytes
MOST_LENGTH = 4  # bytes after 8x, so a lie is at worst 4 GiB and never believed
MOST_HEADER = MOST_TAG + 1 + MOST_LENGTH


class Malformed(ValueError):
    """Bytes of a chip that do not follow the standard; the text names the place, never a value."""


@dataclass(frozen=True)
class Element:
    """One tag with its value; values are often personal, so they never show themselves."""

    tag: int
    value: bytes = field(repr=False)


def header(data: bytes) -> tuple[int, int, int]:
    """Tag, length of the header, and length of the value that the header claims; raises Malformed."""
    tag, at = _tag(data)
    if at >= len(data):
        raise Malformed("no length")
    first = data[at]
    at += 1
    if first < 0x80:
        return tag, at, first
    count = first & 0x7F
    if not 1 <= count <= MOST_LENGTH or at + count > len(data):
        raise Malformed("length")
    return tag, at + count, int.from_bytes(data[at : at + count], "big")


def elements(data: bytes) -> Iterator[Element]:
    """The elements that lie side by side in `data`, to its very end; raises Malformed."""
    at = 0
    while at < len(data):
        tag, start, length = header(data[at : at + MOST_HEADER])
        begins = at + start
        at = begins + length
        if at > len(data):
            raise Malformed("value cut short")
        yield Element(tag, data[begins:at])


def only(data: bytes, tag: int) -> bytes:
    """The value of the one element `data` consists of; raises Malformed on any other tag."""
    found = list(elements(data))
    if len(found) != 1 or found[0].tag != tag:
        raise Malformed(f"not one {tag:X}")
    return found[0].value


def first(data: bytes, tag: int) -> bytes | None:
    """The value of the first element with that tag, None without one; raises Malformed."""
    return next((element.value for element in elements(data) if element.tag == tag), None)


def make(tag: int, *values: bytes) -> bytes:
    """One element in the shortest form."""
    value = b"".join(values)
    length = len(value)
    if length < 0x80:
        size = bytes([length])
    else:
        octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
        size = bytes([0x80 | len(octets)]) + octets
    return tag.to_bytes((tag.bit_length() + 7) // 8 or 1, "big") + size + value


def _tag(data: bytes) -> tuple[int, int]:
    if not data:
        raise Malformed("no tag")
    end = 1
    if data[0] & 0x1F == 0x1F:
        while end < len(data) and data[end] & 0x80:
            end += 1
        end += 1
    if end > min(MOST_TAG, len(data)):
        raise Malformed("tag")
    return int.from_bytes(data[:end], "big"), end
