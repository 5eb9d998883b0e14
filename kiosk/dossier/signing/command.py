"""Judge a signed PDF: who signed, when, what was changed since, and whether somebody cheats.

    python -m kiosk.dossier verify FILE [--trust FOLDER] [--json] [--language vi]

FOLDER holds the certificates that are trusted, in DER or PEM; without it nobody is. Nothing is asked of anybody: what
the file does not bring along is said to be unknown. The file is read in a child that can open nothing. Ends with

    0  valid
    1  intact, but a signer is not confirmed
    2  a wrong call: no such file, or FOLDER holds no certificate
    3  altered after signing
    4  suspicious
    5  not signed
    6  unreadable
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.dossier.signing.caged import MOST_BYTES, verified
from kiosk.dossier.signing.report import Verdict, to_json
from kiosk.dossier.signing.told import lines
from kiosk.model import Language
from kiosk.store.moments import OFFICE_ZONE

EXIT = {
    Verdict.VALID: 0,
    Verdict.UNKNOWN_SIGNER: 1,
    Verdict.ALTERED: 3,
    Verdict.SUSPICIOUS: 4,
    Verdict.UNSIGNED: 5,
    Verdict.UNREADABLE: 6,
}
WRONG_CALL = 2


def add_to(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--trust", type=Path, metavar="FOLDER", help="certificates that are trusted"
    )
    parser.add_argument("--json", action="store_true", help="the report as one JSON object")
    parser.add_argument("--language", type=Language, choices=list(Language), default=Language.VI)


def run(arguments: argparse.Namespace) -> int:
    try:
        with arguments.file.open("rb") as file:
            pdf = file.read(MOST_BYTES + 1)
        trust = tuple(_anchors(arguments.trust)) if arguments.trust else ()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        sys.stderr.write(f"kiosk.dossier: {arguments.file}: {why}\n")
        return WRONG_CALL
    report = verified(pdf, trust, dt.datetime.now(dt.UTC))
    if arguments.json:
        said = json.dumps(to_json(report), ensure_ascii=False)
    else:
        said = "\n".join(lines(report, OFFICE_ZONE, arguments.language))
        said = f"{arguments.file}: {said}"
    sys.stdout.write(said + "\n")
    return EXIT[report.verdict]


def _anchors(folder: Path) -> Iterator[bytes]:
    """DER of each certificate in the folder; raises ValueError where there is none, or a file that is none."""
    found = False
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.name.startswith("."):
            continue
        data = path.read_bytes()
        try:
            if b"-----BEGIN" in data:
                read = x509.load_pem_x509_certificates(data)
            else:
                read = [x509.load_der_x509_certificate(data)]
        except ValueError:
            raise ValueError(f"{path} is no certificate") from None
        for one in read:
            found = True
            yield one.public_bytes(Encoding.DER)
    if not found:
        raise ValueError(f"{folder} holds no certificate")
