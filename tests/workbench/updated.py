"""A provisioned box in a throw-away tree, its old and new releases, and whatever may go wrong on the way."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from central.releases.publishing import DAYS, publish
from kiosk.contract.release import Package, Release
from kiosk.model import Document, Language
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.sealing import seal
from kiosk.workspace import Workspace
from tests.workbench.packages import kiosk_deb, repacked, stand_in_deb, stub_runtime_deb
from tests.workbench.publisher import Publisher
from tests.workbench.stick import kind_here, package_of
from tests.workbench.tree import Tree, tree

OLD = "0.1.1"
CASES = ("a" * 32, "b" * 32, "c" * 32)
NOW = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)
# The visit takes ten seconds of a processor: one test goes through it, others believe this.
QUICK = r"""printf '#!/bin/sh\nsleep 0.5; echo {\\"ok\\": true}\n' > usr/bin/kiosk-doctor"""
OWN, STATE = "var/lib/kiosk-provisioning", "var/lib/kiosk"
# What a release brings, and which packages there are. Not their order in dpkg's book, nor what Python compiled.
_LISTED = (
    "cd /; find opt/kiosk etc/kiosk usr/bin/kiosk-doctor usr/sbin/kiosk-provisioning usr/lib/systemd/system/kiosk* "
    "-not -path '*__pycache__*' -printf '%p %y %m %U %G %l\n' | sort;"
    "find opt/kiosk -type f -not -path '*__pycache__*' -print0 | sort -z | xargs -0 sha256sum;"
    "dpkg-query -W -f '${db:Status-Abbrev} ${Package} ${Version}\n' | grep kiosk"
)


class UpdatedBox:
    """`publisher` publishes for it; its stick is `stick`. Release OLD runs, with three sealed cases."""

    def __init__(self, tree: Tree, folder: Path) -> None:
        self.tree, self.folder = tree, folder
        self.publisher = Publisher(folder / "publisher")
        self.stick = self.publisher.bundle
        self._made: dict[str, tuple[str, Path]] = {}
        self.old = self._deb(OLD, "")
        ours = (self.old, stub_runtime_deb())
        stand_in_deb(tree, self.old, folder / "stand-in_1_all.deb")
        tree.must("dpkg", "-i", *ours, folder / "stand-in_1_all.deb")
        self._keep(ours)
        self._lay_state()
        self.publish_version(OLD, self.old)
        tree.must("/usr/sbin/kiosk-provisioning", "migrate")
        self.kept = folder / "kept"
        tree.must("cp", "-a", f"/{STATE}", str(self.kept))

    def publish(self, change: str = QUICK) -> str:
        """A newer release, changed by shell lines in its unpacked root; its version."""
        if change not in self._made:
            version = f"0.1.{len(self._made) + 2}"
            self._made[change] = version, self._deb(version, change)
        version, deb = self._made[change]
        self.publish_version(version, deb)
        return version

    def publish_version(self, version: str, deb: Path, days: int = DAYS) -> None:
        draft, kind = self.publisher.draft, kind_here()
        shutil.rmtree(draft, ignore_errors=True)
        place = draft / "packages" / kind
        place.mkdir(parents=True)
        debs = [shutil.copy(one, place) for one in (deb, stub_runtime_deb())]
        packages = tuple(package_of(Path(one)) for one in debs)
        assert all(isinstance(one, Package) for one in packages)
        (draft / "release.json").write_bytes(Release(version, {kind: packages}).to_bytes())
        publish(draft, self.stick, self.publisher.repository, self.publisher.keys, days)

    def update(self, *words: str) -> tuple[int, str]:
        """What `kiosk-provisioning update` ends with, and all that it says."""
        program = ("/usr/sbin/kiosk-provisioning", "--language", "en", "update")
        ran = self.tree.run(*program, *(words or (str(self.stick),)))
        return ran.returncode, ran.stdout + ran.stderr

    def boot(self) -> tuple[int, str]:
        """What the unit does before the services start."""
        rescue = f"PYTHONPATH=/{OWN}/update/rescue"
        line = f"{rescue} exec /usr/bin/python3 -P -s -m provisioning.resume --boot"
        waiting = self.tree.root / OWN / "update" / "update.json"
        if not waiting.exists():
            return 0, ""
        ran = self.tree.run("sh", "-c", line)
        return ran.returncode, ran.stdout + ran.stderr

    def killed_at(self, stage: str) -> None:
        """An update; SIGKILL for all that works on the box as soon as this stage is about to begin."""
        # Only what the shell does itself: a stage may take a few milliseconds, and a program as long to be started.
        look = (
            f"read -r said </{OWN}/update/update.json\n"
            f'case $said in *\'"stage": "{stage}"\'*) break ;; esac\n'
            "kill -0 $! || exit 1"
        )
        for _ in range(5):
            if self._killed(f"while :; do\n{look}\ndone 2>/dev/null"):
                return
            self.as_before()  # the stage was over before anybody looked
        raise AssertionError(f"no update was seen to begin the stage {stage}")

    def killed_after(self, seconds: float) -> None:
        """An update; SIGKILL for all that works on the box after so many seconds."""
        self._killed(f"sleep {seconds:.3f}")

    def _killed(self, wait: str) -> bool:
        """Whether it was killed before it ended by itself."""
        update = f"setsid /usr/sbin/kiosk-provisioning update {self.stick} >/dev/null 2>&1 &"
        kill = "kill -9 -$! 2>/dev/null; wait $! 2>/dev/null; true"
        return self.tree.run("sh", "-c", f"{update}\n{wait}\n{kill}").returncode == 0

    def listing(self) -> str:
        """What is installed, to the byte."""
        return self.tree.must("sh", "-c", _LISTED)

    def cases(self) -> str:
        """As the release that is installed counts them."""
        return self.tree.must("/usr/sbin/kiosk-provisioning", "--language", "en", "migrate")

    @property
    def version(self) -> str:
        return self.tree.must("dpkg-query", "-W", "-f", "${Version}", "kiosk")

    def as_before(self) -> None:
        """Release OLD and its state again, and nothing known of any try."""
        self.tree.run("rm", "-rf", f"/{OWN}/update", f"/{OWN}/last-update.json")
        self.tree.must("dpkg", "--force-confold", "-i", self.old)
        self.tree.must("rm", "-rf", f"/{STATE}")
        self.tree.must("cp", "-a", str(self.kept), f"/{STATE}")
        self._keep((self.old,))

    def _deb(self, version: str, change: str) -> Path:
        """The kiosk as it is here, under another number that also stands in a file of it."""
        numbered = f"""
            sed -i 's/^Version: .*/Version: {version}/' DEBIAN/control
            echo '# {version}' >> opt/kiosk/app/kiosk/__init__.py
            rm -f opt/kiosk/app/kiosk/__pycache__/__init__.*.pyc DEBIAN/md5sums"""
        to = self.folder / f"kiosk_{version}_all.deb"
        return repacked(kiosk_deb(), to, f"{change}\n{numbered}")

    def _keep(self, debs: tuple[Path, ...]) -> None:
        own = self.tree.root / OWN
        shutil.rmtree(own / "packages", ignore_errors=True)
        (own / "packages").mkdir(parents=True)
        for deb in (*debs, stub_runtime_deb()):
            shutil.copy(deb, own / "packages")
        (own / "releases").mkdir(exist_ok=True)
        root = self.publisher.repository.root
        shutil.copy(root, own / "releases" / "root.json")

    def _lay_state(self) -> None:
        made = Workspace(self.folder / "state")
        document = Document("to-khai", "", "case/dossier:0:100", "ab" * 32, 72, 2)
        with closing(open_database(made)) as db:
            for case in CASES:
                Cases(db).open(case, NOW)
                seal(
                    db,
                    case=case,
                    procedure="2.000815",
                    language=Language.VI,
                    series="A",
                    kiosk=0,
                    agency="H00.000",
                    device="kiosk-1",
                    office="Bộ phận Một cửa",
                    documents=(document,),
                    now=NOW,
                )
        (made.vault / CASES[0]).mkdir(parents=True)
        (made.vault / CASES[0] / "page").write_bytes(b"sealed")
        self.tree.must("sh", "-c", f"cp -r {made.root}/. /{STATE}/")
        own = f"find /{STATE} -mindepth 1 -exec chown kiosk-devices:kiosk {{}} +"
        self.tree.must("sh", "-c", own)


@contextmanager
def updated_box(folder: Path) -> Iterator[UpdatedBox]:
    (folder / "tree").mkdir()
    with tree(folder / "tree", binds=(folder,)) as made:
        yield UpdatedBox(made, folder)
