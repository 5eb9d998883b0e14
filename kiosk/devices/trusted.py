"""Whose signatures on cards count here: a folder of country certificates, master lists and revocations."""

from __future__ import annotations

from pathlib import Path

from drivers.card import trust
from drivers.card.trust import TrustStore


class Trusted:
    """What lies in the folder, read again when that changes; absent or empty, nobody is trusted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: object = None
        self._store = TrustStore()

    def store(self) -> TrustStore:
        """Everybody trusted as of now; never raises."""
        try:
            seen = sorted(
                (entry.name, entry.stat().st_mtime_ns) for entry in self._folder.iterdir()
            )
            if seen != self._seen:
                self._store = trust.load(self._folder)
                self._seen = seen
        except OSError:  # not there, or just being changed
            self._store, self._seen = TrustStore(), None
        return self._store
