"""Vietnamese names: how they sort. Finding without diacritics: kiosk.rules.search.fold."""

from __future__ import annotations

import unicodedata

# The dictionary's order: letters a ă â b c d đ e ê ..., then the tones.
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền hỏi ngã sắc nặng; ngang has no mark
_SHAPES = "\u0302\u0306\u031b"  # circumflex, breve, horn: part of the letter
_FIRST = ord("A")  # of the letters in a key; digits stand before them, foreign letters behind


def name_key(name: str) -> str:
    """A text that sorts, by code points, as the name does: by its last word (tên), then family and middle names.

    Word by word, first by letters and then by the syllable's tone; "hoà" and "hòa" are one. NFC and NFD are the same,
    capitals count as small letters, and hyphens, apostrophes and the like for nothing.
    """
    words = [key for word in name.split() if (key := _key(word))]
    return " ".join(words[-1:] + words[:-1])


def _key(word: str) -> str:
    """Letters, then tones: a word that is the beginning of another comes first. "" where there is no letter."""
    letters, tones = "", ""
    for char in unicodedata.normalize("NFC", unicodedata.normalize("NFC", word).lower()):
        parts = unicodedata.normalize("NFD", char)
        tones += "".join(str(_TONES.index(mark) + 1) for mark in parts if mark in _TONES)
        if char.isalnum():
            kept = (part for part in parts if part in _SHAPES or not unicodedata.combining(part))
            letters += _place(unicodedata.normalize("NFC", "".join(kept)))
    return f"{letters}!{tones}" if letters else ""


def _place(letter: str) -> str:
    place = _LETTERS.find(letter)
    if place >= 0:
        return chr(_FIRST + place)
    return letter if letter.isdigit() and letter.isascii() else f"~{letter}"
