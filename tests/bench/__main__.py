"""`./dev bench NAME`: one JSON line a figure; 1 when a target is missed, 2 when nothing can be said."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from tests.bench.figures import BenchError, line, targets

NOT_BENCHES = {"__main__", "figures", "feeder_visit"}


def main(arguments: list[str]) -> int:
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    benches = [name for name in names if name not in NOT_BENCHES]
    if len(arguments) != 1 or arguments[0] not in benches:
        print(f"./dev bench NAME, where NAME is one of: {', '.join(benches)}", file=sys.stderr)
        return 2
    try:
        return _measure(arguments[0])
    except (BenchError, ImportError) as error:
        print(f"./dev bench {arguments[0]}: {error}", file=sys.stderr)
        return 2


def _measure(name: str) -> int:
    rows = targets(name)
    missed = False
    for figure in importlib.import_module(f"tests.bench.{name}").run():
        target = rows.pop(figure.figure, None)
        if target is None:
            raise BenchError(f"targets.toml has no row for {figure.figure!r}")
        print(line(figure, target), flush=True)
        missed |= not target.holds(figure)
    if rows:
        raise BenchError(f"not measured: {', '.join(rows)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
