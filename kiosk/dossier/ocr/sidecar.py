"""The text of a sealed page, kept beside its document in the vault: under the case's key, gone with it.

It never leaves the kiosk: it is not among a case's documents, and no envelope names it.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass

from kiosk.dossier.words import Word
from kiosk.store.errors import StoreError, Tampered
from kiosk.store.vault import Vault

VERSION = 1
MOST_BYTES = 8 * 1024 * 1024  # of a page's text before it was packed
_PLACES = 1  # decimals of a millimetre: a letter's stroke is 0.3 mm wide


@dataclass(frozen=True)
class PageText:
    """What was read on one sealed page, as large as its document has it."""

    width_mm: float
    height_mm: float
    turned: int  # degrees clockwise (0, 90, 180, 270) by which the page was turned to be read
    words: tuple[
        Word, ...
    ]  # in reading order; boxes lie on the page as it is written, before any turn

    def plain(self) -> str:
        """Its lines, words parted by a blank."""
        lines: dict[int, list[str]] = {}
        for word in self.words:
            lines.setdefault(word.line, []).append(word.text)
        return "\n".join(" ".join(line) for line in lines.values())

    def packed(self) -> bytes:
        """As it is kept."""
        rows = [
            [word.text, *(round(edge, _PLACES) for edge in word.box), word.line, word.sure]
            for word in self.words
        ]
        size = [round(self.width_mm, _PLACES), round(self.height_mm, _PLACES)]
        table = {"version": VERSION, "size": size, "turned": self.turned, "words": rows}
        return zlib.compress(json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode())


def unpacked(data: bytes) -> PageText:
    """The text of a page as it was kept; raises ValueError."""
    opened = zlib.decompressobj()
    try:
        text = opened.decompress(data, MOST_BYTES)
    except zlib.error as error:
        raise ValueError("not packed by us") from error
    if not opened.eof:
        raise ValueError("broken off, or too long")
    table = json.loads(text)
    if table["version"] != VERSION:
        raise ValueError("of another version")
    words = tuple(
        Word(word, (left, top, right, bottom), line, sure)
        for word, left, top, right, bottom, line, sure in table["words"]
    )
    width, height = table["size"]
    return PageText(width, height, table["turned"], words)


def name_of(number: int, page: int) -> str:
    """The vault name for page `page` of document `number`, both from 1."""
    return f"ocr-{number:02d}-{page:03d}"


def text_of(vault: Vault, key: bytes, case: str, number: int, page: int) -> PageText | None:
    """The text of a page; None where it was not read. Raises StoreError, Tampered."""
    path = f"{case}/{name_of(number, page)}"
    try:
        data = vault.read(key, path)
    except StoreError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return None
        raise
    try:
        return unpacked(data)
    except (ValueError, KeyError, TypeError):
        raise Tampered(path) from None
