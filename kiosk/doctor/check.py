"""One question to the machine and its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.model import Words


class Verdict(StrEnum):
    """How a check ended."""

    OK = "ok"
    POOR = "poor"  # works, and will not for long, or not well: somebody should look
    BAD = "bad"  # does not work: people at the kiosk will notice
    ABSENT = "absent"  # this kiosk has none, or it could not be asked here


@dataclass(frozen=True)
class Finding:
    """`what` in one short sentence; `remedy` what to do, None where all is well. No word of anybody or of a case."""

    verdict: Verdict
    what: Words
    remedy: Words | None = None
    figures: dict[str, str] = field(
        default_factory=dict
    )  # such as model, driver, seconds: for the centre


@dataclass(frozen=True)
class Check:
    """`name` as the centre and the tests call it: small letters and hyphens."""

    name: str
    title: Words
    look: Callable[[], Finding]  # raises nothing; ends within its own patience
