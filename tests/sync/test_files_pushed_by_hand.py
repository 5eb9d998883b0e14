"""Files go by hand to a tus server: created, streamed, and taken up again after every cut."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from kiosk.faults import Fault
from kiosk.sync.connection import CentreError, Connection
from kiosk.sync.push import Pusher
from tests.workbench.centre import ROOT
from tests.workbench.line import Cut, Line


@pytest.fixture
def parcel(office, centre, tmp_path):
    """One file that the centre expects: its path, and what names it at creation."""
    envelope = office.hand_in(2_000_000)
    centre_knows(office, centre)
    path = tmp_path / "giấy tờ.pdf"
    path.write_bytes(office.plain(envelope))
    return path, {"device": "kiosk-1", "envelope": envelope.id}


def centre_knows(office, centre):
    """Announce what waits, and send nothing of it."""
    office.courier(centre.url, centre.token, budget="8-9 0").carry()


@pytest.fixture
def pushing(centre):
    """Pushes over a line, with what to do where one would wait; what was told, and the upload."""

    def push(path, url, metadata, pause=lambda _: None, proxy=""):
        headers = {"Tus-Resumable": "1.0.0", "Authorization": f"Bearer {centre.token}"}
        connection = Connection(headers, proxy)
        told = []
        try:
            return Pusher(connection, pause, told.append).push(path, url, metadata), told
        finally:
            connection.close()

    return push


def test_a_file_arrives_whole_and_tells_how_far_it_is(centre, parcel, pushing):
    path, names = parcel
    upload, told = pushing(path, f"{centre.url}/v1/uploads", names)
    assert upload.startswith(f"{centre.url}/v1/uploads/")
    assert [line.split()[2] for line in told] == [str(tenth) for tenth in range(10, 101, 10)]
    [case] = centre.received()
    assert case["files"][0]["size"] == path.stat().st_size


@pytest.mark.parametrize("how", Cut)
def test_after_a_cut_it_goes_on_from_what_the_server_has(centre, parcel, pushing, how):
    path, names = parcel

    def mend(_):
        if line.is_cut:
            line.mend()

    with Line(centre.port, bytes_a_second=4_000_000) as line:
        line.at(700_000, lambda: line.cut(how))
        _, told = pushing(path, f"{line.url}/v1/uploads", names, mend)
        assert len(line.cuts) == 1
        assert line.up < path.stat().st_size + 700_000
    assert any(text.startswith("cut; the server has ") for text in told)
    assert len(centre.received()) == 1


def test_an_answer_to_the_creation_that_is_lost_is_asked_for_again(centre, parcel, pushing):
    path, names = parcel
    with Line(centre.port) as line:
        line.before_answer(b"POST", line.cut)
        pushing(path, f"{line.url}/v1/uploads", names, lambda _: line.is_cut and line.mend())
    assert len(centre.received()) == 1


def test_who_is_not_let_in_is_told_so_at_once(centre, parcel, tmp_path):
    path, names = parcel
    connection = Connection({"Tus-Resumable": "1.0.0"})
    with pytest.raises(CentreError) as error:
        Pusher(connection, lambda _: None, print).push(path, f"{centre.url}/v1/uploads", names)
    connection.close()
    assert error.value.fault is Fault.CENTRE_DENIED


def test_where_nobody_answers_it_ends_after_its_last_try(parcel, pushing):
    waits = []
    with pytest.raises(CentreError) as error:
        pushing(parcel[0], "http://127.0.0.1:9/files", {}, waits.append)
    assert error.value.fault is Fault.CENTRE_UNREACHABLE
    assert sum(waits) > 30


def test_while_nobody_answers_it_says_when_it_tries_again(parcel):
    told, connection = [], Connection({"Tus-Resumable": "1.0.0"})
    with pytest.raises(CentreError):
        Pusher(connection, lambda _: None, told.append).push(
            parcel[0], "http://127.0.0.1:9/files", {}
        )
    connection.close()
    assert told[0].startswith("centre-unreachable")
    assert told[0].endswith("again in 1.6 s")


def test_by_command_it_prints_where_each_file_is(centre, parcel):
    path, names = parcel
    pairs = [f"--metadata={key}={value}" for key, value in names.items()]
    command = [
        *(sys.executable, "-m", "kiosk.sync", "push", str(path), f"{centre.url}/v1/uploads"),
        *(*pairs, f"--header=Authorization=Bearer {centre.token}"),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{centre.url}/v1/uploads/")
    assert "100 %" in done.stderr
    assert len(centre.received()) == 1


@pytest.mark.parametrize("option", ["--metadata=nothing", "--header==x", "--proxy=ftp://x:1"])
def test_an_option_that_cannot_be_used_is_named(tmp_path, option):
    path = tmp_path / "a"
    path.write_bytes(random.randbytes(10))
    command = [sys.executable, "-m", "kiosk.sync", "push", str(path), "http://127.0.0.1:9", option]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("push: ")


@pytest.mark.parametrize("url", ["centre.example/files", "ftp://centre.example/files", "http://"])
def test_what_is_no_address_is_told_at_once(tmp_path, url):
    path = tmp_path / "a"
    path.write_bytes(b"a")
    command = [sys.executable, "-m", "kiosk.sync", "push", str(path), url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == f"push: {url} is no address such as https://centre.example/files\n"
