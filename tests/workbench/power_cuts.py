"""The power fails at many moments of what was noted of a disk, and each time a kiosk is switched on again."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.store.errors import StoreError
from tests.workbench.power import Disk, Said, Step

Judge = Callable[[Path, Sequence[str]], list[str]]


@dataclass
class Cuts:
    """`wrong` tells by the step at which the power failed what did not hold afterwards."""

    points: int = 0
    wrong: dict[int, list[str]] = field(default_factory=dict)

    def __str__(self) -> str:
        told = [f"at step {step}: {'; '.join(found)}" for step, found in self.wrong.items()]
        return "\n".join([f"{len(self.wrong)} of {self.points} cuts left something wrong", *told])


def cut_often(
    disk: Disk,
    steps: Sequence[Step],
    said: list[str],
    most: int,
    chance: random.Random,
    folder: Path,
    judge: Judge,
) -> Cuts:
    """Do all `steps` on the disk, and cut the power before `most` of them, at moments drawn evenly.

    `judge(left, said)` names what is wrong with the folder `left`, after all that was said until then; `said` grows.
    A folder with which something is wrong stays under `folder`.
    """
    cuts = Cuts()
    moments = [number for number, step in enumerate(steps) if not isinstance(step, Said)]
    chosen = set(chance.sample(moments, min(most, len(moments))))
    for number, step in enumerate(steps):
        if number in chosen:
            cuts.points += 1
            left = folder / f"step-{number}"
            disk.cut(left, chance)
            if found := _judged(judge, left, said):
                cuts.wrong[number] = found
            else:
                shutil.rmtree(left)
        if isinstance(step, Said):
            said.append(step.words)
        disk.do(step)
    return cuts


def _judged(judge: Judge, left: Path, said: Sequence[str]) -> list[str]:
    try:
        return judge(left, said)
    except StoreError as error:
        return [f"cannot be read any more: {error}"]
