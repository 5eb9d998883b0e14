"""Vietnamese typing: what a touched key makes of the text that stands (Telex, VNI, or a row of marks)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Method(StrEnum):
    """How marks are typed. The keys of the mark row work in each of them."""

    TELEX = "telex"
    VNI = "vni"
    MARKS = "marks"  # letters stay as they are


SAC, HUYEN, HOI, NGA, NANG = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
TONES = (SAC, HUYEN, HOI, NGA, NANG)  # the keys of the mark row: combining characters


def compose(text: str, key: str, method: Method) -> str:
    """What stands after `key` (one character, or one of TONES) is typed behind `text`; NFC.

    Marks may come anywhere in the last syllable; the same mark again takes it off and, but for the mark
    row, writes the key. Tones stand as in hòa, thúy, khỏe. What cannot become Vietnamese stays as typed.
    """
    text = unicodedata.normalize("NFC", text)
    start = len(text)
    while start and text[start - 1].isalpha():
        start -= 1
    return unicodedata.normalize("NFC", text[:start] + _typed(text[start:], key, method))


def _typed(word: str, key: str, method: Method) -> str:
    syllable = _parse(word)
    if key in TONES:
        return _toned(syllable, key, "") if syllable and syllable.rhyme else word
    mark = _KEYS[method].get(key.lower())
    marked = None
    if syllable and mark is _BAR:
        marked = _barred(syllable, key)
    elif syllable and syllable.rhyme and isinstance(mark, str):
        marked = _tone_typed(syllable, mark, key)
    elif syllable and syllable.rhyme and isinstance(mark, Mapping):
        marked = _shaped(syllable, mark, key)
    elif syllable and key.lower() == "w" and mark and syllable.initial.lower() not in ("q", "qu"):
        marked = _append(word, "Ư" if key.isupper() else "ư")
    if marked is not None:
        return marked
    longer = _append(word, key)
    if method is Method.TELEX and syllable and word[:1] in ("ư", "Ư") and not _parse(longer):
        return _cased("w", word[0]) + longer[1:]  # "win": that w was no ư
    return longer


# ---- what a syllable can be ----------------------------------------------------------------------

_INITIALS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x"
_RHYMES = """
    a ac ach ai am an ang anh ao ap at au ay  ăc ăk ăm ăn ăng ăp ăt  âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et  ê êc êch êm ên êng ênh êp êt êu
    i ia ich im in inh ip it iu  iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong ooc oong op ot  ô ôc ôi ôm ôn ông ôp ôt  ơ ơi ơm ơn ơp ơt
    oa oac oach oai oam oan oang oanh oao oap oat oay  oăc oăm oăn oăng oăt  oe oen oeo oet
    u ua uc ui um un ung up ut  uân uâng uât uây  uê uêch uênh  uôc uôi uôm uôn uông uôt  uơ
    uy uya uych uyn uynh uyp uyt uyu  uyên uyêt
    ư ưa ưc ưi ưm ưn ưng ưt ưu  ươc ươi ươm ươn ương ươp ươt ươu
    y ych ynh yt  yêm yên yêng yêt yêu
