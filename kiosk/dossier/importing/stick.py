"""A citizen's USB stick: what may be taken from it, and each file whole or not at all.

Who attaches it (udev and systemd, read-only and without programs) is the appliance's; here it is only checked.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.dossier.importing import folder
from kiosk.dossier.importing.folder import Steps
from kiosk.dossier.importing.kinds import Kind
from kiosk.dossier.importing.refused import ImportReason, ImportRefused

SAFE = frozenset({"ro", "noexec", "nosuid", "nodev"})  # mount(8)
MOUNTS = Path("/proc/self/mountinfo")
MOST_CANDIDATES = 200
MOST_ENTRIES = 20_000  # names looked at; a stick has no end when its file system lies
MOST_LOOKS = 2_000  # files whose first bytes are read
MOST_DEPTH = 6
MOST_LETTERS = 80  # of a name, on a screen
_HIDDEN = re.compile(r"\.|~\$|System Volume Information$|\$RECYCLE\.BIN$", re.IGNORECASE)


@dataclass(frozen=True)
class Candidate:
    """A file that may be chosen; whether it is taken is known once it was read and judged."""

    steps: Steps = field(repr=False)  # a stranger's names
    name: str = field(repr=False)  # fit for a screen: no odd characters, at most 80 letters
    kind: Kind
    size: int  # bytes
    changed: float  # seconds since 1970, as the stick says


@dataclass(frozen=True)
class Listing:
    """What lies on a stick."""

    candidates: tuple[Candidate, ...]  # newest first
    more: int  # files that were not looked at, there being enough
    endless: bool  # more names than are counted: `more` is the least


class Stick:
    """A mounted stick, held by its folder; see `attached`."""

    def __init__(self, root: int) -> None:
        self._root = root

    def candidates(self) -> Listing:
        """The newest 200 files of the kinds that are taken; raises ImportRefused (STICK_GONE)."""
        self._must_be_there()
        found, endless = self._found()
        found.sort(key=lambda entry: (-entry[0], entry[1]))
        candidates: list[Candidate] = []
        looks = 0
        for changed, steps in found:
            if len(candidates) == MOST_CANDIDATES or looks == MOST_LOOKS:
                break
            looks += 1
            try:
                kind, size = folder.looked_at(self._root, steps)
            except ImportRefused:
                continue  # none of ours; a stick that is gone is told below
            candidates.append(Candidate(steps, _shown(steps[-1]), kind, size, changed))
        self._must_be_there()
        return Listing(tuple(candidates), len(found) - looks, endless)

    def read(self, candidate: Candidate) -> bytes:
        """The whole file, as large as it was listed; raises ImportRefused, STICK_GONE among others."""
        self._must_be_there()
        try:
            data = folder.read(self._root, candidate.steps)
        except ImportRefused as error:
            self._must_be_there()
            # A stick that was just pulled out fails before its mount goes.
            if error.reason in (ImportReason.UNREADABLE, ImportReason.MISSING):
                raise ImportRefused(ImportReason.STICK_GONE) from None
            raise
        self._must_be_there()
        if len(data) != candidate.size:
            raise ImportRefused(ImportReason.STICK_GONE)
        return data

    def _found(self) -> tuple[list[tuple[float, Steps]], bool]:
        """Plain files with the time of their last change, and whether there were too many names."""
        found: list[tuple[float, Steps]] = []
        waiting: list[Steps] = [()]
        names = 0
        device = os.fstat(self._root).st_dev
        while waiting:
            above = waiting.pop(0)
            for name, said in _entries(self._root, above):
                names += 1
                if names > MOST_ENTRIES:
                    return found, True
                if _HIDDEN.match(name) or said.st_dev != device:
                    continue
                if stat.S_ISREG(said.st_mode):
                    found.append((said.st_mtime, (*above, name)))
                elif stat.S_ISDIR(said.st_mode) and len(above) + 1 < MOST_DEPTH:
                    waiting.append((*above, name))
        return found, False

    def _must_be_there(self) -> None:
        if _options(self._root) is None:
            raise ImportRefused(ImportReason.STICK_GONE)


@contextmanager
def attached(place: Path) -> Iterator[Stick]:
    """The stick mounted at `place`; raises ImportRefused, STICK_UNSAFE unless it is mounted with SAFE."""
    try:
        root = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        raise ImportRefused(ImportReason.STICK_GONE) from None
    try:
        options = _options(root)
        if options is None or not options >= SAFE:
            raise ImportRefused(ImportReason.STICK_UNSAFE)
        yield Stick(root)
    finally:
        os.close(root)


def _options(root: int) -> frozenset[str] | None:
    """How the file system of an open folder is mounted (proc(5), mountinfo); None where it no longer is."""
    said = Path(f"/proc/self/fdinfo/{root}").read_text(encoding="ascii")
    mount = re.search(r"^mnt_id:\s*(\d+)$", said, re.MULTILINE)
    if not mount:
        return None
    for line in MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        fields = line.split(" ")
        if fields[0] == mount[1]:
            return frozenset(fields[5].split(","))
    return None


def _entries(root: int, above: Steps) -> Iterator[tuple[str, os.stat_result]]:
    """Names in a folder with what they are, links not followed; one that cannot be read has none."""
    handles: list[int] = []
    try:
        for step in above:
            flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
            handles.append(os.open(step, flags, dir_fd=handles[-1] if handles else root))
        with os.scandir(handles[-1] if handles else root) as entries:
            for entry in entries:
                try:
                    yield entry.name, entry.stat(follow_symlinks=False)
                except OSError:
                    continue
    except OSError:
        return
    finally:
        for handle in handles:
            os.close(handle)


def _shown(name: str) -> str:
    """A stranger's file name, harmless on a screen: no control or direction marks, NFC, not too long."""
    kept = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name
    )
    text = unicodedata.normalize("NFC", kept)
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 9]}…{text[-8:]}"
