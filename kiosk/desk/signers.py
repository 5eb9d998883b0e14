"""The registry of signers by command: who may sign, from when to when, with which certificate.

    python -m kiosk.desk signers list
    python -m kiosk.desk signers add --name N --title T --role official|organisation --from DAY [--to DAY]
                                     [--delegate-of ID]
    python -m kiosk.desk signers bind ID --token [LABEL] | --certificate FILE
    python -m kiosk.desk signers end ID [--last DAY]

Each takes --settings, --state and --language vi|en. A DAY is 2026-11-23 or 23/11/2026; of an ID its beginning
is enough. Exit codes: 0 done, 2 not done (one sentence says why).
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from drivers.token.pkcs11_token import Pkcs11Token
from kiosk import settings as kiosk_settings
from kiosk.desk.signer_words import SAYS, UNFIT
from kiosk.dossier.signing import certificates
from kiosk.dossier.signing.certificates import Certificate, UnreadableCertificate
from kiosk.dossier.signing.facts import Belief, facts_of
from kiosk.dossier.signing.preflight import preflight
from kiosk.dossier.signing.revocation import Revocations
from kiosk.faults import remedy
from kiosk.model import Language
from kiosk.settings import TokenSettings
from kiosk.signing import Finding, Signer, SigningFault, SignRole
from kiosk.signing_causes import ROLES, told
from kiosk.store.database import open_database
from kiosk.store.errors import StoreError
from kiosk.store.moments import OFFICE_ZONE, office_day
from kiosk.store.signers import RegistryError, Signers, Unfit
from kiosk.workspace import Workspace

DONE, NOT_DONE = 0, 2  # exit codes
SHOWN = 8  # digits of an id or a hash that people read

Say = Callable[[str], None]


class _Refused(Exception):
    """Nothing was done; the text says why, in the asked language."""


class Registry:
    """One command on one box's registry, said in one language."""

    def __init__(
        self,
        signers: Signers,
        workspace: Workspace,
        language: Language,
        say: Say,
        now: dt.datetime,
    ) -> None:
        self._signers, self._language, self._say, self._now = signers, language, say, now
        self._trust = certificates.anchors(workspace.signing_trust, workspace.rules_signing_trust)
        self._revocations = Revocations(workspace.revocations)

    def show(self) -> None:
        """Every line there ever was, and who may sign today."""
        lines = self._signers.all()
        if not lines:
            self._tell("nobody")
        for line in lines:
            self._say(self._shown(line))
        for role in SignRole:
            post = self._signers.post_of(role, office_day(self._now))
            who = ", ".join(self._named(line) for line in post.everybody)
            if post.vacant_since:
                who = self._words("vacant_since", since=_day(post.vacant_since))
            named = ROLES[role].of(self._language)
            self._tell("post", role=named, who=who or self._words("vacant"))

    def add(self, asked: argparse.Namespace) -> None:
        of = self._line(asked.delegate_of).id if asked.delegate_of else ""
        line = self._signers.add(
            name=asked.name,
            title=asked.title,
            role=SignRole(asked.role),
            valid_from=self._meant(asked.first),
            valid_to=self._meant(asked.last) if asked.last else None,
            now=self._now,
            delegate_of=of,
        )
        self._tell("added", id=line.id[:SHOWN])

    def end(self, asked: argparse.Namespace) -> None:
        last = self._meant(asked.last) if asked.last else office_day(self._now)
        line = self._signers.end(self._line(asked.id).id, last, self._now)
        key = "ended" if line.valid_from <= last else "retracted"
        self._tell(key, id=line.id[:SHOWN], until=_day(last))

    def bind(self, line: Signer, certificate: Certificate, path: Sequence[bytes]) -> None:
        """Only where the certificate could sign today, and names whom the line names.

        kiosk-sync learns of it by its `path`, and asks whether it was revoked before it first signs.
        """
        who = certificate.holder(line.role)
        self._tell("held", who=who, until=_day(certificate.last_day))
        if not certificate.likeness(line.name, line.role).agrees:
            raise self._cause(SigningFault.SIGNER_OTHER_NAME, line, f"{who} ≠ {line.name}")
        if not certificate.signs:
            raise self._cause(SigningFault.CERTIFICATE_PURPOSE, line, who)
        if self._now > certificate.not_after:
            raise self._cause(SigningFault.CERTIFICATE_EXPIRED, line, who)
        if self._now < certificate.not_before:
            raise self._cause(SigningFault.CERTIFICATE_EARLY, line, who)
        self._signers.bind(line.id, certificate.sha256, self._now)
        with contextlib.suppress(OSError):  # who signs with it makes it known again
            self._revocations.know(certificate.der, tuple(path))
        self._tell("is_bound", sha=certificate.sha256[:SHOWN], id=line.id[:SHOWN])

    def bind_token(self, asked: argparse.Namespace, settings: TokenSettings) -> None:
        """With the certificate that the plugged-in token would sign with; no PIN is needed for it."""
        line = self._line(asked.id)
        label = asked.token or getattr(settings, line.role.value)
        token = Pkcs11Token(settings.module, label, settings.budget)
        # Without the registry: of an old and a renewed one the renewed is meant.
        belief = Belief(self._trust, lambda *_: "unknown")  # revocation is looked at before signing
        facts = facts_of(token, line.role, (), belief, self._now)
        if facts.held is None:
            first = preflight(line.role, facts, (), self._now)[0]
            raise _Refused(told(first, line.role, self._language))
        self.bind(line, facts.held.certificate, facts.held.path)

    def bind_file(self, asked: argparse.Namespace) -> None:
        line = self._line(asked.id)
        try:
            with asked.certificate.open("rb") as file:
                data = file.read(certificates.LARGEST + 1)
            certificate = certificates.read(data)
        except OSError:
            raise _Refused(self._words("missing")) from None
        except UnreadableCertificate:
            raise _Refused(self._words("unreadable")) from None
        self.bind(line, certificate, certificates.chain_of(certificate.der, (), self._trust))

    def _line(self, beginning: str) -> Signer:
        found = [line for line in self._signers.all() if line.id.startswith(beginning)]
        if not found:
            raise RegistryError(Unfit.NO_SUCH_LINE)
        if len(found) > 1:
            raise _Refused(self._words("many", id=beginning))
        return found[0]

    def _meant(self, typed: str) -> dt.date:
        for shape in ("%Y-%m-%d", "%d/%m/%Y"):
            with contextlib.suppress(ValueError):
                return dt.datetime.strptime(typed, shape).replace(tzinfo=OFFICE_ZONE).date()
        raise _Refused(self._words("day", day=typed))

    def _shown(self, line: Signer) -> str:
        parts = [line.name, line.title, ROLES[line.role].of(self._language), self._days(line)]
        if line.delegate_of:
            post = self._signers.find(line.delegate_of)
            parts.append(self._words("for", post=f"{post.name} ({post.id[:SHOWN]})"))
        sha = line.certificate[:SHOWN]
        parts.append(self._words("bound", sha=sha) if sha else self._words("unbound"))
        return f"{line.id[:SHOWN]}  {' · '.join(parts)}"

    def _named(self, line: Signer) -> str:
        return line.name if line.certificate else f"{line.name} ({self._words('unbound')})"

    def _days(self, line: Signer) -> str:
        if line.valid_to is None:
            return self._words("since", since=_day(line.valid_from))
        if line.valid_to < line.valid_from:
            return self._words("never")
        return self._words("until", since=_day(line.valid_from), until=_day(line.valid_to))

    def _cause(self, fault: SigningFault, line: Signer, detail: str) -> _Refused:
        return _Refused(told(Finding(fault, detail), line.role, self._language))

    def _words(self, key: str, **values: str) -> str:
        return SAYS[key].of(self._language).format(**values)

    def _tell(self, key: str, **values: str) -> None:
        self._say(self._words(key, **values))


