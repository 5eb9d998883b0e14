"""What the centre answers when it cannot do as asked: a status, a code, a field's name; never a value."""

from __future__ import annotations

from enum import StrEnum

from kiosk.contract import Refusal


class Trouble(StrEnum):
    """Why one request failed, where the envelope itself is not at fault: ask again, otherwise."""

    DENIED = "denied"  # no token, or not this device's
    UNKNOWN = "unknown"  # no such path, envelope or upload
    METHOD = "method"
    OFFSET = "offset"  # not where the upload stands: ask with HEAD
    TUS_VERSION = "tus-version"
    MEDIA_TYPE = "media-type"
    OVERTAKEN = "overtaken"  # a newer request took the upload over
    SLOW = "slow"  # nothing came for too long; what came is kept
    OVER = "over"  # a result that is not valid any more
    STORE = "store"  # the centre's disk is full or fails; ask again later
    LATER = "later"  # database or store of objects are not there just now, or this process ends; ask again soon
    REVOKED = "revoked"  # the device was taken out of the province
    CERTIFICATE = "certificate"  # the device's certificate has ended, was taken back, or is none
    CODE = "code"  # a one-time code that is none, or was used
    KEY = "key"  # not the key that this device is known by, or that of another
    OFTEN = "often"  # too many wrong codes; ask again later


class Refused(Exception):
    """Ends a request with `status` and {"refusal": code, "why": name of the field}, perhaps signed."""

    def __init__(self, status: int, code: Refusal | Trouble, why: str, signature: str = "") -> None:
        super().__init__(f"{status} {code}: {why}")
        self.status = status
        self.code = code
        self.why = why
        self.signature = signature
