"""A centre's day: envelopes announced, sent in pieces, received; each receipt is said once it is given.

`python -m tests.workbench.intake_lives DATA ENVELOPES SEED`. The same seed lives the same day: begun anew it goes on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random
import sys
from pathlib import Path

from central.intake import Intake, Upload
from central.place import Place
from kiosk.contract import AnnouncedFile, Announcement, Link, Receipt
from tests.workbench.keys import signed_by
from tests.workbench.traced import SAYS

DEVICE = "kiosk-1"
NOW = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)


def live(intake: Intake, seq: int, chance: random.Random) -> None:
    """One envelope of two files, one of which others may have sent before."""
    papers = [chance.randbytes(chance.randint(500, 9000)), b"the same leaflet" * 100]
    code, envelope = f"H00.000-{seq:04d}", f"{chance.getrandbits(128):032x}"
    files = tuple(
        AnnouncedFile(
            f"{code}_{n}.pdf", hashlib.sha256(paper).hexdigest(), len(paper), "to-khai", 1
        )
        for n, paper in enumerate(papers)
    )
    announcement = Announcement(
        *(envelope, DEVICE, "Bộ phận Một cửa", f"{seq:032x}", code, "1.001193", f"A{seq:03d}"),
        *("truc-tiep-co-ho-tro", NOW.isoformat(), NOW.isoformat(), None, files),
    )
    body = json.dumps(announcement.to_json()).encode()
    link = Link(seq, "", signed_by(DEVICE, Link.said(DEVICE, seq, "", body)))
    _, standing = intake.announce(announcement, body, link)
    say("announced", envelope)
    if standing.receipt is None:
        upload = intake.create(DEVICE, envelope, announcement.size)
        receipt = _send(intake, upload, b"".join(papers))
        say("receipt", envelope, receipt.id, *(file.sha256 for file in files))


def _send(intake: Intake, upload: Upload, data: bytes) -> Receipt:
    while upload.receipt is None:
        upload = intake.keep(upload, data[upload.arrived :][:3000])
    return upload.receipt


def say(*words: str) -> None:
    os.write(1, f"{SAYS}{' '.join(words)}\n".encode())


def main() -> None:
    data, envelopes, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    intake, chance = Intake(Place(data), lambda: NOW), random.Random(seed)
    say("key", intake.key.public)
    intake.tidy()
    for seq in range(1, envelopes + 1):
        live(intake, seq, chance)
    os._exit(0)


if __name__ == "__main__":
    main()
