"""`python -m kiosk.doctor`: what works at this kiosk, what does not, and what to do.

    python -m kiosk.doctor [--language vi|en] [--json] [--print] [--only NAME...] [--direct | --fake | --nightly]
    python -m kiosk.doctor self-visit [--json] [--patience SECONDS]

Each takes --settings FILE (/etc/kiosk/kiosk.toml) and --state DIR (/var/lib/kiosk). Devices are told of as the running
devices service heard of them; `--direct` opens them here, for a box whose services are stopped: then lay a card on the
reader and a page into the scanner. `--fake` tries simulated devices, in a folder that is gone afterwards. `--nightly`
keeps what was found for the console and the centre. Ends with 0 where all is well or not there, 1 where something is
poor, 2 where something is bad or the call cannot be understood; by night with 0 once all was looked at; a self-visit
that fails with 1.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from dataclasses import asdict
from pathlib import Path

from kiosk.contract.checks import TITLES
from kiosk.doctor import rounds, self_visit, told
from kiosk.doctor.checks import worst
from kiosk.faults import remedy
from kiosk.model import Language
from kiosk.settings import SettingsError

# Whoever makes the round by night may not speak to tokens, and leaves a card and a visit to people.
BY_NIGHT = tuple(name for name in TITLES if name not in ("token", "chip", "visit"))
SETTINGS, STATE = Path("/etc/kiosk/kiosk.toml"), Path("/var/lib/kiosk")


def main() -> int:
    logging.disable()  # what drivers and the line say of trouble is a finding
    if sys.argv[1:2] == ["self-visit"]:
        return _visit(_visiting(sys.argv[2:]))
    arguments = _arguments(sys.argv[1:])
    try:
        return _round(arguments)
    except SettingsError as error:
        print(f"kiosk-doctor: {error}", file=sys.stderr)
        return 2


def _round(given: argparse.Namespace) -> int:
    language = Language(given.language)
    only = tuple(given.only) or (BY_NIGHT if given.nightly else ())
    asked = rounds.Asked(given.settings, given.state, given.direct, only)
    going = rounds.simulated(tuple(given.only)) if given.fake else rounds.of_the_kiosk(asked)
    with going as one:
        found = one.made()
        print(_json(found) if given.json else told.in_lines(found, language))
        if given.print:
            fault = one.printed(found, language)
            if fault is not None:
                print(f"kiosk-doctor: {told.of(remedy(fault).what, language)}", file=sys.stderr)
        if given.nightly:
            one.keep(found)
    return 0 if given.nightly else worst(found)


def _json(found: told.Found) -> str:
    return json.dumps(told.in_json(found), ensure_ascii=False)


def _visit(given: argparse.Namespace) -> int:
    outcome = self_visit.self_visit(given.settings, given.state, given.patience)
    row = asdict(outcome)
    row["steps"] = [{"step": step, "seconds": seconds} for step, seconds in outcome.steps]
    row = {name: value for name, value in row.items() if value not in ("", None)}
    print(json.dumps(row, ensure_ascii=False) if given.json else _said(outcome))
    return 0 if outcome.ok else 1


def _said(outcome: self_visit.Outcome) -> str:
    lines = [f"✓ {step}\t{seconds} s" for step, seconds in outcome.steps]
    if outcome.undrawn:
        lines.append(f"– screens: {outcome.undrawn}")
    if outcome.said:
        lines.append(f"✗ {outcome.step}\t{outcome.said.vi} / {outcome.said.en} ({outcome.why})")
    return "\n".join(lines)


def _arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="kiosk-doctor", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--settings", type=Path, default=SETTINGS)
    parser.add_argument("--state", type=Path, default=STATE)
    parser.add_argument("--language", choices=list(Language), default=Language.VI)
    parser.add_argument("--json", action="store_true", help="a list of rows")
    parser.add_argument("--print", action="store_true", help="on the ticket printer, too")
    parser.add_argument("--only", nargs="+", choices=list(TITLES), default=[], metavar="NAME")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--direct", action="store_true", help="open the devices here")
    how.add_argument("--fake", action="store_true", help="simulated devices")
    how.add_argument("--nightly", action="store_true", help="keep what was found")
    return parser.parse_args(given)


def _visiting(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kiosk-doctor self-visit")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--settings", type=Path, help="the box's kiosk.toml; as shipped")
    parser.add_argument("--state", type=Path, help="the box's state, for its rules; as shipped")
    parser.add_argument("--patience", type=float, default=self_visit.PATIENCE)
    return parser.parse_args(given)


if __name__ == "__main__":
    sys.exit(main())
