"""Which line the settings mean."""

import pytest

from drivers.printer import lines, opened


@pytest.mark.parametrize(
    ("device", "way"),
    [
        ("/dev/ttyUSB0", ("serial_line", "/dev/ttyUSB0", 19200)),
        ("/dev/serial/by-id/usb-Printer", ("serial_line", "/dev/serial/by-id/usb-Printer", 19200)),
        ("/dev/usb/lp0", ("usb_line", "/dev/usb/lp0")),
        ("usb:/dev/kiosk-printer", ("usb_line", "/dev/kiosk-printer")),
        ("tcp:10.0.0.7", ("tcp_line", "10.0.0.7", 9100)),
        ("tcp:10.0.0.7:9101", ("tcp_line", "10.0.0.7", 9101)),
        ("tcp:printer.local", ("tcp_line", "printer.local", 9100)),
        ("tcp:[fd00::7]:9100", ("tcp_line", "fd00::7", 9100)),
        ("tcp:[fd00::7]", ("tcp_line", "fd00::7", 9100)),
    ],
)
def test_a_name_means_one_way(monkeypatch, device, way):
    for name in ("serial_line", "usb_line", "tcp_line"):
        monkeypatch.setattr(opened, name, lambda *a, name=name: (name, *a))
    assert opened.line_to(device, 19200)[: len(way)] == way


@pytest.mark.parametrize(
    "device",
    ["", "printer", "usb:lp0", "tcp:", "tcp:host:0", "tcp:host:70000", "tcp:host:x", "com1:"],
)
def test_what_names_no_printer_is_refused_at_once(device):
    with pytest.raises(ValueError, match="no printer is called"):
        opened.open_printer(device)


def test_a_serial_line_says_how_fast_it_is(device):
    with lines.serial_line(device.device, 19200)() as line:
        assert line.pace == 1920
