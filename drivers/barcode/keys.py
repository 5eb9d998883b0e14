"""What a scanner types as a keyboard: key events of the kernel to the bytes of a line (Linux input.h, US layout)."""

from __future__ import annotations

import struct

EVENT = struct.Struct("@llHHi")  # seconds, microseconds, type, code, value
EV_SYN, EV_KEY = 0, 1
SYN_REPORT, SYN_DROPPED = 0, 3
UP, DOWN = 0, 1  # 2 is a key held down; a scanner means no letter by it
SHIFTS, ALTS, CONTROLS = {42, 54}, {56, 100}, {29, 97, 125, 126}
ENTERS = {28, 96}

# By key code: what is typed, and what with shift.
ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (15, "\t", "\t"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
)
KEYPAD = dict(zip((82, 79, 80, 81, 75, 76, 77, 71, 72, 73), "0123456789", strict=True))
PAD_SIGNS = {55: "*", 74: "-", 78: "+", 83: ".", 98: "/"}
PLAIN = {start + i: c for start, plain, _ in ROWS for i, c in enumerate(plain)}
SHIFTED = {start + i: c for start, _, shifted in ROWS for i, c in enumerate(shifted)}
MOST_DIGITS = 7  # of a letter typed by its number


class Keys:
    """Key events in, typed bytes out; Enter is a carriage return.

    With Alt held, digits on the keypad are a letter's number, as scanners send what no key has: below 256 a
    byte as it is, above a Unicode letter as UTF-8. After events that the kernel dropped the line is no text.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._held: set[int] = set()
        self._number = ""
        self._dropping = False

    def typed(self, events: bytes) -> bytes:
        """What the events type; one that is cut is kept until its rest comes."""
        data = self._rest + events
        whole = len(data) - len(data) % EVENT.size
        self._rest = data[whole:]
        return b"".join(
            self._one(kind, code, value)
            for _, _, kind, code, value in EVENT.iter_unpack(data[:whole])
        )

    def _one(self, kind: int, code: int, value: int) -> bytes:
        if kind == EV_SYN and code == SYN_DROPPED:
            self._dropping = True
            self._held.clear()
            self._number = ""
            return b"\0"  # in no code
        if self._dropping:
            # What stands between is of no use until the next report.
            self._dropping = not (kind == EV_SYN and code == SYN_REPORT)
            return b""
        if kind != EV_KEY or value not in (UP, DOWN):
            return b""
        return self._pressed(code) if value == DOWN else self._let_go(code)

    def _pressed(self, code: int) -> bytes:
        if code in SHIFTS | ALTS | CONTROLS:
            self._held.add(code)
            return b""
        if self._held & ALTS:
            self._number += KEYPAD.get(code, "")
            return b""
        if self._held & CONTROLS:
            return b""
        if code in ENTERS:
            return b"\r"
        table = SHIFTED if self._held & SHIFTS else PLAIN
        letter = table.get(code) or KEYPAD.get(code) or PAD_SIGNS.get(code, "")
        return letter.encode("ascii")

    def _let_go(self, code: int) -> bytes:
        self._held.discard(code)
        if code not in ALTS or not self._number:
            return b""
        number, self._number = self._number[-MOST_DIGITS:], ""
        value = int(number)
        if value < 256:
            return bytes([value])
        try:
            return chr(value).encode("utf-8")
        except (ValueError, UnicodeEncodeError):
            return b"\0"
