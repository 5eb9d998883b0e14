"""What a demo leaves behind: the dossier as the kiosk holds it, as the centre got it, and report.json."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import page as judge
from PIL import Image

from drivers.card import evidence as proving
from drivers.card.passive import Anchors
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.documents import Documents
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import office_day
from kiosk.store.tickets import Tickets
from kiosk.store.vault import Vault
from tests.workbench.bench import Bench


def write(bench: Bench, told: dict[str, Any], certified: dict[str, Any]) -> dict[str, Any]:
    """report.json: what was gathered of the visit and in the hall, and how its certified copy fared; returns it."""
    wrong = [*told["wrong"], *certified.pop("wrong")]
    if not told["desk"]["accepted"]:
        wrong.append(f"the clerk could not accept the case: {told['desk'].get('failure')}")
    if not told["hall"]["called"]:
        wrong.append("the number was not shown on the board as called")
    report = {**told, "ok": not wrong, "wrong": wrong, "certified": certified}
    text = json.dumps(report, ensure_ascii=False, indent=2)
    (bench.folder / "report.json").write_text(text + "\n", encoding="utf-8")
    return report


def gather(bench: Bench, seconds: dict[str, float], failure: str | None) -> dict[str, Any]:
    """Everything of the one visit under the bench's folder, and in `wrong` what does not hold."""
    wrong = [failure] if failure else []
    walk = _walk(bench)
    report: dict[str, Any] = {
        "seconds": {**{name: round(took, 2) for name, took in seconds.items()}, **_steps(walk)},
    }
    if walk.get("failure"):
        wrong.append(str(walk["failure"]))
    try:
        report |= _case(bench)
        report |= _ticket(bench)
        report["line"] = {
            "cut_from": bench.line_cut.isoformat() if bench.line_cut else None,
            "cut_to": bench.line_mended.isoformat() if bench.line_mended else None,
        }
        report["centre"] = _centre(bench, _files(report["case"]))
        wrong += _judge(bench, report)
    except (LookupError, OSError, ValueError) as error:
        wrong.append(f"{type(error).__name__}: {error}")
    return {"ok": not wrong, "wrong": wrong, **report}


def _walk(bench: Bench) -> dict[str, Any]:
    path = bench.folder / "walk.json"
    if not path.exists():
        return {"failure": "the visit was not walked to its end", "shown": []}
    walk: dict[str, Any] = json.loads(path.read_text())
    return walk


def _steps(walk: dict[str, Any]) -> dict[str, float]:
    """Seconds each state was on the screen, all its times together."""
    shown = walk["shown"]
    spent: Counter[str] = Counter()
    for (name, since), (_, until) in pairwise(shown):
        spent[name] += until - since
    return {name: round(took, 2) for name, took in spent.items()}


def _case(bench: Bench) -> dict[str, Any]:
    """The sealed case, its PDFs in the clear under kiosk/, and how its card was read."""
    db = open_database(bench.workspace)
    cases, vault = Cases(db), Vault(bench.workspace.vault)
    (sealed,) = cases.sealed_on(office_day(dt.datetime.now(dt.UTC)))
    key = cases.key(sealed.case)
    to = bench.folder / "kiosk"
    to.mkdir(exist_ok=True)
    documents, evidence = [], []
    for document in Documents(db).of(sealed.case):
        path = to / document.name
        path.write_bytes(vault.read(key, document.path))
        (documents if document.pages else evidence).append(_named(bench, path))
    read = [entry for entry in Journal(db).since() if entry.event is JournalEvent.CARD_READ]
    ticket = Tickets(db).of(sealed.case)
    return {
        "card": {name: read[-1].fields[name] for name in ("access", "apdus", "verdict")},
        "case": {"code": sealed.code, "documents": documents, "evidence": evidence},
        "ticket": {
            "number": ticket.label if ticket else None,
            "day": office_day(read[-1].at).isoformat(),
        },
    }


def _ticket(bench: Bench) -> dict[str, Any]:
    """ticket.png, decoded back from the bytes the serial line carried."""
    printed = bench.serial.tickets()
    if printed:
        shutil.copyfile(printed[-1], bench.folder / "ticket.png")
    return {
        "printed": {
            "tickets": len(printed),
            "bytes": [p.stat().st_size for p in bench.serial.raw()],
        }
    }


def _centre(bench: Bench, ours: list[dict[str, str]]) -> dict[str, Any]:
    """What the centre received, in its own folder: blobs named by their sha256."""
    received = bench.centre.received()
    documents, evidence = (
        [
            _named(bench, path)
            for case in received
            for file in case["files"]
            if bool(file["pages"]) is paged
            for path in bench.centre.data.rglob(file["sha256"])
        ]
        for paged in (True, False)
    )
    theirs = {"documents": documents, "evidence": evidence}
    sums = [sorted(row["sha256"] for row in rows) for rows in (ours, _files(theirs))]
    return {
        "cases": len(received),
        "receipt": received[0]["receipt"] if received else None,
        **theirs,
        "sha256_equal": bool(documents) and sums[0] == sums[1],
    }


def _files(case: dict[str, Any]) -> list[dict[str, str]]:
    """PDFs and what proves the card."""
    return [*case["documents"], *case["evidence"]]


def _named(bench: Bench, path: Path) -> dict[str, str]:
    root = bench.folder.parents[1]
    return {
        "path": str(path.relative_to(root)),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }


def _judge(bench: Bench, report: dict[str, Any]) -> list[str]:
    """Everything that should hold and does not, in words."""
    wrong = []
    if not report["case"]["documents"]:
        wrong.append("the case has no documents")
    if report["centre"]["cases"] != 1:
        wrong.append(f"the centre has {report['centre']['cases']} cases where one was sealed")
    if not report["centre"]["sha256_equal"]:
        wrong.append("what the centre has differs from what the kiosk sealed")
    if report["printed"]["tickets"] != 1:
        wrong.append(f"{report['printed']['tickets']} tickets were printed for one case")
    else:
        with Image.open(bench.folder / "ticket.png") as ticket:
            if ticket.getbbox() is None:
                wrong.append("the ticket is blank")
    for document in report["case"]["documents"]:
        wrong += _pdfa(bench.folder.parents[1] / document["path"])
    proofs = [bench.folder.parents[1] / proof["path"] for proof in report["centre"]["evidence"]]
    if len(proofs) != 1:
        wrong.append(f"{len(proofs)} files prove one card")
    for path in proofs:
        kept = proving.from_json(path.read_text(encoding="utf-8"))
        if not proving.verify(kept, Anchors()).signature.holds:
            wrong.append("what the centre has does not prove the card")
    return wrong


def _pdfa(path: Path) -> list[str]:
    """What keeps a PDF from being PDF/A-2b."""
    found = judge.validate_pdf(path, profile=judge.ValidationProfile.PDF_A_2B)
    return [f"{path.name}: {failure.rule_id}" for failure in found.failures]
