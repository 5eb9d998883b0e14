"""Whatever is broken in the software or under it ends the self-visit at the step that it broke, with a reason."""

import subprocess
from pathlib import Path

import pytest

from drivers.printer.virtual import Roll, VirtualPrinter
from drivers.scanner.fake import FakeScanner
from kiosk.doctor.self_visit import self_visit
from tests.workbench.mounts import on_a_disk


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)


def failed(**options):
    outcome = self_visit(**options)
    assert not outcome.ok
    assert outcome.said is not None
    assert outcome.said.vi != outcome.said.en
    return outcome.step, outcome.why


def test_a_broken_catalogue_is_found(tmp_path, monkeypatch):
    broken = tmp_path / "catalogue.toml"
    broken.write_text("[[procedure]]\ncode = 7\n", encoding="utf-8")
    monkeypatch.setattr("kiosk.workspace.CATALOGUE", broken)
    assert failed() == ("rules", "RulesError")


def test_settings_that_the_new_software_refuses_are_found(tmp_path):
    settings = tmp_path / "kiosk.toml"
    settings.write_text("[scanner]\nspeed = 9\n", encoding="utf-8")
    assert failed(settings=settings) == ("settings", "scanner.speed: there is no such option")


def test_a_key_that_is_none_is_found(tmp_path, monkeypatch):
    (tmp_path / "database.key").write_text("not a key")
    (tmp_path / "vault.key").write_text("not a key")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert failed() == ("store", "store-failed")


def test_a_scanner_that_jams_is_found_where_it_jams(monkeypatch):
    usual = FakeScanner.load

    def jammed(scanner, pictures, backs=()):
        usual(scanner, pictures, backs)
        scanner.jam_after = 1

    monkeypatch.setattr(FakeScanner, "load", jammed)
    assert failed() == ("scanning", "scanner-jammed")


def test_a_bug_in_a_driver_is_found(monkeypatch):
    def pull(scanner):
        raise ZeroDivisionError

    monkeypatch.setattr(FakeScanner, "pull", pull)
    assert failed() == ("scanning", "ZeroDivisionError")


def test_a_dossier_that_cannot_be_bound_is_found(monkeypatch):
    monkeypatch.setattr("kiosk.dossier.make.CHILD", ("false",))
    assert failed() == ("sealing", "store-failed")


def test_a_printer_without_paper_is_found(monkeypatch):
    usual = VirtualPrinter.start

    def start(printer):
        printer.paper(Roll.OUT)
        return usual(printer)

    monkeypatch.setattr(VirtualPrinter, "start", start)
    assert failed() == ("take-ticket", "printer-no-paper")


def test_a_full_disk_is_found(tmp_path):
    seen = on_a_disk(
        tmp_path, "size=24m,mode=700", Path(__file__).with_name("tiny_disk.py"), "full"
    )
    expected = [False, "disk-low", "The kiosk is running out of room."]
    assert (seen or expected) == expected


def test_a_screen_that_cannot_be_drawn_is_found(tmp_path, monkeypatch):
    """The drawing process ends after it opened its window, or before on a machine that has a screen."""
    monkeypatch.setattr("kiosk.doctor.frames.GRAPHICS", tmp_path)
    usual = subprocess.run

    def run(command, **options):
        if "kiosk.ui.rehearsal" in command:
            command = ["false"]
        return usual(command, **options)

    monkeypatch.setattr("kiosk.doctor.frames.subprocess.run", run)
    assert failed() == ("screens", "welcome")
