"""What travels with a case: announcement, its place in the device's chain, standing, receipt, refusal."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from kiosk.contract.shapes import (
    DEVICE,
    ID,
    MOST_BYTES,
    NAME,
    SHA256,
    SIGNED,
    ContractError,
    count,
    digest,
    match,
    table,
    text,
    time,
    to_sign,
)

VERSION = 1
EVIDENCE = "chung-cu-the"  # document id of what proves the card: JSON, the one file without pages
MOST_FILES = 64
MOST_SEQ = MOST_BYTES  # of a link: what a greeting can tell
LINK = "Kiosk-Link"  # header of an announcement: Link.to_header

_LINK = re.compile(rf"([1-9][0-9]{{0,14}}) (-|{SHA256.pattern}) ({SIGNED.pattern})")


class Refusal(StrEnum):
    """Why the centre will never take an envelope as it is: a clerk or technician must look."""

    MALFORMED = "malformed"  # not in the contract's shape
    CONFLICT = "conflict"  # the same envelope id with other contents
    CORRUPT = (
        "corrupt"  # all bytes arrived and their sha256 differ; the upload is dropped: send again
    )
    TOO_LARGE = "too-large"


def refusing(refusal: Refusal, device: str, body: bytes) -> bytes:
    """What the centre signs of its no to the announcement with this `body`; travels beside `refusal` as `signature`."""
    return to_sign("refusal", {"refusal": refusal, "device": device, "announcement": digest(body)})


@dataclass(frozen=True)
class AnnouncedFile:
    """One file of an envelope: its name, the sha256 of its bytes, their count, its document id and pages.

    `pages` is at least 1, but 0 for EVIDENCE.
    """

    name: str
    sha256: str
    size: int
    document: str
    pages: int


@dataclass(frozen=True)
class Announcement:
    """A sealed case's metadata; small, sent before any file so that the centre sees the case at once."""

    envelope: str  # 32 hex digits, the idempotency key for ever
    device: str
    office: str
    case: str  # 32 hex digits
    code: str  # provisional code
    procedure: str
    ticket: str
    channel: str  # "truc-tiep-co-ho-tro": handed in at the office, with the kiosk's help; "truc-tiep": to a clerk
    opened_at: str  # ISO 8601 with offset: when it happened, not when it was sent
    sealed_at: str
    # number, name, birth_date, sex, nationality, expiry, verdict; and differs, where the code on the card says
    # something else than its chip: the fields' names, parted by spaces; and old_number, where the card says one
    holder: dict[str, str] | None
    files: tuple[AnnouncedFile, ...]
    rules: str = ""  # version of the rules it was accepted under; empty: as shipped, or not told
    doubt: str = (
        ""  # what spoke against a card laid down: a verdict; its bearer is to be compared with it
    )
    corrects: str = ""  # the envelope of the same case that this one puts right; it stays as it was

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)

    def to_json(self) -> dict[str, Any]:
        return {"version": VERSION, **asdict(self)}

    @classmethod
    def from_json(cls, data: object) -> Announcement:
        """Parse what came over the line; raises ContractError."""
        row = table(data, "announcement")
        files = row.get("files")
        if not isinstance(files, list) or not 0 < len(files) <= MOST_FILES:
            raise ContractError("files")
        holder = row.get("holder")
        if holder is not None:
            holder = _holder(holder)
        announcement = cls(
            envelope=match(row, "envelope", ID),
            device=match(row, "device", DEVICE),
            office=text(row.get("office"), "office"),
            case=match(row, "case", ID),
            code=match(row, "code", NAME),
            procedure=match(row, "procedure", NAME),
            ticket=match(row, "ticket", NAME),
            channel=match(row, "channel", NAME),
            opened_at=time(row, "opened_at"),
            sealed_at=time(row, "sealed_at"),
            holder=holder,
            files=tuple(_file(file) for file in files),
            # Not there from a kiosk older than these words.
            rules=match(row, "rules", NAME) if row.get("rules", "") != "" else "",
            doubt=match(row, "doubt", NAME) if row.get("doubt", "") != "" else "",
            corrects=match(row, "corrects", ID) if row.get("corrects", "") != "" else "",
        )
        if row.get("version") != VERSION:
            raise ContractError("version")
        if announcement.size > MOST_BYTES:
            raise ContractError("files: too large")
        if len({file.name for file in announcement.files}) < len(announcement.files):
            raise ContractError("files: a name twice")
        return announcement


