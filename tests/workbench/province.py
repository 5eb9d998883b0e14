"""A province that publishes: its keys, the folder it publishes from, the repository kiosks fetch from."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from central.bundles.checking import read
from central.bundles.keys import Keys
from central.bundles.repository import TARGETS_DAYS, Repository, Signing
from central.bundles.rollout import Rollout
from kiosk.workspace import CATALOGUE, WORDS, Workspace

MONDAY = dt.datetime(2026, 11, 2, 1, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


class Province:
    """`now` stands still unless a test moves it. A fresh one holds the shipped catalogue, version 2."""

    def __init__(self, folder: Path, now: dt.datetime = MONDAY) -> None:
        """`folder`: where a centre's data lie; its repository is `bundles` in there."""
        self.now = now
        self.served = folder / "bundles"
        self.drafts = folder / "drafts"
        self.offline, self.online = Keys(folder / "offline"), Keys(folder / "online")
        self.repository = Repository(self.served, lambda: self.now)
        self.rollout = Rollout(self.repository)
        self.keys = Signing(self.offline, self.online)
        self.repository.init(self.offline, self.online)
        self.write("all/catalogue.toml", CATALOGUE.read_text(encoding="utf-8"))
        self.publish()

    def write(self, name: str, text: str | bytes) -> None:
        """Put a file among what is to be published next."""
        path = self.drafts / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def write_words(self, language: str, old: str, new: str) -> None:
        """The screens' texts of a language with something changed."""
        text = (WORDS / f"{language}.toml").read_text(encoding="utf-8")
        assert old in text
        self.write(f"all/words/{language}.toml", text.replace(old, new))

    def rename(self, new: str) -> None:
        """What 1.001193 is called on buttons, in the catalogue to be published next."""
        text, old = CATALOGUE.read_text(encoding="utf-8"), 'short = { vi = "Khai sinh"'
        assert old in text
        self.write("all/catalogue.toml", text.replace(old, f'short = {{ vi = "{new}"'))

    def publish(self, days: int = TARGETS_DAYS) -> int:
        """Whether kiosks could use it or not: what they do then is for them to show."""
        return self.rollout.publish(read(self.drafts), self.keys, days)

    def attempt(self, share: int = 0, *to: str) -> int:
        return self.rollout.attempt(read(self.drafts), self.keys, share, to)

    def extend(self) -> None:
        self.repository.extend(self.online)

    def renew(self, *rotate: str) -> None:
        self.repository.renew(self.offline, self.online, rotate)

    def lay_root(self, workspace: Workspace) -> None:
        """What the technician does: the first root into a kiosk."""
        workspace.prepare()
        shutil.copyfile(self.served / "metadata" / "1.root.json", workspace.rules_root)

    def copied(self, to: Path) -> Path:
        """The repository as it is now, for another day."""
        shutil.copytree(self.served, to)
        return to
