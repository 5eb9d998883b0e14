"""What schemathesis is told of a kiosk, so that it comes in at the door: how it signs, and names that are known here.

Runs in the venv of schemathesis, with the words of the contract and nothing else of ours. TOLD is who asks (`role`,
`device`, its `seed` in hex), and which names of what lies at the centre stand behind the beginning of a `path`.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import random
import re
from typing import Any
from urllib.parse import urlsplit

import requests
import schemathesis
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.contract import LINK, QUESTIONS, SIGNATURE, Link, question

TOLD = json.loads(os.environ["TOLD"])
DEVICE = TOLD["device"]
PIECE = b"what a paper says"  # each file of a case that is sent whole
DIGEST = hashlib.sha256(PIECE).hexdigest()
EST = "/.well-known/est/"
OFFSET_STREAM = "application/offset+octet-stream"
LINK_SHAPE = re.compile(r"([1-9][0-9]{0,14}) (-|[0-9a-f]{64}) [0-9a-f]{128}")
NAME = re.compile(r"[a-z0-9-]{1,40}")
SIGNATURE_SHAPE = re.compile(r"[0-9a-f]{128}")
MOST_SEQ = 1 << 28  # of a link
MOST_FILES = 4  # of a case that is sent whole

_key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(TOLD["seed"]))
_chance = random.Random(7)
_sizes: dict[str, int] = {}  # envelope -> bytes of its files, each of which is PIECE
_offsets: dict[str, tuple[int, int]] = {}  # upload -> where it stands, and its size
_request = (
    x509.CertificateSigningRequestBuilder()
    .subject_name(x509.Name([]))
    .sign(_key, None)
    .public_bytes(serialization.Encoding.DER)
)

schemathesis.serializer.alias(OFFSET_STREAM, "application/octet-stream")
schemathesis.serializer.alias("application/pkcs10", "text/plain")


class Packs(requests.auth.AuthBase):
    """Packs what says that it is packed."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if _text(request.headers.get("Content-Encoding", "")) == "gzip":
            request.body = gzip.compress(_body(request))
            request.prepare_content_length(request.body)
        return request


