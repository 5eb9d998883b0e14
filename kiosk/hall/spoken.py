"""How a call is said: letters, numbers and counters as Vietnamese syllables, and as names of recorded words."""

from __future__ import annotations

import re

_LABEL = re.compile(r"([A-Z]{1,2})(?:(\d{0,2})-)?(\d{3,6})", re.ASCII)
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
LETTERS = {
    "A": "a",
    "B": "bê",
    "C": "xê",
    "D": "dê",
    "E": "e",
    "F": "ép",
    "G": "giê",
    "H": "hát",
    "I": "i",
    "J": "gi",
    "K": "ca",
    "L": "lờ",
    "M": "mờ",
    "N": "nờ",
    "O": "o",
    "P": "pê",
    "Q": "quy",
    "R": "rờ",
    "S": "sờ",
    "T": "tê",
    "U": "u",
    "V": "vê",
    "W": "vê kép",
    "X": "ích",
    "Y": "i dài",
    "Z": "dét",
}
INVITED, TO = "moi-so", "den-quay-so"  # names of the recorded "Mời số" and "đến quầy số"


def sentence(label: str, counter: int) -> str:
    """The call of A1-007 to counter 3: "Mời số a một, không không bảy, đến quầy số ba."

    Raises ValueError for what is no label, or no counter from 1 to 99.
    """
    _taken_apart(label, counter)
    return f"Mời số {number_of(label)}, đến quầy số {counted(counter)}."


def number_of(label: str) -> str:
    """A1-007 as it is said: "a một, không không bảy"; raises ValueError for what is no label."""
    letters, kiosk, number = _taken_apart(label, 1)
    series = " ".join(LETTERS[letter] for letter in letters)
    if kiosk:
        series += f" {counted(kiosk)}"
    digits = " ".join(_DIGITS[int(digit)] for digit in number)
    return f"{series}, {digits}"


def recorded(label: str, counter: int) -> tuple[str, ...]:
    """The same as names of recorded words, without their ending: moi-so, chu-a, so-1 ...; raises ValueError."""
    letters, kiosk, number = _taken_apart(label, counter)
    return (
        INVITED,
        *(f"chu-{letter.lower()}" for letter in letters),
        *((f"so-{kiosk}",) if kiosk else ()),
        *(f"so-{int(digit)}" for digit in number),
        TO,
        f"so-{counter}",
    )


def counted(number: int) -> str:
    """A number from 0 to 99 as it is said: mười lăm, hai mươi mốt, ba mươi tư."""
    tens, ones = divmod(number, 10)
    if not 0 <= number <= 99:
        raise ValueError("a counter is numbered from 1 to 99")
    if tens == 0:
        return _DIGITS[ones]
    said = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if ones == 0:
        return said
    one = {5: "lăm"} if tens == 1 else {1: "mốt", 4: "tư", 5: "lăm"}
    return f"{said} {one.get(ones, _DIGITS[ones])}"


def _taken_apart(label: str, counter: int) -> tuple[str, int, str]:
    parts = _LABEL.fullmatch(label)
    if not parts or not 1 <= counter <= 99:
        raise ValueError("no number of the queue, or no counter")
    letters, kiosk, number = parts.groups()
    return letters, int(kiosk or 0), number
