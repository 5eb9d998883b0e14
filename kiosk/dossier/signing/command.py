"""Judge a signed PDF: who signed, when, what was changed since, and whether somebody cheats.

    python -m kiosk.dossier verify FILE [--trust FOLDER] [--revocations FOLDER] [--json] [--language vi]

--trust holds the certificates that are trusted, in DER or PEM; without it nobody is. --revocations is what kiosk-sync
was told about revoked certificates. Nothing is asked of anybody now: what neither that nor the file says is unknown.
The file is read in a child that can open nothing. Ends with

    0  valid
    1  intact, but a signer is not confirmed
    2  a wrong call: no such file, or --trust holds no certificate
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

from kiosk.dossier.signing.caged import MOST_BYTES, verified
from kiosk.dossier.signing.certificates import anchors
from kiosk.dossier.signing.report import Verdict, to_json
from kiosk.dossier.signing.told import lines
from kiosk.model import Language, Words
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
_NOT_OPENED = Words("Không mở được {what}.", "{what} cannot be opened.")
_NO_CERTIFICATE = Words(
    "Thư mục {what} không có chứng thư nào.", "There is no certificate in the folder {what}."
)


class _NobodyTrusted(Exception):
    """The folder that was named holds no certificate."""


def add_to(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--trust", type=Path, metavar="FOLDER", help="certificates that are trusted"
    )
    parser.add_argument(
        "--revocations",
        type=Path,
        metavar="FOLDER",
        help="what was said of them when they were asked",
    )
    parser.add_argument("--json", action="store_true", help="the report as one JSON object")
    parser.add_argument("--language", type=Language, choices=list(Language), default=Language.VI)


def run(arguments: argparse.Namespace) -> int:
    try:
        with arguments.file.open("rb") as file:
            pdf = file.read(MOST_BYTES + 1)
        trust = _trusted(arguments.trust) if arguments.trust else ()
        answers = tuple(_answers(arguments.revocations)) if arguments.revocations else ()
    except OSError as error:
        return _refuse(_NOT_OPENED, error.filename or arguments.file, arguments.language)
    except _NobodyTrusted:
        return _refuse(_NO_CERTIFICATE, arguments.trust, arguments.language)
    report = verified(pdf, trust, dt.datetime.now(dt.UTC), answers)
    if arguments.json:
        said = json.dumps(to_json(report), ensure_ascii=False)
    else:
        said = "\n".join(lines(report, OFFICE_ZONE, arguments.language))
        said = f"{arguments.file}: {said}"
    sys.stdout.write(said + "\n")
    return EXIT[report.verdict]


def _trusted(folder: Path) -> tuple[bytes, ...]:
    found = anchors(folder)
    if not found:
        raise _NobodyTrusted
    return found


def _refuse(why: Words, what: Path | str, language: Language) -> int:
    sys.stderr.write(f"kiosk.dossier: {why.of(language).format(what=what)}\n")
    return WRONG_CALL


def _answers(folder: Path) -> Iterator[bytes]:
    """Every file there; what is no answer is left out by whoever reads it."""
    for path in sorted(folder.iterdir()):
        if path.is_file():
            yield path.read_bytes()
