"""A command that is not told where the centre keeps what it has is told so, and not answered from nothing."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from contextlib import closing

import pytest

from central.database import DatabaseError
from central.intake import Intake
from central.place import Place
from tests.workbench.centre import ROOT

KIOSK = ["--office", "H38.101"]


def central(*arguments):
    command = [sys.executable, "-m", "central", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture
def elsewhere(tmp_path):
    """A centre that was served once from another database than its folder's."""
    place = Place(tmp_path / "centre", f"sqlite:///{tmp_path}/elsewhere.db")
    with closing(Intake(place, lambda: dt.datetime.now(dt.UTC))):
        pass
    return place


def test_a_code_is_not_made_where_the_centre_never_looks(elsewhere):
    done = central("device", "code", "kiosk-1", *KIOSK, "--data", elsewhere.data)
    assert (done.returncode, done.stdout) == (1, "")
    assert "--database or $CENTRAL_DATABASE" in done.stderr
    assert not (elsewhere.data / "intake.db").exists()
    asked = ["--data", elsewhere.data, "--database", elsewhere.database]
    assert central("device", "code", "kiosk-1", *KIOSK, *asked).returncode == 0


def test_nor_is_such_a_centre_served_from_an_empty_folder(elsewhere):
    done = central("serve", "--data", elsewhere.data)
    assert (done.returncode, done.stdout) == (1, "")
    assert "a database of its own" in done.stderr


def test_whoever_went_back_to_the_folder_says_so(elsewhere):
    (elsewhere.data / "database.elsewhere").unlink()
    assert central("list", "--data", elsewhere.data).returncode == 0


def test_files_are_not_looked_for_in_the_folder_where_a_store_has_them(tmp_path):
    Place(tmp_path, blobs="s3://cases?endpoint=http://127.0.0.1:9").settle()
    with pytest.raises(DatabaseError, match="--blobs or \\$CENTRAL_BLOBS"):
        Place(tmp_path).open_objects()


@pytest.mark.parametrize(
    "command",
    [
        ["fleet"],
        ["alarm", "close", "abc"],
        ["caller", "list"],
        ["device", "list"],
        ["device", "code", "kiosk-1", *KIOSK],
        ["target", "list"],
    ],
    ids=" ".join,
)
def test_a_folder_mistyped_is_no_failing_disk(tmp_path, command):
    done = central(*command, "--data", tmp_path / "mistyped")
    assert done.returncode == 1
    assert done.stderr == f"central: {tmp_path / 'mistyped'} is no folder: see --data\n"


def test_every_command_is_named_to_whoever_mistypes_one():
    for done in (central("--help").stdout, central("devise").stderr):
        for word in ("serve", "device", "authority", "target", "fleet", "alarm", "caller"):
            assert word in done
