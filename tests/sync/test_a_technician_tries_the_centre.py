"""`python -m kiosk.sync try`: a technician who has laid certificates sees whether the centre lets the kiosk in."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.workbench.centre import ROOT
from tests.workbench.certificates import YEAR, House
from tests.workbench.front import Front
from tests.workbench.keys import make_known, public_of


@pytest.fixture
def province(tmp_path):
    return House(tmp_path / "province")


@pytest.fixture
def attempt(office, centre, province, tmp_path):
    """What `try` says of this door, and its exit code."""

    def attempt(url, token=centre.token, certificate=""):
        make_known(office.workspace, office.device)
        settings = tmp_path / "kiosk.toml"
        settings.write_text(
            f'[centre]\nurl = "{url}"\ntoken = "{token}"\nkey = "{public_of("centre")}"\n'
            f'ca = "{province.ca}"\ncertificate = "{certificate}"\n'
        )
        state = ("--settings", str(settings), "--state", str(office.workspace.root))
        return subprocess.run(
            [sys.executable, "-m", "kiosk.sync", "try", *state],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    return attempt


def test_all_is_well(centre, province, attempt):
    with Front(centre.port, province.issue("centre"), province.ca) as front:
        told = attempt(front.url, certificate=province.issue("kiosk-1"))
    assert told.returncode == 0, told.stderr
    assert "it is the centre, and its time is 20" in told.stdout
    assert "this kiosk's clock is " in told.stdout
    assert "the centre lets kiosk-1 in" in told.stdout
    assert "this kiosk's is valid from 20" in told.stdout


@pytest.mark.parametrize(
    ("fault", "days", "how"),
    [
        ("centre-expired", (-YEAR, -1), {}),
        ("centre-denied", (-1, 1), {"token": "another"}),
        ("certificate-refused", (-1, 1), {"certificate": ""}),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(centre, province, attempt, fault, days, how):
    shown = {"certificate": province.issue("kiosk-1")} | how
    with Front(centre.port, province.issue("centre", days), province.ca) as front:
        told = attempt(front.url, **shown)
    assert told.returncode == 1
    assert told.stderr.startswith(f"{fault}: ")
    assert "Cases are safe here" in told.stderr
    assert "Traceback" not in told.stderr
    assert centre.token not in told.stdout + told.stderr


def test_a_kiosk_that_is_not_let_in_hears_what_the_centre_knows_it_by(centre, province, attempt):
    shown = province.issue("kiosk-1")
    with Front(centre.port, province.issue("centre"), province.ca) as front:
        told = attempt(front.url, token="another", certificate=shown)
    assert "python -m kiosk.sync identity" in told.stderr


def test_settings_that_cannot_be_used_are_told(province, attempt):
    told = attempt("https://127.0.0.1:9", certificate=province.ca)
    assert told.returncode == 2
    assert "centre.certificate" in told.stderr
