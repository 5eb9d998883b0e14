"""Keys are nowhere in plain but in the memory of who needs them: no argument, no environment, no file, no line."""

from __future__ import annotations

import subprocess
import sys

import pytest

from provisioning.box import Box
from provisioning.keys.sealed import NAMES, Sealed
from tests.provisioning.keys.test_keys_are_sealed_to_their_box import CANARY
from tests.workbench.centre import ROOT

WORK = """
import sys
from pathlib import Path
from provisioning import identity
from provisioning.box import Box
from provisioning.steps import keys
box = Box(Path(sys.argv[1]))
for step in keys.steps():
    step.do(box)
    step.look(box)
identity.public(box)
"""


@pytest.mark.device
def test_no_program_that_is_started_is_told_one(box, tmp_path):
    trace = tmp_path / "trace"
    strace = ("strace", "-f", "-v", "-s", "100000", "-e", "trace=execve", "-o", trace)
    told = subprocess.run(
        [*strace, sys.executable, "-c", WORK, box.root],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    started = trace.read_text() + told.stdout + told.stderr
    assert "systemd-creds" in started
    assert "kiosk.sync" in started
    for name in NAMES:
        assert Sealed.of(box).open(name).reveal() not in started


@pytest.mark.device
def test_who_is_handed_one_has_it_in_memory_that_nobody_else_sees():
    looks = (
        'cat "$CREDENTIALS_DIRECTORY/a.key"; echo; '
        'stat -f -c %T "$CREDENTIALS_DIRECTORY"; stat -c %a "$CREDENTIALS_DIRECTORY/a.key"; '
        'ls "/proc/1/root$CREDENTIALS_DIRECTORY" 2>/dev/null'
    )
    ran = Box().run_with_keys({"a.key": CANARY}, "", ["sh", "-c", looks])
    assert ran.out.splitlines() == [CANARY.reveal(), "ramfs", "400"]