class Signs(Packs):
    """And signs what is sent, where a signature in the right shape would stand."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body, path = _body(request), urlsplit(request.url or "").path
        if link := LINK_SHAPE.fullmatch(_text(request.headers.get(LINK, ""))):
            seq, previous = int(link[1]) % MOST_SEQ + 1, link[2].removeprefix("-")
            said = Link.said(DEVICE, seq, previous, body)
            request.headers[LINK] = Link(seq, previous, _signed(said)).to_header()
        if SIGNATURE_SHAPE.fullmatch(_text(request.headers.get(SIGNATURE, ""))):
            request.headers[SIGNATURE] = _signed(question(path, body))
        return super().__call__(request)


@schemathesis.hook
def before_call(
    context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]
) -> None:
    mode = case.meta.generation.mode if case.meta else None
    kwargs["auth"] = Signs() if TOLD["role"] == "device" else Packs()
    if mode is not None and mode.is_negative:
        _named(case.body)
        return
    if isinstance(case.body, dict):
        case.body = _as_written(case.body)
    MEANT.get(case.operation.label, _as_it_is)(case)
    if case.operation.label == "PATCH /v1/uploads/{upload}":
        kwargs["data"] = _rest(case)
    elif case.operation.path.startswith(EST) and case.method == "POST":
        kwargs["data"] = base64.encodebytes(_request)


@schemathesis.hook
def after_call(
    context: schemathesis.HookContext, case: schemathesis.Case, response: schemathesis.Response
) -> None:
    label, headers = case.operation.label, response.headers
    if response.status_code in (200, 201) and label == "POST /v1/announcements":
        files = case.body["files"]
        if all(file["sha256"] == DIGEST for file in files):
            _sizes[case.body["envelope"]] = sum(file["size"] for file in files)
    elif response.status_code == 201 and label == "POST /v1/uploads":
        _offsets[headers["location"][0].rpartition("/")[2]] = (
            0,
            int(case.headers["Upload-Length"]),
        )
    elif response.status_code < 300 and "upload-offset" in headers:
        upload = case.path_parameters["upload"]
        size = _offsets.get(upload, (0, 0))[1]
        _offsets[upload] = (int(headers["upload-offset"][0]), size)


def _named(body: object) -> None:
    """What is wrong with it stays so, but for whose it is: else nothing of it would be read."""
    if (
        isinstance(body, dict)
        and isinstance(said := body.get("device"), str)
        and NAME.fullmatch(said)
    ):
        body["device"] = DEVICE


def _announced(case: schemathesis.Case) -> None:
    """Its own name; and mostly files that can be sent, now and then under an envelope that was announced before."""
    body = case.body
    body["device"] = DEVICE
    for number, file in enumerate(body["files"]):
        file["name"] = f"{number}{file['name']}"[:120]
        file["size"] = min(file["size"], 1 << 20)
    if _chance.random() < 0.7:
        del body["files"][MOST_FILES:]
        for file in body["files"]:
            file["size"], file["sha256"] = len(PIECE), DIGEST
    body["envelope"] = f"{_chance.getrandbits(128):032x}"
    if _sizes and _chance.random() < 0.1:
        body["envelope"] = _chance.choice(list(_sizes))


def _stood(case: schemathesis.Case) -> None:
    case.path_parameters["device"] = DEVICE
    if _sizes and _chance.random() < 0.8:
        case.path_parameters["envelope"] = _chance.choice(list(_sizes))


def _created(case: schemathesis.Case) -> None:
    envelope = f"{_chance.getrandbits(128):032x}"
    if _sizes and _chance.random() < 0.9:
        envelope = _chance.choice(list(_sizes)[-20:])
        case.headers["Upload-Length"] = str(_sizes[envelope])
    case.headers["Upload-Metadata"] = _metadata(envelope)


def _asked_where(case: schemathesis.Case) -> None:
    open_ones = [upload for upload, (offset, size) in _offsets.items() if offset < size]
    if open_ones and _chance.random() < 0.8:
        case.path_parameters["upload"] = _chance.choice(open_ones)
    elif _offsets and _chance.random() < 0.8:
        case.path_parameters["upload"] = _chance.choice(list(_offsets))


def _rest(case: schemathesis.Case) -> bytes:
    """From where the upload stands on, a part or all of what is to come."""
    offset, size = _offsets.get(case.path_parameters["upload"], (0, 0))
    if _chance.random() < 0.9:
        case.headers["Upload-Offset"] = str(offset)
    rest = (PIECE * MOST_FILES)[offset:size]
    return rest[: _chance.randint(0, len(rest))] if _chance.random() < 0.5 else rest


def _questioned(case: schemathesis.Case) -> None:
    case.body["device"] = DEVICE


def _fetched(case: schemathesis.Case) -> None:
    for name, known in TOLD["paths"].items():
        if case.operation.path.startswith(name) and _chance.random() < 0.7:
            case.path_parameters[next(iter(case.path_parameters))] = _chance.choice(known)


def _as_it_is(case: schemathesis.Case) -> None:
    if case.operation.path.startswith(QUESTIONS):
        _questioned(case)
    else:
        _fetched(case)


MEANT = {
    "POST /v1/announcements": _announced,
    "GET /v1/envelopes/{device}/{envelope}": _stood,
    "POST /v1/uploads": _created,
    "HEAD /v1/uploads/{upload}": _asked_where,
    "PATCH /v1/uploads/{upload}": _asked_where,
}


def _as_written(value: Any) -> Any:
    """As the contract has it where no schema can say so: whole numbers in digits alone, and moments that are one in
    every time zone.
    """
    match value:
        case float() if value.is_integer():
            return int(value)
        case str() if value.startswith(("0001-", "9999-")):
            return f"2026-{value[5:]}"
        case dict():
            return {key: _as_written(each) for key, each in value.items()}
        case list():
            return [_as_written(each) for each in value]
        case _:
            return value


def _metadata(envelope: str) -> str:
    pairs = (("device", DEVICE), ("envelope", envelope))
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs)


def _signed(said: bytes) -> str:
    return _key.sign(said).hex()


def _body(request: requests.PreparedRequest) -> bytes:
    body = request.body or b""
    return body.encode() if isinstance(body, str) else bytes(body)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
