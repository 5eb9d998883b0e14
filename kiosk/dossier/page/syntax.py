"""What every PDF is written with (ISO 32000-1, 7.3 and 7.5): streams, and the file around its objects."""

from __future__ import annotations

import hashlib


def stream(entries: str, data: bytes) -> bytes:
    """A stream object; `entries` of its dictionary come without its length."""
    # CR LF after the data: a reader that looks for a line's end would take a CR of the data for part of a bare LF.
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\r\nendstream"


def whole(objects: list[bytes], catalog: int) -> bytes:
    """A file of these objects, numbered from 1: header, body, cross-reference table, trailer (7.5).

    Equal objects give equal bytes, the file's identifier too.
    """
    parts, offsets = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"], []
    at = len(parts[0])
    for number, body in enumerate(objects, 1):
        written = b"%d 0 obj\n%s\nendobj\n" % (number, body)
        offsets.append(at)
        at += len(written)
        parts.append(written)
    name = hashlib.sha256(b"".join(parts)).hexdigest()[:32]
    rows = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    parts.append(
        (
            f"xref\n0 {count}\n0000000000 65535 f \n{rows}trailer\n"
            f"<< /Size {count} /Root {catalog} 0 R /ID [<{name}> <{name}>] >>\n"
            f"startxref\n{at}\n%%EOF\n"
        ).encode()
    )
    return b"".join(parts)
