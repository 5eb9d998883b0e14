"""Invented kiosks with cases of three papers to hand in, and a place for bytes that costs nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.contract import AnnouncedFile, Announcement, Link, digest, question
from tests.workbench.keys import public_of, seed_of

DEVICES = 3000
STORED = 1000  # cases that a device may have handed in before: a million are 334 of each
PAPERS = (("to-khai", 3), ("giay-chung-sinh", 1), ("cccd", 2))  # pages each
_AT = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Case:
    """What a kiosk sends of one case: its announcement as bytes, the header of its link, all files in one stream."""

    device: str
    envelope: str
    body: bytes
    link: str
    files: bytes


class Kiosk:
    """One device, whose chain goes on from case to case."""

    def __init__(self, device: str, after: int = STORED) -> None:
        """`after`: the number of the last case that it handed in."""
        self.device = device
        self._key = Ed25519PrivateKey.from_private_bytes(seed_of(device))
        self._seq, self._previous = after, ""

    def case(self, bytes_a_file: int = 64) -> Case:
        """The next one; its files are as random as ciphers are, each of this many bytes."""
        papers = [secrets.token_bytes(bytes_a_file) for _ in PAPERS]
        self._seq += 1
        code = f"H00.000-261123-K01-{self._seq:04d}"
        files = tuple(
            AnnouncedFile(f"{code}_{name}_{n:02d}.pdf", _sha256(paper), len(paper), name, pages)
            for n, ((name, pages), paper) in enumerate(zip(PAPERS, papers, strict=True), start=1)
        )
        holder = {
            "number": f"{secrets.randbelow(10**12):012d}",
            "name": "Trịnh Thị Bịa Đặt",
            "birth_date": "1990-02-03",
            "sex": "F",
            "nationality": "VNM",
            "expiry": "2030-02-03",
            "verdict": "hashes-match",
        }
        ids, at = (secrets.token_hex(16), secrets.token_hex(16)), _AT.isoformat()
        announcement = Announcement(
            *(ids[0], self.device, "Bộ phận Một cửa", ids[1], code, "2.000815", "A1-001"),
            *("truc-tiep-co-ho-tro", at, at, holder, files),
        )
        row = announcement.to_json()
        body = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
        said = Link.said(self.device, self._seq, self._previous, body)
        link = Link(self._seq, self._previous, self._key.sign(said).hex())
        self._previous = digest(said)
        return Case(self.device, ids[0], body, link.to_header(), b"".join(papers))

    def asks(self, path: str, row: dict[str, Any]) -> tuple[bytes, str]:
        """The body of a question, and its signature."""
        said = {"device": self.device, "nonce": secrets.token_hex(16), **row}
        body = json.dumps(said).encode()
        return body, self._key.sign(question(path, body)).hex()


class Memory:
    """Objects (central.objects) that are gone with the process: what they cost is measured elsewhere."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def put(self, name: str, data: bytes | Iterable[bytes]) -> None:
        self._kept[name] = data if isinstance(data, bytes) else b"".join(data)

    def create(self, name: str, data: bytes) -> bool:
        return self._kept.setdefault(name, data) is data

    def size(self, name: str) -> int | None:
        return len(self._kept[name]) if name in self._kept else None

    def read(self, name: str, first: int = 0, count: int | None = None) -> bytes:
        return self._kept[name][first : None if count is None else first + count]

    def pieces(self, name: str) -> Iterator[bytes]:
        yield self._kept[name]

    def remove(self, name: str) -> None:
        self._kept.pop(name, None)

    def names(self, prefix: str, age: float = 0.0) -> Iterator[str]:
        yield from [name for name in self._kept if name.startswith(f"{prefix}/")]

    def sweep(self, prefix: str = "", age: float = 0.0) -> None:
        """Nothing is ever left half here."""


def name_of(number: int) -> str:
    return f"kiosk-{number:05d}"


def token_of(device: str) -> str:
    return f"token-of-{device}"


def write_devices(path: Path, count: int = DEVICES) -> None:
    """The file that the centre knows them by."""
    known = {
        device: {"token": _sha256(token_of(device).encode()), "key": public_of(device)}
        for device in map(name_of, range(count))
    }
    path.write_text(json.dumps(known))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
