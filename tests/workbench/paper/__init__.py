"""Papers of every sort that citizens bring, as a scanner gives them, each with the truth about it."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from tests.workbench.paper import forms, letters, wear
from tests.workbench.paper.bed import Bed, Lying, placed, scan
from tests.workbench.paper.original import A4, A5, LANDSCAPE, RECEIPT, Original, strokes
from tests.workbench.paper.truth import Line, Mask, Paper, Picture, Region, Truth

__all__ = ["A4_PAPERS", "Line", "Paper", "Region", "Truth", "make", "names", "upright"]

Worn = tuple[Picture, Mask | None]  # the page as it has become; where marks may be kept or not


@dataclass(frozen=True)
class _Kind:
    draw: Callable[[Original], None]
    lying: Lying
    size: tuple[float, float] = A4
    wear: Callable[[Picture, np.random.Generator], Worn] | None = None
    blank: bool = False
    verdict: str = "ok"
    colourless: bool = False  # what was coloured on it is grey before it is scanned


def _yellow(page: Picture, chance: np.random.Generator) -> Worn:
    return wear.tinted(page, (244, 226, 138)), None


def _pink(page: Picture, chance: np.random.Generator) -> Worn:
    return wear.tinted(page, (246, 204, 212)), None


def _old(page: Picture, chance: np.random.Generator) -> Worn:
    holed, holes = wear.punched(wear.creased(wear.tinted(page, (236, 222, 190)), chance))
    return holed, holes


def _folded_blank(page: Picture, chance: np.random.Generator) -> Worn:
    return wear.punched(wear.creased(page, chance, creases=3, stains=1))


def _book(page: Picture, chance: np.random.Generator) -> Worn:
    return wear.book_fold(page), None


def _two_sided(page: Picture, chance: np.random.Generator) -> Worn:
    other = Original("the other side")
    letters.decision(other)
    return wear.bled_through(page, other.clean()), None


def _dog_ear(page: Picture, chance: np.random.Generator) -> Worn:
    return wear.dog_eared(page)


def _patchy(page: Picture, chance: np.random.Generator) -> Worn:
    return wear.patchy(page, chance), None


_FAINT = Lying(skew=0.7, noise=4.5)
_KINDS: dict[str, _Kind] = {
    "skewed-form": _Kind(forms.declaration, Lying(skew=3.2)),
    "book-fold": _Kind(letters.letter, Lying(skew=-0.8), wear=_book),
    "two-sided": _Kind(letters.letter, Lying(Bed.WHITE, 0.6), wear=_two_sided),
    "red-seal": _Kind(letters.decision, Lying(skew=-1.4)),
    "photo": _Kind(letters.with_photo, Lying(Bed.WHITE, 1.1)),
    "handwriting": _Kind(forms.handwritten, Lying(skew=-2.1, noise=5.0)),
    "dense-form": _Kind(forms.dense_form, Lying(Bed.FULL, 0.3)),
    "receipt": _Kind(forms.receipt, Lying(skew=4.0), RECEIPT, _patchy),
    "a5": _Kind(forms.half_sheet, Lying(skew=1.7), A5),
    "upside-down": _Kind(letters.letter, Lying(Bed.WHITE, -0.5, 180)),
    "turned-left": _Kind(forms.declaration, Lying(skew=0.9, turned=90)),
    "turned-right": _Kind(letters.table, Lying(skew=-1.2, turned=270)),
    "yellow": _Kind(letters.typed, Lying(Bed.WHITE, -1.0), wear=_yellow),
    "pink": _Kind(letters.decision, Lying(skew=1.3, noise=5.0), wear=_pink),
    "carbon": _Kind(letters.carbon, _FAINT, wear=_patchy),
    "creased": _Kind(letters.typed, Lying(skew=-1.9, noise=5.0), wear=_old),
    "pencil": _Kind(forms.pencilled, Lying(Bed.WHITE, -0.9)),
    "nine-point": _Kind(letters.nine_point, Lying(skew=0.4)),
    "table": _Kind(letters.table, Lying(Bed.WHITE, 0.7)),
    "one-signature": _Kind(forms.one_signature, Lying(skew=1.5)),
    "blank": _Kind(forms.empty, Lying(Bed.FULL, 0.2), blank=True),
    "blank-creased": _Kind(forms.empty, Lying(skew=-1.0), wear=_folded_blank, blank=True),
    "separator": _Kind(forms.separator, Lying(skew=-0.6)),
    "photocopy": _Kind(
        letters.photocopy, Lying(Bed.WHITE, 1.6), wear=wear.photocopied, colourless=True
    ),
    "hospital": _Kind(forms.from_hospital, Lying(skew=2.4, noise=5.5)),
    "residence-form": _Kind(forms.residence_form, Lying(Bed.FULL, -0.25)),
    "certified-copy": _Kind(forms.certified_copy, Lying(Bed.WHITE, -1.3)),
    "landscape": _Kind(letters.placard, Lying(skew=-1.6), LANDSCAPE),
    "dog-ear": _Kind(letters.letter, Lying(skew=1.2), wear=_dog_ear),
    "head-down": _Kind(forms.handwritten, Lying(skew=0.6, turned=180)),
    "too-dark": _Kind(letters.letter, Lying(skew=0.8, lamp=0.38), verdict="too-dark"),
    "blurred": _Kind(letters.letter, Lying(skew=-0.7, blur=4.5), verdict="blurred"),
    "cut-edge": _Kind(letters.letter, Lying(skew=0.5, cut=14), verdict="cut-edge"),
}
A4_PAPERS = tuple(name for name, kind in _KINDS.items() if kind.size in (A4, LANDSCAPE))
_FEW_WORDS = ("one-signature", "separator")  # nobody can tell which way up these lie


def names() -> tuple[str, ...]:
    """Every paper there is."""
    return tuple(_KINDS)


def make(name: str, lay: int = 0) -> Paper:
    """The paper of that name; equal pixels whenever and wherever the same typefaces are.

    `lay` 0 is how it is known to lie; any other number lays the same paper anew: askew, turned, on another bed.
    """
    kind, seed = _KINDS[name], zlib.crc32(f"{name} {lay}".encode())
    lying = kind.lying if not lay else _anew(name, kind, random.Random(seed))
    side = Original(name, kind.size)
    kind.draw(side)
    clean = side.clean()
    photos = [region for region in side.regions if not region.colour]
    loose = np.zeros(clean.shape[:2], dtype=np.bool_)
    for left, top, right, bottom in (*side.spared, *(photo.box for photo in photos)):
        loose[top - 12 : bottom + 12, left - 12 : right + 12] = True
    worn = clean
    if kind.wear:
        worn, spared = kind.wear(clean, np.random.default_rng(seed))
        if spared is not None:
            loose |= spared
    height, width = clean.shape[:2]
    matrix, size = placed(width, height, lying)
    truth = Truth(
        clean=clean,
        ink=strokes(clean, photos) & ~loose,
        loose=loose,
        placed=matrix,
        turned=lying.turned,
        skew=lying.skew,
        lines=tuple(side.lines),
        regions=() if kind.colourless else tuple(side.regions),
        blank=kind.blank,
        verdict=kind.verdict,
        codes=tuple(side.codes),
    )
    return Paper(name, scan(worn, matrix, size, lying, seed + 1), truth)


def _anew(name: str, kind: _Kind, chance: random.Random) -> Lying:
    """As another person lays it down, into another scanner."""
    lying = kind.lying
    turns = (0,) if kind.blank or name in _FEW_WORDS else (0, 0, 90, 180, 270)
    if lying.bed is Bed.FULL:
        return replace(lying, skew=chance.uniform(-0.4, 0.4), turned=chance.choice(turns))
    holed = kind.wear in (_old, _folded_blank, _dog_ear)  # through which the black bed is seen
    return replace(
        lying,
        bed=Bed.DARK if holed or lying.cut else chance.choice((Bed.DARK, Bed.WHITE)),
        skew=chance.uniform(-4.0, 4.0) if not lying.cut else chance.uniform(-1.0, 1.0),
        turned=0 if lying.cut else chance.choice(turns),
        margin=chance.uniform(4, 12),
        noise=chance.uniform(3, 6),
        blur=max(lying.blur, chance.uniform(0.8, 1.2)),
        uneven=chance.uniform(0.01, 0.05),
        shade=chance.uniform(-6, 8),
    )


def upright(paper: Paper) -> Picture:
    """The raw scan at perfect geometry: the clean page's pixels, seen by the scanner."""
    height, width = paper.truth.clean.shape[:2]
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return cv2.warpPerspective(
        paper.raw, paper.truth.placed, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
