"""A form that bears a file (RFC 7578), taken apart strictly: a few fields, one file, nothing kept on a disk."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MOST_PARTS = 20
_KIND = re.compile(
    r"multipart/form-data;\s*boundary=\"?([0-9A-Za-z'()+_,./:=? -]{1,70})\"?", re.ASCII
)
_NAMED = re.compile(r'(?:^|;)\s*(name|filename)="([^"\r\n]*)"')
_MOST_HEAD = 2000  # bytes


@dataclass(frozen=True)
class Brought:
    """A file that a browser sent along. `name` is what it is called there, to be shown and for nothing else."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Parts:
    """What such a form held."""

    fields: tuple[tuple[str, str], ...]
    files: dict[str, Brought]


def bears_files(kind: str) -> bool:
    """Whether a request of this content type is one."""
    return _KIND.fullmatch(kind.strip()) is not None


def parts_of(kind: str, body: bytes) -> Parts:
    """Raises ValueError for anything that browsers do not send."""
    found = _KIND.fullmatch(kind.strip())
    if found is None:
        raise ValueError("no form with files")
    mark = b"\r\n--" + found[1].encode("ascii")
    pieces = (b"\r\n" + body).split(mark, MOST_PARTS + 2)
    if pieces[0] or len(pieces) > MOST_PARTS + 2 or not pieces[-1].startswith(b"--"):
        raise ValueError("not as browsers send it")
    fields: list[tuple[str, str]] = []
    files: dict[str, Brought] = {}
    for piece in pieces[1:-1]:
        head, parted, data = piece.partition(b"\r\n\r\n")
        if not parted or len(head) > _MOST_HEAD:
            raise ValueError("a part without a head")
        said = _said(head)
        if "filename" in said:
            files[said["name"]] = Brought(said["filename"], data)
        else:
            fields.append((said["name"], data.decode()))
    return Parts(tuple(fields), files)


def _said(head: bytes) -> dict[str, str]:
    """`name`, and `filename` where it is a file."""
    for line in head.decode().split("\r\n"):
        label, _, value = line.partition(":")
        if label.strip().lower() == "content-disposition":
            said: dict[str, str] = dict(_NAMED.findall(value))
            if "name" in said:
                return said
    raise ValueError("a part without a name")
