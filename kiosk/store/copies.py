"""The words of the certification register: a copy, its states, and who has it in hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.signing import SigningFault, SignRole

FIRST_LEVEL, LAST_LEVEL = "b-b", "b-lta"  # of a PAdES signature (EN 319 142-1)


class CopyState(StrEnum):
    """How far a copy has come."""

    WAITING_OFFICIAL = "waiting-official"
    WAITING_ORGANISATION = "waiting-organisation"
    CERTIFIED = "certified"
    VOID = "void"  # its number stays in the register


WAITS = {
    SignRole.OFFICIAL: CopyState.WAITING_OFFICIAL,
    SignRole.ORGANISATION: CopyState.WAITING_ORGANISATION,
}
THEN = {
    SignRole.OFFICIAL: CopyState.WAITING_ORGANISATION,
    SignRole.ORGANISATION: CopyState.CERTIFIED,
}


class CopyRefusal(StrEnum):
    """Why something asked of the register was not done."""

    CASE_UNKNOWN = "case-unknown"  # no sealed case of that code is here
    DOCUMENT_UNKNOWN = "document-unknown"  # the case has no such document with pages
    PROCEDURE = "procedure"  # papers of this procedure are not certified
    COPY_UNKNOWN = "copy-unknown"
    VOID_ALREADY = "void-already"
    ERASED = "erased"  # the case, and with it the file; the register keeps its line


class CopyError(Exception):
    """Nothing was changed."""

    def __init__(self, refusal: CopyRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True)
class Copy:
    """One line of the register. `reason`: why the last try to sign or complete it came to nothing."""

    id: str
    book: str
    year: int
    number: int
    case: str
    code: str  # of its case
    document: str  # id
    pages: int  # of the original
    state: CopyState
    since: dt.datetime  # in this state
    sha256: str
    size: int
    reason: SigningFault | None
    level: str  # b-b to b-lta once it is certified, "" before
    void_why: str
    leased: int  # seconds since 1970: until then somebody is at it


@dataclass(frozen=True)
class Claim:
    """A copy that one login signs now; `name` is what its new file is called in the vault."""

    id: str
    case: str
    path: str  # vault path of what is signed
    sha256: str  # of what must be found there
    tries: int
    role: SignRole

    @property
    def name(self) -> str:
        return f"copy-{self.id}-{self.tries}"


@dataclass(frozen=True)
class Incomplete:
    """A certified copy to be raised to the last level; `name` is what its new file is called in the vault."""

    id: str
    case: str
    key: bytes = field(repr=False)
    path: str
    sha256: str
    tries: int
    level: str

    @property
    def name(self) -> str:
        return f"copy-{self.id}-{self.tries}"


@dataclass(frozen=True)
class Kept:
    """A file that is safe in the vault."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Waiting:
    """What waits for one role's signature."""

    role: SignRole
    count: int
    since: dt.datetime | None  # of the one that waits longest
    reason: SigningFault | None  # why the one tried most often is not signed
