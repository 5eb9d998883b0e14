"""A service whose kiosk.toml cannot be used says so in one line and does not start."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("name", ["ui", "devices", "sync", "desk"])
def test_a_wrong_option_is_one_line(name, tmp_path):
    settings = tmp_path / "kiosk.toml"
    settings.write_text("kiosk = -1\n")
    command = [sys.executable, "-m", f"kiosk.{name}", "--settings", str(settings)]
    command += ["--state", str(tmp_path / "state")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (
        2,
        f"kiosk-{name}: kiosk must be from 0 to 99\n",
    )


def test_a_barcode_reader_of_no_kind_is_one_line(tmp_path):
    settings = tmp_path / "kiosk.toml"
    settings.write_text('[barcode]\ndevice = "pigeon:post"\n')
    command = [sys.executable, "-m", "kiosk.devices", "--settings", str(settings)]
    command += ["--state", str(tmp_path / "state")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    told = "kiosk-devices: barcode.device names no kind of reader\n"
    assert (ended.returncode, ended.stderr) == (2, told)
