"""The throw-away process that signs PDFs: `python -m kiosk.dossier.signing.child`.

Its first line on stdin says who signs (process.py writes it), each further line is one copy; one line on stdout
answers each. It holds no key: the bytes to be signed go out on stdout, and what the token made of them comes in.
It may use little memory, comes after the screen, and dies with the process that started it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from drivers.token import Digest, HeldCertificate
from kiosk.dossier.child import die_with_parent, limit
from kiosk.dossier.signing.attestation import Attestation, attest
from kiosk.dossier.signing.seal import SealError, SignImages, Signing, sign_pdf
from kiosk.signing import SigningFault, SignRole
from kiosk.store.errors import StoreError, Tampered
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.vault import Vault

NAMED = 8  # digits of a signer's id, as the registry is listed
GIVES_WAY = 10  # nice(2), beyond what the service gives way already


class Stolen(Exception):
    """The PDF is not what the store knows."""


class Asking:
    """A token's session as this process sees it: whoever started it signs."""

    def __init__(self, certificate: HeldCertificate) -> None:
        self.certificates: tuple[HeldCertificate, ...] = (certificate,)

    def sign(self, certificate: HeldCertificate, data: bytes, digest: Digest) -> bytes:
        """See drivers.token.Session; what goes wrong there ends this process."""
        _say({"sign": data.hex(), "digest": digest.value})
        return bytes.fromhex(json.loads(sys.stdin.readline())["signature"])


def main() -> int:
    die_with_parent()
    os.nice(GIVES_WAY)
    line = sys.stdin.readline()
    try:
        head = json.loads(line)
    except ValueError:  # the parent needs no signature, or died
        return 2
    if os.getppid() != head["parent"]:  # it died before we asked to be told
        return 2
    limit(None)
    for paper in sys.stdin:
        _say(_answer(head, json.loads(paper)))
    return 0


def _answer(head: dict[str, Any], paper: dict[str, Any]) -> dict[str, Any]:
    try:
        return _signed(head, paper)
    except (Stolen, Tampered):
        return {"fault": SigningFault.DOCUMENT_CHANGED.value, "detail": ""}
    except StoreError as error:
        return {"store": error.fault.value}
    except SealError as error:
        return {"fault": error.fault.value, "detail": ""}
    except MemoryError:
        return {"fault": SigningFault.DOCUMENT_UNSIGNABLE.value, "detail": "memory"}


def _signed(head: dict[str, Any], paper: dict[str, Any]) -> dict[str, Any]:
    vault, key = Vault(Path(head["vault"])), bytes.fromhex(paper["key"])
    if not vault.holds(paper["path"].partition(":")[0]):
        raise Stolen
    pdf = vault.read(key, paper["path"])
    if hashlib.sha256(pdf).hexdigest() != paper["sha256"]:
        raise Stolen
    role, at = SignRole(head["role"]), dt.datetime.fromisoformat(paper["at"])
    if role is SignRole.OFFICIAL:
        pdf = attest(pdf, _attestation(head, paper, at))
    certificate = HeldCertificate(
        bytes.fromhex(head["certificate"]), bytes.fromhex(head["key"]), ""
    )
    signing = Signing(
        role=role,
        name=head["name"],
        title=head["title"],
        organisation=head["organisation"],
        at=at,
        images=_images(Path(head["pictures"]), head["signer"]),
    )
    chain = tuple(bytes.fromhex(der) for der in head["chain"])
    signed = sign_pdf(pdf, Asking(certificate), certificate, chain, signing)
    path = vault.write(key, paper["case"], paper["name"], signed)
    return {"path": path, "sha256": hashlib.sha256(signed).hexdigest(), "size": len(signed)}


def _images(folder: Path, signer: str) -> SignImages:
    """What the office gave; a picture that is not there is no fault: the name stands in its place."""
    found: list[bytes | None] = []
    for name in (f"{signer[:NAMED]}.png", "seal.png"):
        try:
            found.append((folder / name).read_bytes())
        except OSError:
            found.append(None)
    return SignImages(signature=found[0], seal=found[1])


def _attestation(head: dict[str, Any], paper: dict[str, Any], at: dt.datetime) -> Attestation:
    # Made now and not before: it names who signs, and the day of signing.
    return Attestation(
        number=paper["number"],
        book=paper["book"],
        place=head["organisation"],
        office=head["organisation"],
        official=head["name"],
        title=head["title"],
        pages=paper["pages"],
        on=at.astimezone(OFFICE_ZONE).date(),
    )


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
