"""Files, certificates and what is asked about them, as one run of bytes on its way into the child."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from drivers.card.files import EF
from drivers.card.passive import Anchors
from drivers.card.tlv import Malformed

LENGTH = 4  # bytes of length before each part, after two that say what it is
REQUEST, COUNTRY, REVOCATIONS = 0xFF00, 0xFF01, 0xFF02


def packed(files: Mapping[EF, bytes]) -> bytes:
    """Files by themselves."""
    return b"".join(_part(file, data) for file, data in files.items())


def with_request(files: Mapping[EF, bytes], request: Mapping[str, Any], anchors: Anchors) -> bytes:
    """Files, plain values, and the certificates that may matter."""
    asked = dict(request) | {"provisioned": anchors.provisioned}
    return b"".join(
        (
            packed(files),
            _part(REQUEST, json.dumps(asked).encode()),
            *(_part(COUNTRY, data) for data in anchors.countries),
            *(_part(REVOCATIONS, data) for data in anchors.revocations),
        )
    )


def unpacked(data: bytes) -> tuple[dict[EF, bytes], dict[str, Any], Anchors]:
    """What was packed; raises Malformed."""
    files: dict[EF, bytes] = {}
    others: dict[int, list[bytes]] = {REQUEST: [], COUNTRY: [], REVOCATIONS: []}
    at = 0
    while at < len(data):
        kind = int.from_bytes(data[at : at + 2], "big")
        start = at + 2 + LENGTH
        at = start + int.from_bytes(data[at + 2 : start], "big")
        if at > len(data):
            raise Malformed("frame")
        if kind in others:
            others[kind].append(data[start:at])
        else:
            files[EF(kind)] = data[start:at]
    request: dict[str, Any] = json.loads(others[REQUEST][0]) if others[REQUEST] else {}
    provisioned = bool(request.get("provisioned"))
    return files, request, Anchors(others[COUNTRY], others[REVOCATIONS], provisioned)


def _part(kind: int, data: bytes) -> bytes:
    return kind.to_bytes(2, "big") + len(data).to_bytes(LENGTH, "big") + data
