"""Who is let in where: one table of everybody who may come to the centre and everything that is answered there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """Everybody; the words are the table's in docs/access.md."""

    NOBODY = "nobody"
    UNKNOWN = "an unknown token"
    CLAIMED = "its certificate, only claimed"
    TOKEN = "its token"
    CERTIFICATE = "its certificate"
    OTHER = "another device"
    REVOKED = "a device that was taken out"
    TAKEN_BACK = "a certificate taken back"
    ENDED = "a certificate that ended"
    WATCHER = "a watcher"
    TARGET = "the target"
    OTHER_TARGET = "another target"
    CODE = "its code"
    USED_CODE = "a used code"
    OTHERS_CODE = "another's code"


STRANGERS = (Who.NOBODY, Who.UNKNOWN, Who.CLAIMED)
DEVICES = (*STRANGERS, Who.TOKEN, Who.CERTIFICATE)
DEVICES += (Who.OTHER, Who.REVOKED, Who.TAKEN_BACK, Who.ENDED)
CALLERS = (Who.WATCHER, Who.TARGET, Who.OTHER_TARGET)
CODES = (Who.CODE, Who.USED_CODE, Who.OTHERS_CODE)

UNKNOWN, REVOKED, NO_CERTIFICATE = "401 denied", "403 revoked", "403 certificate"
NOT_YOURS, NOT_THERE, NO_CODE = "403 denied", "404 unknown", "401 code"


@dataclass(frozen=True)
class Route:
    """One thing that can be asked; `answers` is "status", or "status refusal", for everybody.

    `writes`: whether it changes what the centre keeps, where it is done. `counts`: even a refusal is noted.
    """

    method: str
    path: str
    what: str
    answers: Mapping[Who, str]
    writes: bool = False
    counts: bool = False


def _all(answer: str) -> dict[Who, str]:
    return dict.fromkeys(Who, answer)


def _own(answer: str, other: str = NOT_YOURS) -> dict[Who, str]:
    """What a device alone may do; `other`: what is told to one that asks for what is not its own."""
    return {
        **_all(UNKNOWN),
        Who.TOKEN: answer,
        Who.CERTIFICATE: answer,
        Who.OTHER: other,
        Who.REVOKED: REVOKED,
        Who.TAKEN_BACK: NO_CERTIFICATE,
    }


def _asked(unproven: str = NOT_YOURS) -> dict[Who, str]:
    """A question: the device's signature lets it in, under whatever certificate it comes."""
    signed = (Who.TOKEN, Who.CERTIFICATE, Who.TAKEN_BACK, Who.ENDED)
    return {
        **_all(UNKNOWN),
        **dict.fromkeys(signed, "200"),
        Who.NOBODY: unproven,
        Who.CLAIMED: unproven,
        Who.OTHER: NOT_YOURS,
        Who.REVOKED: REVOKED,
    }


def _watched() -> dict[Who, str]:
    targets = dict.fromkeys((Who.TARGET, Who.OTHER_TARGET), NOT_YOURS)
    return {**_all(UNKNOWN), Who.WATCHER: "200", **targets}


def _connected() -> dict[Who, str]:
    others = dict.fromkeys((Who.WATCHER, Who.OTHER_TARGET), NOT_YOURS)
    return {**_all(UNKNOWN), Who.TARGET: "200", **others}


# An answer to HEAD has no body that could say why; and whoever asks takes his turn at the upload.
HOW_FAR = {who: answer.partition(" ")[0] for who, answer in _own("200", NOT_THERE).items()}
ENROLLED = {**_all(NO_CODE), Who.CODE: "200", Who.USED_CODE: "403 code"}
RENEWED = {
    **_all(NO_CERTIFICATE),
    Who.CERTIFICATE: "200",
    Who.ENDED: "200",
    Who.REVOKED: REVOKED,
    Who.TAKEN_BACK: REVOKED,
}

_ONE = "/v1/targets/{name}"
_QUESTION = "/v1/questions/{question}"
_TARGETS = "/v1/bundles/targets/{name}"
_EST = "/.well-known/est/"

# In this order they are asked in the test: a target is told of what a device sent before.
TABLE: tuple[Route, ...] = (
    Route("GET", "/openapi.json", "the description", _all("200")),
    Route("GET", "/v1/ready", "whether it is ready", _all("204")),
    Route("OPTIONS", "/v1/uploads", "what it knows of tus", _all("204")),
    Route("POST", "/v1/announcements", "announce a case", _own("201"), writes=True),
    Route("GET", "/v1/envelopes/{device}/{envelope}", "how far a case is", _own("200")),
    Route("POST", "/v1/uploads", "begin to send it", _own("201"), writes=True),
    Route("HEAD", "/v1/uploads/{upload}", "how much of it is here", HOW_FAR, writes=True),
    Route("PATCH", "/v1/uploads/{upload}", "send it", _own("204", NOT_THERE), writes=True),
    Route("POST", _QUESTION, "time", _asked("200"), writes=True),
    Route("POST", _QUESTION, "greeting", _asked(), writes=True),
    Route("POST", _QUESTION, "missing", _asked(), writes=True),
    Route("POST", _QUESTION, "news", _asked(), writes=True),
    Route("POST", _QUESTION, "handed", _asked(), writes=True),
    Route("POST", _QUESTION, "acts", _asked(), writes=True),
    Route("POST", _QUESTION, "report", _asked(), writes=True),
    Route("GET", "/v1/results/{result}", "a result", _own("206", NOT_THERE)),
    Route("GET", "/v1/bundles/metadata/{name}", "what rules there are", _own("200", "200")),
    Route("GET", _TARGETS, "rules for all", _own("200", "200")),
    Route("GET", _TARGETS, "rules for its office", _own("200")),
    Route("GET", _TARGETS, "rules for itself", _own("200")),
    Route("GET", "/v1/releases/metadata/{name}", "what releases there are", _own("200", "200")),
    Route("GET", "/v1/releases/targets/{name}", "a release", _own("206", "206")),
    Route("GET", _EST + "cacerts", "the authority", _all("200")),
    Route("GET", _EST + "csrattrs", "what a request must bear", _all("204")),
    Route("POST", _EST + "simpleenroll", "the first certificate", ENROLLED, True, True),
    Route("POST", _EST + "simplereenroll", "the next certificate", RENEWED, True, True),
    Route("GET", "/fleet", "the fleet, for people", _watched()),
    Route("GET", "/fleet/{device}", "one kiosk, for people", _watched()),
    Route("GET", "/fleet.csv", "the fleet, as a table", _watched()),
    Route("GET", "/v1/fleet", "the fleet", _watched()),
    Route("GET", "/v1/alarms", "alarms", _watched()),
    Route("GET", _ONE, "how a target stands", _connected()),
    Route("POST", _ONE + "/claims", "take events", _connected(), writes=True),
    Route("POST", _ONE + "/outcomes", "say what became of them", _connected(), writes=True),
    Route("POST", _ONE + "/statuses", "tell how a case stands", _connected(), writes=True),
    Route("GET", _ONE + "/cases/{device}/{envelope}/files/{file}", "a paper", _connected()),
)
