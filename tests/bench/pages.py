"""What the page pipeline makes of every sort of paper: its cost, its bytes, and what it keeps.

`./dev bench pages --only NAME,NAME` takes some papers, `--quick` a handful, `--lay N` all papers laid down
anew; `--alone` asks no peers, `--papers` says on stderr how each paper fared.
`python -m tests.bench.pages OUT RAW.npy...` is the process whose CPU and memory are measured.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from kiosk.workspace import PACKAGE
from tests.bench import page_figures, page_peers
from tests.bench.figures import BenchError, Figure
from tests.bench.page_results import Result, judged
from tests.workbench.paper import make, names

RUNS = 5
QUICK = ("skewed-form", "red-seal", "photo", "upside-down", "nine-point", "separator", "blank")


@dataclass
class Made:
    """One run of our process over all papers: CPU seconds and findings a paper, peak bytes of memory."""

    seconds: dict[str, float] = field(default_factory=dict)
    found: dict[str, dict[str, object]] = field(default_factory=dict)
    peak: int = 0


def run(options: Sequence[str] = ()) -> Iterator[Figure]:
    asked = _asked(options)
    build = PACKAGE.parent / "build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=build, prefix="bench-") as folder:
        there = Path(folder)
        if not asked.alone:
            page_peers.ready()
        with _untimed() as pool:
            list(pool.map(partial(_scanned, there, asked.lay), asked.papers))
        runs = [_ours(there, asked.papers, number) for number in range(RUNS)]
        peers = {} if asked.alone else _peers(there, asked.papers)
        yield from page_figures.cost(runs, peers, there, _equal(there, asked.papers))
        judge = partial(_judged, there, asked.lay, runs[0].found, bool(peers))
        with _untimed() as pool:
            results = list(pool.map(judge, asked.papers))
        if asked.papers_too:
            for result in results:
                print(page_figures.row(result, runs), file=sys.stderr)
        yield from page_figures.kept(results)


def _asked(options: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench pages")
    parser.add_argument("--only", help="papers, with commas between")
    parser.add_argument("--quick", action="store_true", help="a handful of papers")
    parser.add_argument("--alone", action="store_true", help="no peers")
    parser.add_argument("--lay", type=int, default=0, help="lay the papers down anew")
    parser.add_argument(
        "--papers", action="store_true", dest="papers_too", help="each paper on stderr"
    )
    asked = parser.parse_args(list(options))
    asked.papers = asked.only.split(",") if asked.only else QUICK if asked.quick else names()
    if unknown := set(asked.papers) - set(names()):
        raise BenchError(f"no such paper: {', '.join(sorted(unknown))}")
    return asked


def _untimed() -> ProcessPoolExecutor:
    """All cores, where nothing is timed; not forked, for OpenCV's threads do not survive that."""
    return ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn"))


def _scanned(there: Path, lay: int, name: str) -> None:
    np.save(there / f"{name}.npy", make(name, lay).raw)


def _ours(there: Path, papers: Sequence[str], number: int) -> Made:
    """One process that makes every page, one thread."""
    out = there / f"run-{number}"
    out.mkdir()
    raws = [str(there / f"{name}.npy") for name in papers]
    command = [sys.executable, "-m", "tests.bench.pages", str(out), *raws]
    env = {**os.environ, **page_peers.ONE_THREAD}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(f"no pages were made: {done.stderr[-1500:]}")
    return Made(**json.loads(done.stdout))


def _peers(there: Path, papers: Sequence[str]) -> dict[str, float]:
    """CPU seconds of plain ocrmypdf a paper; its pages and the JPEGs are left in the folder."""
    for name in papers:
        pdf = page_peers.jpeg_pdf(np.load(there / f"{name}.npy"))
        (there / f"{name}.jpeg.pdf").write_bytes(pdf)
    seconds = {
        name: page_peers.ocrmypdf(
            there / f"{name}.jpeg.pdf", there / f"{name}.plain.pdf", page_peers.PLAIN
        )
        for name in papers
    }

    def tidy(name: str) -> None:
        given = there / f"{name}.jpeg.pdf"
        page_peers.ocrmypdf(given, there / f"{name}.tidy.pdf", page_peers.TIDY)

    with ThreadPoolExecutor(os.cpu_count()) as pool:  # nothing is timed any more
        list(pool.map(tidy, papers))
    return seconds


def _judged(
    there: Path, lay: int, found: dict[str, dict[str, object]], peers: bool, name: str
) -> Result:
    kinds = {page_peers.OCRMYPDF: "tidy", page_peers.JPEG: "jpeg"} if peers else {}
    pdfs = {kind: (there / f"{name}.{end}.pdf").read_bytes() for kind, end in kinds.items()}
    ours = (there / "run-0" / f"{name}.pdf").read_bytes()
    return judged(make(name, lay), found[name], ours, pdfs)


def _equal(there: Path, papers: Sequence[str]) -> float:
    """The share of papers whose pages are the same bytes in every run."""
    equal = [
        len({(there / f"run-{run}" / f"{name}.pdf").read_bytes() for run in range(RUNS)}) == 1
        for name in papers
    ]
    return statistics.mean(equal)


def _process(out: str, raws: Sequence[str]) -> int:
    """In the process that is measured: one raw scan in memory at a time."""
    from kiosk.dossier.page import make_page, profile, write_pdf

    cv2.setNumThreads(1)
    made, usual = Made(), profile()
    warm = np.load(raws[0])
    make_page(warm, 300, usual)  # what a process does once is not a page's cost
    del warm
    for path in map(Path, raws):
        raw = np.load(path)
        began = time.process_time()
        page = make_page(raw, 300, usual)
        pdf = write_pdf("to-khai", [page])
        made.seconds[path.stem] = time.process_time() - began
        made.found[path.stem] = asdict(page.found)
        (Path(out) / f"{path.stem}.pdf").write_bytes(pdf)
        del raw, page
    made.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(asdict(made)))
    return 0


if __name__ == "__main__":
    sys.exit(_process(sys.argv[1], sys.argv[2:]))
