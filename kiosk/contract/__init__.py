"""The words kiosk and centre both speak: announcement, envelope, receipt, refusal. Standard library only.

The line is HTTP. Everything may be asked again: the pair (device, envelope) names one send for ever.

    POST /v1/announcements                      Announcement -> 201 Standing, or 200 when it is known already
    POST /v1/uploads                            tus 1.0 creation for a whole envelope; asked again, the same Location
    HEAD|PATCH /v1/uploads/{id}                 tus 1.0; a PATCH that asks for it (PREFERENCE) ends with 200 Standing
    GET  /v1/envelopes/{device}/{envelope}      Standing; its receipt is there once every file arrived and matched

The files of an envelope travel as one tus upload: their bytes one after another, in the announcement's order.
`Upload-Metadata` carries `device` and `envelope`. A request is let in by `Authorization: Bearer <device token>`.
Where the answer to an announcement names CODING in `Accept-Encoding` (RFC 7694), the next ones may come with it.

The token opens the door; what counts is signed (Ed25519, RFC 8032, 128 hex digits). Each announcement bears its place
in the device's chain (LINK) under the device's key; each receipt is signed with the centre's. A POST under QUESTIONS
bears the device's signature over `question(path, body)` in SIGNATURE; its body and the signed answer name one `nonce`.
"""

from kiosk.contract.envelopes import (
    EVIDENCE,
    LINK,
    MOST_FILES,
    VERSION,
    AnnouncedFile,
    Announcement,
    Link,
    Receipt,
    Refusal,
    Standing,
)
from kiosk.contract.shapes import (
    MOST_BYTES,
    MOST_JSON,
    ContractError,
    digest,
    to_sign,
)

TUS_VERSION = "1.0.0"
ANNOUNCEMENTS = "/v1/announcements"
UPLOADS = "/v1/uploads"
ENVELOPES = "/v1/envelopes"
QUESTIONS = "/v1/questions"
CODING = "gzip"  # an announcement's Content-Encoding: halves it
PREFERENCE = "return=representation"  # in `Prefer` (RFC 7240): saves asking for the receipt
SIGNATURE = "Kiosk-Signature"  # header of a question


def question(path: str, body: bytes) -> bytes:
    """What a device signs of a question."""
    return to_sign("question", {"path": path, "body": digest(body)})


__all__ = [
    "ANNOUNCEMENTS",
    "CODING",
    "ENVELOPES",
    "EVIDENCE",
    "LINK",
    "MOST_BYTES",
    "MOST_FILES",
    "MOST_JSON",
    "PREFERENCE",
    "QUESTIONS",
    "SIGNATURE",
    "TUS_VERSION",
    "UPLOADS",
    "VERSION",
    "AnnouncedFile",
    "Announcement",
    "ContractError",
    "Link",
    "Receipt",
    "Refusal",
    "Standing",
    "digest",
    "question",
    "to_sign",
]
