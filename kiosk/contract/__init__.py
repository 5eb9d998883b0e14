"""The words kiosk and centre both speak: announcement, envelope, receipt, refusal. Standard library only.

The line is HTTP. Everything may be asked again: the pair (device, envelope) names one send for ever.

    POST /v1/announcements                      Announcement -> 201 Standing, or 200 when it is known already
    POST /v1/uploads                            tus 1.0 creation for a whole envelope; asked again, the same Location
    HEAD|PATCH /v1/uploads/{id}                 tus 1.0; a PATCH that asks for it (PREFERENCE) ends with 200 Standing
    GET  /v1/envelopes/{device}/{envelope}      Standing; its receipt is there once every file arrived and matched
    GET  /v1/bundles/metadata|targets/...       rules of all, of the office or of who asks, as The Update Framework lays

News of cases and their results: kiosk.contract.news. What the rules say, and whose they are: kiosk.contract.rules.

The files of an envelope travel as one tus upload: their bytes one after another, in the announcement's order.
`Upload-Metadata` carries `device` and `envelope`. A request is let in by `Authorization: Bearer <device token>`,
or by the device's certificate on the line.
Where the answer to an announcement names CODING in `Accept-Encoding` (RFC 7694), the next ones may come with it.

The token opens the door; what counts is signed (Ed25519, RFC 8032, 128 hex digits). Each announcement bears its place
in the device's chain (LINK) under the device's key; each receipt is signed with the centre's, and so is each refusal of
an announcement: without that it is asked again. A POST under QUESTIONS
bears the device's signature over `question(path, body)` in SIGNATURE; its body and the signed answer name one `nonce`.

    POST /v1/questions/{name}                   a row with `device`, `nonce` -> 200, a row with `now` and `signature`

A question is let in by its signature and needs no token; the one for the time is answered to whoever asks.
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
    refusing,
)
from kiosk.contract.questions import (
    GREETING,
    MISSING,
    MOST_MISSING,
    QUESTIONS,
    SIGNATURE,
    TIME,
    Greeting,
    Known,
    answer,
    asked,
    envelopes,
    question,
)
from kiosk.contract.shapes import (
    MOST_BYTES,
    MOST_JSON,
    ContractError,
    digest,
    parsed,
    to_sign,
)

TUS_VERSION = "1.0.0"
ANNOUNCEMENTS = "/v1/announcements"
UPLOADS = "/v1/uploads"
ENVELOPES = "/v1/envelopes"
BUNDLES = "/v1/bundles"
CODING = "gzip"  # an announcement's Content-Encoding: halves it
CERTIFICATE = "certificate"  # refusal in a 403 of the TLS door or the centre, to whom it takes no certificate of
REVOKED = "revoked"  # refusal in a 403: the device was taken out of the province
# Refusals in a 503 or 507: the centre itself lacks something.
WAITING = frozenset({"later", "store"})
PREFERENCE = "return=representation"  # in `Prefer` (RFC 7240): saves asking for the receipt


__all__ = [
    "ANNOUNCEMENTS",
    "BUNDLES",
    "CERTIFICATE",
    "CODING",
    "ENVELOPES",
    "EVIDENCE",
    "GREETING",
    "LINK",
    "MISSING",
    "MOST_BYTES",
    "MOST_FILES",
    "MOST_JSON",
    "MOST_MISSING",
    "PREFERENCE",
    "QUESTIONS",
    "REVOKED",
    "SIGNATURE",
    "TIME",
    "TUS_VERSION",
    "UPLOADS",
    "VERSION",
    "WAITING",
    "AnnouncedFile",
    "Announcement",
    "ContractError",
    "Greeting",
    "Known",
    "Link",
    "Receipt",
    "Refusal",
    "Standing",
    "answer",
    "asked",
    "digest",
    "envelopes",
    "parsed",
    "question",
    "refusing",
    "to_sign",
]
