"""Invented Vietnamese papers, drawn by code: what citizens lay into the scanner in tests and in the demo."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from tests.workbench.papers import birth, identity, residence
from tests.workbench.papers.people import Family, family
from tests.workbench.papers.sheet import DPI, Sheet

_KINDS: dict[str, Callable[[Sheet, Family], None]] = {
    "giay-chung-sinh": birth.birth_notification,
    "to-khai-khai-sinh": birth.birth_declaration,
    "to-khai-ct01": residence.residence_form,
    "can-cuoc": identity.identity_copy,
}


def kinds() -> tuple[str, ...]:
    """Every paper there is, by the id a required document would have."""
    return tuple(_KINDS)


def draw(kind: str, seed: int) -> Image.Image:
    """One side of A4 as an office scanner sees it: RGB, 2480x3508 at 300 dpi.

    The same kind and seed give the same pixels; one seed is one family on every kind.
    """
    sheet = Sheet(f"{kind} {seed}")
    _KINDS[kind](sheet, family(seed))
    picture = sheet.scanned()
    picture.info["dpi"] = (DPI, DPI)
    return picture
