"""`kiosk-doctor` goes its round: on the screen, as JSON, on the ticket printer; simulated devices are all well."""

import json

import pytest

from kiosk.doctor import __main__ as command
from kiosk.doctor import paper, told
from kiosk.doctor.check import Check, Finding, Verdict
from kiosk.doctor.checks import worst, worst_first
from kiosk.doctor.words import of_fault, ok
from kiosk.faults import Fault, remedy
from kiosk.model import Language, Words
from kiosk.store.checkups import Checkups
from kiosk.store.database import open_database
from kiosk.workspace import Workspace
from tests.devices.office import Kiosk
from tests.doctor.machines import NOW

DEVICES = ("reader", "chip", "scanner", "printer", "sound", "rules", "database", "versions")
FOUND = [
    (Check("scanner", Words("Máy quét", "Scanner"), lambda: FOUND[0][1]), ok("Tốt.", "Well.")),
    (
        Check("printer", Words("Máy in phiếu", "Ticket printer"), lambda: FOUND[1][1]),
        of_fault(Fault.PRINTER_NO_PAPER),
    ),
]


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)


def run(monkeypatch, *words):
    monkeypatch.setattr("sys.argv", ["kiosk-doctor", *words])
    return command.main()


def test_simulated_devices_are_all_well_and_print(monkeypatch, capsys):
    code = run(monkeypatch, "--fake", "--print", "--json", "--only", *DEVICES)
    rows = json.loads(capsys.readouterr().out)
    assert {row["name"]: row["verdict"] for row in rows} == dict.fromkeys(DEVICES, "ok")
    assert code == 0


def test_what_must_be_mended_stands_on_top_with_what_to_do():
    lines = told.in_lines(worst_first(FOUND), Language.VI).splitlines()
    assert lines[0] == "✗ Máy in phiếu  Máy in hết giấy."
    assert lines[1].strip() == "→ Lắp cuộn giấy mới."
    assert lines[2] == "✓ Máy quét      Tốt."
    assert worst(FOUND) == 2


@pytest.mark.parametrize(("verdict", "code"), [("ok", 0), ("absent", 0), ("poor", 1), ("bad", 2)])
def test_the_exit_code_is_that_of_the_worst(verdict, code):
    finding = Finding(Verdict(verdict), Words("a", "b"))
    assert worst([(FOUND[0][0], finding)]) == code


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_its_one_sentence_and_something_for_the_technician_to_do(fault):
    found = of_fault(fault)
    assert found.what == remedy(fault).what
    assert found.remedy is not None
    assert "Xin nhớ số" not in found.remedy.vi


def test_a_kiosk_that_is_not_there_is_told_as_one_and_nothing_is_made(
    monkeypatch, capsys, tmp_path
):
    settings, state = tmp_path / "kiosk.toml", tmp_path / "state"
    settings.touch()
    state.mkdir()
    where = ("--settings", str(settings), "--state", str(state))
    assert run(monkeypatch, *where, "--language", "en", "--only", "database") == 2
    assert "✗ Database" in capsys.readouterr().out
    assert list(state.iterdir()) == []


def test_settings_that_cannot_be_read_are_one_line(monkeypatch, capsys, tmp_path):
    where = ("--settings", str(tmp_path / "none.toml"), "--state", str(tmp_path))
    assert run(monkeypatch, *where) == 2
    assert capsys.readouterr().err.startswith("kiosk-doctor: ")


def test_what_was_found_by_night_is_kept(monkeypatch, capsys, tmp_path):
    settings, workspace = tmp_path / "kiosk.toml", Workspace(tmp_path / "state")
    settings.touch()
    db = open_database(workspace)
    where = ("--settings", str(settings), "--state", str(workspace.root))
    assert run(monkeypatch, *where, "--nightly", "--only", "disk", "versions") == 0
    run(monkeypatch, *where, "--nightly", "--only", "memory")
    assert {one.name for one in Checkups(db).last()} == {"disk", "memory", "versions"}
    db.close()


def test_the_devices_service_prints_it_for_whoever_asks(tmp_path):
    kiosk = Kiosk(tmp_path)
    kiosk.serve()
    try:
        lines = told.on_paper(FOUND, Language.VI, NOW)
        socket = kiosk.workspace.devices_socket
        assert paper.through_the_service(socket, lines, Language.VI) is None
        assert len(kiosk.printer.pictures) == 1
        kiosk.printer.open = True
        assert paper.through_the_service(socket, lines, Language.VI) is Fault.PRINTER_COVER_OPEN
    finally:
        kiosk.close()
