"""What a technician sends away tells how the box is, and nothing of anybody, wherever a name had got to."""

import json
import subprocess
import zipfile

import pytest

from tests.workbench.provisioned import house

NAME, NUMBER = "Vàng Thị Mẫu", "001085012345"
WAYS = (NAME, NAME.upper(), "Vang Thi Mau", NUMBER, "001 085 012 345")
# The one citizen of this kiosk, kept by its own service under its own keys.
PLANT = f"""
import datetime as dt
from pathlib import Path
from kiosk.model import Holder, Verdict
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.workspace import Workspace
cases = Cases(open_database(Workspace(Path("/var/lib/kiosk"))))
cases.open("a-case", dt.datetime(2026, 11, 24, tzinfo=dt.UTC))
cases.set_holder(
    "a-case", Holder("{NUMBER}", "{NAME}", dt.date(1985, 1, 1), "Nữ", "Việt Nam", None, Verdict.DECLARED)
)
"""
ASKED = """
import sys
from provisioning.box import Box
from provisioning.keys.sealed import DATA, Sealed
keys = {name: Sealed.of(Box()).open(name) for name in DATA}
ran = Box().run_with_keys(keys, "kiosk-devices", [sys.executable, "/tmp/plant.py"])
sys.exit(ran.err or 0)
"""


@pytest.fixture(scope="module")
def box(tmp_path_factory, stick):
    """A box in use, and somebody's name where it never should be: in a log that other programs write."""
    with house(tmp_path_factory.mktemp("support") / "tree", stick) as made:
        assert made.start().returncode == 0
        for name, text in (("plant.py", PLANT), ("ask.py", ASKED)):
            (made.tree.root / "tmp" / name).write_text(text)
        python = "/opt/kiosk/runtime/bin/python"
        made.tree.must(python, "/tmp/ask.py", given={"PYTHONPATH": "/opt/kiosk/app"})
        with (made.tree.root / "var/lib/kiosk-provisioning/journal.jsonl").open("a") as log:
            log.writelines(f'{{"step": "{way}"}}\n' for way in WAYS)
        yield made


@pytest.fixture(scope="module")
def bundle(box):
    sent = box.provisioning("--language", "en", "support", "--to", "/tmp/stick")
    assert sent.returncode == 0, sent.stdout + sent.stderr
    (path,) = (box.tree.root / "tmp/stick").glob("kiosk-support-*.zip")
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def test_it_tells_how_the_box_is(bundle):
    figures = json.loads(bundle["kiosk/figures.json"])
    assert figures["journal"] == {"whole": True, "rows": figures["journal"]["rows"]}
    assert {
        "system/disks.txt",
        "kiosk/doctor.json",
        "kiosk/settings.txt",
        "logs/kiosk-ui.txt",
    } <= set(bundle)
    assert "Vạn Hòa" in bundle["kiosk/settings.txt"]
    assert '"step": "settings"' in bundle["kiosk/steps.txt"]


@pytest.mark.parametrize("way", WAYS)
def test_nobody_is_in_it(bundle, way):
    assert [name for name, text in bundle.items() if way in text] == []


def test_no_secret_is_in_it(box, bundle):
    settings = (box.tree.root / "etc/kiosk/kiosk.toml").read_text()
    assert "secret" not in settings or "****" in bundle["kiosk/settings.txt"]
    assert not [name for name, text in bundle.items() if "PRIVATE KEY" in text]


def test_the_dossier_tells_what_holds_on_this_box(box):
    made = box.provisioning("support", "dossier", "--to", "/tmp/stick")
    assert made.returncode in (0, 1), made.stderr
    (path,) = (box.tree.root / "tmp/stick").glob("security-*.json")
    met = {row["id"]: row["met"] for row in json.loads(path.read_text())["controls"]}
    for id in ("data-encrypted", "data-keys", "data-rights", "server-accounts", "server-exposure"):
        assert met[id] == "yes", id
    for id in ("server-log", "application-releases", "application-rules", "application-audit"):
        assert met[id] == "yes", id
    (paper,) = (box.tree.root / "tmp/stick").glob("security-*.pdf")
    said = subprocess.run(["pdftotext", paper, "-"], capture_output=True, text=True, check=True)
    assert "kiosk-7" in said.stdout


def test_a_stick_that_takes_nothing_is_told_in_one_line(box):
    ended = box.provisioning("--language", "en", "support", "--to", "/proc/no-such")
    assert ended.returncode == 2
    assert "cannot be written" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
