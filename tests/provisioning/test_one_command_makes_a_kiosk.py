"""A technician without a line types one command; typed again it changes nothing; taken away, only cases are left."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workbench.provisioned import DEVICE, STICK, House, house

SETTINGS = "/etc/kiosk/kiosk.toml"
# Users stay, for the cases that may be left belong to them; so does the secret of this disk, which others may use.
STAY = {
    "/etc/passwd",
    "/etc/shadow",
    "/etc/group",
    "/etc/gshadow",
    "/var/lib/systemd/credential.secret",
}
OF_DEBHELPER = {
    "/etc/apparmor.d/disable"
}  # an empty folder, removed with any profile that was the last
# Mounted over on some machines, so that overlayfs sees other files: their texts are compared below.
NAMES = {"/etc/hostname", "/etc/hosts"}

pytestmark = pytest.mark.timeout(600)  # whoever is first waits for a package to be built


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory: pytest.TempPathFactory, stick: Path) -> Iterator[House]:
    """A box on which the one command was typed, without a network."""
    with house(tmp_path_factory.mktemp("box") / "tree", stick) as made:
        ended = made.tree.run("unshare", "--net", *made.starting("--kiosk", "2"))
        assert ended.returncode == 0, ended.stdout + ended.stderr
        yield made


def test_every_step_holds_but_what_this_machine_has_no_hardware_for(kiosk):
    checked = kiosk.provisioning("--language", "en", "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert " 0 left" in checked.stdout
    assert "The services start with the box" in checked.stdout


def test_the_settings_are_the_bundles_with_this_kiosks_name_in_them(kiosk):
    text = (kiosk.tree.root / SETTINGS[1:]).read_text()
    assert f'device = "{DEVICE}"' in text
    assert "kiosk = 2" in text
    assert 'place = "Vạn Hòa"' in text
    assert (kiosk.tree.root / "etc/hostname").read_text() == f"{DEVICE}\n"


def test_the_same_command_again_changes_nothing(kiosk):
    before = kiosk.listing()
    assert kiosk.start().returncode == 0
    assert kiosk.provisioning("apply").returncode == 0
    assert kiosk.listing() == before


def test_the_journal_tells_what_was_done_and_when_and_nothing_of_anybody(kiosk):
    text = (kiosk.tree.root / "var/lib/kiosk-provisioning/journal.jsonl").read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["act"] for line in lines] == ["done"] * len(lines)
    assert {"settings", "release", "enabled"} <= {line["step"] for line in lines}
    assert all(set(line) == {"at", "step", "act", "seconds"} for line in lines)


def test_settings_that_cannot_be_used_are_told_and_not_put(kiosk):
    before = kiosk.listing()
    (kiosk.tree.root / "tmp/own.toml").write_text('device = "kiosk-7"\nno_such_option = 1\n')
    ended = kiosk.provisioning("--language", "en", "apply", "--settings", "/tmp/own.toml")
    assert ended.returncode == 2
    assert ended.stderr == (
        "kiosk.toml cannot be used, nothing was changed (no_such_option: there is no such option): mend that and run "
        "this again.\n"
    )
    assert kiosk.listing() == before


def test_what_the_technician_changed_by_hand_stays_and_is_told(kiosk):
    settings = kiosk.tree.root / SETTINGS[1:]
    as_put = settings.read_text()
    settings.write_text(as_put.replace("Vạn Hòa", "Vạn Xuân"))
    try:
        ended = kiosk.start()
        assert ended.returncode == 0
        assert "đã được sửa tay" in ended.stdout
        assert "Vạn Xuân" in settings.read_text()
    finally:
        settings.write_text(as_put)


def test_a_package_that_went_missing_comes_back_from_the_stick(kiosk):
    before = kiosk.listing()
    kiosk.tree.must("dpkg", "--purge", "--force-depends", "stand-in")
    assert kiosk.provisioning("check").returncode == 1
    ended = kiosk.provisioning("apply", "--offline", STICK)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert kiosk.provisioning("check").returncode == 0
    assert kiosk.listing().keys() == before.keys()


def test_removed_only_cases_and_their_keys_are_left(tmp_path, stick):
    with house(tmp_path / "tree", stick) as made:
        names = [made.tree.root / name[1:] for name in sorted(NAMES)]
        before = [path.read_text() for path in names]
        assert made.start().returncode == 0
        case = made.tree.root / "var/lib/kiosk/vault/a-case"
        case.parent.mkdir()
        case.write_bytes(b"sealed")
        (made.tree.root / "var/lib/kiosk/kiosk.db").write_bytes(b"cases")
        removed = made.provisioning("--language", "en", "remove")
        assert removed.returncode == 0, removed.stdout + removed.stderr
        assert "Cases are left in /var/lib/kiosk" in removed.stdout
        left = {
            path for path, said in made.listing().items() if path not in NAMES | STAY | OF_DEBHELPER
        }
        assert {path for path in left if not path.startswith("/var/lib/kiosk/")} == {
            "/etc/kiosk",
            "/etc/kiosk/credentials",
            "/var/lib/kiosk",
        } | {f"/etc/kiosk/credentials/{name}.key.cred" for name in ("database", "device", "vault")}
        assert case.read_bytes() == b"sealed"
        assert [path.read_text() for path in names] == before


def test_removed_with_its_cases_nothing_is_left(tmp_path, stick):
    with house(tmp_path / "tree", stick) as made:
        assert made.start().returncode == 0
        (made.tree.root / "var/lib/kiosk/kiosk.db").write_bytes(b"cases")
        removed = made.provisioning("--language", "en", "remove", "--with-cases")
        assert removed.returncode == 0, removed.stdout + removed.stderr
        assert "No case is on this box" in removed.stdout
        assert set(made.listing()) - NAMES - STAY - OF_DEBHELPER == set()


def test_a_box_without_a_name_asks_for_one(tmp_path, stick):
    mine = tmp_path / "stick"
    shutil.copytree(stick, mine)
    with house(tmp_path / "tree", mine) as made:
        ended = made.tree.run(
            *[word for word in made.starting() if word not in ("--device", DEVICE)]
        )
        assert ended.returncode == 2
        assert "--device" in ended.stderr
