"""USB devices that are neither of a kind a kiosk needs nor were there when it was made have no power over it."""

import re
import subprocess

import pytest

from kiosk.model import Language
from provisioning.box import Box, BoxError
from provisioning.step import Standing
from provisioning.steps.usb import ALLOW, RULES, steps
from provisioning.usb.allowed import USUAL, Interface, parse, rules, with_present

READER = Interface("076b", "3021", "0b", "00", "Card reader")
SCANNER = Interface("04c5", "132e", "ff", "ff", "fi-65F")
PANEL = Interface("0eef", "0001", "03", "00", "eGalax Touch")
KEYBOARD = Interface("046d", "c31c", "03", "01", "USB Keyboard")
MOUSE = Interface("046d", "c077", "03", "02", "USB Mouse")
RECEIVER = (
    Interface("046d", "c52b", "03", "01", "USB Receiver"),
    Interface("046d", "c52b", "03", "00", "USB Receiver"),
)
NETWORK = Interface("0bda", "8153", "02", "00", "LAN")


@pytest.fixture
def box(tmp_path):
    """A box with a reader, a scanner, a touch panel and the technician's keyboard."""
    devices = tmp_path / "sys/bus/usb/devices"
    for number, ability in enumerate((READER, SCANNER, PANEL, KEYBOARD), 1):
        device = devices / f"1-{number}"
        device.mkdir(parents=True)
        for name, text in (
            ("idVendor", ability.vendor), ("idProduct", ability.product), ("product", ability.name),
        ):  # fmt: skip
            (device / name).write_text(text + "\n")
        face = devices / f"1-{number}:1.0"
        face.mkdir()
        for name, text in (
            ("bInterfaceClass", ability.kind), ("bInterfaceProtocol", ability.protocol),
        ):  # fmt: skip
            (face / name).write_text(text + "\n")
    return Box(tmp_path)


def lock(box):
    for step in steps():
        step.do(box)
    return parse(box.read(ALLOW))


def test_what_a_kiosk_needs_and_what_is_plugged_in_is_let_in(box):
    allowed = lock(box)
    assert all(map(allowed.allows, (READER, SCANNER, PANEL)))


def test_a_keyboard_a_mouse_and_a_network_are_not_even_the_technicians_own(box):
    allowed = lock(box)
    assert not any(map(allowed.allows, (KEYBOARD, MOUSE, NETWORK, *RECEIVER)))
    assert with_present(USUAL, (MOUSE, *RECEIVER)) == USUAL


def test_a_stick_that_is_a_keyboard_too_stays_a_stick_and_no_more(box):
    allowed = lock(box)
    assert allowed.allows(Interface("abcd", "0001", "08", "50"))
    assert not allowed.allows(Interface("abcd", "0001", "03", "01"))


def test_a_serial_line_is_let_in_by_its_own_number_and_no_half_of_a_network_adapter():
    serial = (Interface("0c2e", "0b61", "02", "01"), Interface("0c2e", "0b61", "0a", "00"))
    allowed = parse(with_present(USUAL, serial))
    assert all(map(allowed.allows, serial))
    assert not any(map(allowed.allows, (NETWORK, Interface("0bda", "8153", "0a", "00"))))


def test_a_line_that_a_technician_adds_is_kept_and_followed(box):
    lock(box)
    box.write(ALLOW, box.read(ALLOW) + "05f9:221c  # barcode reader that types\n")
    assert [step.look(box) for step in steps()] == [Standing.DONE, Standing.OPEN]
    lock(box)
    assert 'ATTRS{idVendor}=="05f9", ATTRS{idProduct}=="221c"' in box.read(RULES)
    assert all(step.look(box) is Standing.DONE for step in steps())


def test_a_line_that_is_no_device_is_named(box):
    lock(box)
    box.write(ALLOW, "0b\nbàn phím\n")
    with pytest.raises(BoxError) as refused:
        lock(box)
    assert "Dòng 2" in refused.value.said.of(Language.VI)


def test_the_name_of_a_device_brings_nothing_into_the_list(box):
    evil = Interface("dead", "beef", "ff", "00", "x")
    (box.root / "sys/bus/usb/devices/1-2/product").write_text('a\n03\nb" $(reboot)')
    assert "03" not in lock(box).kinds
    assert with_present("", (evil,)).count("\n") == 1


def test_taken_away_nothing_is_left_of_it(box):
    lock(box)
    for step in reversed(steps()):
        step.undo(box)
    assert (box.read(ALLOW), box.read(RULES)) == (None, None)


def test_every_way_in_ends_in_letting_in_and_everything_else_in_locking_out():
    lines = rules(parse(USUAL)).splitlines()
    locked = lines.index('ATTR{authorized}="0"')
    ways = [line for line in lines[:locked] if 'GOTO="kiosk_usb_let_in"' in line]
    assert len(ways) == 5
    assert lines.index('LABEL="kiosk_usb_let_in"') > locked
    assert lines[locked + 1] == 'GOTO="kiosk_usb_end"'


def test_a_device_of_two_abilities_is_offered_with_both_whichever_comes_last(tmp_path):
    device = tmp_path / "sys/devices/pci0/usb1/1-2"
    for name in ("1-2:1.0", "1-2:1.1", "1-2.1"):  # the last: another device behind it
        (device / name).mkdir(parents=True)
    (command,) = re.findall(r'RUN\+="/bin/sh -c \'(.*)\'"', rules(parse(USUAL)))
    as_udev_hands_it = command.replace("%p", "/devices/pci0/usb1/1-2/1-2:1.1").replace("$$", "$")
    seen = as_udev_hands_it.replace(">/sys/bus/usb/drivers_probe", "").replace(
        "/sys/", f"{tmp_path}/sys/"
    )
    said = subprocess.run(("sh", "-c", seen), capture_output=True, text=True, check=True).stdout
    assert said.split() == ["1-2:1.0", "1-2:1.1"]


@pytest.mark.skipif(
    int(subprocess.run(("udevadm", "--version"), capture_output=True).stdout) < 254,
    reason="Debian 12's udevadm does not judge rules; Debian 13's does",
)
def test_udev_itself_finds_no_fault_in_the_rules(tmp_path):
    at = tmp_path / "05-kiosk-usb.rules"
    at.write_text(rules(parse(USUAL + "0eef:0001\n")))
    judged = subprocess.run(("udevadm", "verify", at), capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout + judged.stderr
