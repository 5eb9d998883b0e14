"""docs/province.sh says what is wrong in a sentence, and what it starts lets in nobody without a key."""

from __future__ import annotations

import subprocess
import urllib.error
import urllib.request

import psutil
import pytest

from tests.workbench.engines import SCRIPT


def said(*arguments):
    command = [str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("start",),
        ("restart", "FOLDER"),
        ("start", "FOLDER", "kafka"),
        ("start", "FOLDER", "centre"),
        ("start", "FOLDER/" + "x" * 80),
    ],
)
def test_what_it_cannot_do_is_said_in_a_sentence(tmp_path, arguments):
    folder = str(tmp_path.parent / "p")  # short: sockets lie in there
    done = said(*(word.replace("FOLDER", folder) for word in arguments))
    assert done.returncode == 1
    assert done.stderr.startswith("province.sh: ")
    assert len(done.stderr.splitlines()) == 1


def test_it_tells_what_runs_and_what_does_not(engines):
    both = said("status", engines.folder, "engines")
    assert both.returncode == 0
    assert [row.split()[:2] for row in both.stdout.splitlines()] == [
        ["postgresql", "runs,"],
        ["seaweedfs", "runs,"],
    ]
    all_of_it = said("status", engines.folder)
    assert all_of_it.returncode == 3
    assert "nginx        does not run" in all_of_it.stdout


def test_started_again_what_runs_goes_on(engines):
    before = engines.store.pid
    assert said("start", engines.folder, "engines").returncode == 0
    assert engines.store.pid == before


def test_no_door_of_the_store_of_objects_gives_anything_without_a_key(engines):
    port = int((engines.folder / "seaweedfs" / "ports").read_text())
    for path in (f"{port}/cases/", f"{port + 2}/buckets/cases/", f"{port + 6}/1,01637037d6"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"http://127.0.0.1:{path}", timeout=60)
        assert refused.value.code in (401, 403)


def test_nothing_of_it_is_reached_from_another_machine(engines):
    database = psutil.Process(
        int((engines.folder / "postgresql/data/postmaster.pid").read_text().split()[0])
    )
    doors = {
        connection.laddr.ip
        for process in (database, engines.store)
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert doors == {"127.0.0.1"}


def test_what_is_secret_is_for_nobody_else(engines):
    for name in ("centre.env", "seaweedfs/s3.json", "seaweedfs/security.toml"):
        assert (engines.folder / name).stat().st_mode & 0o077 == 0
