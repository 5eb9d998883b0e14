"""kiosk-sync as it runs, and the command for a stick: rules come, and nothing is said of whose kiosk it is."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time

import pytest

from kiosk.store.rulebook import Rulebook
from tests.sync.rules.conftest import RuledKiosk
from tests.workbench.centre import ROOT
from tests.workbench.keys import make_known, public_of
from tests.workbench.province import DAY, Province

PATIENCE = 60.0  # seconds


@pytest.fixture
def today(tmp_path):
    """A province of today, for processes whose clock nobody moves."""
    (tmp_path / "centre").mkdir()
    return Province(tmp_path / "centre", dt.datetime.now(dt.UTC) - DAY)


@pytest.fixture
def kiosk(tmp_path, today):
    kiosk = RuledKiosk(tmp_path / "kiosk")
    today.lay_root(kiosk.workspace)
    yield kiosk
    kiosk.close()


def settings(folder, centre=None):
    path = folder / "kiosk.toml"
    table = f'[centre]\nkey = "{public_of("centre")}"\n'
    if centre:
        table += f'url = "{centre.url}"\ntoken = "{centre.token}"\n'
    path.write_text(table)
    return path


def program(kiosk, settings, *command):
    place = ("--settings", str(settings), "--state", str(kiosk.workspace.root))
    return [sys.executable, "-m", "kiosk.sync", *command, *place]


def import_bundles(kiosk, settings, folder):
    return subprocess.run(
        program(kiosk, settings, "import-bundles", str(folder)),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def test_the_service_brings_rules_beside_cases(kiosk, today, centre, tmp_path):
    make_known(kiosk.workspace, "kiosk-1")
    with subprocess.Popen(program(kiosk, settings(tmp_path, centre)), cwd=ROOT) as process:
        end = time.monotonic() + PATIENCE
        while not Rulebook(kiosk.workspace).now().version and time.monotonic() < end:
            time.sleep(0.05)
        process.terminate()
        assert process.wait(timeout=PATIENCE) == 0
    assert kiosk.rules.version.startswith("2-")


def test_a_stick_brings_rules_where_there_is_no_line(kiosk, today, tmp_path):
    stick = today.copied(tmp_path / "stick")
    done = import_bundles(kiosk, settings(tmp_path), stick)
    assert (done.returncode, done.stdout.strip()) == (0, kiosk.rules.version)
    assert kiosk.rules.version.startswith("2-")


def test_a_stick_of_strangers_is_refused_with_one_sentence(kiosk, tmp_path):
    (tmp_path / "other").mkdir()
    other = Province(tmp_path / "other", dt.datetime.now(dt.UTC) - DAY)
    done = import_bundles(kiosk, settings(tmp_path), other.served)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("import-bundles: unsigned")
    assert len(done.stderr.splitlines()) == 1
    assert kiosk.rules.version == ""


def test_an_old_stick_after_a_newer_one_is_refused(kiosk, today, tmp_path):
    old = today.copied(tmp_path / "old")
    today.now += DAY / 2
    today.rename("Giấy khai sinh")
    today.publish()
    place = settings(tmp_path)
    assert import_bundles(kiosk, place, today.served).returncode == 0
    done = import_bundles(kiosk, place, old)
    assert done.returncode == 1
    assert "old" in done.stderr
    assert kiosk.shown == "Giấy khai sinh"


@pytest.mark.parametrize("what", ["an empty folder", "no folder", "no root"])
def test_what_is_no_stick_of_rules_is_refused(kiosk, today, tmp_path, what):
    folder = tmp_path / "stick"
    if what == "an empty folder":
        folder.mkdir()
    if what == "no root":
        folder = today.served
        kiosk.workspace.rules_root.unlink()
    done = import_bundles(kiosk, settings(tmp_path), folder)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
