"""Whether a certificate and the registry speak of the same person, or the same organisation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import IntEnum

from kiosk.signing import SignRole

# What stands behind a name in one field: "Giàng A Páo - Phó Chủ tịch", "Giàng A Páo (01900...)", "..., email".
_SUFFIX = re.compile(r"\s*(?:\s[-–—]\s|[,;(/|]|\bCCCD\b|\bCMND\b|\bMST\b|\d{6,}).*$", re.IGNORECASE)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # huyền, sắc, ngã, hỏi, nặng
# Letters that look alike and are typed for one another.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("ðɖ", "đ"),  # U+00F0 and U+0256, from old fonts
        **dict.fromkeys("’‘ʼ`´′", "'"),  # H'Hen
        **dict.fromkeys("‐‑‒–—", "-"),
    }
)
_SHORT = {"ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân", "tp": "thành phố"}


class Likeness(IntEnum):
    """How far two names agree; more is closer."""

    OTHER = 0  # other letters: somebody else
    DIACRITICS = 1  # the same but for diacritics: perhaps somebody else, never taken for the same
    PRESENTATION = 2  # the same name in other case, spacing, Unicode form, or placing of tones
    SAME = 3  # letter by letter

    @property
    def agrees(self) -> bool:
        return self >= Likeness.PRESENTATION


def compare(one: str, other: str) -> Likeness:
    """How far two names agree, as people read them; the same for (one, other) and (other, one).

    Case, blanks, invisible characters, NFC or NFD, and where in its syllable a tone is written (hoá, hòa is
    the same letters with another tone; hoá, hóa the same name) are presentation. A tone or a mark that is
    missing is not.
    """
    if one == other:
        return Likeness.SAME if one else Likeness.OTHER
    left, right = _words(one), _words(other)
    if not left or not right:
        return Likeness.OTHER
    if [_toned(word) for word in left] == [_toned(word) for word in right]:
        return Likeness.PRESENTATION
    if [_bare(word) for word in left] == [_bare(word) for word in right]:
        return Likeness.DIACRITICS
    return Likeness.OTHER


def closest(held: Iterable[str], registered: str, role: SignRole) -> Likeness:
    """How far the best of the names that a certificate holds agrees with the registered one.

    For a person, what stands behind a name in the same field (a title, a number) is not part of it; for an
    organisation it is: "... Suối Lành - Bát Xát" may be another one.
    """
    names = [name for name in held if name.strip()]
    if role is SignRole.OFFICIAL:
        names += [head for name in names if (head := _SUFFIX.sub("", name)) not in ("", name)]
    return max((compare(name, registered) for name in names), default=Likeness.OTHER)


def _words(name: str) -> list[str]:
    """Small letters, composed, without what nobody sees; abbreviations written out."""
    seen = "".join(char for char in name if unicodedata.category(char) != "Cf")
    composed = unicodedata.normalize("NFC", seen).casefold().translate(_ALIKE)
    words = unicodedata.normalize("NFC", composed).replace(".", " ").split()
    return [part for word in words for part in _SHORT.get(word, word).split()]


def _toned(word: str) -> tuple[str, str]:
    """The letters with their shape (ă, â, ê, ô, ơ, ư, đ), and apart from them the tone, wherever it stands.

    A syllable has one tone; where there are more they stay where they are.
    """
    parts = unicodedata.normalize("NFD", word)
    tones = [char for char in parts if char in _TONES]
    if len(tones) != 1:
        return word, ""
    letters = "".join(char for char in parts if char not in _TONES)
    return unicodedata.normalize("NFC", letters), tones[0]


def _bare(word: str) -> str:
    parts = unicodedata.normalize("NFD", word)
    return "".join(char for char in parts if unicodedata.category(char) != "Mn").replace("đ", "d")
