"""Who this kiosk is to the province: its certificate, over the line for a one-time code, or on a stick.

    python -m kiosk.sync enrol --code CODE      fetches it; after a cut the same once more
    python -m kiosk.sync csr --to FOLDER        lays a request there, for `python -m central device sign`; -: prints it
    python -m kiosk.sync certificate FILE       takes what came back

Each takes --settings and --state; kiosk-sync may be running. Exit codes: 0 done, 1 not done and why, 2 could not begin.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from kiosk.faults import Fault, remedy
from kiosk.model import Language, Words
from kiosk.settings import Settings, SettingsError, load
from kiosk.store.disk import write_safely
from kiosk.store.errors import StoreError
from kiosk.sync.certificate import CertificateError, Held, OwnCertificate, in_file
from kiosk.sync.connection import CentreError
from kiosk.sync.enrol_words import why
from kiosk.sync.enrolling import Enrolling, NotEnrolled, NotEnrolledError
from kiosk.sync.identity import Identity
from kiosk.sync.questions import Questions
from kiosk.sync.transport import Centre
from kiosk.workspace import Workspace

Say = Callable[[str], None]


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
                if str(given.to) == "-":
                    say(identity.request_pem(settings.device).decode())
                    return 0
                say(f"{_laid(settings, identity, given.to)} -> python -m central device sign")
                return 0
            case _:
                held = _taken(settings, own, given.file)
    except SettingsError as error:
        complain(f"{given.what}: {error}")
        return 2
    except NotEnrolledError as error:
        complain(f"{given.what}: {why(error.why).of(given.language)}")
        return 1
    except CentreError as error:
        complain(f"{error}\n{_remedy(error.fault, given.language)}")
        return 1
    except CertificateError as error:
        complain(f"{given.what}: {error.said.of(given.language)}")
        return 1
    except (StoreError, OSError) as error:
        complain(f"{given.what}: {getattr(error, 'strerror', None) or error}")
        return 1
    say(_good(held).of(given.language))
    if settings.centre.certificate:
        say(_ANOTHER.of(given.language))
    return 0


_ANOTHER = Words(
    "centre.certificate nêu chứng thư khác và chứng thư đó được dùng: hãy để trống",
    "centre.certificate names another one, which is shown instead: empty it",
)


def _good(held: Held) -> Words:
    until = held.not_after.date()
    return Words(
        f"{held.name} của {held.office}: chứng thư có hiệu lực đến {until:%d/%m/%Y}",
        f"{held.name} of {held.office}: the certificate is good until {until}",
    )


def _remedy(fault: Fault, language: Language) -> str:
    if fault is Fault.DEVICE_REVOKED:
        return why(NotEnrolled.REVOKED).of(language)
    told = remedy(fault)
    return f"{told.what.of(language)} {told.do.of(language)}"


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
        raise CertificateError(
            Words(
                f"đây là chứng thư của {held.name}, không phải của {settings.device}",
                f"it is the certificate of {held.name}, not of {settings.device}",
            )
        )
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
        command.add_argument("--language", type=Language, default=Language.EN)
    return parser
