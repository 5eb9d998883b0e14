"""How pages of a kind are written down: profiles are data, in kiosk/dossier/profiles.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kiosk.dossier.page.found import MakeError, PageReason
from kiosk.workspace import PAGE_PROFILES


class Written(StrEnum):
    """Which layers a page has."""

    MIXED = "mixed"  # paper and photos as JPEG, ink as stencils of flat colours
    AS_SCANNED = "as-scanned"  # the scanner's own picture: not turned, not cropped, not cleaned
    BITONAL = "bitonal"  # all ink as one black stencil
    GREY = "grey"  # one grey JPEG


@dataclass(frozen=True)
class Profile:
    """How a page is written; qualities are JPEG's, 1 to 95."""

    name: str
    written: Written
    paper_dpi: int = 75  # of the layer under the ink; of the only layer where it is grey
    paper_quality: int = 40
    photo_dpi: int = 150
    photo_quality: int = 60
    most_ink: int = (
        150_000  # bytes of stencils; what needs more is no writing, and becomes one JPEG
    )


def profiles() -> tuple[str, ...]:
    """The names of all profiles; the first is the usual one."""
    return tuple(_table())


def profile(name: str = "mixed") -> Profile:
    """The profile of that name; raises MakeError (NO_PROFILE)."""
    table = _table()
    if name not in table:
        raise MakeError(PageReason.NO_PROFILE, f"there are {', '.join(table)}")
    options = dict(table[name])
    return Profile(name, Written(options.pop("written")), **options)


def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(PAGE_PROFILES.read_text(encoding="utf-8"))
