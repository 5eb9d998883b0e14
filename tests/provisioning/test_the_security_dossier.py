"""The dossier says of each thing asked what was found on the box just now, and never that all is well unseen."""

import datetime as dt
import json
import subprocess
from dataclasses import replace

import pytest

from kiosk.settings import CentreSettings, Office, Settings
from provisioning.box import Box, Ran
from provisioning.security import dossier, kiosk, machine
from provisioning.security.control import Met, Shown

AT = dt.datetime(2026, 11, 24, 8, 15, tzinfo=dt.UTC)
FIGURES = {
    "people": {"clerk": 3, "leader": 1},
    "passwords": {"all": 4, "argon2id": 4},
    "journal": {"whole": True, "rows": 812},
    "unsent": 0,
    "cases": 61,
}


class Silent(Box):
    """A box whose programs say what a test tells them to."""

    said: dict[str, str] = {}  # noqa: RUF012 - a test's own

    def run(self, command, *, given="", patience=0.0):
        said = self.said.get(command[0])
        return Ran(127, "", "") if said is None else Ran(0, said, "")


@pytest.fixture
def shown(tmp_path):
    settings = Settings(office=Office(authority="UBND xã Suối Mơ"))
    return Shown(Silent(tmp_path), settings, dict(FIGURES))


def lay(shown, path, text):
    at = shown.box.root / path.lstrip("/")
    at.parent.mkdir(parents=True, exist_ok=True)
    at.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_an_empty_box_meets_nothing_that_a_machine_can_show(shown):
    bare = replace(shown, figures={}, settings=None)
    found = dossier.rows(bare)
    yes = [row.control.id for row in found if row.evidence.met is Met.YES]
    assert yes == []
    assert len({row.control.id for row in found}) == len(found) > 25


def test_a_port_that_no_setting_names_is_called_out(shown):
    Silent.said = {
        "ss": "tcp LISTEN 0 5 0.0.0.0:22 0.0.0.0:*\ntcp LISTEN 0 5 127.0.0.1:8460 0.0.0.0:*\n"
    }
    evidence = machine.listeners(shown)
    assert (evidence.met, evidence.said) == (Met.NO, "0.0.0.0:22")
    Silent.said = {"ss": "tcp LISTEN 0 5 [::1]:631 [::]:*\n"}
    assert machine.listeners(shown).met is Met.YES


@pytest.mark.parametrize(
    ("begins", "met"), [(b"SQLite format 3\0rest", Met.NO), (b"\x8f" * 64, Met.YES)]
)
def test_a_database_that_lies_open_is_seen(shown, begins, met):
    lay(shown, "/var/lib/kiosk/kiosk.db", begins)
    assert kiosk.encrypted(shown).met is met


def test_a_key_that_lies_open_is_seen_whatever_is_sealed(shown):
    for name in kiosk.KEYS:
        lay(shown, f"/etc/kiosk/credentials/{name}.cred", "sealed")
    assert kiosk.keys(shown).met is Met.YES
    lay(shown, "/var/lib/kiosk/vault.key", "open")
    assert kiosk.keys(shown).met is Met.NO
    assert "vault.key" in kiosk.keys(shown).said


def test_a_broken_chain_of_the_journal_is_no_evidence(shown):
    shown.figures["journal"] = {"whole": False, "rows": 812}
    assert kiosk.audit(shown).met is Met.NO


def test_one_old_password_hash_is_told(shown):
    shown.figures["passwords"] = {"all": 4, "argon2id": 3}
    assert kiosk.passwords(shown) == kiosk.Evidence(Met.NO, "Argon2id: 3/4")


def test_the_line_needs_https_a_key_and_a_certificate(shown):
    centre = CentreSettings(url="https://centre.example", key="ab" * 32)
    named = replace(shown, settings=Settings(centre=centre))
    assert machine.line(named).met is Met.NO
    lay(named, "/var/lib/kiosk/certificate.pem", "pem")
    assert machine.line(named).met is Met.YES


def test_an_account_with_a_shell_is_told(shown):
    lay(
        shown,
        "/etc/passwd",
        "kiosk-ui:x:990:990::/:/usr/sbin/nologin\nkiosk-desk:x:991:990::/:/bin/bash\n",
    )
    assert machine.accounts(shown) == machine.Evidence(Met.NO, "kiosk-desk")


def test_it_is_a_table_on_paper_and_rows_for_programs(shown, tmp_path):
    found = dossier.rows(shown)
    paper = tmp_path / "dossier.pdf"
    paper.write_bytes(dossier.as_pdf(found, ("UBND XÃ SUỐI MƠ",), "kiosk-7", AT))
    said = subprocess.run(
        ["pdftotext", "-layout", paper, "-"], capture_output=True, text=True, check=True
    )
    assert "BẢNG KIỂM TRA AN TOÀN THÔNG TIN CẤP ĐỘ 2" in said.stdout
    assert "Văn bản của cơ quan" in said.stdout
    told = json.loads(dossier.as_json(found, "kiosk-7", AT))
    assert [row["id"] for row in told["controls"]] == [row.control.id for row in found]
