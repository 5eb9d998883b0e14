"""Key events as the kernel gives them for a scanner that types: for tests."""

from __future__ import annotations

from drivers.barcode.keys import EVENT, KEYPAD, PLAIN, SHIFTED

SHIFT, ALT, ENTER = 42, 56, 28
DIGITS = {digit: code for code, digit in KEYPAD.items()}
LOWER = {letter: code for code, letter in PLAIN.items()}
UPPER = {letter: code for code, letter in SHIFTED.items()}


def event(kind: int, code: int, value: int) -> bytes:
    return EVENT.pack(1_700_000_000, 1, kind, code, value)


def key(code: int, value: int) -> bytes:
    """Scan code, key and report, as a USB keyboard's driver sends them."""
    return event(4, 4, 0x70000 + code) + event(1, code, value) + event(0, 0, 0)


def press(*codes: int) -> bytes:
    """The keys held down in turn, and let go in the other order."""
    down = b"".join(key(code, 1) for code in codes)
    return down + b"".join(key(code, 0) for code in reversed(codes))


def typed(text: str, alt: bool = False) -> bytes:
    """As a scanner set to a US keyboard types it; letters that no key has are left out, or typed by number
    with Alt, a byte of UTF-8 at a time."""
    return b"".join(letter(one, alt) for one in text)


def letter(one: str, alt: bool) -> bytes:
    if one == "\n":
        return press(ENTER)
    if one in LOWER:
        return press(LOWER[one])
    if one in UPPER:
        return press(SHIFT, UPPER[one])
    return b"".join(by_number(byte) for byte in one.encode()) if alt else b""


def by_number(number: int) -> bytes:
    digits = b"".join(press(DIGITS[digit]) for digit in f"{number:04}")
    return key(ALT, 1) + digits + key(ALT, 0)
