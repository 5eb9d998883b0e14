"""The words kiosk and centre both speak: announcement, envelope, receipt, refusal. Standard library only.

The line is HTTP. Everything may be asked again: the pair (device, envelope) names one send for ever.

    POST /v1/announcements                      Announcement -> 201 Standing, or 200 when it is known already
    POST /v1/uploads                            tus 1.0 creation for a whole envelope; asked again, the same Location
    HEAD|PATCH /v1/uploads/{id}                 tus 1.0; a PATCH that asks for it (PREFERENCE) ends with 200 Standing
    GET  /v1/envelopes/{device}/{envelope}      Standing; its receipt is there once every file arrived and matched
    GET  /v1/bundles/metadata|targets/...       rules, for all or for who asks, as The Update Framework lays them

The files of an envelope travel as one tus upload: their bytes one after another, in the announcement's order.
`Upload-Metadata` carries `device` and `envelope`. A request is let in by `Authorization: Bearer <device token>`.
Where the answer to an announcement names CODING in `Accept-Encoding` (RFC 7694), the next ones may come with it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

VERSION = 1
TUS_VERSION = "1.0.0"
ANNOUNCEMENTS = "/v1/announcements"
UPLOADS = "/v1/uploads"
ENVELOPES = "/v1/envelopes"
BUNDLES = "/v1/bundles"
CODING = "gzip"  # an announcement's Content-Encoding: halves it
PREFERENCE = "return=representation"  # in `Prefer` (RFC 7240): saves asking for the receipt
EVIDENCE = "chung-cu-the"  # document id of what proves the card: JSON, the one file without pages
MOST_FILES = 64
MOST_BYTES = 512 * 1024 * 1024  # of one envelope's files
MOST_JSON = 64 * 1024  # of one announcement

_ID = re.compile(r"[0-9a-f]{32}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}")  # never "..": names become paths
_DEVICE = re.compile(r"[a-z0-9-]{1,40}")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # JSON can carry it, no database or file can


class ContractError(ValueError):
    """What came over the line is not in the contract's shape; the text names the field, never its value."""


class Refusal(StrEnum):
    """Why the centre will never take an envelope as it is: a clerk or technician must look."""

    MALFORMED = "malformed"  # not in the contract's shape
    CONFLICT = "conflict"  # the same envelope id with other contents
    CORRUPT = (
        "corrupt"  # all bytes arrived and their sha256 differ; the upload is dropped: send again
    )
    TOO_LARGE = "too-large"


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
    channel: str  # "truc-tiep-co-ho-tro": handed in at the office, with the kiosk's help
    opened_at: str  # ISO 8601 with offset: when it happened, not when it was sent
    sealed_at: str
    # number, name, birth_date, sex, nationality, expiry, verdict; and differs, where the code on the card says
    # something else than its chip: the fields' names, parted by spaces
    holder: dict[str, str] | None
    files: tuple[AnnouncedFile, ...]
    rules: str = ""  # version of the rules it was accepted under; empty: as shipped, or not told
    doubt: str = (
        ""  # what spoke against a card laid down: a verdict; its bearer is to be compared with it
    )

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)

    def to_json(self) -> dict[str, Any]:
        return {"version": VERSION, **asdict(self)}

    @classmethod
    def from_json(cls, data: object) -> Announcement:
        """Parse what came over the line; raises ContractError."""
        row = _table(data, "announcement")
        files = row.get("files")
        if not isinstance(files, list) or not 0 < len(files) <= MOST_FILES:
            raise ContractError("files")
        holder = row.get("holder")
        if holder is not None:
            holder = {
                key: _text(value, f"holder.{key}")
                for key, value in _table(holder, "holder").items()
            }
        announcement = cls(
            envelope=_match(row, "envelope", _ID),
            device=_match(row, "device", _DEVICE),
            office=_text(row.get("office"), "office"),
            case=_match(row, "case", _ID),
            code=_match(row, "code", _NAME),
            procedure=_match(row, "procedure", _NAME),
            ticket=_match(row, "ticket", _NAME),
            channel=_match(row, "channel", _NAME),
            opened_at=_time(row, "opened_at"),
            sealed_at=_time(row, "sealed_at"),
            holder=holder,
            files=tuple(_file(file) for file in files),
            # Not there from a kiosk older than these words.
            rules=_match(row, "rules", _NAME) if row.get("rules", "") != "" else "",
            doubt=_match(row, "doubt", _NAME) if row.get("doubt", "") != "" else "",
        )
        if row.get("version") != VERSION:
            raise ContractError("version")
        if announcement.size > MOST_BYTES:
            raise ContractError("files: too large")
        if len({file.name for file in announcement.files}) < len(announcement.files):
            raise ContractError("files: a name twice")
        return announcement


@dataclass(frozen=True)
class Receipt:
    """The centre's word that it has the case and every file, whole; `id` never changes."""

    id: str
    device: str
    envelope: str
    received_at: str
    files: tuple[AnnouncedFile, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: object) -> Receipt:
        row = _table(data, "receipt")
        files = row.get("files")
        if not isinstance(files, list):
            raise ContractError("receipt.files")
        return cls(
            id=_match(row, "id", _NAME),
            device=_match(row, "device", _DEVICE),
            envelope=_match(row, "envelope", _ID),
            received_at=_time(row, "received_at"),
            files=tuple(_file(file) for file in files),
        )


@dataclass(frozen=True)
class Standing:
    """Where an announced envelope stands at the centre: waiting for files, or received."""

    envelope: str
    upload: str | None  # path of its tus upload, once created and not yet complete
    receipt: Receipt | None
    offset: int | None = None  # how much of the upload is there; None: ask, also of an older centre

    def to_json(self) -> dict[str, Any]:
        return {
            "envelope": self.envelope,
            "upload": self.upload,
            "receipt": self.receipt.to_json() if self.receipt else None,
            "offset": self.offset,
        }

    @classmethod
    def from_json(cls, data: object) -> Standing:
        row = _table(data, "standing")
        upload, receipt, offset = row.get("upload"), row.get("receipt"), row.get("offset")
        return cls(
            envelope=_match(row, "envelope", _ID),
            upload=None if upload is None else _text(upload, "upload"),
            receipt=None if receipt is None else Receipt.from_json(receipt),
            offset=None if offset is None else _count(row, "offset", least=0),
        )


def _file(data: object) -> AnnouncedFile:
    row = _table(data, "file")
    document = _match(row, "document", _NAME)
    return AnnouncedFile(
        name=_match(row, "name", _NAME),
        sha256=_match(row, "sha256", _SHA256),
        size=_count(row, "size"),
        document=document,
        pages=_count(row, "pages", least=0 if document == EVIDENCE else 1),
    )


def _table(data: object, name: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise ContractError(name)
    return data


def _text(value: object, name: str) -> str:
    if not isinstance(value, str) or len(value) > 300 or _LONE_SURROGATE.search(value):
        raise ContractError(name)
    return value


def _match(row: dict[str, Any], name: str, shape: re.Pattern[str]) -> str:
    value = _text(row.get(name), name)
    if not shape.fullmatch(value):
        raise ContractError(name)
    return value


def _count(row: dict[str, Any], name: str, least: int = 1) -> int:
    value = row.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MOST_BYTES:
        raise ContractError(name)
    return value


def _time(row: dict[str, Any], name: str) -> str:
    value = _text(row.get(name), name)
    try:
        if dt.datetime.fromisoformat(value).tzinfo is None:
            raise ContractError(name)
    except ValueError:
        raise ContractError(name) from None
    return value
