"""`python -m kiosk.doctor`: what works at this kiosk, what does not, and what to do.

python -m kiosk.doctor self-visit [--json] [--settings FILE] [--state DIR]
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from kiosk.doctor.self_visit import PATIENCE, Outcome, self_visit


def _visit(arguments: argparse.Namespace) -> int:
    outcome = self_visit(arguments.settings, arguments.state, arguments.patience)
    print(json.dumps(_told(outcome), ensure_ascii=False) if arguments.json else _said(outcome))
    return 0 if outcome.ok else 1


def _told(outcome: Outcome) -> dict[str, object]:
    row = asdict(outcome)
    row["steps"] = [{"step": step, "seconds": seconds} for step, seconds in outcome.steps]
    return {name: value for name, value in row.items() if value not in ("", None)}


def _said(outcome: Outcome) -> str:
    lines = [f"✓ {step}\t{seconds} s" for step, seconds in outcome.steps]
    if outcome.undrawn:
        lines.append(f"– screens: {outcome.undrawn}")
    if outcome.said:
        lines.append(f"✗ {outcome.step}\t{outcome.said.vi} / {outcome.said.en} ({outcome.why})")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="kiosk-doctor", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    visit = commands.add_parser("self-visit", help="a whole visit without a person and devices")
    visit.add_argument("--json", action="store_true")
    visit.add_argument("--settings", type=Path, help="the box's kiosk.toml")
    visit.add_argument("--state", type=Path, help="the box's state, for its rules")
    visit.add_argument("--patience", type=float, default=PATIENCE, help="seconds for one thing")
    return _visit(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