"""
_BEGINNINGS = frozenset(["", *_INITIALS.split()])
_VOWELS = frozenset("aăâeêioôơuưy")
_SHAPED = frozenset("ăâêôơư")
_BARE = dict(zip("ăâêôơưđ", "aaeooud", strict=True))
_STOPS = ("c", "ch", "k", "p", "t")  # codas that bear no tone but sắc and nặng


def _possible() -> frozenset[str]:
    """Every beginning of a rhyme, each shape mark already typed or still to come."""
    found = set()
    for rhyme in _RHYMES.split():
        stems = [""]
        for letter in rhyme:
            stems = [stem + way for stem in stems for way in {letter, _BARE.get(letter, letter)}]
            found.update(stems)
    return frozenset(found)


_POSSIBLE = _possible()


@dataclass(frozen=True)
class _Syllable:
    """A word that is, or may become, one Vietnamese syllable; case as typed."""

    initial: str
    rhyme: str  # shape marks on, no tone; empty while only the initial stands
    tone: str  # one of TONES, or empty

    def __str__(self) -> str:
        if not self.tone or not self.rhyme:
            return self.initial + self.rhyme
        place = _place(self.rhyme.lower()) + 1
        marked = self.rhyme[:place] + self.tone + self.rhyme[place:]
        return unicodedata.normalize("NFC", self.initial + marked)


def _place(rhyme: str) -> int:
    """Which letter bears the tone."""
    shaped = [place for place, letter in enumerate(rhyme) if letter in _SHAPED]
    if shaped:
        return shaped[-1]
    vowels = sum(letter in _VOWELS for letter in rhyme)
    if vowels < len(rhyme):  # a consonant closes it: hoàn, khuýp
        return vowels - 1
    return 1 if vowels == 3 else 0  # ngoài; hòa


def _parse(word: str) -> _Syllable | None:
    """The syllable of a word in NFC; None for what cannot become Vietnamese."""
    tones = [char for char in unicodedata.normalize("NFD", word) if char in TONES]
    if len(tones) > 1:
        return None
    letters = _level(word)
    lower = letters.lower()
    start = 0
    while start < len(lower) and lower[start] not in _VOWELS:
        start += 1
    if lower.startswith("qu") or (lower.startswith("gi") and lower[2:3] in _VOWELS and lower[2:]):
        start = 2
    if lower[:start] not in _BEGINNINGS or (lower[start:] and lower[start:] not in _POSSIBLE):
        return None
    return _Syllable(letters[:start], letters[start:], "".join(tones))


def _level(word: str) -> str:
    """The word without tones; shape marks stay, and so does the count of letters."""
    spread = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(char for char in spread if char not in TONES))


# ---- what a key does -----------------------------------------------------------------------------

_CLEAR = "clear"
_BAR: Mapping[str, str] = {"d": "đ"}
_ROOF = {"a": "â", "ă": "â", "e": "ê", "o": "ô", "ơ": "ô"}
_HORN = {"o": "ơ", "ô": "ơ", "u": "ư"}
_BOWL = {"a": "ă", "â": "ă"}
_KEYS: dict[Method, dict[str, str | Mapping[str, str]]] = {
    Method.TELEX: {
        **dict(zip("sfrxj", TONES, strict=True)),
        "z": _CLEAR,
        "a": {"a": "â", "ă": "â"},
        "e": {"e": "ê"},
        "o": {"o": "ô", "ơ": "ô"},
        "w": _HORN | _BOWL,
        "d": _BAR,
    },
    Method.VNI: {
        **dict(zip("12345", TONES, strict=True)),
        "0": _CLEAR,
        "6": _ROOF,
        "7": _HORN,
        "8": _BOWL,
        "9": _BAR,
    },
    Method.MARKS: {},
}


def _append(word: str, key: str) -> str:
    """The word with one more letter; its tone moves where it belongs (hòa, hoàn)."""
    longer = word + key
    syllable = _parse(_closed(longer))
    return str(syllable) if syllable else longer


def _closed(word: str) -> str:
    """uơ stands only at the end (thuở) and after q; before anything else it is ươ (thương)."""
    at = _level(word).lower().find("uơ")
    if at < 0 or at + 2 == len(word) or word[at - 1 : at] in ("q", "Q"):
        return word
    return word[:at] + _cased("ư", word[at]) + word[at + 1 :]


def _tone_typed(syllable: _Syllable, mark: str, key: str) -> str | None:
    """None where the syllable cannot bear that tone, and the key is a letter."""
    if mark is _CLEAR:
        return str(replace(syllable, tone="")) if syllable.tone else None
    if mark not in (SAC, NANG) and syllable.rhyme.lower().endswith(_STOPS):
        return None
    return _toned(syllable, mark, key)


def _toned(syllable: _Syllable, tone: str, key: str) -> str:
    """The tone on the syllable; the tone it has is taken off, and `key` written."""
    if syllable.tone == tone:
        return str(replace(syllable, tone="")) + key
    return str(replace(syllable, tone=tone))


def _barred(syllable: _Syllable, key: str) -> str | None:
    if syllable.initial in ("d", "D"):
        return str(replace(syllable, initial=_cased("đ", syllable.initial)))
    if syllable.initial in ("đ", "Đ"):
        return str(replace(syllable, initial=_cased("d", syllable.initial))) + key
    return None


def _shaped(syllable: _Syllable, shapes: Mapping[str, str], key: str) -> str | None:
    """The shape mark on the letter that can bear it, or off again; None where there is none."""
    lower = syllable.rhyme.lower()
    shaped = _shaped_rhyme(lower, shapes)
    if shaped:
        return str(replace(syllable, rhyme=_cased(shaped, syllable.rhyme)))
    bare = "".join(_BARE[c] if c in shapes.values() and c in _BARE else c for c in lower)
    if bare == lower:
        return None
    if (syllable.initial + lower, key.lower()) == ("ư", "w"):
        return key  # typed as a lone w
    return _append(str(replace(syllable, rhyme=_cased(bare, syllable.rhyme))), key)


def _shaped_rhyme(rhyme: str, shapes: Mapping[str, str]) -> str | None:
    if rhyme[:1] in ("u", "ư") and rhyme[1:2] in ("o", "ô", "ơ") and "o" in shapes:
        return _paired(rhyme, "u" in shapes)
    ways = (
        rhyme[:place] + shapes[letter] + rhyme[place + 1 :]
        for place, letter in enumerate(rhyme)
        if letter in shapes
    )
    return next((way for way in ways if way in _POSSIBLE), None)


def _paired(rhyme: str, horn: bool) -> str | None:
    """u and o bear the mark together (uô, ươ), but for the open uơ (thuở)."""
    wanted = "uô"
    if horn:
        wanted = "ươ" if rhyme[2:] or rhyme[0] == "ư" else "uơ"
    way = wanted + rhyme[2:]
    return way if way != rhyme and way in _POSSIBLE else None


def _cased(letters: str, like: str) -> str:
    return "".join(
        letter.upper() if model.isupper() else letter
        for letter, model in zip(letters, like, strict=True)
    )
