"""Vietnamese names: how they sort. Finding without diacritics: kiosk.rules.search.fold."""

from __future__ import annotations

import unicodedata

# The dictionary's order: letters a ă â b c d đ e ê ..., then the tones.
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # ngang huyền hỏi ngã sắc nặng
_SHAPES = ("\u0302", "\u0306", "\u031b")  # circumflex, breve, horn: part of the letter


def name_key(name: str) -> str:
    """A text that sorts as the name does: by its last word (tên), then family and middle names."""
    words = name.split()
    return " ".join(_key(word) for word in (words[-1:] + words[:-1]))


def _key(word: str) -> str:
    letters, tones = "", ""
    for char in unicodedata.normalize("NFC", word).lower():
        parts = unicodedata.normalize("NFD", char)
        tone = next((mark for mark in parts if mark in _TONES), "")
        base = unicodedata.normalize(
            "NFC", "".join(p for p in parts if p in _SHAPES or not unicodedata.combining(p))
        )
        place = _LETTERS.find(base)
        letters += chr(ord("0") + place) if place >= 0 else f"~{base}"
        tones += str(_TONES.index(tone))
    return f"{letters}!{tones}"
