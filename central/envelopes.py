"""An envelope as its row has it: what was announced, how far its upload is, its receipt."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, text

from central.papers import Piece
from kiosk.contract import UPLOADS, Announcement, Receipt, Standing

_ROW = "select device, envelope, size, upload, arrived, turn, twin, receipt, body from envelopes "
_BY_ENVELOPE = text(_ROW + "where device = :device and envelope = :envelope")
_BY_UPLOAD = text(_ROW + "where upload = :upload and device = :device")
_PIECES = text(
    "select start, size, name from pieces "
    "where upload = :upload and start >= :begin and start < :at order by start"
)
_FORGET = text("delete from pieces where upload = :upload returning start, size, name")


class UnknownError(Exception):
    """No such envelope was announced by this device."""


@dataclass(frozen=True)
class Upload:
    """One envelope's tus upload as it stood: of `size` bytes announced `arrived` are kept."""

    id: str  # "" for one that was dropped
    device: str
    envelope: str
    size: int
    arrived: int
    turn: int  # whoever asks how far it is has the next one, and writes under it
    twin: bool
    receipt: Receipt | None
    body: bytes = field(repr=False)  # of its announcement

    def stands(self) -> Standing:
        if self.receipt:
            return Standing(self.envelope, None, self.receipt, None, self.twin)
        path = f"{UPLOADS}/{self.id}" if self.id else None
        return Standing(self.envelope, path, None, self.arrived if path else None, self.twin)

    def announcement(self) -> Announcement:
        return Announcement.from_json(json.loads(self.body))


def found(db: Connection, device: str, envelope: str) -> Upload:
    """Raises UnknownError."""
    return _upload(db.execute(_BY_ENVELOPE, {"device": device, "envelope": envelope}).first())


def uploaded(db: Connection, device: str, upload: str) -> Upload:
    """Raises UnknownError."""
    return _upload(db.execute(_BY_UPLOAD, {"device": device, "upload": upload}).first())


def pieces(db: Connection, upload: str, begin: int, at: int) -> list[Piece]:
    """Of the file that begins there, as far as it is here."""
    rows = db.execute(_PIECES, {"upload": upload, "begin": begin, "at": at})
    return [Piece(row.start, row.size, row.name) for row in rows]


def forgotten(db: Connection, upload: str) -> list[Piece]:
    """What nobody needs any more: to be removed once the change is over."""
    rows = db.execute(_FORGET, {"upload": upload}).all()
    return [Piece(row.start, row.size, row.name) for row in rows]


def _upload(row: Row[Any] | None) -> Upload:
    if row is None:
        raise UnknownError
    receipt = Receipt.from_json(json.loads(row.receipt)) if row.receipt else None
    return Upload(
        id=row.upload or "",
        device=row.device,
        envelope=row.envelope,
        size=row.size,
        arrived=row.size if receipt else row.arrived,
        turn=row.turn,
        twin=bool(row.twin),
        receipt=receipt,
        body=row.body,
    )
