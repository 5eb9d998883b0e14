"""Who this kiosk is to the province: its certificate, over the line for a one-time code, or on a stick.

    python -m kiosk.sync enrol --code CODE      fetches it; after a cut the same once more
    python -m kiosk.sync csr --to FOLDER        lays a request there, for `python -m central device sign`
    python -m kiosk.sync certificate FILE       takes what came back

Each takes --settings and --state; kiosk-sync may be running. Exit codes: 0 done, 1 not done and why, 2 could not begin.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from kiosk.faults import Fault, remedy
from kiosk.settings import Settings, SettingsError, load
from kiosk.store.disk import write_safely
from kiosk.store.errors import StoreError
from kiosk.sync.certificate import CertificateError, Held, OwnCertificate, in_file
from kiosk.sync.connection import CentreError
from kiosk.sync.enrolling import Enrolling, NotEnrolled, NotEnrolledError
from kiosk.sync.identity import Identity
from kiosk.sync.questions import Questions
from kiosk.sync.transport import Centre
from kiosk.workspace import Workspace

Say = Callable[[str], None]

WHY = {
    NotEnrolled.CODE: "the code is not one for this kiosk, a newer one was made since, or another machine has used it: "
    "compare `device` in kiosk.toml, and have a new one made (python -m central device code)",
    NotEnrolled.OVER: "the code is too old: have a new one made (python -m central device code)",
    NotEnrolled.OFTEN: "too many wrong codes were tried for this kiosk: try again in an hour, or carry a request "
    "on a stick",
    NotEnrolled.KEY: "the centre knows another key by this name, or this key by another: a new machine needs a code "
    "made with --new-key, a copied disk a key of its own (python -m kiosk.sync identity --new)",
    NotEnrolled.REVOKED: "the province has taken this kiosk out: it comes back with a new key (python -m kiosk.sync "
    "identity --new --keep-name) and a code made with --new-key",
    NotEnrolled.NO_AUTHORITY: "this centre issues no certificates: is centre.url right?",
}


def main(arguments: list[str], say: Say, complain: Say) -> int:
    given = _parser().parse_args(arguments)
    try:
        settings, workspace = load(given.settings), Workspace(given.state)
        identity = Identity.of(workspace)
        own = OwnCertificate(workspace.certificate, identity)
        match given.what:
            case "enrol":
                held = _enrolled(settings, identity, own, given.code)
            case "csr":
                say(f"{_laid(settings, identity, given.to)} -> python -m central device sign")
                return 0
            case _:
                held = _taken(settings, own, given.file)
    except SettingsError as error:
        complain(f"{given.what}: {error}")
        return 2
    except NotEnrolledError as error:
        complain(f"{given.what}: {WHY[error.why]}")
        return 1
    except CentreError as error:
        complain(f"{error}\n{_remedy(error.fault)}")
        return 1
    except (CertificateError, StoreError, OSError) as error:
        why = getattr(error, "strerror", None) or str(error)
        complain(f"{given.what}: {why}")
        return 1
    say(f"{held.name} of {held.office}: the certificate is good until {held.not_after.date()}")
    if settings.centre.certificate:
        say("centre.certificate names another one, which is shown instead: empty it")
    return 0


def _remedy(fault: Fault) -> str:
    if fault is Fault.DEVICE_REVOKED:
        return WHY[NotEnrolled.REVOKED]
    told = remedy(fault)
    return f"{told.what.en} {told.do.en}"


def _enrolled(settings: Settings, identity: Identity, own: OwnCertificate, code: str) -> Held:
    centre = Centre(settings.centre, known=False)
    try:
        questions = Questions(centre, settings.device, identity.sign)
        centre.rely_on(questions.time)
        return Enrolling(centre, questions, settings.device, identity, own).enrol(code)
    finally:
        centre.close()


def _laid(settings: Settings, identity: Identity, folder: Path) -> Path:
    path = folder / f"{settings.device}.csr.pem"
    write_safely(path, identity.request_pem(settings.device))
    return path


def _taken(settings: Settings, own: OwnCertificate, file: Path) -> Held:
    held = own.found(in_file(file))
    if held.name != settings.device:
        raise CertificateError(f"it is the certificate of {held.name}, not of {settings.device}")
    own.keep(held)
    return held


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.sync",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="what", required=True)
    enrol = commands.add_parser("enrol", help="fetch the certificate for a one-time code")
    enrol.add_argument("--code", required=True, help="as the province gave it; spaces do not count")
    csr = commands.add_parser("csr", help="a request for the certificate, to carry")
    csr.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    certificate = commands.add_parser("certificate", help="take the certificate that came back")
    certificate.add_argument("file", type=Path, metavar="FILE")
    for command in (enrol, csr, certificate):
        command.add_argument("--settings", type=Path, required=True, help="kiosk.toml")
        command.add_argument("--state", type=Path, required=True, help="the kiosk's state folder")
    return parser