def main(arguments: Sequence[str], say: Say) -> int:
    """`list`, `add`, `bind` or `end`, as `python -m kiosk.desk signers` hands them on; an exit code."""
    asked = _parser().parse_args(arguments)
    language = Language(asked.language)
    try:
        settings = kiosk_settings.load(asked.settings)
        workspace = Workspace(asked.state)
        db = open_database(workspace)
        try:
            registry = Registry(Signers(db), workspace, language, say, dt.datetime.now(dt.UTC))
            match asked.command:
                case "list":
                    registry.show()
                case "add":
                    registry.add(asked)
                case "end":
                    registry.end(asked)
                case _ if asked.certificate:
                    registry.bind_file(asked)
                case _:
                    registry.bind_token(asked, settings.token)
        finally:
            db.close()
    except (kiosk_settings.SettingsError, _Refused) as error:
        return _refuse(str(error))
    except RegistryError as error:
        return _refuse(UNFIT[error.unfit].of(language))
    except StoreError as error:
        return _refuse(remedy(error.fault).what.of(language))
    return DONE


def _refuse(why: str) -> int:
    sys.stderr.write(f"kiosk-desk: {why}\n")
    return NOT_DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.desk signers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    shown = commands.add_parser("list", help="every line, and who may sign today")
    add = commands.add_parser("add", help="a new line, still without a certificate")
    add.add_argument("--name", required=True, help="as on the certificate, with all diacritics")
    add.add_argument("--title", required=True, help="as it stands under the signature")
    add.add_argument("--role", choices=[*SignRole], required=True)
    add.add_argument("--from", dest="first", required=True, metavar="DAY")
    add.add_argument("--to", dest="last", metavar="DAY", help="included")
    add.add_argument("--delegate-of", default="", metavar="ID", help="whose place this one takes")
    bind = commands.add_parser("bind", help="the certificate that a line signs with from now on")
    bind.add_argument("id")
    held = bind.add_mutually_exclusive_group(required=True)
    held.add_argument("--certificate", type=Path, metavar="FILE", help="DER or PEM")
    held.add_argument("--token", nargs="?", const="", metavar="LABEL", help="as in kiosk.toml")
    end = commands.add_parser("end", help="nobody signs by a line any more")
    end.add_argument("id")
    end.add_argument("--last", metavar="DAY", help="today; earlier takes it back")
    for command in (shown, add, bind, end):
        command.add_argument("--settings", type=Path, required=True)
        command.add_argument("--state", type=Path, required=True)
        command.add_argument("--language", choices=[*Language], default=Language.VI.value)
    return parser


def _day(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"
