"""A kiosk makes a citizen's visit by itself, on simulated devices, and says that all of it held."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

EVERY_SCREEN = (
    *("welcome", "choose-language", "choose-procedure", "show-procedure", "privacy-notice"),
    *("present-card", "reading-card", "confirm-holder", "feed-papers", "scanning", "review-pages"),
    *("ask-priority", "sealing", "take-ticket"),
)


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder near the root: a socket's path has 107 letters at most, and those of tests are long."""
    with tempfile.TemporaryDirectory(prefix="v-", dir="/tmp") as folder:
        yield Path(folder)


def test_a_whole_visit_needs_nobody_and_leaves_nothing_behind(short, monkeypatch):
    """From the card to the ticket's bytes, and every screen on the way is drawn; the folder is empty afterwards."""
    monkeypatch.setenv("TMPDIR", str(short))
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    command = [sys.executable, "-m", "kiosk.doctor", "self-visit", "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=170, check=False)
    told = json.loads(ended.stdout)
    assert (ended.returncode, told["ok"]) == (0, True), told
    done = [row["step"] for row in told["steps"]]
    assert [step for step in dict.fromkeys(done) if step in EVERY_SCREEN] == list(EVERY_SCREEN)
    assert done[-3:] == ["ticket", "case", "screens"]
    assert "undrawn" not in told
    assert list(short.iterdir()) == []
    assert "Giàng" not in ended.stdout + ended.stderr
