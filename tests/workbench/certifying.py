"""The demo's certified copy: a paper handed in, prepared, signed twice, completed, taken out and judged."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from kiosk.signing import SignRole
from kiosk.store.certifications import Certifications
from kiosk.store.copies import LAST_LEVEL
from kiosk.store.database import open_database
from tests.workbench.bench import Bench
from tests.workbench.signatures import DOCUMENT, PINS

COMPLETED = 90.0  # seconds for the courier's neighbour to complete it
Citizen = Callable[[], subprocess.CompletedProcess[str]]


def walk(bench: Bench, citizen: Citizen) -> dict[str, Any]:
    """What report.json says of it; `wrong` holds what does not hold. The PDF lies in certified/."""
    told: dict[str, Any] = {"seconds": {}}
    try:
        told["code"] = _hand_in(bench, citizen)
        _certify(bench, told["code"], told)
        wrong = _judge(told)
    except (LookupError, OSError, ValueError, subprocess.SubprocessError) as error:
        wrong = [f"no certified copy: {type(error).__name__}: {error}"]
    return {**told, "wrong": wrong}


def walk_on(bench: Bench, code: str) -> dict[str, Any]:
    """As `walk`, of a paper that was handed in already."""
    told: dict[str, Any] = {"seconds": {}, "code": code}
    _certify(bench, code, told)
    return {**told, "wrong": _judge(told)}


def _certify(bench: Bench, code: str, told: dict[str, Any]) -> None:
    _desk(bench, "copies", "prepare", code, DOCUMENT)
    for role in SignRole:
        began = time.monotonic()
        _desk(bench, "sign", "--role", role.value, "--pin-stdin", words=PINS[role])
        told["seconds"][role.value] = round(time.monotonic() - began, 2)
    began = time.monotonic()
    copy = _completed(bench)
    told["seconds"]["complete"] = round(time.monotonic() - began, 2)
    told |= {"number": copy.number, "book": f"{copy.book}/{copy.year}", "level": copy.level}
    path = bench.folder / "certified" / f"{code}_{copy.number:04d}.pdf"
    path.parent.mkdir(exist_ok=True)
    _desk(bench, "copies", "export", str(copy.number), "-o", str(path))
    told["path"] = str(path.relative_to(bench.folder.parents[1]))
    told["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    trust = str(bench.workspace.signing_trust)
    command = [sys.executable, "-m", "kiosk.dossier", "verify", str(path), "--trust", trust]
    judged = json.loads(_said([*command, "--json"], bench, may_fail=True))
    told["verdict"] = judged["verdict"]
    told["signatures"] = [each["who"] for each in judged["signatures"]]


def _hand_in(bench: Bench, citizen: Citizen) -> str:
    """A second visit; the code on its ticket. What the first one left behind stays as it is."""
    walked, seen = bench.folder / "walk.json", bench.folder / "seen.txt"
    first = walked.read_bytes()
    ended = citizen()
    (bench.folder / "logs" / "walker-copy.log").write_text(ended.stdout)
    walked.write_bytes(first)
    if ended.returncode:
        raise ValueError(f"the visit did not end well: {ended.stdout.strip().splitlines()[-1:]}")
    return seen.read_text().splitlines()[-1]


def _completed(bench: Bench) -> Any:
    """The copy, once it has the last level, or as far as it came in time."""
    end = time.monotonic() + COMPLETED
    with closing(open_database(bench.workspace)) as db:
        while True:
            copy = Certifications(db).all()[-1]
            if copy.level == LAST_LEVEL or time.monotonic() > end:
                return copy
            time.sleep(0.5)


def _judge(told: dict[str, Any]) -> list[str]:
    wrong = []
    if told["level"] != LAST_LEVEL:
        wrong.append(f"the certified copy is {told['level']} where {LAST_LEVEL} was to come")
    if told["verdict"] != "valid":
        wrong.append(f"the certified copy is judged {told['verdict']}")
    if len(told["signatures"]) < 2:
        wrong.append("the certified copy lacks a signature")
    return wrong


def _desk(bench: Bench, *command: str, words: str = "") -> str:
    where = ["--settings", str(bench.settings), "--state", str(bench.workspace.root)]
    return _said([sys.executable, "-m", "kiosk.desk", *command, *where], bench, words)


def _said(command: list[str], bench: Bench, words: str = "", may_fail: bool = False) -> str:
    ended = subprocess.run(
        command,
        env=bench.env,
        input=f"{words}\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    with (bench.folder / "logs" / "certifying.log").open("a", encoding="utf-8") as log:
        log.write(ended.stdout + ended.stderr)
    if ended.returncode and not may_fail:
        raise ValueError(f"{command[3]} {command[4]}: {ended.stderr.strip() or ended.stdout}")
    return ended.stdout
