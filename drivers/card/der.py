"""ASN.1 as signed objects and certificates use it: DER, and the BER that some issuers' software writes.

Everything is bounded before it is looked at, and everything wrong is Malformed.
"""

from __future__ import annotations

import datetime as dt

# Python loads these at their first use, when the limited child can open no file any more.
import encodings.ascii
import encodings.latin_1
import encodings.utf_16_be
import encodings.utf_32_be  # noqa: F401
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from drivers.card import tlv
from drivers.card.tlv import Malformed

MOST_OID = 64  # bytes
MOST_DEPTH = 24
MOST_NUMBER = 1100  # bytes: an RSA modulus of 8192 bits, and some
END = b"\0\0"  # ends an indefinite length
INTEGER, BITS, OCTETS, OID, SEQUENCE, SET = 0x02, 0x03, 0x04, 0x06, 0x30, 0x31
TIME = re.compile(rb"(?P<digits>\d{10}|\d{12}|\d{14})(?P<offset>Z|[+-]\d{4})")
CHARSETS = {
    0x0C: "utf-8",
    0x12: "ascii",
    0x13: "latin-1",  # PrintableString: issuers write letters in it that it does not have
    0x14: "latin-1",
    0x16: "ascii",
    0x1A: "ascii",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}


@dataclass(frozen=True)
class Node:
    """One element: its tag, its value, and itself as it stands in the file."""

    tag: int
    value: bytes = field(repr=False)
    raw: bytes = field(repr=False)


def nodes(data: bytes) -> list[Node]:
    """The elements side by side in `data`, to its very end; raises Malformed."""
    found = []
    at = 0
    while at < len(data):
        tag, start, length = tlv.header(data[at : at + tlv.MOST_HEADER])
        end = at + start + length
        if end > len(data):
            raise Malformed("value cut short")
        found.append(Node(tag, data[at + start : end], data[at:end]))
        at = end
    return found


def one(data: bytes, tag: int = SEQUENCE) -> Node:
    """The one element `data` consists of; raises Malformed."""
    found = nodes(data)
    if len(found) != 1:
        raise Malformed("not one element")
    return expect(found[0], tag)


def expect(node: Node, tag: int) -> Node:
    """The node itself; raises Malformed when its tag is another."""
    if node.tag != tag:
        raise Malformed(f"{node.tag:X} where {tag:X} was due")
    return node


def inside(node: Node, tag: int = SEQUENCE) -> list[Node]:
    """The elements inside a node that must have that tag; raises Malformed."""
    return nodes(expect(node, tag).value)


def fields(node: Node, least: int, tag: int = SEQUENCE) -> list[Node]:
    """The elements inside a node, at least so many; raises Malformed."""
    found = inside(node, tag)
    if len(found) < least:
        raise Malformed("too few fields")
    return found


def tagged(some: Sequence[Node], tag: int) -> Node | None:
    """The first of the nodes with that tag."""
    return next((node for node in some if node.tag == tag), None)


