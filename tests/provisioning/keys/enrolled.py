"""A box as a technician has it after `apply`: settings of a province, keys sealed to it, nothing else."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager

from provisioning import layout
from provisioning.steps import keys
from tests.provisioning.keys.conftest import make_box


def box_of(province, root, device):
    box = make_box(root, device)
    box.write(
        layout.SETTINGS,
        f'device = "{device}"\n[centre]\nurl = "{province.url}"\nkey = "{province.key}"\n'
        f'ca = "{province.ca}"\nsealing_key = "{province.sealing_key}"\n',
    )
    for step in keys.steps():
        step.do(box)
    return box


@contextmanager
def open_elsewhere(path):
    """While the block runs another process has the file open."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; held = open(sys.argv[1]); print(flush=True); sys.stdin.read()",
            path,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        process.stdout.readline()
        yield
    finally:
        process.communicate()
