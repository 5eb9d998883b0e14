"""kiosk-provisioning update: a release out of a signed bundle, or the one before again.

What is not believed, older, for another kind of box, without a way back or not installable is refused before anything
changes. Then provisioning.walking takes over, from a copy of this code that no package can pull away under it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from kiosk.contract.release import Package
from kiosk.model import Language, Words
from kiosk.settings import SettingsError, UpdateSettings, load
from kiosk.store.moments import OFFICE_ZONE
from kiosk.sync.releases import READY
from provisioning import apt, attempt, kept, migrating, system
from provisioning.attempt import Attempt
from provisioning.box import Box, BoxError
from provisioning.layout import LOCK, RELEASES, SETTINGS
from provisioning.trusted import Bundle, open_bundle

PULLED = RELEASES / "bundle"  # where kiosk-sync lays what it fetched
PYTHON = "/usr/bin/python3"  # the system's: no release replaces it
LOOK = 15.0  # seconds between two looks whether the screen is free
LONGEST_VISIT = 1800.0  # seconds that a technician waits for a citizen
_SHIPPED = ("kiosk", "provisioning")  # what provisioning.resume imports of

_OLDER = Words(
    "Gói cài đặt là bản {new}, máy đang chạy bản {old} mới hơn. Không cài bản cũ.",
    "This bundle brings release {new}; this box runs {old}, which is newer. Nothing older is installed.",
)
_OTHER_KIND = Words(
    "Gói cài đặt không có phần cho loại máy này ({kind}). Hãy lấy gói khác.",
    "This bundle has nothing for this kind of box ({kind}). Take another one.",
)
_FAILED_BEFORE = Words(
    "Bản {new} đã thử và không dùng được. Hãy đợi bản mới hơn, hoặc thêm --again để thử lại.",
    "Release {new} was tried and could not be used. Wait for a newer one, or add --again.",
)
_VISIT = Words(
    "Có người đang nộp hồ sơ. Hãy chạy lại khi màn hình rảnh.",
    "Somebody stands at the screen. Run it again when the screen is free.",
)
_CURRENT = Words("Máy đã chạy bản {new}.", "This box runs release {new} already.")


@dataclass(frozen=True)
class _Wish:
    """What is to be installed."""

    bundle: Bundle
    kind: str
    missing: tuple[Package, ...]
    before: dict[str, str]  # of our packages

    @property
    def version(self) -> str:
        return self.bundle.release.version


def command(rest: list[str], language: Language) -> int:
    """0: the release runs; 1: the one before runs again, or is to be waited for; raises BoxError, nothing changed."""
    given = _parser().parse_args(rest)
    system.check_root()
    box = Box()
    if given.show:
        return _show(box, language)
    with box.alone(LOCK):
        begun = bool(attempt.standing(box)) or _prepare(box, given, language)
    return _walk() if begun else 0


def _prepare(box: Box, given: argparse.Namespace, language: Language) -> bool:
    """Whether there is something to install and all is ready for it. Nothing has been changed yet."""
    if given.pulled and not (box.path(PULLED / READY).is_file() and _is_time(box)):
        return False
    if given.resume:
        return False
    wish = _wish(box, box.path(PULLED) if given.pulled else given.bundle)
    failed = attempt.last(box)
    if failed and failed.why and failed.version == wish.version and not given.again:
        if given.pulled:
            return False
        raise _error(_FAILED_BEFORE, new=wish.version)
    if not wish.missing:
        if not given.pulled:
            _say(_worded(_CURRENT, new=wish.version), language)
        return False
    kept.held(box, wish.before)  # no way back, no way forward
    if given.pulled and not _free(box, 0.0):
        return False  # asked every ten minutes: nothing is copied for that
    _stage(box, wish)
    apt.install(box, attempt.STAGED, attempt.staged(box), pretend=True)
    if not _free(box, 0.0 if given.pulled else LONGEST_VISIT):
        if given.pulled:
            return False
        raise BoxError(_VISIT)
    _begin(box, wish, language)
    return True


def _wish(box: Box, folder: Path) -> _Wish:
    bundle, kind = open_bundle(box, folder), system.kind(box)
    if kind not in bundle.release.kinds:
        raise _error(_OTHER_KIND, kind=kind)
    have = apt.versions(box)
    old, new = have.get("kiosk", "0"), bundle.release.version
    if box.run(["dpkg", "--compare-versions", new, "lt", old]).code == 0:
        raise _error(_OLDER, new=new, old=old)
    ours = [one.name for one in bundle.release.kinds[kind] if one.ours and one.name in have]
    missing = bundle.release.wanted(kind, lambda name: have.get(name, ""))
    return _Wish(bundle, kind, missing, {name: have[name] for name in ours})


def _stage(box: Box, wish: _Wish) -> None:
    box.remove(attempt.UPDATE)  # of one interrupted before it began
    wish.bundle.stage(wish.kind, wish.missing, box.path(attempt.STAGED))


def _free(box: Box, patience: float) -> bool:
    """Whether nobody stands at the screen, now or within so many seconds."""
    end = time.monotonic() + patience
    while migrating.opened(box).visit:
        if time.monotonic() >= end:
            return False
        time.sleep(LOOK)
    return True


def _begin(box: Box, wish: _Wish, language: Language) -> None:
    """From here on the box finds its way by itself, whatever happens."""
    rescue = box.path(attempt.RESCUE)
    here = Path(__file__).parents[1]
    for name in _SHIPPED:
        leave = shutil.ignore_patterns("__pycache__", "*.pyc")
        shutil.copytree(here / name, rescue / name, ignore=leave)
    os.sync()
    added = tuple(one.name for one in wish.missing if one.name not in wish.before)
    attempt.note(box, Attempt(wish.version, wish.before, added, language))


def _walk() -> NoReturn:
    """What follows is the copy's."""
    sys.stdout.flush()
    environment = {
        "PYTHONPATH": str(attempt.RESCUE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    }
    os.execve(PYTHON, [PYTHON, "-P", "-s", "-m", "provisioning.resume"], environment)


def _is_time(box: Box) -> bool:
    """Whether a release that was pulled may be installed at this hour."""
    try:
        update = load(box.path(SETTINGS)).update
    except SettingsError:
        update = UpdateSettings()
    return update.is_open(dt.datetime.now(OFFICE_ZONE))


def _show(box: Box, language: Language) -> int:
    last = attempt.last(box)
    version = apt.versions(box).get("kiosk", "–")
    said = Words(f"Máy chạy bản {version}.", f"This box runs release {version}.")
    _say(attempt.words(last) if last and last.why else said, language)
    return 1 if last and last.why else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kiosk-provisioning update",
        description=(__doc__ or ""),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("bundle", type=Path, nargs="?", help="the stick's folder")
    what.add_argument("--pulled", action="store_true", help="what came over the line, if any")
    what.add_argument("--show", action="store_true", help="how the last one ended")
    what.add_argument("--resume", action="store_true", help="one that was interrupted")
    parser.add_argument("--again", action="store_true", help="also one that failed before")
    return parser


def _say(said: Words, language: Language) -> None:
    print(said.of(language), flush=True)


def _error(said: Words, **facts: str) -> BoxError:
    return BoxError(_worded(said, **facts))


def _worded(said: Words, **facts: str) -> Words:
    return Words(said.vi.format(**facts), said.en.format(**facts))