@dataclass(frozen=True)
class Link:
    """An envelope's place in the chain of all that a device ever announced, signed with the device's key.

    Two machines under one name, or one that forgot what it sent, make two links of one `seq`: the centre sees it.
    """

    seq: int  # 1, 2, 3 ...
    previous: str  # digest of the link before; "" for the first
    signature: str  # Ed25519 over `said`

    @staticmethod
    def said(device: str, seq: int, previous: str, body: bytes) -> bytes:
        """What is signed of an announcement's `body`, and digested for the next link."""
        row = {"device": device, "seq": seq, "previous": previous, "announcement": digest(body)}
        return to_sign("envelope", row)

    def to_header(self) -> str:
        return f"{self.seq} {self.previous or '-'} {self.signature}"

    @classmethod
    def from_header(cls, value: str) -> Link:
        """Parse LINK; raises ContractError."""
        found = _LINK.fullmatch(value)
        if not found:
            raise ContractError(LINK)
        if int(found[1]) > MOST_SEQ:
            raise ContractError(LINK)
        return cls(int(found[1]), found[2].replace("-", ""), found[3])


@dataclass(frozen=True)
class Receipt:
    """The centre's word that it has the case and every file, whole; `id` never changes.

    `announcement` is the sha256 of the announcement's bytes, `signature` the centre's over `said`.
    """

    id: str
    device: str
    envelope: str
    received_at: str
    files: tuple[AnnouncedFile, ...]
    announcement: str
    signature: str = ""

    def said(self) -> bytes:
        return to_sign("receipt", self.to_json())

    def to_json(self) -> dict[str, Any]:
        # Not by asdict, which copies each value: the centre does this thrice a case.
        return {**vars(self), "files": tuple(dict(vars(file)) for file in self.files)}

    @classmethod
    def from_json(cls, data: object) -> Receipt:
        row = table(data, "receipt")
        files = row.get("files")
        if not isinstance(files, list):
            raise ContractError("receipt.files")
        return cls(
            id=match(row, "id", NAME),
            device=match(row, "device", DEVICE),
            envelope=match(row, "envelope", ID),
            received_at=time(row, "received_at"),
            files=tuple(_file(file) for file in files),
            announcement=match(row, "announcement", SHA256),
            signature=match(row, "signature", SIGNED),
        )


@dataclass(frozen=True)
class Standing:
    """Where an announced envelope stands at the centre: waiting for files, or received."""

    envelope: str
    upload: str | None  # path of its tus upload, once created and not yet complete
    receipt: Receipt | None
    # How much of the upload is kept; another request may have more in hand. None: ask, also of an older centre.
    offset: int | None = None
    twin: bool = False  # another envelope came from this device under the same number

    def to_json(self) -> dict[str, Any]:
        return {
            "envelope": self.envelope,
            "upload": self.upload,
            "receipt": self.receipt.to_json() if self.receipt else None,
            "offset": self.offset,
            "twin": self.twin,
        }

    @classmethod
    def from_json(cls, data: object) -> Standing:
        row = table(data, "standing")
        upload, receipt, offset = row.get("upload"), row.get("receipt"), row.get("offset")
        return cls(
            envelope=match(row, "envelope", ID),
            upload=None if upload is None else text(upload, "upload"),
            receipt=None if receipt is None else Receipt.from_json(receipt),
            offset=None if offset is None else count(row, "offset", least=0),
            twin=row.get("twin") is True,
        )


def _holder(data: object) -> dict[str, str]:
    row = table(data, "holder")
    for key in row:
        if not NAME.fullmatch(key):
            raise ContractError("holder")
    return {key: text(value, f"holder.{key}") for key, value in row.items()}


def _file(data: object) -> AnnouncedFile:
    row = table(data, "file")
    document = match(row, "document", NAME)
    return AnnouncedFile(
        name=match(row, "name", NAME),
        sha256=match(row, "sha256", SHA256),
        size=count(row, "size"),
        document=document,
        pages=count(row, "pages", least=0 if document == EVIDENCE else 1),
    )
