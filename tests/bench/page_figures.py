"""The figures of ./dev bench pages, from what was made of all papers; each note names the worst paper."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from tests.bench import page_peers
from tests.bench.figures import Figure, of_runs
from tests.bench.page_results import Page, Result, left_skewed
from tests.workbench.paper import A4_PAPERS

BENCH = "pages"
SHARE = "share"
THERMAL = "receipt"


class Run(Protocol):
    """One run of our process over all papers."""

    seconds: dict[str, float]
    peak: int


def cost(
    runs: Sequence[Run], peers: dict[str, float], there: Path, equal: float
) -> Iterator[Figure]:
    """CPU, memory, bytes; `peers`: CPU seconds of ocrmypdf a paper, empty where it was not asked."""
    papers = list(runs[0].seconds)
    pages = [name for name in papers if name in A4_PAPERS]
    if peers and pages:
        yield _cpu(runs, pages, peers)
    peaks = [run.peak / 1e6 for run in runs]
    peak, spread = of_runs(peaks)
    note = f"{len(papers)} pages in one process, Python and its libraries included"
    yield Figure(
        BENCH, "memory for many pages", peak, "MB", spread=spread, runs=len(runs), note=note
    )
    yield from _bytes(papers, there, bool(peers))
    note = f"each paper in {len(runs)} processes"
    yield Figure(BENCH, "equal scans, equal bytes", equal, SHARE, runs=len(runs), note=note)


def _cpu(runs: Sequence[Run], pages: Sequence[str], peers: dict[str, float]) -> Figure:
    """A run's ratio from its own pages; a peer's page is made once, for it takes seconds."""
    theirs = statistics.median(peers[name] for name in pages)
    of = [statistics.median(run.seconds[name] for name in pages) for run in runs]
    ratio, spread = of_runs([median / theirs for median in of])
    ours = {name: statistics.median(run.seconds[name] for run in runs) for name in pages}
    slowest = max(pages, key=lambda name: ours[name])
    return Figure(
        *(BENCH, "CPU of a page", statistics.median(of), "s", theirs),
        *(f"{page_peers.OCRMYPDF} without OCR", ratio, spread, len(runs)),
        note=f"slowest {slowest} {ours[slowest]:.3f} s; one thread each",
    )


def _bytes(papers: Sequence[str], there: Path, peers: bool) -> Iterator[Figure]:
    def sizes(end: str) -> list[float]:
        return [(there / end.format(name)).stat().st_size / 1000 for name in papers]

    ours = sizes("run-0/{}.pdf")
    median, largest = statistics.median(ours), max(ours)
    worst = papers[ours.index(largest)]
    yield Figure(BENCH, "bytes of a page, median", median, "kB", spread=(min(ours), largest))
    yield Figure(BENCH, "bytes of a page, most", largest, "kB", note=worst)
    if not peers:
        return
    for name, end in ((page_peers.OCRMYPDF, "{}.plain.pdf"), (page_peers.JPEG, "{}.jpeg.pdf")):
        theirs = statistics.median(sizes(end))
        figure = f"bytes against {name.split(' ')[0]}"
        yield Figure(BENCH, figure, median, "kB", theirs, name, median / theirs)


def row(result: Result, runs: Sequence[Run]) -> str:
    """How one paper fared, for those who look for the reason."""
    seconds = statistics.median(run.seconds[result.name] for run in runs)
    told = f"{result.name:15}{seconds:6.3f} s {result.bytes / 1000:6.1f} kB iou {result.iou:.4f}"
    told += f" kept {result.kept:.4f} {result.found['verdict']}"
    ours = result.ours
    if ours and ours.strokes:
        told += f" turned {ours.turned} skew {ours.skew:.3f} ink {ours.strokes.recall:.4f}"
        told += f"/{ours.strokes.precision:.4f} line error {ours.error:.4f} (raw {result.raw_error:.4f})"
    return told


def kept(results: Sequence[Result]) -> Iterator[Figure]:
    """Everything that a page must keep."""
    yield from _geometry(results)
    yield from _ink(results)
    yield from _colour(results)
    yield from _legibility(results)
    yield from _told(results)


def _geometry(results: Sequence[Result]) -> Iterator[Figure]:
    pages = {result.name: result.ours for result in results if result.ours}
    skews = {name: left_skewed(page) for name, page in pages.items()}
    yield from _most("skew left", skews, "degrees", _peer(results, left_skewed, max))
    upright = {name: float(page.turned == 0) for name, page in pages.items()}
    peer = _peer(results, lambda page: float(page.turned == 0), statistics.mean)
    yield from _mean("pages upright", upright, peer)
    whole = {result.name: result.iou for result in results if result.verdict != "cut-edge"}
    yield from _least("IoU with the sheet", whole, _peer(results, lambda page: page.iou, min))
    if cut := {result.name: result.iou for result in results if result.verdict == "cut-edge"}:
        yield from _least("IoU with a cut-off sheet", cut)
    yield from _least("sheet kept", {result.name: result.kept for result in results})


def _ink(results: Sequence[Result]) -> Iterator[Figure]:
    usable = {
        result.name: result.ours.strokes for result in results if result.usable and result.ours
    }
    strokes = {name: seen for name, seen in usable.items() if seen}
    if not strokes:
        return
    plain = [r.bitonal for r in results if r.usable and r.bitonal]
    peer = ("black and white, one threshold", [seen.recall for seen in plain])
    recalls = {name: seen.recall for name, seen in strokes.items()}
    yield from _mean("ink recall", recalls, (peer[0], statistics.mean(peer[1])))
    precisions = {name: seen.precision for name, seen in strokes.items()}
    yield from _mean(
        "ink precision", precisions, (peer[0], statistics.mean(s.precision for s in plain))
    )


def _colour(results: Sequence[Result]) -> Iterator[Figure]:
    regions = [
        (f"{result.name} {region.colour or 'photo'}", region)
        for result in results
        if result.usable and result.ours
        for region in result.ours.colours
    ]
    if not regions:
        return
    lost = [name for name, region in regions if not region.kept]
    share = 1 - len(lost) / len(regions)
    note = f"{len(regions)} regions and photos" + (f"; lost: {', '.join(lost)}" if lost else "")
    yield Figure(BENCH, "coloured regions kept", share, SHARE, note=note)
    saturations = sorted((region.saturation, name) for name, region in regions if region.colour)
    for figure, (value, name) in (
        ("saturation, least", saturations[0]),
        ("saturation, most", saturations[-1]),
    ):
        yield Figure(BENCH, figure, value, "of the raw's", note=name)


def _legibility(results: Sequence[Result]) -> Iterator[Figure]:
    usable = [result for result in results if result.usable and result.raw_errors]
    if not usable:
        return
    errors = [error for result in usable if result.ours for error in result.ours.errors]
    raw = [error for result in usable for error in result.raw_errors]
    peers = "; ".join(
        f"{name} {statistics.mean(told):.3f}"
        for name in (page_peers.OCRMYPDF, page_peers.JPEG)
        if (told := [e for r in usable if name in r.peers for e in r.peers[name].errors])
    )
    note = (
        f"{len(errors)} lines; some lines of the peers': {peers}"
        if peers
        else f"{len(errors)} lines"
    )
    mean = float(np.mean(errors)) if errors else 1.0
    yield Figure(BENCH, "line error", mean, SHARE, float(np.mean(raw)), "the raw scan", note=note)
    more = {r.name: r.ours.error - r.raw_error for r in usable if r.ours}
    thermal = more.pop(THERMAL, None)
    if more:
        yield from _most("line error above the raw's", more, SHARE)
    if thermal is not None:
        yield Figure(BENCH, "line error above the raw's, thermal paper", thermal, SHARE)


def _told(results: Sequence[Result]) -> Iterator[Figure]:
    """What the pipeline says of a page, and whether its PDF is what it must be."""
    blanks = {r.name: float(bool(r.found["blank"])) for r in results if r.blank}
    if blanks:
        yield from _mean("blank sides flagged", blanks)
    lost = [r.name for r in results if not r.blank and r.found["blank"]]
    yield Figure(BENCH, "written sides called blank", len(lost), "pages", note=", ".join(lost))
    yield from _mean("verdicts", {r.name: float(r.found["verdict"] == r.verdict) for r in results})
    coded = [r for r in results if r.raw_codes and r.ours]
    if coded:
        told = {
            r.name: float(
                bool(r.ours) and r.raw_codes <= r.ours.codes & set(map(str, r.found["codes"]))
            )
            for r in coded
        }
        yield from _mean("QR codes still readable", told)
    yield from _mean("PDF/A-2b", {r.name: float(not r.faults) for r in results})


def _peer(
    results: Sequence[Result], value: Callable[[Page], float], of: Callable[[list[float]], float]
) -> tuple[str, float] | None:
    told = [value(r.peers[page_peers.OCRMYPDF]) for r in results if page_peers.OCRMYPDF in r.peers]
    return (f"{page_peers.OCRMYPDF}, straightened, turned and cleaned", of(told)) if told else None


def _figure(
    figure: str, value: float, unit: str, peer: tuple[str, float] | None, note: str
) -> Figure:
    name, theirs = peer or ("", None)
    return Figure(BENCH, figure, value, unit, theirs, name, note=note)


def _most(
    figure: str, values: dict[str, float], unit: str, peer: tuple[str, float] | None = None
) -> Iterator[Figure]:
    if not values:  # none of the papers asked for has it
        return
    worst = sorted(values, key=lambda name: -values[name])[:4]
    note = ", ".join(f"{name} {values[name]:.3g}" for name in worst)
    yield _figure(f"{figure}, most", values[worst[0]], unit, peer, note)


def _least(
    figure: str, values: dict[str, float], peer: tuple[str, float] | None = None
) -> Iterator[Figure]:
    if not values:  # none of the papers asked for has it
        return
    worst = sorted(values, key=lambda name: values[name])[:4]
    note = ", ".join(f"{name} {values[name]:.4g}" for name in worst)
    yield _figure(f"{figure}, least", values[worst[0]], SHARE, peer, note)


def _mean(
    figure: str, values: dict[str, float], peer: tuple[str, float] | None = None
) -> Iterator[Figure]:
    if not values:  # none of the papers asked for has it
        return
    worst = [name for name in sorted(values, key=lambda name: values[name]) if values[name] < 1][:6]
    note = "; ".join(f"{name} {values[name]:.3f}" for name in worst)
    yield _figure(figure, statistics.mean(values.values()), SHARE, peer, note)
