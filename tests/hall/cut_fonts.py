"""The browsers' typeface out of the kiosk's: python -m tests.hall.cut_fonts; needs brotli, which the kiosk does not."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from kiosk import workspace

_MARKS = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_SIGNS = "–—“”‘’…·•×₫°½\u00a0"


def letters() -> set[str]:
    """Every letter of Vietnamese, ASCII, and a few signs."""
    vowels = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    marked = {unicodedata.normalize("NFC", vowel + mark) for vowel in vowels for mark in _MARKS}
    return marked | set("đĐ") | {chr(code) for code in range(0x20, 0x7F)} | set(_SIGNS)


def cut(name: str, to: Path) -> None:
    """`name` of kiosk/fonts with those letters, tabular figures and kerning, as WOFF 2."""
    from fontTools import subset

    options = subset.Options()
    options.flavor, options.hinting = "woff2", False
    options.layout_features = ["kern", "tnum", "mark", "ccmp"]
    font = subset.load_font(str(workspace.FONTS / f"{name}.ttf"), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(letter) for letter in letters()])
    cutter.subset(font)
    subset.save_font(font, str(to / f"{name}.woff2"), options)


if __name__ == "__main__":
    for weight in ("BeVietnamPro-Regular", "BeVietnamPro-SemiBold"):
        cut(weight, workspace.PACKAGE / "hall" / "static")
