"""schemathesis, which we did not write: makes requests out of a description, and holds the answers against it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.workspace import PACKAGE
from tests.bench.figures import BenchError

SCHEMATHESIS = "schemathesis==4.32.5"
PLACE = PACKAGE.parent / "build" / "schemathesis"
LOCK = PACKAGE.parent / "requirements-py311.lock"
CHECKS = Path(__file__).with_name("api_checks.toml")
MOST = 3600  # seconds for one who asks


@dataclass(frozen=True)
class Said:
    """How many requests were made, and what was wrong with an answer: "5xx POST /v1/uploads", each kind once."""

    requests: int
    wrong: tuple[str, ...]


def ready() -> None:
    """Installed where it is not yet; raises BenchError where it cannot be."""
    signing = re.search(r"^cryptography==[\w.]+", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    if not signing:
        raise BenchError(f"{LOCK.name} names no cryptography")
    wanted, stamp = f"{SCHEMATHESIS} {signing[0]}", PLACE / "installed"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print(f"Installing {wanted} into build/schemathesis", file=sys.stderr)
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    for command in (
        [sys.executable, "-m", "venv", "venv"],
        ["venv/bin/pip", "install", "--quiet", "--disable-pip-version-check", *wanted.split()],
    ):
        done = subprocess.run(command, cwd=PLACE, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BenchError(f"schemathesis could not be installed: {done.stderr[-300:]}")
    stamp.write_text(wanted, encoding="utf-8")


def asks(
    name: str,
    url: str,
    authorization: str,
    told: Mapping[str, object],
    examples: int,
    seed: int,
    but: str,
) -> Said:
    """Everything described at `url`, but what lies under `but`, asked with this in `Authorization`; "" for nothing.

    `told` is what api_hooks wants to know. What it says at length stays as build/schemathesis/NAME.txt.
    """
    plain = name.replace(" ", "-")
    report, text = PLACE / f"{plain}.json", PLACE / f"{plain}.txt"
    report.unlink(missing_ok=True)
    command = [
        *("venv/bin/schemathesis", "--config-file", str(CHECKS), "run", f"{url}/openapi.json"),
        *("--max-examples", str(examples), "--seed", str(seed), "--no-color"),
        *("--report", "json", "--report-json-path", str(report)),
        *(("--exclude-path-regex", f"^{re.escape(but)}") if but else ()),
        *(("--header", f"Authorization: {authorization}") if authorization else ()),
    ]
    env = {
        **os.environ,
        "PYTHONPATH": str(PACKAGE.parent),
        "SCHEMATHESIS_HOOKS": "tests.bench.api_hooks",
        "TOLD": json.dumps(told),
    }
    with text.open("wb") as out:
        done = subprocess.run(
            command, cwd=PLACE, env=env, stdout=out, stderr=out, timeout=MOST, check=False
        )
    if not report.is_file() or done.returncode not in (0, 1):
        raise BenchError(f"schemathesis did not come to an end: {text}")
    row = json.loads(report.read_text(encoding="utf-8"))
    if row["errors"] or not row["complete"]:
        raise BenchError(f"schemathesis could not ask everything: {text}")
    wrong = (
        f"{'5xx' if failure['type'] == 'ServerError' else failure['title']}: {operation}"
        for failure in row["failures"]
        for operation in failure["operations"]
    )
    return Said(row["test_cases"]["generated"], tuple(wrong))
