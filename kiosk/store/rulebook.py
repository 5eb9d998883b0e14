"""The versions of the rules on this kiosk: each a folder, whole or not there, and one of them in use."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import shutil
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kiosk import workspace as paths
from kiosk.contract.rules import words
from kiosk.contract.rules.bundle import (
    CATALOGUE,
    FEES,
    FORMS,
    HOLIDAYS,
    PROCESSES,
    ROSTER,
    SETTINGS,
    SIGNING_TRUST,
    TRUST,
    words_name,
)
from kiosk.contract.rules.catalogue import Listing, listing
from kiosk.contract.rules.entries import RulesError
from kiosk.contract.rules.processes import Processes, processes
from kiosk.contract.rules.slots import Form, Holidays, Member, forms, holidays, roster
from kiosk.contract.rules.tariff import Tariff, tariff
from kiosk.rights import make_folders
from kiosk.rules import catalogue as catalogues
from kiosk.rules import fee_words
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.working_days import WorkingDays
from kiosk.store import calendar
from kiosk.store.disk import fsync_folder, write_safely
from kiosk.store.errors import storing
from kiosk.workspace import Workspace

ABOUT = "about.json"  # beside the files of a version: what they are
LEFT = "left"  # beside them too: the province called this kiosk back from it
SHIPPED = ""  # the version of what came with the software
KEPT = 8  # versions at least, the one in use among them
_VERSION = re.compile(r"[0-9]{1,9}-[0-9a-f]{8}")
_ODD = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Rules:
    """One version of the rules. What it does not bring is as shipped; its certificates lie in its folder only."""

    version: str = SHIPPED
    issued: dt.datetime | None = None  # when the province signed it; None: shipped
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def catalogue(self, day: dt.date, province: str = "") -> Catalogue:
        """The procedures in force on a day; told with the fees of a province (as H26) where one is given."""
        found = catalogues.parse(self._text(CATALOGUE, paths.CATALOGUE), day)
        return fee_words.local(found, self.tariff(), province, day) if province else found

    def listing(self) -> Listing:
        """Every procedure in every version, whatever its day."""
        return listing(self._text(CATALOGUE, paths.CATALOGUE))

    def words(self, language: str) -> dict[str, str]:
        """Every text of the screens in a language, by key; empty for one that nobody wrote.

        A text that these screens could not use, being newer than the version, is as shipped.
        """
        shipped = shipped_words(language)
        brought = self.files.get(words_name(language))
        said = words.parse(brought.decode()) if brought else {}
        return {
            key: said[key] if key in said and words.fits(said[key], text) else text
            for key, text in shipped.items()
        }

    def holidays(self) -> Holidays | None:
        """As the province has them; None where it has said nothing."""
        brought = self.files.get(HOLIDAYS)
        return holidays(brought.decode()) if brought else None

    def tariff(self) -> Tariff:
        """Every fee there ever was."""
        return tariff(self._text(FEES, paths.FEES))

    def processes(self) -> Processes:
        """The internal processes. Those shipped are a sample, for what was shipped only."""
        return processes(self._text(PROCESSES, paths.PROCESSES))

    def forms(self) -> tuple[Form, ...]:
        """Every statutory form there ever was: what was shipped, under what the province brought."""
        shipped = forms(paths.FORMS.read_text(encoding="utf-8"))
        brought = self.files.get(FORMS)
        own = forms(brought.decode()) if brought else ()
        replaced = {form.id for form in own}
        return (*(form for form in shipped if form.id not in replaced), *own)

    def roster(self) -> tuple[Member, ...]:
        """Who works at the office as the province has it; nobody where it has said nothing that can be read."""
        with suppress(RulesError, UnicodeDecodeError):
            return roster(self.files.get(ROSTER, b"").decode())
        return ()

    def settings(self) -> str:
        """Options that the province sets where kiosk.toml leaves them out: TOML, or nothing."""
        return self.files.get(SETTINGS, b"").decode()

    def _text(self, name: str, shipped: Path) -> str:
        brought = self.files.get(name)
        return brought.decode() if brought else shipped.read_text(encoding="utf-8")


def shipped_words(language: str) -> dict[str, str]:
    """The texts that came with the software; empty for a language without a file."""
    try:
        return words.parse((paths.WORDS / f"{language}.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


class Rulebook:
    """Read by every process at the cost of a look at a link, written by whoever holds the workspace's rules lock."""

    def __init__(self, workspace: Workspace) -> None:
        self._versions, self._current = workspace.rules_versions, workspace.rules_current
        self._own_holidays, self._metadata = workspace.own_holidays, workspace.rules_metadata
        self._known: dict[str, Rules] = {}
        self._catalogues: dict[tuple[str, dt.date, str], Catalogue] = {}
        self._last: tuple[str, Rules] | None = None  # what the link named, and what that came to

    def now(self) -> Rules:
        """What is in use; never raises.

        Instead of a version that is not whole any more, the newest of those before it that still held; at last what
        was shipped.
        """
        version, last = self._pointed(), self._last
        if last is None or last[0] != version:
            last = self._last = version, self.of(version) or self._before(version)
        return last[1]

    def _before(self, version: str) -> Rules:
        older = sorted(self._all(), key=_number, reverse=True)
        before = (other for other in older if _number(other) <= _number(version))
        whole = (self.of(other) for other in before if not (self._versions / other / LEFT).exists())
        return next((rules for rules in whole if rules is not None), Rules())

    def of(self, version: str) -> Rules | None:
        """A version that is kept here, whole; None for another."""
        if version == SHIPPED:
            return Rules()
        if version not in self._known and _VERSION.fullmatch(version):
            with suppress(*_ODD):
                self._known[version] = _read(self._versions / version)
        return self._known.get(version)

    def catalogue(self, version: str, day: dt.date, province: str = "") -> Catalogue:
        """The procedures of a version as they stood on a day; where it is gone, of what is in use."""
        rules = self.of(version) or self.now()
        key = rules.version, day, province
        if key not in self._catalogues:
            if len(self._catalogues) >= KEPT:
                self._catalogues.clear()
            self._catalogues[key] = rules.catalogue(day, province)
        return self._catalogues[key]

    def before(self, version: str) -> Rules:
        """The newest that is kept of those before a version; as shipped where there is none."""
        older = (other for other in self._all() if _number(other) < _number(version))
        whole = (self.of(other) for other in sorted(older, key=_number, reverse=True))
        return next((rules for rules in whole if rules is not None), Rules())

    def signers(self) -> tuple[str, ...]:
        """The keys, by the head of their names, that signed what the province said last; none where it never did."""
        with suppress(*_ODD):
            said = json.loads((self._metadata / "targets.json").read_bytes())
            return tuple(str(each["keyid"])[:8] for each in said["signatures"])
        return ()

    def working_days(self, around: dt.date) -> WorkingDays:
        """The calendar of the years around a day: the office's own over the province's over public holidays.

        A file of the office's own that cannot be used is as none; `own_holidays` tells.
        """
        own: Holidays | None = None
        with suppress(RulesError):
            own = self.own_holidays()
        return calendar.working_days(around, self.now().holidays(), own)

    def own_holidays(self) -> Holidays | None:
        """What the technician laid beside the province's; None without. Raises RulesError for what is no calendar."""
        try:
            return holidays(self._own_holidays.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise RulesError(str(error)) from None

    def take(self, version: str, issued: dt.datetime, files: Mapping[str, bytes]) -> None:
        """Use this version from now on, durably; at any moment of a power cut the old one or the new is in use.

        From a version to an earlier one is the way back from a trial: cases that were accepted under it keep it, and
        nothing else ever comes back to it. Raises StoreError: then the old one is in use.
        """
        with storing():
            make_folders(self._versions)
            if self.of(version) is None:
                self._write(version, issued, files)
            self._leave(version)
            fsync_folder(self._versions)  # a killed process may just have named it
            self._last = None
            link = self._current.with_name("current.new")
            link.unlink(missing_ok=True)
            link.symlink_to(self._versions.relative_to(self._current.parent) / version)
            link.rename(self._current)
            fsync_folder(self._current.parent)

    def drop_old(self, needed: Collection[str]) -> None:
        """Older versions leave, but for those that are `needed` and KEPT of the newest."""
        newest = sorted(self._all(), key=_number, reverse=True)[:KEPT]
        stay = {*newest, *needed, self._pointed(), self.now().version}
        for version in self._all() - stay:
            self._known.pop(version, None)
            shutil.rmtree(self._versions / version, ignore_errors=True)

    def _leave(self, version: str) -> None:
        """Whatever was in use and came after `version` is left."""
        (self._versions / version / LEFT).unlink(missing_ok=True)
        used = self._pointed()
        if _number(used) > _number(version) and (self._versions / used).is_dir():
            write_safely(self._versions / used / LEFT, b"")
        fsync_folder(self._versions / version)

    def _write(self, version: str, issued: dt.datetime, files: Mapping[str, bytes]) -> None:
        place = self._versions / version
        coming = self._versions / "coming"
        for half_done in (coming, place):
            shutil.rmtree(half_done, ignore_errors=True)
        make_folders(coming)
        for name, data in files.items():
            path = coming / name
            make_folders(path.parent)
            write_safely(path, data)
        about = {
            "version": version,
            "issued": issued.isoformat(),
            "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        }
        write_safely(coming / ABOUT, json.dumps(about, indent=1, sort_keys=True).encode())
        coming.rename(place)

    def _pointed(self) -> str:
        try:
            return self._current.readlink().name
        except OSError:
            return SHIPPED

    def _all(self) -> set[str]:
        with suppress(OSError):
            return {each.name for each in self._versions.iterdir() if _VERSION.fullmatch(each.name)}
        return set()


def _read(folder: Path) -> Rules:
    """Raises one of _ODD for a version that is not as it was written."""
    about = json.loads((folder / ABOUT).read_bytes())
    files = {}
    for name, digest in about["files"].items():
        data = (folder / name).read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise RulesError(f"{name}: altered")
        if not name.startswith((TRUST, SIGNING_TRUST)):
            files[name] = data
    rules = Rules(folder.name, dt.datetime.fromisoformat(about["issued"]), files)
    rules.catalogue(dt.date.max)  # software newer or older than the version may read it otherwise
    rules.holidays(), rules.tariff(), rules.processes(), rules.forms()
    return rules


def _number(version: str) -> int:
    return int(version.partition("-")[0] or 0)
