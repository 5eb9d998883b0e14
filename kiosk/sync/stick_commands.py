"""No line at all: cases out to a USB stick, receipts and rules in from it.

    python -m kiosk.sync export FOLDER      every case not yet delivered, sealed to the centre; again after a stop
    python -m kiosk.sync import FOLDER      what the centre laid on it; twice is harmless

FOLDER is where the stick is mounted. Each takes --settings, --state and --language vi|en; kiosk-sync may be
running. Exit codes: 0 all is done, 1 something is missing or was not believed, 2 could not begin.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiosk.contract.stick import Stick, StickError, attached
from kiosk.model import Language
from kiosk.settings import Settings, SettingsError, load
from kiosk.store.cases import Cases
from kiosk.store.database import Database, open_kept
from kiosk.store.documents import Documents
from kiosk.store.errors import StoreError
from kiosk.store.links import Links
from kiosk.store.outbox import Envelope
from kiosk.store.renaming import take_name
from kiosk.store.vault import Vault
from kiosk.sync import stick_words as words
from kiosk.sync.connection import CentreError
from kiosk.sync.framework import BundleError
from kiosk.sync.identity import CentreKey, Identity
from kiosk.sync.puller import Puller
from kiosk.sync.sealing import Sealer, SealingKey
from kiosk.sync.service import SealedPapers
from kiosk.sync.stick_in import Brought, Importer, StickSource, has_rules
from kiosk.sync.stick_out import Exporter, Step
from kiosk.workspace import Workspace

DONE, NOT_ALL, NOT_BEGUN = 0, 1, 2  # exit codes


@dataclass(frozen=True)
class Terminal:
    """One command with what it was given, and the language it speaks."""

    command: str
    folder: Path
    settings: Settings
    workspace: Workspace
    language: Language
    any_folder: bool
    say: Callable[[str], None]

    def tell(self, key: str, **values: object) -> None:
        self.say(words.TEXT[key].of(self.language).format(**values))

    def run(self) -> int:
        """Raises SettingsError, StickError, StoreError."""
        work = self._export if self.command == "export" else self._import
        own_disk = None if self.any_folder else self.workspace.root
        with (
            closing(open_kept(self.workspace)) as db,
            attached(self.folder, own_disk=own_disk) as stick,
        ):
            return work(db, stick)

    def _export(self, db: Database, stick: Stick) -> int:
        identity, device = Identity.of(self.workspace), self.settings.device
        take_name(db, device)  # with its first link an envelope bears its name for good
        sealer = Sealer(
            device,
            SealingKey(self.settings.centre.sealing_key),
            identity.sign,
            CentreKey(identity.public).signed,
        )
        papers = SealedPapers(Documents(db), Cases(db), Vault(self.workspace.vault))
        chain = Links(db, device, identity.sign)
        copied = Exporter(db, device, papers, chain, sealer, time.time).run(stick, self._step)
        mb = words.megabytes(copied.bytes, self.language)
        if copied.missing:
            missing = words.missing(copied.missing, self.language)
            self.tell("missing", cases=copied.cases, mb=mb, missing=missing)
        elif copied.cases:
            self.tell("copied", cases=copied.cases, mb=mb)
        else:
            self.tell("nothing")
        return NOT_ALL if copied.missing else DONE

    def _step(self, number: int, count: int, sent: Envelope, step: Step, size: int) -> None:
        what = words.STEPS[step].of(self.language)
        what = what.format(mb=words.megabytes(size, self.language))
        self.tell("step", number=number, count=count, code=sent.case_code, what=what)

    def _import(self, db: Database, stick: Stick) -> int:
        key = CentreKey(self.settings.centre.key)
        brought = Importer(db, self.settings.device, key, time.time).run(stick)
        self._told(brought)
        rules = self._rules(db, stick)
        return DONE if rules and not brought.not_believed else NOT_ALL

    def _told(self, brought: Brought) -> None:
        names = ", ".join(brought.others[:5])
        if brought.others and not (brought.settled or brought.known or brought.not_believed):
            self.tell("other_only", names=names, device=self.settings.device)
        else:
            self.tell("settled", settled=brought.settled, waiting=brought.waiting)
            if brought.known:
                self.tell("known", known=brought.known)
            if brought.others:
                self.tell("others", names=names)
        if brought.not_believed:
            self.tell("not_believed", n=brought.not_believed)
        if brought.endless:
            self.tell("endless")

    def _rules(self, db: Database, stick: Stick) -> bool:
        """Whether nothing on the stick had to be left; a kiosk that knows no root takes no rules at all."""
        if not self.workspace.rules_root.exists() or not has_rules(stick):
            return True
        source = StickSource(stick)
        try:
            settings, office = self.settings, self.settings.office.agency
            puller = Puller(db, self.workspace, settings.device, source, _now, office=office)
            self.tell("rules", version=puller.pull())
        except (BundleError, CentreError) as error:
            self.tell("no_rules", why=error)
            return False
        return True


def main(arguments: list[str]) -> int:
    """`export` or `import`; its exit code."""
    given = _parsed(arguments)
    try:
        terminal = Terminal(
            command=given.command,
            folder=given.folder,
            settings=load(given.settings),
            workspace=Workspace(given.state),
            language=Language(given.language),
            any_folder=given.any_folder,
            say=_print,
        )
        return terminal.run()
    except StickError as error:
        said = words.FAULTS[error.fault].of(Language(given.language))
        sys.stderr.write(f"{said.format(folder=given.folder)}\n")
    except KeyboardInterrupt:
        _print(words.TEXT["stopped"].of(Language(given.language)))
        return NOT_ALL
    except (SettingsError, StoreError) as error:
        sys.stderr.write(f"{given.command}: {error}\n")
    return NOT_BEGUN


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.sync",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=("export", "import"))
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the stick is mounted")
    parser.add_argument("--settings", type=Path, required=True, help="kiosk.toml")
    parser.add_argument("--state", type=Path, required=True, help="the kiosk's state folder")
    parser.add_argument("--language", choices=[*Language], default=Language.VI.value)
    parser.add_argument(
        "--any-folder", action="store_true", help="FOLDER may lie on this machine's disk: to try it"
    )
    return parser.parse_args(arguments)


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
