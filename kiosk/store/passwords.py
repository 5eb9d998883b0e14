"""Passwords of the office's people: made hard to guess from what is kept, and slow to try."""

from __future__ import annotations

import os
import re
import secrets
import unicodedata
from enum import StrEnum

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

# RFC 9106: for a machine of 2 GB with four small cores; about a third of a second there.
MEMORY = 32 * 1024  # KiB
PASSES = 2
LEAST, MOST = 10, 200  # letters
_PHC = re.compile(r"\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$.+", re.ASCII)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another one

# What guessers try first, and what offices write on a slip under the keyboard; compared without spaces and signs.
_COMMONEST = """
1234567890 0123456789 12345678910 123456789a 0987654321 1111111111 1234512345 1122334455 1231231231 123123123123
12345678900 987654321 9876543210 abcdefghij abc1234567 abcd123456 abcd1234567 a123456789 qwertyuiop qwerty1234
qwerty12345 qwerty123456 asdfghjkl1 1qaz2wsx3edc 1q2w3e4r5t 1q2w3e4r5t6y zaq12wsxcde3 password12 password123
password1234 passw0rd123 matkhau123 matkhau1234 matkhau12345 matkhaumoi administrator admin12345 admin123456
adminadmin welcome123 iloveyou12 iloveyou123 emyeuanh123 anhyeuem123 vietnam123 vietnam2024 vietnam2025
vietnam2026 vietnamvodich hanoi12345 ubnd123456 ubndxa1234 ubndxa123456 motcua1234 motcua12345 motcua123456
bophanmotcua canbo12345 canbo123456 congchuc123 hanhchinh123 tuphaphotich tuphap1234 dichvucong123 dichvucong
khongcogi123 0000000000 9999999999 8888888888 6868686868
"""
COMMONEST = frozenset(_COMMONEST.split())


class Weak(StrEnum):
    """Why a password is not taken."""

    SHORT = "short"
    LONG = "long"
    LOGIN = "login"  # holds the login, or little else
    COMMON = "common"
    SAME = "same"  # as the one before


def weakness(password: str, login: str) -> Weak | None:
    """None where it may be somebody's password."""
    text = _text(password)
    plain = "".join(each for each in text.casefold() if each.isalnum())
    if len(text) < LEAST:
        return Weak.SHORT
    if len(text) > MOST:
        return Weak.LONG
    own = login.replace(".", "")
    if own and own in plain and len(plain) - len(own) < 4:
        return Weak.LOGIN
    return Weak.COMMON if plain in COMMONEST or len(set(plain)) < 4 else None


def hashed(password: str, *, memory: int = MEMORY) -> str:
    """What is kept of a password (PHC text); takes time and `memory` KiB on purpose."""
    salt = os.urandom(16)
    made = Argon2id(salt=salt, length=32, iterations=PASSES, lanes=1, memory_cost=memory)
    return made.derive_phc_encoded(_text(password).encode())


def fits(password: str, phc: str) -> bool:
    """Whether this is the password that `phc` was made of; as slow as `hashed`."""
    if len(password) > MOST:
        return False
    try:
        Argon2id.verify_phc_encoded(_text(password).encode(), phc)
    except (InvalidKey, ValueError):
        return False
    return True


def is_outdated(phc: str) -> bool:
    """Whether it was made with less than is usual today."""
    told = _PHC.fullmatch(phc)
    return told is None or int(told[1]) < MEMORY or int(told[2]) < PASSES


def one_time() -> str:
    """A password to be read out or written down: 59 bits, in three groups."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def _text(password: str) -> str:
    """Two keyboards may write one Vietnamese letter in two ways."""
    return unicodedata.normalize("NFC", password)
