"""A signed PDF that somebody brings is kept as it is, and who signed it is judged, not only read out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.workbench.shadow_shown import page_written_anew
from tests.workbench.signed_papers import official, paper

pytestmark = pytest.mark.device


def look(file: Path) -> str:
    command = [sys.executable, "-m", "kiosk.dossier", "look", str(file), "--language", "en"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_who_signed_a_brought_paper_is_told(tmp_path, authority):
    file = tmp_path / "brought.pdf"
    file.write_bytes(official(authority).sign(paper()))

    told = look(file)

    assert "signatures: INTACT, but who signed is not confirmed." in told
    assert "GIÀNG A PÁO" in told


def test_that_a_brought_paper_was_altered_is_told(tmp_path, authority):
    file = tmp_path / "brought.pdf"
    file.write_bytes(page_written_anew(authority))

    told = look(file)

    assert "signatures: ALTERED after signing" in told
    assert "page 1 was changed" in told
