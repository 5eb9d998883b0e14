"""A form that came while nobody was signed in: sealed into the page that asks who it is, and shown again behind it."""

from __future__ import annotations

import base64
import binascii
import json
import os
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LONGEST = 64 * 1024  # bytes of a form
SEALED = LONGEST * 3  # letters of the field that bears one
_NONCE = 12
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Held:
    """What somebody sent, and to where. `person`: whose page it was; "" nobody knows any more."""

    person: str
    path: str
    body: str

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """In their order; a name may come several times."""
        return tuple(parse_qsl(self.body, keep_blank_values=True, max_num_fields=1000))


class Holding:
    """Seals with this desk's own key: nobody reads in the page's source what somebody else typed."""

    def __init__(self, secret: bytes) -> None:
        """`secret`: 32 bytes."""
        self._key = AESGCM(secret)

    def seal(self, held: Held) -> str:
        nonce = os.urandom(_NONCE)
        text = json.dumps([held.person, held.path, held.body]).encode()
        return base64.b64encode(nonce + self._key.encrypt(nonce, text, None)).decode()

    def open(self, sealed: str) -> Held | None:
        """None for what this desk did not seal."""
        try:
            data = base64.b64decode(sealed.encode(), validate=True)
            person, path, body = json.loads(self._key.decrypt(data[:_NONCE], data[_NONCE:], None))
        except (InvalidTag, ValueError, binascii.Error):
            return None
        return Held(person, path, body)


def formed(person: str, path: str, kind: str, body: bytes) -> Held | None:
    """What can be held of a request; None where it is no form of a page, or bears a password."""
    if kind.partition(";")[0].strip().lower() != _FORM or len(body) > LONGEST:
        return None
    try:
        held = Held(person, path, body.decode("ascii"))
        secret = any("password" in name for name, _ in held.fields)
        return held if held.fields and not secret else None
    except ValueError:
        return None


def own_path(text: str) -> str:
    """An address of this desk to go on to, or "/": never another site's, however it is written."""
    if not (text.startswith("/") and text.isascii() and text.isprintable() and len(text) <= 500):
        return "/"
    path = unquote(text.partition("?")[0])
    try:
        told = urlsplit(text)
    except ValueError:
        return "/"
    strange = told.scheme or told.netloc or "\\" in path or "//" in path or " " in text
    ways = path.split("/")
    if strange or ".." in ways or "." in ways or not path.isprintable() or "\\" in text:
        return "/"
    return "/" if ways[1] in ("sign-in", "sign-out", "lock", "unlock") else text
