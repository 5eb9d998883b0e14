"""A technician types a code, or carries a stick: from then on the kiosk's certificate lets it in, without a token."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import time
from contextlib import closing

import pytest

from central.devices import REMEMBERED
from tests.est.house import ProvinceHouse
from tests.est.kiosk import Kiosk
from tests.workbench.centre import ROOT
from tests.workbench.keys import public_of


@pytest.fixture(scope="module")
def province():
    with ProvinceHouse() as house:
        house.start()
        house.open()
        yield house


def listed(province, device):
    rows = map(json.loads, province.device("list").stdout.splitlines())
    return next((row for row in rows if row["device"] == device), None)


def test_a_code_is_typed_and_a_case_is_delivered_without_a_token(province, tmp_path):
    kiosk = Kiosk(province, tmp_path, "kiosk-1")
    told = kiosk.enrol(province.code("kiosk-1").lower())
    assert (told.returncode, told.stdout[:50]) == (
        0,
        "kiosk-1 of H38.101: the certificate is good until ",
    ), told.stderr
    assert stat.S_IMODE(kiosk.workspace.certificate.stat().st_mode) == 0o600
    assert b"PRIVATE" not in kiosk.workspace.certificate.read_bytes()
    assert "the centre lets kiosk-1 in" in kiosk.run("try").stdout
    first = kiosk.certificate
    assert listed(province, "kiosk-1")["key"] == public_of("kiosk-1")
    with closing(kiosk.office()) as office:
        envelope = office.hand_in(30_000)
        with kiosk.at_work() as until:
            until(lambda: office.outbox.waiting() == 0)
        assert office.outbox.receipt(envelope.id)
    assert kiosk.certificate == first  # there is time


def test_a_kiosk_that_was_not_enrolled_says_how_that_is_done(province, tmp_path):
    told = Kiosk(province, tmp_path, "kiosk-2").run("try")
    assert told.returncode == 2
    assert "kiosk.sync enrol" in told.stderr


@pytest.mark.parametrize(
    ("why", "word"),
    [
        ("mistyped", "not one for this kiosk"),
        ("of another device", "not one for this kiosk"),
        ("used by another machine", "not one for this kiosk"),
        ("ended", "too old"),
        ("a copied disk", "a key of its own"),
        ("revoked", "has taken this kiosk out"),
    ],
)
def test_a_code_that_gives_nothing_says_why(province, tmp_path, why, word):
    device = "-".join(["k", *why.split()])
    kiosk = Kiosk(province, tmp_path, device)
    code = province.code(device, *(["--hours", "0"] if why == "ended" else []))
    match why:
        case "mistyped":
            code = "0" * 20
        case "of another device":
            code = province.code("kiosk-3")
        case "used by another machine":
            assert Kiosk(province, tmp_path / "b", device, "thief").enrol(code).returncode == 0
        case "a copied disk":
            other = Kiosk(province, tmp_path / "b", "kiosk-5", device)
            assert other.enrol(province.code("kiosk-5")).returncode == 0
        case "revoked":
            assert kiosk.enrol(code).returncode == 0
            province.device("revoke", device, "--reason", "scrapped")
            code = province.code(device, "--new-key")
    told = kiosk.enrol(code)
    assert told.returncode == 1
    assert word in told.stderr
    assert "Traceback" not in told.stderr


def test_without_a_line_request_and_certificate_travel_on_a_stick(province, tmp_path):
    kiosk, stick = Kiosk(province, tmp_path, "kiosk-6"), tmp_path / "stick"
    stick.mkdir()
    assert kiosk.run("csr", "--to", stick).returncode == 0
    request = stick / "kiosk-6.csr.pem"
    sign = ("sign", request, "--authority", province.authority, "--office", "H38.101")
    other = province.device(*sign, "--device", "kiosk-7", check=False)
    assert (other.returncode, "the request of kiosk-6" in other.stderr) == (1, True)
    province.device(*sign, "--device", "kiosk-6")
    told = kiosk.run("certificate", stick / "kiosk-6.certificate.pem")
    assert told.returncode == 0, told.stderr
    assert "the centre lets kiosk-6 in" in kiosk.run("try").stdout
    neighbour = Kiosk(province, tmp_path, "kiosk-8")
    strange = neighbour.run("certificate", stick / "kiosk-6.certificate.pem")
    assert (strange.returncode, "not over this machine's key" in strange.stderr) == (1, True)
    assert not neighbour.workspace.certificate.exists()


def test_a_machine_with_a_new_key_shows_no_certificate_of_the_old_one(province, tmp_path):
    kiosk = Kiosk(province, tmp_path, "kiosk-9")
    assert kiosk.enrol(province.code("kiosk-9")).returncode == 0
    kiosk.workspace.device_key.write_text(public_of("any other 32 bytes"))
    assert "must be enrolled" in kiosk.run("try").stderr


def test_a_revoked_kiosk_says_so_and_keeps_its_cases(province, tmp_path):
    kiosk = Kiosk(province, tmp_path, "kiosk-10")
    assert kiosk.enrol(province.code("kiosk-10")).returncode == 0
    province.device("revoke", "kiosk-10", "--reason", "stolen")
    told = kiosk.run("try")
    assert told.returncode == 1
    assert told.stderr.startswith("device-revoked: 403")
    assert "takes nothing from this kiosk" in told.stderr


def test_a_kiosk_that_was_taken_out_comes_back_with_what_waited_in_it(province, tmp_path):
    kiosk = Kiosk(province, tmp_path, "kiosk-11")
    assert kiosk.enrol(province.code("kiosk-11")).returncode == 0
    with closing(kiosk.office()) as office:
        office.hand_in(2000)
        with kiosk.at_work() as until:
            until(lambda: office.outbox.waiting() == 0)
            province.device("revoke", "kiosk-11", "--reason", "stolen")
            time.sleep(REMEMBERED + 1)
            envelope = office.hand_in(2000)
            until(lambda: "device-revoked" in (tmp_path / "kiosk-11.log").read_text())
        assert office.outbox.waiting() == 1
        told = new_key(kiosk)  # for another name, under which this case would come twice
        assert (told.returncode, "--keep-name" in told.stderr) == (1, True)
        assert new_key(kiosk, "--keep-name").returncode == 0
        assert kiosk.enrol(province.code("kiosk-11", "--new-key")).returncode == 0
        with kiosk.at_work() as until:
            until(lambda: office.outbox.waiting() == 0)
        assert office.outbox.receipt(envelope.id)


def new_key(kiosk, *options):
    command = [sys.executable, "-m", "kiosk.sync", "identity", "--new", *options]
    return subprocess.run(
        [*command, "--state", str(kiosk.state)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
