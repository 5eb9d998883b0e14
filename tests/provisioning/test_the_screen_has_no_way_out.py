"""On the box nothing but the kiosk comes onto the screen: no login, no key of the system's, no desktop, no text."""

import configparser
import subprocess
from pathlib import Path, PurePosixPath

import pytest

from provisioning.box import Box
from provisioning.step import Standing
from provisioning.steps.screen import quiet_config, quiet_line, steps

LINE = "console=serial0,115200 console=tty1 root=PARTUUID=0a1b2c3d-02 rootfstype=ext4 rootwait\n"
CONFIG = "dtparam=audio=on\n\n[pi4]\narm_boost=1\n"
UNITS = PurePosixPath("/etc/systemd/system")


@pytest.fixture
def box(tmp_path):
    return Box(tmp_path)


def standings(box) -> dict[str, Standing]:
    return {step.name: step.look(box) for step in steps()}


def do_all(box) -> None:
    for step in steps():
        if step.look(box) is not Standing.ABSENT:
            step.do(box)


def everything(box) -> dict[str, str]:
    """Files and links outside the tool's own folder."""
    found = {}
    for path in sorted(box.root.rglob("*")):
        name = str(path.relative_to(box.root))
        if path.is_symlink():
            found[name] = str(path.readlink())
        elif path.is_file():
            found[name] = path.read_text()
    return found


def pi(box) -> None:
    box.write(PurePosixPath("/boot/firmware/cmdline.txt"), LINE)
    box.write(PurePosixPath("/boot/firmware/config.txt"), CONFIG)


def desktop(box) -> None:
    box.link(
        UNITS / "display-manager.service", PurePosixPath("/lib/systemd/system/lightdm.service")
    )


def test_a_bare_box_has_no_terminal_and_no_key_afterwards(box):
    do_all(box)
    for unit in ("getty@.service", "autovt@.service", "ctrl-alt-del.target"):
        assert box.leads_to(UNITS / unit) == "/dev/null"
    assert "kernel.sysrq = 0" in box.read(PurePosixPath("/etc/sysctl.d/60-kiosk-screen.conf"))
    logind = configparser.ConfigParser()
    logind.optionxform = str
    logind.read_string(box.read(PurePosixPath("/etc/systemd/logind.conf.d/kiosk.conf")))
    assert logind["Login"]["NAutoVTs"] == logind["Login"]["ReserveVT"] == "0"
    assert standings(box) == {
        "no-terminal": Standing.DONE,
        "no-keys": Standing.DONE,
        "quiet-start": Standing.ABSENT,
        "quiet-pi": Standing.ABSENT,
        "no-desktop": Standing.ABSENT,
    }


def test_a_raspberry_pi_starts_without_a_word_and_its_root_stays(box):
    pi(box)
    do_all(box)
    line = box.read(PurePosixPath("/boot/firmware/cmdline.txt"))
    assert {"quiet", "logo.nologo", "vt.global_cursor_default=0", "console=tty3"} <= {*line.split()}
    assert "root=PARTUUID=0a1b2c3d-02" in line
    assert "console=tty1" not in line
    assert line.count("\n") == 1
    config = box.read(PurePosixPath("/boot/firmware/config.txt"))
    assert config.startswith(CONFIG.rstrip("\n"))
    assert config.index("[all]") < config.index("disable_splash=1")
    assert standings(box)["quiet-pi"] is Standing.DONE


def test_said_twice_it_stands_there_once():
    assert quiet_line(quiet_line(LINE)) == quiet_line(LINE)
    assert quiet_config(quiet_config(CONFIG)) == quiet_config(CONFIG)


def test_a_desktop_that_was_there_is_not_started_any_more(box):
    desktop(box)
    assert standings(box)["no-desktop"] is Standing.OPEN
    do_all(box)
    assert box.leads_to(UNITS / "display-manager.service") == "/dev/null"
    assert box.leads_to(UNITS / "default.target").endswith("/multi-user.target")
    assert standings(box)["no-desktop"] is Standing.DONE


def test_taken_away_the_box_is_as_it_was_after_one_run_and_after_two(box):
    pi(box)
    desktop(box)
    box.write(PurePosixPath("/etc/default/grub"), "GRUB_TIMEOUT=5\n")
    before = everything(box)
    do_all(box)
    do_all(box)
    assert all(standing is Standing.DONE for standing in standings(box).values())
    for step in reversed(steps()):
        step.undo(box)
    assert everything(box) == before


def test_what_is_laid_for_grub_is_a_shell_text_that_adds_to_what_was_there(box, tmp_path):
    box.write(PurePosixPath("/etc/default/grub"), 'GRUB_CMDLINE_LINUX_DEFAULT="mitigations=auto"\n')
    do_all(box)
    laid = Path(tmp_path / "etc/default/grub.d/kiosk.cfg")
    script = f'. {tmp_path}/etc/default/grub; . {laid}; echo "$GRUB_CMDLINE_LINUX_DEFAULT"'
    said = subprocess.run(("sh", "-euc", script), capture_output=True, text=True, check=True).stdout
    assert said.split()[:2] == ["mitigations=auto", "quiet"]
