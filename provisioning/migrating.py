"""kiosk-provisioning migrate: this release's code opens the box's database, as one of the services would."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass

from kiosk.model import Language, Words
from kiosk.settings import Secret
from provisioning.box import Box, BoxError
from provisioning.keys.sealed import DATA, Sealed
from provisioning.layout import STATE, USERS

_NOT_OPENED = Words(
    "Không mở được cơ sở dữ liệu ({why}).",
    "The database could not be opened ({why}).",
)


@dataclass(frozen=True)
class Opened:
    """What a database said that opened: how many sealed cases, and whether somebody stands at the screen."""

    cases: int
    visit: bool


def command(rest: list[str], language: Language) -> int:
    """0, and the number of cases; raises BoxError where it does not open."""
    argparse.ArgumentParser(prog="kiosk-provisioning migrate").parse_args(rest)
    found = opened(Box())
    print(Words(f"{found.cases} hồ sơ.", f"{found.cases} cases.").of(language))
    return 0


def opened(box: Box) -> Opened:
    """Opens it with this code, migrated; raises BoxError."""
    program = [sys.executable, "-P", "-m", "kiosk.store.opening", "--state", str(STATE)]
    ran = box.run_with_keys(_keys(box), USERS["devices"], program)
    if ran.code:
        why = ran.err.strip().splitlines()[-1][:200] if ran.err.strip() else str(ran.code)
        raise BoxError(Words(_NOT_OPENED.vi.format(why=why), _NOT_OPENED.en.format(why=why)))
    row = json.loads(ran.out)
    return Opened(row["cases"], row["visit"])


def _keys(box: Box) -> dict[str, Secret]:
    """Sealed to this box; or beside the state, as a kiosk has them that was never provisioned."""
    sealed = Sealed.of(box)
    if all(sealed.lock(name) for name in DATA):
        return {name: sealed.open(name) for name in DATA}
    return {name: Secret((box.read(STATE / name) or "").strip()) for name in DATA}
