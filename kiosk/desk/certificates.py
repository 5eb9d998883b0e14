"""What the office's PCs trust its desks by, by command.

    python -m kiosk.desk certificate make                                       the office's own authority, once
    python -m kiosk.desk certificate issue --for NAME-OR-ADDRESS... [--to FILE] a desk's certificate
    python -m kiosk.desk certificate renew [--to FILE]                          anew, for the same names
    python -m kiosk.desk certificate show [--to FILE]                           until when, and the fingerprints

NAME ends in .local or .lan, an ADDRESS is a private one: the authority vouches for nothing else. FILE is where the
desk's certificate lies; usually desk.pem in --state. Each takes --settings, --state and --language vi|en. Exit codes:
0 done, 2 not done (one sentence says why).
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk import settings as kiosk_settings
from kiosk.desk.authority import SOON, Authority, AuthorityError, Known, known
from kiosk.desk.certificate_words import SAYS, UNISSUED
from kiosk.desk.copies import add_usual, refuse
from kiosk.model import Language
from kiosk.store.errors import DiskFailed
from kiosk.store.moments import OFFICE_ZONE
from kiosk.workspace import Workspace

DONE = 0

Say = Callable[[str], None]


class Certifying:
    """One command, said in one language. Raises AuthorityError, OSError."""

    def __init__(
        self, workspace: Workspace, language: Language, say: Say, now: dt.datetime
    ) -> None:
        self._authority, self._usual = Authority(workspace), workspace.desk_certificate
        self._language, self._say, self._now = language, say, now

    def make(self, office: str) -> None:
        self._tell_authority(self._authority.make(office, self._now))
        self._tell("made")

    def issue(self, asked: argparse.Namespace) -> None:
        to = asked.to or self._usual
        issued = self._authority.issue([each.lower() for each in asked.names], to, self._now)
        self._tell("issued", file=str(to), names=", ".join(issued.names), until=_day(issued.until))

    def renew(self, asked: argparse.Namespace) -> None:
        to = asked.to or self._usual
        renewed = self._authority.issue(known(to).names, to, self._now)
        self._tell(
            "issued", file=str(to), names=", ".join(renewed.names), until=_day(renewed.until)
        )

    def show(self, asked: argparse.Namespace) -> None:
        """What is to be compared by eye, and what ends soon."""
        if (authority := self._authority.known()) is None:
            self._tell("none")
        else:
            self._tell_authority(authority)
            self._tell("issues_here" if self._authority.issues else "issues_elsewhere")
        file = asked.to or self._usual
        if not file.exists():
            self._tell("no_certificate", file=str(file))
            return
        found = known(file)
        self._tell("lasts", file=str(file), names=", ".join(found.names), until=_day(found.until))
        if found.until - self._now < SOON:
            self._tell("soon")

    def _tell_authority(self, authority: Known) -> None:
        self._tell("authority", until=_day(authority.until))
        self._say(f"  {authority.fingerprint}")

    def _tell(self, key: str, **values: str) -> None:
        self._say(SAYS[key].of(self._language).format(**values))


def main(arguments: Sequence[str], say: Say) -> int:
    """`certificate ...`, as `python -m kiosk.desk` hands it on; an exit code."""
    asked = _parser().parse_args(arguments)
    language = Language(asked.language)
    try:
        # Its [desk] may name the certificate that is only to be made now: the office's name is all that is needed.
        settings = kiosk_settings.load(asked.settings)
        workspace = Workspace(asked.state)
        workspace.prepare()
        certifying = Certifying(workspace, language, say, dt.datetime.now(dt.UTC))
        match asked.command:
            case "make":
                certifying.make(settings.office.name.vi)
            case "issue":
                certifying.issue(asked)
            case "renew":
                certifying.renew(asked)
            case _:
                certifying.show(asked)
    except kiosk_settings.SettingsError as error:
        return refuse(str(error))
    except AuthorityError as error:
        return refuse(UNISSUED[error.why].of(language).format(what=error.what))
    except (OSError, DiskFailed) as error:
        return refuse(SAYS["disk"].of(language).format(error=error))
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.desk certificate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make", help="the office's own authority, once, on one machine")
    issue = commands.add_parser("issue", help="key and certificate of one desk, in one file")
    renew = commands.add_parser("renew", help="anew, for the same names")
    show = commands.add_parser("show", help="until when, and what to compare by eye")
    issue.add_argument(
        "--for",
        dest="names",
        nargs="+",
        required=True,
        metavar="NAME",
        help="kiosk-1.local 10.0.0.11",
    )
    for command in (issue, renew, show):
        command.add_argument("--to", type=Path, metavar="FILE", help="desk.pem in --state")
    for command in (make, issue, renew, show):
        add_usual(command)
    return parser


def _day(at: dt.datetime) -> str:
    return f"{at.astimezone(OFFICE_ZONE):%d/%m/%Y}"
