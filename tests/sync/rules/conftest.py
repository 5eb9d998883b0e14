"""A kiosk that believes one invented province, and whatever may stand between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.settings import CentreSettings, Secret
from kiosk.store.asked_rules import Asked, AskedRules
from kiosk.store.database import open_database
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.rulebook import Rulebook, Rules
from kiosk.sync.framework import Source
from kiosk.sync.puller import Puller
from kiosk.sync.stick import FolderSource
from kiosk.sync.transport import Centre
from kiosk.workspace import Workspace
from tests.workbench.centre import CentreHouse
from tests.workbench.province import MONDAY, Province


class Counted:
    """A source that counts what is asked of it, and may answer something else instead."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.asked: list[str] = []
        self.bytes = 0
        self.instead: dict[str, bytes | Exception | None] = {}

    def bundle(self, path: str, most: int) -> bytes | None:
        self.asked.append(path)
        for part, answer in self.instead.items():
            if part in path:
                if isinstance(answer, Exception):
                    raise answer
                return answer
        data = self.source.bundle(path, most)
        self.bytes += len(data or b"")
        return data


class RuledKiosk:
    """Its clock stands still unless a test moves it."""

    def __init__(self, folder: Path, device: str = "kiosk-1", office: str = "H38.101") -> None:
        self.workspace, self.device, self.office = Workspace(folder), device, office
        self.db = open_database(self.workspace)
        self.now = MONDAY
        self.centres: list[Centre] = []

    def close(self) -> None:
        for centre in self.centres:
            centre.close()
        self.db.close()

    def ask(self, source: Source | Path) -> Puller:
        """A puller as after a restart."""
        place = FolderSource(source) if isinstance(source, Path) else source
        return Puller(
            self.db, self.workspace, self.device, place, lambda: self.now, office=self.office
        )

    def over_the_line(self, centre: CentreHouse) -> Counted:
        token = Secret(centre.tokens[self.device])
        self.centres.append(Centre(CentreSettings(centre.url, token, key=centre.key)))
        return Counted(self.centres[-1])

    @property
    def rules(self) -> Rules:
        """What a service would find that starts now."""
        return Rulebook(self.workspace).now()

    @property
    def shown(self) -> str:
        """What procedure 1.001193 is called on the screen's button."""
        return self.rules.catalogue(dt.date(2026, 11, 2)).procedure("1.001193").short.vi

    @property
    def standing(self) -> Asked:
        return AskedRules(self.db).standing()

    def noted(self) -> list[tuple[JournalEvent, str]]:
        """What the journal says of rules: event, and why."""
        rows = Journal(self.db).since()
        return [
            (row.event, str(row.fields.get("why", "")))
            for row in rows
            if row.event.value.startswith("rules-")
        ]


@pytest.fixture
def province(tmp_path: Path) -> Province:
    (tmp_path / "centre").mkdir()
    return Province(tmp_path / "centre")


@pytest.fixture
def kiosk(tmp_path: Path, province: Province) -> Iterator[RuledKiosk]:
    kiosk = RuledKiosk(tmp_path / "kiosk")
    province.lay_root(kiosk.workspace)
    yield kiosk
    kiosk.close()


@pytest.fixture
def ruled(kiosk: RuledKiosk, province: Province) -> RuledKiosk:
    """The kiosk with the province's first version in use."""
    kiosk.ask(province.served).pull()
    return kiosk


@pytest.fixture
def counted(province: Province) -> Counted:
    return Counted(FolderSource(province.served))


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[CentreHouse]:
    with CentreHouse(tmp_path, devices=("kiosk-1", "kiosk-2")) as house:
        yield house
