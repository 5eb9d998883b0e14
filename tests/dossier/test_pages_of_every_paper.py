"""Whatever paper a citizen feeds becomes a page that is straight, upright, small and still the same paper."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import page as judge
import pytest

from kiosk.dossier.page import Found, make_page, profile, write_pdf
from tests.workbench.paper import Paper, make, names, upright
from tests.workbench.paper.judge import codes, colours, strokes
from tests.workbench.paper.legible import line_errors
from tests.workbench.paper.seen import Seen, cropped, find, moved, overlap, render, visible

# By an independent reader, which takes time: each shows something that no other paper does.
LOOKED_AT = {
    *("skewed-form", "red-seal", "photo", "upside-down", "turned-left", "yellow", "pink"),
    *("carbon", "pencil", "one-signature", "separator", "certified-copy"),
}
READ = {"nine-point", "red-seal", "carbon"}
MOST_BYTES = 100_000


@dataclass(frozen=True)
class HandedIn:
    """A paper, what was found on it, and the document that was made of it."""

    paper: Paper
    found: Found
    pdf: bytes

    def seen(self) -> Seen:
        return find(render(self.pdf), self.paper.truth)


@pytest.fixture(scope="module", params=names())
def handed_in(request):
    """One at a time: a scan and its truth take 80 MB."""
    paper = make(request.param)
    made = make_page(paper.raw, 300, profile())
    return HandedIn(paper, made.found, write_pdf("to-khai", [made]))


def test_the_sheet_is_found_and_nothing_of_it_is_cut_away(handed_in):
    paper = handed_in.paper
    corners = moved(np.array(handed_in.found.sheet), np.linalg.inv(paper.truth.placed))
    alike, kept = overlap(corners, visible(paper))
    assert alike >= (0.97 if paper.truth.verdict == "cut-edge" else 0.99)
    assert kept >= 0.99


def test_it_stands_upright_and_straight(handed_in):
    truth = handed_in.paper.truth
    if not truth.blank:  # an empty side has no top
        assert handed_in.found.turned == truth.turned
        assert handed_in.found.skew == pytest.approx(truth.skew, abs=0.1)


def test_it_is_called_blank_only_if_nobody_wrote_on_it(handed_in):
    assert handed_in.found.blank == handed_in.paper.truth.blank


def test_who_must_scan_again_is_told_why_and_nobody_else(handed_in):
    assert handed_in.found.verdict == handed_in.paper.truth.verdict


def test_its_code_is_read(handed_in):
    assert set(handed_in.found.codes) >= set(handed_in.paper.truth.codes)


def test_its_page_is_small(handed_in):
    assert len(handed_in.pdf) <= MOST_BYTES


def test_its_document_is_pdf_a(handed_in):
    report = judge.validate_pdf_bytes(handed_in.pdf, profile=judge.ValidationProfile.PDF_A_2B)
    assert [failure.rule_id for failure in report.failures] == []


def test_another_reader_shows_the_same_paper(handed_in):
    paper = handed_in.paper
    if paper.name in LOOKED_AT:
        seen = handed_in.seen()
        alike, kept = cropped(seen, paper)
        assert (seen.turned, round(abs(seen.skew), 1)) == (0, 0)
        assert (alike, kept) >= (0.99, 0.99)
        shown = strokes(seen, paper)
        assert shown.recall >= 0.99
        assert shown.precision >= 0.95
        regions = colours(seen, paper, upright(paper))
        assert all(region.kept for region in regions)
        assert all(0.8 <= region.saturation <= 1.25 for region in regions if region.colour)
        assert codes(seen.page) >= set(paper.truth.codes)


def test_its_lines_can_be_read_as_well_as_on_the_scan(handed_in):
    paper = handed_in.paper
    if paper.name in READ:
        lines = paper.truth.lines[::2]
        ours = line_errors(handed_in.seen(), lines)
        raw = line_errors(Seen(upright(paper), np.eye(3)), lines)
        assert np.mean(ours) <= np.mean(raw) + 0.015
        assert np.mean(ours) <= 0.05


def test_the_same_scans_give_the_same_bytes():
    papers = [make(name) for name in ("a5", "receipt")]
    first, again = (
        write_pdf("to-khai", [make_page(paper.raw, 300, profile()) for paper in papers])
        for _ in range(2)
    )
    assert first == again


def test_no_paper_is_measured_against_another(tmp_path):
    """What judges here does tell papers apart: a page of another paper is not found to be this one."""
    asked, given = make("receipt"), make("a5")
    seen = Seen(given.raw, asked.truth.placed)
    assert strokes(seen, asked).recall < 0.5
    errors = line_errors(seen, itertools.islice(asked.truth.lines, 4))
    assert min(errors) > 0.3
