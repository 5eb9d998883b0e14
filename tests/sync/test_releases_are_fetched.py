"""New releases come over the line piece by piece behind cases, and lie there for root to believe or not."""

from __future__ import annotations

import datetime as dt
import http.client
import math
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.contract.release import Release
from kiosk.faults import Fault
from kiosk.settings import CentreSettings, Secret
from kiosk.store.database import Database, open_database
from kiosk.store.health import Health
from kiosk.sync.budget import Budget
from kiosk.sync.releases import BEHIND, EVERY, READY, ROOM, SPENT, Releases, kind_of
from kiosk.sync.transport import Centre
from kiosk.workspace import Workspace
from provisioning.box import Box
from provisioning.layout import OWN
from provisioning.trusted import lay_root, open_bundle
from tests.workbench.centre import CentreHouse
from tests.workbench.publisher import Publisher

KIND = kind_of(Path("/etc/os-release"))
NAME = "kiosk_0.9.0_all.deb"


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreHouse]:
    with CentreHouse(tmp_path_factory.mktemp("centre")) as house:
        yield house


@pytest.fixture
def publisher(tmp_path: Path, centre: CentreHouse) -> Iterator[Publisher]:
    publisher = Publisher(tmp_path / "publisher")
    publisher.publish("0.9.0", KIND)
    served = centre.data / "releases"
    served.symlink_to(publisher.bundle)
    yield publisher
    served.unlink()


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(Workspace(tmp_path / "state"))) as db:
        yield db


class Receiving:
    """Where kiosk-sync lays releases; provisioning has laid the root."""

    def __init__(self, folder: Path, centre: CentreHouse, db: Database) -> None:
        self.box = Box(folder)
        self.folder = folder / "var/lib/kiosk-releases"
        self.folder.mkdir(parents=True)
        (folder / OWN.relative_to("/")).mkdir(parents=True)
        self.health, self.pressing, self.budget = Health(db), False, ""
        settings = CentreSettings(centre.url, Secret(centre.token), key=centre.key)
        self.centre = Centre(settings)

    def errand(self) -> Releases:
        """As after a restart."""
        return Releases(
            self.centre,
            self.folder,
            self.health,
            Budget(self.budget),
            lambda: self.pressing,
            lambda: dt.datetime.now(dt.UTC),
        )

    @property
    def is_ready(self) -> bool:
        return (self.folder / "bundle" / READY).exists()

    def came(self) -> int:
        """Bytes of packages that are here."""
        packages = self.folder.rglob("*.deb*")
        return sum(path.stat().st_size for path in packages)


@pytest.fixture
def box(
    tmp_path: Path, centre: CentreHouse, db: Database, publisher: Publisher
) -> Iterator[Receiving]:
    box = Receiving(tmp_path / "box", centre, db)
    lay_root(box.box, publisher.bundle)
    yield box
    box.centre.close()


def test_a_release_comes_in_pieces_over_restarts_and_root_believes_it_by_itself(
    box: Receiving, publisher: Publisher, tmp_path: Path
) -> None:
    runs, before = 0, -1
    while not box.is_ready:
        box.errand().run()  # kiosk-sync is started anew before each piece
        runs, came = runs + 1, box.came()
        assert came > before or box.is_ready, "what came is not fetched again"
        before = came
    whole = sum(path.stat().st_size for path in publisher.draft.rglob("*.deb"))
    assert runs >= math.ceil(whole / 262144)
    bundle = open_bundle(box.box, box.folder / "bundle")
    packages = bundle.stage(KIND, bundle.release.kinds[KIND], tmp_path / "staged")
    assert [path.name for path in packages] == [NAME, "invented_0.1.4-4_amd64.deb"]


def test_a_case_goes_first_and_an_hour_without_budget_brings_nothing(box: Receiving) -> None:
    box.pressing = True
    assert box.errand().run() == BEHIND
    box.pressing, box.budget = False, "0-24 0"
    assert box.errand().run() == SPENT
    assert not (box.folder / "bundle").exists()


