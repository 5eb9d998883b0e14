"""The hall's queue: what its rules cost at each call, and what months of a simulated office come to."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable, Iterator

from kiosk.model import Priority
from kiosk.rules.queue.entries import Drawn, Entry, Heard, Kind
from kiosk.rules.queue.order import Now, order
from kiosk.rules.queue.standing import Hall, Story, standing
from kiosk.rules.queue.waiting import waits
from kiosk.settings import QueueSettings
from tests.bench.figures import Figure, of_runs
from tests.workbench.queue_desk import ZONE, everybodys
from tests.workbench.queue_month import month
from tests.workbench.queue_office import COUNTERS, Report

RUNS = 9
SEEDS = range(1, 11)
TURNS, ENTRIES = 300, 2000
MORNING = dt.datetime(2026, 11, 23, 7, 30, tzinfo=ZONE)
AS_THEY_CAME = QueueSettings(
    elderly=0, disabled=0, with_child=0, merit=0, online=0, appointment=0, ready=0, same_day=0
)
_FIELDS = ("ho-tich", "dat-dai", "chinh-sach")


def run() -> Iterator[Figure]:
    yield from _costs()
    yield from _months()


def _costs() -> Iterator[Figure]:
    heard = _day()
    hall = standing(heard)
    yield _milliseconds("the hall from 2,000 entries", lambda: standing(heard))
    yield _milliseconds("the hall after one more entry", _one_more(heard))
    drawn = [each for each in heard if each.entry.kind is Kind.DRAWN]
    full, now = standing(drawn + _opened(len(drawn))), _now(heard[-1].moment)
    law = QueueSettings()
    assert len(hall.turns) == len(full.turns) == TURNS
    yield _milliseconds(
        "who is next, of 300 who wait",
        lambda: order(full, COUNTERS[5], COUNTERS, now, law, everybodys),
    )
    yield _milliseconds(
        "everybody's wait, of 300 who wait", lambda: waits(full, COUNTERS, now, law)
    )


def _months() -> Iterator[Figure]:
    ours = [month(seed) for seed in SEEDS]
    peers = [month(seed, law=AS_THEY_CAME) for seed in SEEDS]
    note = f"{len(ours)} months of 2,000 cases"
    wrong = [what for report in (*ours, *peers) for what in report.wrong]
    yield Figure("queue", "what must never be", len(wrong), "times", note="; ".join(wrong[:3]))
    held = sum(report.held for report in ours) / sum(report.told for report in ours)
    width = statistics.mean(width for report in ours for width in report.widths)
    yield Figure(
        "queue",
        "told waits that came true",
        held,
        "share",
        runs=len(ours),
        note=f"{note}; {width:.0f} min wide",
    )
    peer = "first come, first served"
    longest = [statistics.mean(each.longest() for each in reports) for reports in (ours, peers)]
    yield _against("longest wait", longest, peer, note)
    for name, priority in (
        ("the elderly's wait", Priority.ELDERLY),
        ("wait without any priority", Priority.NONE),
    ):
        yield _against(name, [_mean(reports, priority) for reports in (ours, peers)], peer, note)


def _against(name: str, minutes: list[float], peer: str, note: str) -> Figure:
    ours, theirs = minutes
    return Figure(
        "queue", name, ours, "min", theirs, peer, ours / theirs, runs=len(SEEDS), note=note
    )


def _mean(reports: list[Report], priority: Priority) -> float:
    waits = [wait for report in reports for wait in report.waits.get(priority, ())]
    return statistics.mean(waits) / 60


def _milliseconds(name: str, what: Callable[[], object]) -> Figure:
    took = []
    for _ in range(RUNS):
        began = time.process_time()
        what()
        took.append((time.process_time() - began) * 1000)
    middle, spread = of_runs(took)
    return Figure("queue", name, middle, "ms", spread=spread, runs=RUNS)


def _one_more(heard: list[Heard]) -> Callable[[], Hall]:
    story = Story()
    story.hear(heard[:-RUNS])
    rest = iter(heard[-RUNS:])

    def more() -> Hall:
        story.hear([next(rest)])
        return story.hall()

    return more


def _day() -> list[Heard]:
    """300 numbers, called, called again, started and finished; the last ones more than once."""
    heard: list[Heard] = []
    for number in range(TURNS):
        label = f"A1-{number + 1:03d}"
        drawn = Drawn(
            label, MORNING.date(), _FIELDS[number % 3], priority=list(Priority)[number % 6]
        )
        heard.append(_heard(len(heard), Kind.DRAWN, turn=f"{number:032x}", drawn=drawn))
    kinds = (Kind.CALLED, Kind.RECALLED, Kind.STARTED, Kind.FINISHED, Kind.READY)
    while len(heard) < ENTRIES:
        turn, kind = divmod(len(heard) - TURNS, len(kinds))
        counter = turn % 6 + 1
        heard.append(_heard(len(heard), kinds[kind], turn=f"{turn % TURNS:032x}", counter=counter))
    return heard


def _opened(place: int) -> list[Heard]:
    return [_heard(place + n, Kind.OPENED, counter=n) for n in range(1, 7)]


def _heard(place: int, kind: Kind, **said: object) -> Heard:
    at = MORNING + dt.timedelta(seconds=place * 10)
    deed = "" if kind is Kind.DRAWN else f"{place:032x}"
    return Heard(Entry(1, place + 1, place + 1, at, kind, deed=deed, **said), place * 10.0)  # type: ignore[arg-type]


def _now(moment: float) -> Now:
    return Now(moment, MORNING + dt.timedelta(seconds=moment))
