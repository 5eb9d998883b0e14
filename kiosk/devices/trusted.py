"""Whose signatures on cards count here: folders of country certificates, master lists and revocations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from drivers.card import trust
from drivers.card.trust import TrustStore


class Trusted:
    """What lies in the folders, read again when that changes; absent or empty, nobody is trusted."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._seen: object = None
        self._store = TrustStore()

    def store(self) -> TrustStore:
        """Everybody trusted as of now; never raises."""
        seen = [_seen(folder) for folder in self._folders]
        if seen != self._seen:
            self._store = _together([_held(folder) for folder in self._folders])
            self._seen = seen
        return self._store


def _seen(folder: Path) -> object:
    try:
        # Behind a link that was moved there may be files of the same names and moments.
        files = ((entry.name, entry.stat().st_mtime_ns) for entry in folder.iterdir())
        return folder.resolve(), sorted(files)
    except OSError:  # not there, or just being changed
        return None


def _held(folder: Path) -> TrustStore:
    try:
        return trust.load(folder)
    except OSError:
        return TrustStore()


def _together(stores: Sequence[TrustStore]) -> TrustStore:
    return TrustStore(
        tuple(held for store in stores for held in store.countries),
        tuple(data for store in stores for data in store.revocations),
        tuple(source for store in stores for source in store.sources),
    )
