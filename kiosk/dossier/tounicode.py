"""What the codes of a font mean (ISO 32000-1, 9.10.3), so that its text can be found and copied."""

from __future__ import annotations

from collections.abc import Mapping

_ROWS = 100  # at most, in one block


def to_unicode(meant: Mapping[int, str], wide: int) -> bytes:
    """The CMap of codes that are `wide` bytes each, in the order given."""
    digits = 2 * wide
    rows = [
        f"<{code:0{digits}x}> <{letter.encode('utf-16-be').hex()}>"
        for code, letter in meant.items()
    ]
    blocks = [rows[start : start + _ROWS] for start in range(0, len(rows), _ROWS)]
    body = "\n".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<{'00' * wide}> <{'ff' * wide}>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode()
