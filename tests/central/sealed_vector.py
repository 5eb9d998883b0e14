"""Makes sealed_vector.json: one sealed envelope with all that opens it, for whoever writes another opener.

    python -m tests.central.sealed_vector > tests/central/sealed_vector.json

Sealing draws a fresh key each time, so a new file is as true as the one kept, and never equal to it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from typing import Any

from kiosk.contract import AnnouncedFile, Announcement, Link
from kiosk.sync.sealing import Sealer, SealingKey
from tests.workbench.keys import public_of, sealing_public_of, seed_of, signed_by

DEVICE, ENVELOPE = "kiosk-1", "019aaaaaaaaaaaa0123456789abcdef0"
DAY = "2026-11-02T08:30:00+07:00"
SIZES = (70_000, 5)  # two chunks and a little


def file_bytes(number: int, size: int) -> bytes:
    """What the vector's files hold: byte i is (i + number) mod 251."""
    return bytes((i + number) % 251 for i in range(size))


def announcement() -> Announcement:
    files = tuple(
        AnnouncedFile(
            f"H00.000-1_{n}.pdf",
            hashlib.sha256(file_bytes(n, size)).hexdigest(),
            size,
            "to-khai",
            1,
        )
        for n, size in enumerate(SIZES)
    )
    return Announcement(
        *(ENVELOPE, DEVICE, "Bộ phận Một cửa", "0" * 31 + "7", "H00.000-1", "1.001193", "A007"),
        *("truc-tiep-co-ho-tro", DAY, DAY, None, files),
    )


def vector() -> dict[str, Any]:
    body = json.dumps(announcement().to_json(), ensure_ascii=False).encode()
    link = Link(1, "", signed_by(DEVICE, Link.said(DEVICE, 1, "", body)))
    sealer = Sealer(
        DEVICE,
        SealingKey(sealing_public_of("sealing")),
        lambda said: signed_by(DEVICE, said),
        lambda said, signature: signed_by(DEVICE, said) == signature,
    )
    files = [file_bytes(n, size) for n, size in enumerate(SIZES)]
    sealed = b"".join(sealer.seal(announcement(), body, link, files))
    return {
        "sealing_private_key": seed_of("sealing").hex(),
        "sealing_key": sealing_public_of("sealing"),
        "device_key": public_of(DEVICE),
        "link": link.to_header(),
        "announcement": body.decode(),
        "files": "byte i of file n is (i + n) mod 251; sizes as announced",
        "sealed": base64.b64encode(sealed).decode(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(vector(), ensure_ascii=False, indent=1) + "\n")
