"""A technician's command runs as the service whose it is: with its keys, as its user, with this kiosk's paths."""

import json
import os
import re
import sys

import pytest

from kiosk.model import Language
from provisioning import layout, running
from provisioning.box import BoxError, Ran
from provisioning.keys.inside import groups_of
from provisioning.running import command, completed
from tests.workbench.four_users import GROUP, Four
from tests.workbench.tree import PROJECT, tree

PATHS = ["--settings", str(layout.SETTINGS), "--state", str(layout.STATE)]
# A box makes its keys, a command of kiosk-sync's tells who the box is, one of kiosk-devices' keeps a page.
DOES = """
import json
from provisioning import layout
from provisioning.box import Box
from provisioning.running import completed, run_as
from provisioning.keys.sealed import DEVICE, Sealed
from provisioning.steps import keys
from kiosk.model import Language
from kiosk.sync.identity import Identity

box = Box()
keys.steps()[0].do(box)
words = completed("kiosk.sync", ["identity"], Language.EN)
told = run_as(box, "sync", "kiosk.sync", words)
seed = Sealed.of(box).open(DEVICE).reveal()
own = Identity(bytes.fromhex(seed)).public
kept = run_as(box, "devices", "tests.workbench.one_of_four", [str(layout.STATE), "keep", "c1"])
print(json.dumps({"identity": [told.code, told.out.strip() == own, told.err],
                  "kept": [kept.code, kept.err[-500:]]}))
"""


@pytest.mark.parametrize(
    ("module", "words", "whole"),
    [
        ("kiosk.desk", ["roster", "list"], ["roster", "list", *PATHS, "--language", "vi"]),
        (
            "kiosk.desk",
            ["signers", "list", "--language=en"],
            ["signers", "list", "--language=en", *PATHS],
        ),
        ("kiosk.sync", ["identity"], ["identity", *PATHS[2:]]),
        ("kiosk.sync", ["try"], ["try", *PATHS]),
        ("kiosk.sync", ["push", "a", "https://x"], ["push", "a", "https://x"]),
        ("kiosk.sync", ["enrol", "--help"], ["enrol", "--help"]),
        ("drivers.printer", ["test"], ["test"]),
    ],
)
def test_what_a_command_takes_of_this_kiosk_is_filled_in(module, words, whole):
    assert completed(module, words, Language.VI) == whole


@pytest.mark.parametrize(
    "rest",
    [
        ["desk", "-m", "kiosk.doctor", "--only", "disk"],
        ["-m", "kiosk.doctor", "desk", "--only", "disk"],
    ],
)
def test_the_module_may_stand_before_the_service_or_behind_it(rest, monkeypatch):
    asked = []

    def ran(box, service, module, words, *, seen):
        asked.append((service, module, list(words)))
        return Ran(0, "", "")

    monkeypatch.setattr(running, "run_as", ran)
    assert command(rest, Language.EN) == 0
    assert asked == [("desk", "kiosk.doctor", ["--only", "disk"])]


@pytest.mark.parametrize("rest", [["desk"], ["desk", "-m", "http.server", "80"]])
def test_no_second_service_and_no_foreign_program_is_run(rest):
    with pytest.raises(BoxError):
        command(rest, Language.EN)


@pytest.mark.parametrize("name", layout.USERS)
def test_a_command_opens_the_devices_that_the_unit_opens(name):
    user = layout.USERS[name]
    unit = (PROJECT / "systemd" / f"{user}.service").read_text(encoding="utf-8")
    said = re.findall(r"^SupplementaryGroups=(.*)$", unit, re.MULTILINE)
    assert [*layout.DEVICE_GROUPS.get(user, ())] == [
        group for line in said for group in line.split()
    ]


def test_a_group_that_is_not_here_opens_nothing(monkeypatch):
    monkeypatch.setattr(layout, "DEVICE_GROUPS", {"somebody": ("root", "no-such-group")})
    assert groups_of("somebody") == [0]
    assert groups_of("somebody-else") == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
def test_the_command_has_its_services_keys_and_is_its_user(tmp_path):
    with tree(tmp_path) as made:
        Four(made)
        state = str(layout.STATE)
        made.must("install", "-d", "-o", "root", "-g", "kiosk", "-m", "2770", state)
        said = made.must(sys.executable, "-c", DOES, given={"PYTHONPATH": str(PROJECT)})
        done = json.loads(said)
        assert done["identity"] == [0, True, ""]
        assert done["kept"] == [0, ""]
        database = (made.root / state[1:] / "kiosk.db").stat()
        assert (database.st_uid, database.st_gid) == (GROUP + 2, GROUP)  # kiosk-devices, kiosk
        names = {path.name for path in (made.root / state[1:]).iterdir()}
        assert not {"database.key", "vault.key", "device.key"} & names
