"""What a program really asked of the disk, by strace: every write, sync and name in its order."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.workbench.power import (
    Linked,
    Made,
    Pointed,
    Removed,
    Renamed,
    Said,
    Sized,
    Step,
    Synced,
    Wrote,
)

CALLS = (
    *("?open", "openat", "?creat", "write", "pwrite64", "writev", "pwritev", "lseek", "fsync"),
    *("fdatasync", "ftruncate", "fallocate", "?rename", "?renameat", "renameat2", "?unlink"),
    *("unlinkat", "?mkdir", "mkdirat", "?rmdir", "?link", "linkat", "sendfile", "copy_file_range"),
    *("?symlink", "symlinkat"),
)
SECONDS = 300
SAYS = "acknowledged: "  # how a line of the program's output begins that is a promise
_LINE = re.compile(r"(\d+) +(?:(\w+)\((.*)|<\.\.\. (\w+) resumed>(.*))$")
_RESULT = re.compile(r"^(.*)\) += (-?\d+)(?:<(.*?)>)?.*$")
_ARGUMENT = re.compile(r'"((?:[^"\\]|\\.)*)"|(\w+)<((?:[^>\\]|\\.)*)>|([^,\s]+)')
_HEX = re.compile(r"\\x([0-9a-f]{2})")
_PASSING = ("-shm", ".sock")  # what a restart makes anew


class UnknownCallError(Exception):
    """The program changed a file in a way that is not told here."""


def trace(command: Sequence[str], root: Path, log: Path, cwd: Path) -> list[Step]:
    """Run a command to its end, however it ends: its steps under `root`, and what it promised on its output.

    A call counts when it returns. `log` is left for whoever wants to read it.
    """
    strace = ["strace", "-f", "-qq", "-y", "-xx", "-s", "10000000", "-o", str(log)]
    strace += ["-e", f"trace={','.join(CALLS)}", *command]
    done = subprocess.run(strace, cwd=cwd, capture_output=True, timeout=SECONDS)
    steps = list(_Reader(root).steps(log))
    assert steps, f"nothing was traced: {done.stderr.decode(errors='replace')[-500:]}"
    return steps


class _Reader:
    def __init__(self, root: Path) -> None:
        self._root = root
        # Where the next write goes; each file has one writer at a time.
        self._at: dict[str, int] = {}
        self._sizes: dict[str, int] = {}

    def steps(self, log: Path) -> Iterator[Step]:
        for call, arguments, result, path in _calls(log):
            yield from self._step(call, arguments, result, path)

    def _step(self, call: str, given: list[str], result: int, opened: str) -> Iterator[Step]:
        match call:
            case "open" | "openat" | "creat":
                yield from self._open(opened, " ".join(given), call)
            case "write" if given[0] == "1":
                for line in _bytes(given[2]).decode(errors="replace").splitlines():
                    if line.startswith(SAYS):
                        yield Said(line.removeprefix(SAYS))
            case "write" | "pwrite64":
                yield from self._write(call, given, result)
            case "lseek" if path := self._ours(given[1]):
                self._at[path] = result
            case "fsync" | "fdatasync" if (path := self._ours(given[1])) is not None:
                yield Synced(path)
            case "ftruncate" if path := self._ours(given[1]):
                self._sizes[path] = int(given[2])
                yield Sized(path, int(given[2]))
            case "fallocate" if path := self._ours(given[1]):
                raise UnknownCallError(call)
            case "rename" | "renameat" | "renameat2":
                yield from self._rename(*self._named(given))
            case "link" | "linkat":
                path, to = self._named(given)
                if path and to:
                    yield Linked(path, to)
            case "symlink" | "symlinkat":
                (path,) = self._named(given[1:])
                if path:
                    yield Pointed(path, _bytes(given[0]).decode())
            case "unlink" | "unlinkat" | "rmdir":
                (path,) = self._named(given)
                if path:
                    yield Removed(path)
            case "mkdir" | "mkdirat":
                (path,) = self._named(given)
                if path:
                    yield Made(path, folder=True)
            case "writev" | "pwritev" | "sendfile" | "copy_file_range":
                if any(self._ours(word) for word in given):
                    raise UnknownCallError(call)

    def _open(self, opened: str, flags: str, call: str) -> Iterator[Step]:
        path = self._ours(opened)
        if not path:
            return
        if "O_CREAT" in flags or call == "creat":
            yield Made(path)
        if "O_TRUNC" in flags or call == "creat":
            self._sizes[path] = 0
            yield Sized(path, 0)
        self._at[path] = self._sizes.get(path, 0) if "O_APPEND" in flags else 0

    def _write(self, call: str, given: list[str], result: int) -> Iterator[Step]:
        path = self._ours(given[1])
        if not path or result <= 0:
            return
        offset = int(given[4]) if call == "pwrite64" else self._at[path]
        if call == "write":
            self._at[path] = offset + result
        self._sizes[path] = max(self._sizes.get(path, 0), offset + result)
        yield Wrote(path, offset, _bytes(given[2])[:result])

    def _rename(self, path: str | None, to: str | None) -> Iterator[Step]:
        if path and to:
            self._sizes[to] = self._sizes.pop(path, 0)
            yield Renamed(path, to)
        elif path or to:
            raise UnknownCallError("rename into or out of the folder")

    def _named(self, given: list[str]) -> list[str | None]:
        """The paths a call names; relative ones belong to the folder before them."""
        paths, folder = [], ""
        for word in given:
            if word.startswith("<"):
                folder = word
            elif word.startswith('"'):
                name = _bytes(word).decode()
                paths.append(self._ours(f"<{Path(_path(folder)) / name}" if folder else f"<{name}"))
        return paths

    def _ours(self, word: str) -> str | None:
        """A path under the root, relative to it; "" is the root itself, None is somebody else's."""
        path = Path(_path(word)) if word.startswith(("<", "/", "\\")) else None
        if path is None or not path.is_relative_to(self._root):
            return None
        if path.name.endswith(_PASSING) or path.name.endswith("(deleted)"):
            return None
        return "" if path == self._root else str(path.relative_to(self._root))


def _calls(log: Path) -> Iterator[tuple[str, list[str], int, str]]:
    """Calls that did what they were asked for, as they returned: name, words, result, its path.

    A descriptor with its path is two words: the number, and "<path".
    """
    begun: dict[str, str] = {}
    for line in log.read_text(encoding="ascii", errors="replace").splitlines():
        found = _LINE.match(line)
        if not found:
            continue
        thread, call, rest, resumed, more = found.groups()
        if resumed:
            call, rest = resumed, begun.pop(thread, "") + more
        elif rest.endswith("<unfinished ...>"):
            begun[thread] = rest.removesuffix("<unfinished ...>")
            continue
        ended = _RESULT.match(rest)
        if ended and int(ended[2]) >= 0:
            yield call, list(_words(ended[1])), int(ended[2]), ended[3] or ""


def _words(text: str) -> Iterator[str]:
    for found in _ARGUMENT.finditer(text):
        if found[1] is not None:
            yield f'"{found[1]}"'
        elif found[2] is not None:
            yield found[2]
            yield f"<{found[3]}"
        else:
            yield found[4]


def _path(word: str) -> str:
    return _HEX.sub(lambda found: chr(int(found[1], 16)), word.removeprefix("<"))


def _bytes(word: str) -> bytes:
    return bytes.fromhex(word.strip('"').replace("\\x", ""))
