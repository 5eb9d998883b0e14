"""A disk that may lose, at a power cut, whatever nobody asked it to make safe."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

SECTOR = 512  # bytes that are written whole or not at all
LOST, TORN = 0.4, 0.3  # shares of unsafe writes that a power cut loses, and tears


@dataclass(frozen=True)
class Made:
    """A new file, or folder, under a name that is not safe yet."""

    path: str
    folder: bool = False


@dataclass(frozen=True)
class Wrote:
    path: str
    offset: int
    data: bytes


@dataclass(frozen=True)
class Sized:
    """A file was cut, or made longer."""

    path: str
    size: int


@dataclass(frozen=True)
class Synced:
    """A file's bytes are safe; of a folder, its names."""

    path: str


@dataclass(frozen=True)
class Renamed:
    path: str
    to: str


@dataclass(frozen=True)
class Linked:
    """A file has a second name from now on."""

    path: str
    to: str


@dataclass(frozen=True)
class Pointed:
    """A new name that stands for what lies under another path (symlink)."""

    path: str
    to: str


@dataclass(frozen=True)
class Removed:
    """A file or folder has no name any more."""

    path: str


@dataclass(frozen=True)
class Said:
    """Somebody was told something that must be true from now on."""

    words: str


Step = Made | Wrote | Sized | Synced | Renamed | Linked | Pointed | Removed | Said


@dataclass
class _File:
    now: bytearray = field(default_factory=bytearray)
    safe: bytes = b""
    unsafe: list[Wrote | Sized] = field(default_factory=list)

    def sync(self) -> None:
        if self.unsafe:
            self.safe, self.unsafe = bytes(self.now), []

    def do(self, step: Wrote | Sized) -> None:
        _put(self.now, step)
        self.unsafe.append(step)

    def after_the_cut(self, chance: random.Random) -> bytes:
        """Of what was not safe some is there, some is not, and some is there in part."""
        left = bytearray(self.safe)
        for step in self.unsafe:
            what = chance.random()
            if what < LOST:
                continue
            if isinstance(step, Sized) or what >= LOST + TORN:
                _put(left, step)
            else:
                for piece in _sectors(step):
                    if chance.random() < 0.5:
                        _put(left, piece)
        return bytes(left)


_Thing: TypeAlias = "_File | _Pointer | _Folder"


@dataclass
class _Pointer:
    to: str


@dataclass
class _Folder:
    """Names and what they stand for. A change not made safe may be lost, one without the others."""

    now: dict[str, _Thing] = field(default_factory=dict)
    safe: dict[str, _Thing] = field(default_factory=dict)
    unsafe: list[tuple[tuple[str, _Thing | None], ...]] = field(default_factory=list)

    def change(self, *names: tuple[str, _Thing | None]) -> None:
        _name(self.now, names)
        self.unsafe.append(names)

    def sync(self) -> None:
        self.safe, self.unsafe = dict(self.now), []

    def after_the_cut(self, chance: random.Random) -> dict[str, _Thing]:
        left = dict(self.safe)
        for names in self.unsafe:
            if chance.random() < 0.5:
                _name(left, names)
        return left


class Disk:
    """A folder as programs see it, and as a power cut may leave it. Paths are relative to the folder."""

    def __init__(self, was: Path | None = None) -> None:
        """`was`: the folder as it stands, all of it safe."""
        self._root = _safe_copy(was) if was else _Folder()

    def do(self, step: Step) -> None:
        match step:
            case Made(path, folder):
                within, name = self._within(path)
                if name not in within.now:
                    within.change((name, _Folder() if folder else _File()))
            case Wrote(path) | Sized(path):
                self._file(path).do(step)
            case Synced(path):
                thing = self._find(path)
                if isinstance(thing, _File | _Folder):  # it may have been removed while open
                    thing.sync()
            case Renamed(path, to):
                within, name = self._within(path)
                within.change((name, None), (Path(to).name, within.now[name]))
            case Linked(path, to):
                within, name = self._within(path)
                self._within(to)[0].change((Path(to).name, within.now[name]))
            case Pointed(path, to):
                within, name = self._within(path)
                within.change((name, _Pointer(to)))
            case Removed(path):
                within, name = self._within(path)
                if name in within.now:
                    within.change((name, None))

    def show(self, to: Path) -> None:
        """Write the folder `to` as programs see it: what a kill -9 leaves."""
        _show(self._root, to)

    def cut(self, to: Path, chance: random.Random) -> None:
        """Write the folder `to` as it could be after a power cut now."""
        _write(self._root, to, chance)

    def _find(self, path: str) -> _Thing | None:
        thing: _Thing | None = self._root
        for part in Path(path).parts:
            if not isinstance(thing, _Folder):
                return None
            thing = thing.now.get(part)
        return thing

    def _file(self, path: str) -> _File:
        found = self._find(path)
        return found if isinstance(found, _File) else _File()  # removed while open: nobody sees it

    def _within(self, path: str) -> tuple[_Folder, str]:
        found = self._find(str(Path(path).parent))
        assert isinstance(found, _Folder), f"no folder for {path}"
        return found, Path(path).name


def _put(data: bytearray, step: Wrote | Sized) -> None:
    size = step.size if isinstance(step, Sized) else step.offset
    if isinstance(step, Sized):
        del data[size:]
    data.extend(bytes(max(0, size - len(data))))
    if isinstance(step, Wrote):
        data[step.offset : step.offset + len(step.data)] = step.data


def _sectors(step: Wrote) -> Iterator[Wrote]:
    """The write in pieces, as the sectors of the disk part it."""
    begin, end = step.offset, step.offset + len(step.data)
    while begin < end:
        to = min(end, (begin // SECTOR + 1) * SECTOR)
        yield Wrote(step.path, begin, step.data[begin - step.offset : to - step.offset])
        begin = to


def _name(names: dict[str, _Thing], change: tuple[tuple[str, _Thing | None], ...]) -> None:
    for name, thing in change:
        if thing is None:
            names.pop(name, None)
        else:
            names[name] = thing


def _show(folder: _Folder, to: Path) -> None:
    to.mkdir()
    for name, thing in folder.now.items():
        if isinstance(thing, _Folder):
            _show(thing, to / name)
        elif isinstance(thing, _Pointer):
            (to / name).symlink_to(thing.to)
        else:
            (to / name).write_bytes(thing.now)


def _write(folder: _Folder, to: Path, chance: random.Random) -> None:
    to.mkdir()
    for name, thing in folder.after_the_cut(chance).items():
        if isinstance(thing, _Folder):
            _write(thing, to / name, chance)
        elif isinstance(thing, _Pointer):
            (to / name).symlink_to(thing.to)
        else:
            (to / name).write_bytes(thing.after_the_cut(chance))


def _safe_copy(path: Path) -> _Folder:
    folder = _Folder()
    for entry in path.iterdir():
        if entry.is_symlink():
            folder.now[entry.name] = _Pointer(str(entry.readlink()))
        elif entry.is_dir():
            folder.now[entry.name] = _safe_copy(entry)
        elif entry.is_file():
            data = entry.read_bytes()
            folder.now[entry.name] = _File(bytearray(data), data)
    folder.safe = dict(folder.now)
    return folder