def oid(node: Node) -> str:
    """An OBJECT IDENTIFIER with dots; raises Malformed."""
    value = expect(node, OID).value
    if not value or len(value) > MOST_OID or value[-1] & 0x80:
        raise Malformed("OID")
    arcs, arc = [], 0
    for octet in value:
        arc = arc << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(arc)
            arc = 0
    leading = min(arcs[0] // 40, 2)
    return ".".join(map(str, [leading, arcs[0] - 40 * leading, *arcs[1:]]))


def integer(node: Node) -> int:
    """An INTEGER; raises Malformed."""
    value = expect(node, INTEGER).value
    if not 0 < len(value) <= MOST_NUMBER:
        raise Malformed("number")
    return int.from_bytes(value, "big", signed=True)


def small(node: Node) -> int:
    """An INTEGER from 0 to 65535; raises Malformed."""
    value = integer(node)
    if not 0 <= value <= 0xFFFF:
        raise Malformed("number")
    return value


def boolean(node: Node) -> bool:
    """A BOOLEAN; raises Malformed."""
    if expect(node, 0x01).value not in (b"\0", b"\1", b"\xff"):
        raise Malformed("BOOLEAN")
    return node.value != b"\0"


def bits(node: Node) -> bytes:
    """The whole octets of a BIT STRING; raises Malformed."""
    value = expect(node, BITS).value
    if not value or value[0] > 7:
        raise Malformed("BIT STRING")
    return value[1:]


def octets(node: Node) -> bytes:
    """An OCTET STRING, also one in parts; raises Malformed."""
    return b"".join(pieces([node]))


def pieces(some: Sequence[Node], depth: int = 0) -> Iterator[bytes]:
    """The octet strings without parts of their own, in their order; raises Malformed."""
    if depth > MOST_DEPTH:
        raise Malformed("nested too deep")
    for node in some:
        if node.tag == OCTETS | 0x20:
            yield from pieces(nodes(node.value), depth + 1)
        else:
            yield expect(node, OCTETS).value


def time(node: Node) -> dt.datetime:
    """A UTCTime or GeneralizedTime, aware, in UTC; raises Malformed."""
    found = TIME.fullmatch(node.value) if node.tag in (0x17, 0x18) else None
    if found is None:
        raise Malformed("time")
    digits = found["digits"].decode("ascii")
    if node.tag == 0x17:
        digits = ("19" if digits >= "5" else "20") + digits
    digits = digits.ljust(14, "0")
    parts = [int(digits[:4]), *(int(digits[at : at + 2]) for at in range(4, 14, 2))]
    try:
        # Not strptime: it imports a module at its first use, which the limited child cannot.
        moment = dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[arg-type, misc]
        return moment - _ahead(found["offset"])
    except (ValueError, OverflowError):
        raise Malformed("time") from None


def _ahead(offset: bytes) -> dt.timedelta:
    """How far a clock is ahead of UTC; DER has only Z, issuers also have +0100."""
    if offset == b"Z":
        return dt.timedelta()
    ahead = dt.timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5]))
    return -ahead if offset[:1] == b"-" else ahead


def text(node: Node) -> str:
    """A text of any of ASN.1's string types; raises Malformed."""
    charset = CHARSETS.get(node.tag)
    if charset is None:
        raise Malformed("text")
    try:
        return node.value.decode(charset)
    except UnicodeDecodeError:
        raise Malformed("text") from None


def survey(data: bytes, most_depth: int = MOST_DEPTH) -> None:
    """Refuse nesting, OIDs and lengths that would keep a reader busy; raises Malformed."""
    waiting = [(data, 0)]
    while waiting:
        part, depth = waiting.pop()
        if depth > most_depth:
            raise Malformed("nested too deep")
        for node in nodes(part):
            if node.tag == OID and len(node.value) > MOST_OID:
                raise Malformed("OID")
            if constructed(node.tag):
                waiting.append((node.value, depth + 1))


def constructed(tag: int) -> bool:
    """Whether elements of this tag hold elements."""
    return bool(tag >> (8 * max(0, (tag.bit_length() - 1) // 8)) & 0x20)


def definite(data: bytes) -> bytes:
    """The first element of `data` with every length definite; raises Malformed.

    Objects written by streaming software have indefinite lengths (ISO 8825-1, 8.1.3.6); what is signed
    inside them is DER all the same.
    """
    if b"\x80" not in data[1:]:
        return data
    made, _ = _definite(data, 0, len(data), 0)
    return made


def _definite(data: bytes, at: int, most: int, depth: int) -> tuple[bytes, int]:
    """The element at `at`, which ends at `most` at the latest, made definite, and where the next begins."""
    if depth > MOST_DEPTH:
        raise Malformed("nested too deep")
    tag, size = _tag(data, at)
    if data[at + size : at + size + 1] != b"\x80":
        tag, start, length = tlv.header(data[at : at + tlv.MOST_HEADER])
        end = at + start + length
        if end > most:
            raise Malformed("value cut short")
        if not constructed(tag) or data.find(b"\x80", at, end) < 0:
            return data[at:end], end
        parts, inner = [], at + start
        while inner < end:
            part, inner = _definite(data, inner, end, depth + 1)
            parts.append(part)
        return tlv.make(tag, *parts), end
    parts, at = [], at + size + 1
    while data[at : at + 2] != END:
        part, at = _definite(data, at, most, depth + 1)
        parts.append(part)
    return tlv.make(tag, *parts), at + 2


def _tag(data: bytes, at: int) -> tuple[int, int]:
    """The tag at `at` and how many bytes it takes."""
    window = data[at : at + tlv.MOST_TAG]
    if not window:
        raise Malformed("cut short")
    size = 1
    if window[0] & 0x1F == 0x1F:
        while size < len(window) and window[size] & 0x80:
            size += 1
        size += 1
    if size > len(window):
        raise Malformed("tag")
    return int.from_bytes(window[:size], "big"), size
