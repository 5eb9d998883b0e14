"""The fleet's pages as files, to look at in a browser: python -m tests.fleet.draw FOLDER."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from central.database import Database
from central.fleet.page import Pages, Query
from tests.fleet.conftest import Centre, ago, ahead, many, stopped


def draw(folder: Path) -> None:
    """Nobody, every alarm, a province; in both languages, and two kiosks of their own."""
    _written(folder, "empty", lambda centre: None)
    _written(folder, "alarms", Centre.every_alarm)
    _written(folder, "province", _province)
    _written(folder, "one", _one)


def _province(centre: Centre) -> None:
    many(centre, 3000, 700)
    centre.system("cong-dich-vu-cong", ago(minutes=1))
    centre.system("ho-tich", ago(hours=6), waiting=1204, oldest=ago(hours=7), refused=2)


def _one(centre: Centre) -> None:
    centre.forks("h38-101-k1")
    later = stopped("scanner", "scanner-jammed", hours=3)
    centre.tells("h38-101-k1", replace(later, at=ahead(seconds=1)))


def _written(folder: Path, name: str, fill: Callable[[Centre], object]) -> None:
    pages = Pages()
    with (
        tempfile.TemporaryDirectory() as data,
        closing(Database(f"sqlite:///{data}/centre.db")) as db,
    ):
        centre = Centre(db)
        fill(centre)
        sight = centre.fleet.look()
        for lang in ("vi", "en"):
            page = pages.fleet(sight, Query(lang))
            (folder / f"{name}-{lang}.html").write_text(page, encoding="utf-8")
        if name == "one":
            (one,) = sight.seen
            page = pages.kiosk(one, sight.at, centre.fleet.history(one.kiosk.device), "vi")
            (folder / "kiosk-vi.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
