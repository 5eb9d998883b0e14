"""What became of one paper: our page, the raw scan and the peers' pages, each judged against the truth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import page as judge_of_pdf_a

from tests.workbench.paper import upright
from tests.workbench.paper.judge import Colour, Strokes, codes, colours, strokes
from tests.workbench.paper.legible import line_errors
from tests.workbench.paper.seen import Seen, cropped, find, moved, overlap, render, visible
from tests.workbench.paper.truth import Line, Paper, Picture

PEER_LINES = 8  # of a paper: enough to see what a peer's pages are like
THRESHOLD = 128  # of a scanner that is set to black and white
Found = dict[str, object]  # kiosk.dossier.page.Found as the child told it


@dataclass(frozen=True)
class Page:
    """One rendered page: how it lies, how much of the sheet it shows, how well its lines are read."""

    skew: float
    turned: int
    iou: float
    kept: float
    errors: tuple[float, ...]  # a line
    error: float  # of all letters
    strokes: Strokes | None = None
    colours: tuple[Colour, ...] = ()
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Result:
    """One paper; `ours` is None where nothing on the page can be found because nothing is on it."""

    name: str
    found: Found
    blank: bool
    verdict: str
    ours: Page | None
    iou: float  # of the sheet
    kept: float
    bitonal: Strokes | None = None  # what a threshold leaves
    raw_errors: tuple[float, ...] = ()
    raw_error: float = 0.0
    raw_codes: frozenset[str] = frozenset()
    faults: tuple[str, ...] = ()  # what keeps it from being PDF/A-2b
    bytes: int = 0
    peers: dict[str, Page] = field(default_factory=dict)

    @property
    def usable(self) -> bool:
        """Whether a person would read it at all, rather than scan it again."""
        return self.verdict == "ok" and not self.blank


def judged(paper: Paper, found: Found, pdf: bytes, peers: dict[str, bytes]) -> Result:
    """Everything about one paper that does not need a clock."""
    truth, raw = paper.truth, upright(paper)
    perfect = Seen(raw, np.eye(3))
    ours, (iou, kept) = None, _told(found, paper)
    if not truth.blank:
        seen = find(render(pdf), truth)
        iou, kept = cropped(seen, paper)
        errors = tuple(line_errors(seen, truth.lines))
        ours = Page(
            *(seen.skew, seen.turned, iou, kept, errors, of_letters(errors, truth.lines)),
            strokes(seen, paper),
            tuple(colours(seen, paper, raw)),
            frozenset(codes(seen.page)),
        )
    checked = judge_of_pdf_a.validate_pdf_bytes(
        pdf, profile=judge_of_pdf_a.ValidationProfile.PDF_A_2B
    )
    raw_errors = () if truth.blank else tuple(line_errors(perfect, truth.lines))
    return Result(
        *(paper.name, found, truth.blank, truth.verdict, ours, iou, kept),
        bitonal=None if truth.blank else bitonal(paper, raw),
        raw_errors=raw_errors,
        raw_error=of_letters(raw_errors, truth.lines),
        raw_codes=frozenset(codes(paper.raw)),
        faults=tuple(failure.rule_id for failure in checked.failures),
        bytes=len(pdf),
        peers={name: _peer(paper, made) for name, made in peers.items() if not truth.blank},
    )


def of_letters(errors: Sequence[float], lines: Sequence[Line]) -> float:
    """The share of a paper's letters that are read wrongly: a short line counts for less than a long one."""
    letters = [len(line.words) for line in lines]
    return float(np.average(errors, weights=letters)) if len(errors) else 0.0


def some(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """A few lines from all over a paper."""
    step = max(1, len(lines) // PEER_LINES)
    return lines[::step][:PEER_LINES]


def _told(found: Found, paper: Paper) -> tuple[float, float]:
    """IoU and share kept by the corners that were told: an empty page can be compared with nothing else."""
    corners = np.array(found["sheet"], dtype=np.float64)
    return overlap(moved(corners, np.linalg.inv(paper.truth.placed)), visible(paper))


def _peer(paper: Paper, pdf: bytes) -> Page:
    seen = find(render(pdf), paper.truth)
    iou, kept = cropped(seen, paper)
    lines = some(paper.truth.lines)
    errors = tuple(line_errors(seen, lines))
    error = of_letters(errors, lines)
    return Page(seen.skew, seen.turned, iou, kept, errors, error, strokes(seen, paper))


def bitonal(paper: Paper, raw: Picture) -> Strokes:
    """What one threshold for every page leaves of the strokes, at perfect geometry."""
    grey = cv2.cvtColor(raw, cv2.COLOR_BGR2GRAY)
    black = np.where(grey < THRESHOLD, 0, 255).astype(np.uint8)
    return strokes(Seen(np.dstack([black] * 3), np.eye(3)), paper)


def left_skewed(page: Page) -> float:
    return abs(page.skew) if math.isfinite(page.skew) else 90.0
