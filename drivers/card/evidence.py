"""What is kept of a reading so that somebody else can verify it again, long after the card has gone.

EF.SOD holds only hashes, DG14, DG15 and EF.CardSecurity only keys; nothing of the holder is in the clear. Hashes of
DG1 can be guessed at all the same, so evidence is personal data.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from drivers import limited
from drivers.card import frames, genuine, passive, sod, verdict
from drivers.card.files import EF
from drivers.card.genuine import Transcript
from drivers.card.passive import Anchors
from drivers.card.tlv import Malformed
from drivers.card.verdict import Verdict

VERSION = 1
KEPT = {
    "sod": EF.SOD,
    "dg14": EF.DG14,
    "dg15": EF.DG15,
    "card_security": EF.CARD_SECURITY,
}
MOST_BYTES = 256 * 1024  # of JSON


@dataclass(frozen=True)
class Evidence:
    """One reading: when, by which access, the hashes of what was read, the files that prove them, and
    what the chip was asked."""

    read_at: dt.datetime
    access: str
    hashes: Mapping[int, bytes] = field(repr=False)
    files: Mapping[EF, bytes] = field(repr=False)
    transcript: Transcript | None = field(default=None, repr=False)
    issued: dt.date | None = None  # as the card says; counts where the signer names no time

    def to_json(self) -> str:
        """One JSON object."""
        row: dict[str, Any] = {
            "version": VERSION,
            "read_at": self.read_at.isoformat(),
            "access": self.access,
            "issued": self.issued.isoformat() if self.issued else None,
            "hashes": {str(number): made.hex() for number, made in sorted(self.hashes.items())},
            "genuine": self.transcript.to_json() if self.transcript else None,
        }
        for name, file in KEPT.items():
            if file in self.files:
                row[name] = base64.b64encode(self.files[file]).decode("ascii")
        return json.dumps(row, indent=1, sort_keys=True)


def of(
    files: Mapping[EF, bytes],
    hashes: Mapping[int, bytes],
    read_at: dt.datetime,
    access: str,
    transcript: Transcript | None = None,
    issued: dt.date | None = None,
) -> Evidence:
    """The evidence of a reading; of its files only those without the holder's data."""
    kept = {file: files[file] for file in KEPT.values() if file in files}
    return Evidence(read_at, access, dict(hashes), kept, transcript, issued)


def from_json(text: str) -> Evidence:
    """Evidence out of a file; raises Malformed."""
    if len(text) > MOST_BYTES:
        raise Malformed("evidence too long")
    try:
        row = json.loads(text)
        if row["version"] != VERSION:
            raise Malformed("evidence of another version")
        read_at = dt.datetime.fromisoformat(row["read_at"])
        if read_at.tzinfo is None:
            raise Malformed("evidence without a time zone")
        return Evidence(
            read_at=read_at,
            access=str(row["access"]),
            issued=dt.date.fromisoformat(row["issued"]) if row["issued"] else None,
            hashes={int(number): bytes.fromhex(made) for number, made in row["hashes"].items()},
            files={
                file: base64.b64decode(row[name], validate=True)
                for name, file in KEPT.items()
                if name in row
            },
            transcript=genuine.from_json(row["genuine"]) if row["genuine"] is not None else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise Malformed("evidence") from None


def verify(kept: Evidence, anchors: Anchors, seconds: float = limited.DEADLINE) -> Verdict:
    """The verdict anew, as of the moment of reading, with whom is trusted now.

    Chip authentication shows only to whoever does it, so it counts as reported; active authentication is a
    signature and is verified. Raises Malformed when no verdict comes out of the child.
    """
    data = frames.with_request({}, {"evidence": kept.to_json()}, anchors)
    try:
        told = limited.run("drivers.card.evidence:judge", data, seconds)
        if isinstance(told, dict):
            return verdict.from_json(told)
    except (limited.LimitedError, ValueError, KeyError, TypeError):
        pass
    raise Malformed("evidence")


def judge(data: bytes) -> dict[str, Any]:
    """In the child: the verdict on packed evidence, as plain values; raises Malformed."""
    _, request, anchors = frames.unpacked(data)
    kept = from_json(request["evidence"])
    ef_sod = kept.files.get(EF.SOD)
    security: sod.SecurityObject | None = None
    if ef_sod is not None:
        try:
            security = sod.parse(ef_sod)
        except Malformed:
            security = None
    hashes = dict(kept.hashes)
    if security is not None:
        # Of what is told and what lies here the worse counts: a key changed since the reading is told.
        for number, file in genuine.KEYS.items():
            here = security.hashed({number: kept.files[file]} if file in kept.files else {})
            if not security.covers(here).holds:
                hashes |= here
    made = passive.judge(ef_sod, security, hashes, anchors, kept.read_at, kept.issued)
    believed = partial(
        passive.vouched, of_sod=made, anchors=anchors, now=kept.read_at, issued=kept.issued
    )
    link = genuine.judge(kept.transcript, security, kept.files, witnessed=False, vouched=believed)
    return verdict.to_json(replace(made, genuine=link))
