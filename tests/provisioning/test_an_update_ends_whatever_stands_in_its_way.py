"""What an update meets on its way to an end: a doctor at work, a folder that is not root's, a full card, a busy apt."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import pytest

from kiosk.model import Language, Words
from provisioning import apt, attempt
from provisioning.attempt import Attempt, Outcome, Stage, Why
from provisioning.box import PATIENCE, Box, BoxError, Ran
from provisioning.layout import OWN, RELEASES, STATE
from provisioning.walking import Walk

OLD, NEW = "0.1.1", "0.1.2"


class Told(Box):
    """A box with a systemd whose programs answer as they are told, by their first word; the rest succeed."""

    answers: dict[str, list[Ran]]
    ran: list[list[str]]

    def __init__(self, root: Path, **answers: list[Ran]) -> None:
        super().__init__(root)
        object.__setattr__(self, "answers", answers)
        object.__setattr__(self, "ran", [])
        for folder in (OWN, RELEASES, STATE, PurePosixPath("/run/systemd/system")):
            self.path(folder).mkdir(parents=True)
        self.path(attempt.UPDATE).mkdir()

    def run(self, command: Sequence[str], *, given: str = "", patience: float = PATIENCE) -> Ran:
        self.ran.append(list(command))
        left = self.answers.get(Path(command[0]).name.replace("-", "_"), [Ran(0, "", "")])
        return left.pop(0) if len(left) > 1 else left[0]

    def said(self, *words: str) -> list[list[str]]:
        """The commands that hold these words."""
        return [command for command in self.ran if set(words) <= set(command)]


def standing(stage: Stage, failed: Stage | None = None) -> Attempt:
    why = Why.NOT_PROVEN if failed else None
    before = {"kiosk": OLD, "kiosk-runtime": "1"}
    return Attempt(NEW, before, (), Language.VI, stage, failed=failed, why=why)


def walked(box: Box) -> Outcome | None:
    return Walk(box, lambda said: None).go_on()


def kept(box: Box, *names: str) -> None:
    folder = box.path(OWN / "packages")
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes(b"")


def listed(**versions: str) -> Ran:
    rows = (f"ii  {name.replace('_', '-')} {version}\n" for name, version in versions.items())
    return Ran(0, "".join(rows), "")


def test_what_walks_an_update_to_its_end_needs_nothing_but_the_standard_library(
    tmp_path: Path,
) -> None:
    """The libraries of the kiosk may lie half unpacked just then."""
    place = str(Path(attempt.__file__).parents[1])
    program = [sys.executable, "-S", "-s", "-P", "-c", "import provisioning.resume"]
    ran = subprocess.run(program, env={"PYTHONPATH": place}, cwd=tmp_path, check=False)
    assert ran.returncode == 0


def test_the_nightly_doctor_rests_too_while_state_and_code_change(tmp_path: Path) -> None:
    box = Told(tmp_path, systemctl=[Ran(3, "", "")])
    attempt.note(box, standing(Stage.BACK, Stage.STOP))
    walked(box)
    for word in ("mask", "unmask"):
        assert box.said(word, "kiosk-doctor.service", "kiosk-desk.service")
    assert not box.said("start", "kiosk-doctor.service")


@pytest.mark.parametrize("name", ["last-update.json", ".last-update.json.part"])
def test_what_kiosk_sync_laid_in_its_folder_keeps_no_update_from_its_end(
    tmp_path: Path, name: str
) -> None:
    box = Told(tmp_path)
    (box.path(RELEASES) / name / "deep").mkdir(parents=True)
    attempt.note(box, standing(Stage.BACK, Stage.STOP))
    outcome = walked(box)
    assert outcome == attempt.last(box) == Outcome(NEW, Why.NOT_PROVEN)
    assert attempt.standing(box) is None
    assert box.said("unmask")


def test_what_is_still_as_it_was_needs_no_room_to_be_put_back(tmp_path: Path) -> None:
    """On a card that was too full to unpack the new runtime, the old one could not be unpacked either."""
    named = (("kiosk", OLD), ("kiosk-runtime", "1"))
    deb = [Ran(0, f"Package: {name}\nVersion: {version}\n", "") for name, version in named]
    box = Told(tmp_path, dpkg_query=[listed(kiosk_runtime="1", kiosk=NEW)], dpkg_deb=deb)
    kept(box, "a.deb", "b.deb")
    box.path(attempt.STATE).mkdir()
    attempt.note(box, standing(Stage.BACK, Stage.PROVE))
    walked(box)
    (command,) = box.said("dpkg", "-i")
    assert len([word for word in command if word.endswith(".deb")]) == 1


def test_the_way_back_waits_for_whoever_works_with_dpkg(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    locked = Ran(2, "", "dpkg: error: dpkg frontend lock was locked by another process with pid 9")
    deb = Ran(0, "Package: kiosk\nVersion: 0.1.1\n", "")
    fine = Ran(0, "", "")
    box = Told(tmp_path, dpkg=[fine, locked, locked, fine], dpkg_deb=[deb])
    kept(box, "a.deb")
    box.path(attempt.STATE).mkdir()
    back = standing(Stage.BACK, Stage.PROVE)
    attempt.note(box, Attempt(NEW, {"kiosk": OLD}, (), Language.VI, Stage.BACK, why=back.why))
    assert walked(box) is not None
    assert len(waited) == 2


def test_after_an_update_the_box_is_what_it_should_be(tmp_path: Path) -> None:
    """`check` and `apply` compare with what was brought: else neither was ever whole again."""
    box = Told(tmp_path, dpkg_query=[listed(kiosk_runtime="1", kiosk=NEW)])
    brought = {"bundle": "ab", "packages": {"kiosk": OLD, "kiosk-runtime": "1"}}
    box.write(OWN / "brought.json", json.dumps(brought))
    attempt.note(box, standing(Stage.COMMIT))
    walked(box)
    told = json.loads(box.read(OWN / "brought.json") or "")
    assert told == {"bundle": "ab", "packages": {"kiosk": NEW, "kiosk-runtime": "1"}}


def test_a_package_in_another_version_takes_room_beside_the_one_that_is_there(
    tmp_path: Path,
) -> None:
    stanza = "Package: kiosk-runtime\nVersion: 2\nInstalled-Size: 900000000\n"
    deb = Ran(0, stanza, "")
    box = Told(tmp_path, dpkg_deb=[deb], dpkg_query=[listed(kiosk_runtime="1")])
    (tmp_path / "staged").mkdir()
    (tmp_path / "staged" / "kiosk-runtime_2_amd64.deb").write_bytes(b"")
    with pytest.raises(BoxError) as refused:
        apt.install(box, PurePosixPath("/staged"), ["kiosk-runtime"], pretend=True)
    assert isinstance(refused.value.said, Words)
    assert "MB" in refused.value.said.en
    assert not box.said("apt-get")
