"""kiosk-provisioning plan: every step and how it stands, before anything changes."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from kiosk.model import Language, Words
from provisioning import system
from provisioning.box import Box, BoxError
from provisioning.order import Order
from provisioning.step import Standing, Step
from provisioning.steps import every, packages

MARKS = {Standing.DONE: "✓", Standing.OPEN: "·", Standing.ABSENT: "–"}
LEFT = Words("còn phải làm", "to be done")
ABSENT = Words("không áp dụng", "not for this machine")


def command(rest: list[str], language: Language) -> int:
    """Exit code 0: nothing is left to do; 1: something is. Raises BoxError where it could not be done here."""
    box = Box()
    order = arguments("plan", rest)
    system.check(box)
    steps = every(order)
    standings = looked(box, steps)
    show(box, steps, standings, language)
    needs(box, order, standings, language)
    return int(Standing.OPEN in standings)


def arguments(word: str, rest: list[str]) -> Order:
    """What the technician said behind `plan` or `apply`; raises BoxError where a folder or file is not there."""
    parser = argparse.ArgumentParser(prog=f"kiosk-provisioning {word}")
    parser.add_argument("--offline", metavar="BUNDLE", type=Path, help="the folder on the stick")
    parser.add_argument("--settings", metavar="FILE", type=Path, help="a kiosk.toml of your own")
    parser.add_argument("--device", metavar="NAME", help="its name at the centre")
    parser.add_argument("--kiosk", metavar="N", type=int, help="its number in the office")
    parser.add_argument("--agency", metavar="CODE", help="the office's agency code")
    given = parser.parse_args(rest)
    if given.settings and not given.settings.is_file():
        raise _not_there(given.settings)
    if given.offline and not (given.offline / "metadata").is_dir():
        raise _no_bundle(given.offline)
    bundle = given.offline.absolute() if given.offline else None
    return Order(bundle, given.settings, given.device, given.kiosk, given.agency)


def looked(box: Box, steps: Iterable[Step]) -> list[Standing]:
    return [step.look(box) for step in steps]


def show(
    box: Box, steps: Sequence[Step], standings: Sequence[Standing], language: Language
) -> None:
    """One line a step, its note below it, and the counts."""
    for step, standing in zip(steps, standings, strict=True):
        aside = f" ({ABSENT.of(language)})" if standing is Standing.ABSENT else ""
        print(f"  {MARKS[standing]} {step.what.of(language)}{aside}")
        note = step.note(box)
        if note:
            print(f"      {note.of(language)}")
    done, left = standings.count(Standing.DONE), standings.count(Standing.OPEN)
    print(
        Words(
            f"Đã xong {done} bước, còn {left} bước, {standings.count(Standing.ABSENT)} bước không áp dụng.",
            f"{done} steps done, {left} left, {standings.count(Standing.ABSENT)} not for this machine.",
        ).of(language)
    )


def needs(box: Box, order: Order, standings: Sequence[Standing], language: Language) -> None:
    """What the steps that are left take of the disk."""
    if Standing.OPEN not in standings:
        return
    wanted, free = packages.room(box, order), shutil.disk_usage(box.root).free // 2**20
    print(
        Words(
            f"Cần {wanted} MB trên đĩa (còn trống {free} MB) và khoảng {2 + wanted // 200} phút.",
            f"It takes {wanted} MB of the disk ({free} MB are free) and about {2 + wanted // 200} minutes.",
        ).of(language)
    )


def _not_there(path: Path) -> BoxError:
    return BoxError(
        Words(
            f"Không có tệp “{path}”: hãy ghi lại đúng tên.",
            f"There is no file {path}: check its name.",
        )
    )


def _no_bundle(path: Path) -> BoxError:
    return BoxError(
        Words(
            f"“{path}” không phải là gói cài đặt kiosk: hãy cắm đúng USB và ghi đúng thư mục.",
            f"{path} is no kiosk bundle: plug in the right stick and name its folder.",
        )
    )