def test_what_is_no_part_of_the_newest_release_leaves_the_card(
    box: Receiving, publisher: Publisher
) -> None:
    """Else every release stayed for ever, beside the cases."""
    fetched(box)
    older = {path.name for path in box.folder.rglob("*.deb")}
    publisher.publish("0.9.1", KIND)
    (half,) = [path for path in box.folder.rglob("*.deb") if path.name.endswith(NAME)]
    half.with_name(f"{half.name}.part").write_bytes(b"half of it")
    fetched(box)
    newer = {path.name for path in box.folder.rglob("*.deb*")}
    assert len(newer) == len(older) == 2
    assert not newer & older
    assert box.is_ready


def test_a_card_that_is_nearly_full_keeps_its_room_for_cases(
    box: Receiving, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = shutil.disk_usage("/")._replace(free=ROOM)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: room)
    assert box.errand().run() == EVERY
    assert (box.came(), box.is_ready) == (0, False)


def test_a_package_altered_at_the_centre_is_thrown_away(
    box: Receiving, publisher: Publisher
) -> None:
    package = publisher.target(NAME)
    package.write_bytes(package.read_bytes()[:-1] + b"?")
    errand = box.errand()
    while errand.run() != EVERY:
        pass
    assert not box.is_ready
    assert not list(box.folder.rglob(f"*{NAME}*"))


def test_a_box_that_provisioning_gave_no_root_asks_nobody(box: Receiving) -> None:
    (box.folder / "root.json").unlink()
    assert box.errand().run() == EVERY
    assert not (box.folder / "bundle").exists()


def test_the_clerks_page_and_the_fleet_learn_that_a_release_went_back(box: Receiving) -> None:
    told = box.folder / "last-update.json"
    told.write_text('{"version": "0.9.0", "why": "visit-failed", "detail": ""}')
    box.errand().run()
    assert box.health.fault_of("update") is Fault.UPDATE_FAILED
    told.write_text('{"version": "0.9.1", "why": null, "detail": ""}')
    box.errand().run()
    assert box.health.fault_of("update") is None


def test_the_centre_gives_packages_in_pieces_and_nothing_of_an_office(
    centre: CentreHouse, publisher: Publisher
) -> None:
    office = publisher.draft / "office" / "kiosk.toml"
    office.parent.mkdir()
    office.write_text("[hall]\n")
    publisher.sign(open_release(publisher))
    package = f"packages/{KIND}/{publisher.target(NAME).name}"
    toml = f"office/{publisher.target('kiosk.toml').name}"

    def ask(path: str, **headers: str) -> int:
        with closing(http.client.HTTPConnection("127.0.0.1", centre.port)) as line:
            usual = {"Authorization": f"Bearer {centre.token}", "Range": "bytes=0-99"}
            line.request("GET", f"/v1/releases/{path}", headers={**usual, **headers})
            return line.getresponse().status

    assert ask(f"targets/{package}") == 206
    assert ask(f"targets/{package}", Range="bytes=99999999-") == 416
    assert ask(f"targets/{package}", Range="") == 400
    assert ask(f"targets/{package}", Authorization="Bearer nobody") == 401
    assert ask(f"targets/{toml}") == 404
    assert ask("targets/packages/../../centre.key") == 404
    assert ask("metadata/timestamp.json") == 200
    assert ask("metadata/9999.root.json") == 404
    shutil.rmtree(publisher.bundle / "targets")
    assert ask(f"targets/{package}") == 404


def fetched(box: Receiving) -> None:
    """All of the release that the centre has now is here."""
    errand = box.errand()
    while errand.run() != EVERY:
        pass


def open_release(publisher: Publisher) -> Release:
    return Release.from_bytes((publisher.draft / "release.json").read_bytes())
