"""The vault: pages and documents as files nobody can read or alter without their case's key."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.rights import make_folder
from kiosk.store.disk import fsync_folder, write_parts
from kiosk.store.errors import Tampered, storing

NONCE = 12  # bytes, random for every box
TAG = 16
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_PATH = re.compile(r"([^/:]+)/([^/:]+)(?::(\d{1,12}):(\d{1,12}))?")


class Vault:
    """Boxes of AES-256-GCM (NIST SP 800-38D) in `folder`, one subfolder a case.

    A vault path is `case/name`, or `case/name:offset:length` for one of several boxes in a file. It is
    bound to its box: a file moved to another name, case or place is refused as an altered one is.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, key: bytes, case: str, name: str, data: bytes) -> str:
        """Keep `data`, replacing what had the name; safe from power cuts on return. Its vault path.

        Two fsyncs, a third for a case's first file. Raises StoreError.
        """
        path = f"{_checked(case)}/{_checked(name)}"
        with storing():
            self._make(case)
            write_parts(self._folder / path, (_boxed(key, path, data),))
        return path

    def write_all(
        self, key: bytes, case: str, name: str, parts: Iterable[bytes]
    ) -> tuple[str, ...]:
        """Keep all `parts` or none, each under its own vault path, for the fsyncs of one."""
        paths: list[str] = []

        def boxes() -> Iterator[bytes]:
            offset = 0
            for data in parts:
                length = NONCE + len(data) + TAG
                paths.append(f"{case}/{name}:{offset}:{length}")
                yield _boxed(key, paths[-1], data)
                offset += length

        file = self._folder / _checked(case) / _checked(name)
        with storing():
            self._make(case)
            write_parts(file, boxes())
        return tuple(paths)

    def holds(self, path: str) -> bool:
        """Whether there is a file of that vault path; nothing is said of what is in it."""
        case, _, name = path.partition("/")
        return (self._folder / _checked(case) / _checked(name)).is_file()

    def read(self, key: bytes, path: str) -> bytes:
        """What was written under `path`; raises Tampered, or StoreError where there is no such file."""
        found = _PATH.fullmatch(path)
        if not found or not (_NAME.fullmatch(found[1]) and _NAME.fullmatch(found[2])):
            raise Tampered(path)
        with storing(), (self._folder / found[1] / found[2]).open("rb") as file:
            if found[3] is not None:
                file.seek(int(found[3]))
            box = memoryview(file.read(-1 if found[4] is None else int(found[4])))
        try:
            return AESGCM(key).decrypt(box[:NONCE], box[NONCE:], path.encode("ascii"))
        except (InvalidTag, ValueError):
            raise Tampered(path) from None

    def remove(self, path: str) -> None:
        """Delete one file, all its boxes, that is no longer named anywhere; gone already is fine."""
        case, _, name = path.partition(":")[0].partition("/")
        with storing():
            (self._folder / _checked(case) / _checked(name)).unlink(missing_ok=True)

    def cases(self) -> tuple[str, ...]:
        """Every case that has a folder here."""
        with storing():
            names = [entry.name for entry in os.scandir(self._folder) if entry.is_dir()]
        return tuple(name for name in names if _NAME.fullmatch(name))

    def names(self, case: str) -> tuple[str, ...]:
        """What lies in a case's folder, half written files too; none is fine."""
        with storing():
            try:
                return tuple(entry.name for entry in os.scandir(self._folder / _checked(case)))
            except FileNotFoundError:
                return ()

    def drop(self, case: str) -> None:
        """Delete every file of a case; none is fine."""
        with storing():
            try:
                shutil.rmtree(self._folder / _checked(case))
            except FileNotFoundError:
                return
            fsync_folder(self._folder)

    def _make(self, case: str) -> None:
        folder = self._folder / case
        if not folder.is_dir():
            make_folder(folder)
            fsync_folder(self._folder)


def _boxed(key: bytes, path: str, data: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, path.encode("ascii"))


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("not a vault name")
    return name
