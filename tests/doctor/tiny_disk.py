"""A self-visit on a disk that has no room for one: run by test_a_self_visit_fails.py, says what it saw as JSON."""

import json
import sys
import tempfile
from pathlib import Path

from kiosk.doctor.self_visit import self_visit


def full(folder):
    tempfile.tempdir = folder
    with (Path(folder) / "filler").open("wb") as filler:
        filler.write(bytes(20 << 20))
    outcome = self_visit()
    return [outcome.ok, outcome.why, outcome.said.en]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(full(sys.argv[2])))
