"""`./dev bench NAME`: one JSON line a figure; 1 when a target is missed, 2 when nothing can be said."""

from __future__ import annotations

import importlib
import inspect
import sys
from pathlib import Path

from tests.bench.figures import BenchError, line, targets

NOT_BENCHES = (
    {
        "__main__",
        "api_hooks",
        "api_peer",
        "desk_peer",
        "feeder_visit",
        "figures",
        "sign_peer",
        "sign_service",
    }
    | {f"ticket_{what}" for what in ("peer", "peers")}
    | {f"page_{what}" for what in ("figures", "peers", "results")}
    | {f"drain_{what}" for what in ("office", "peer", "peers")}
    | {f"intake_{what}" for what in ("cases", "costs", "fill", "http", "lane", "peer")}
)


def main(arguments: list[str]) -> int:
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    benches = [name for name in names if name not in NOT_BENCHES]
    if not arguments or arguments[0] not in benches:
        print(
            f"./dev bench NAME [OPTIONS], where NAME is one of: {', '.join(benches)}",
            file=sys.stderr,
        )
        return 2
    try:
        return _measure(*arguments)
    except (BenchError, ImportError) as error:
        print(f"./dev bench {arguments[0]}: {error}", file=sys.stderr)
        return 2


def _measure(name: str, *options: str) -> int:
    """All of a bench's figures; with options only some, for those who try something out."""
    rows, missed = targets(name), False
    run = importlib.import_module(f"tests.bench.{name}").run
    if options and not inspect.signature(run).parameters:
        raise BenchError("takes no options")
    for figure in run(options) if options else run():
        target = rows.pop(figure.figure, None)
        if target is None:
            raise BenchError(f"targets.toml has no row for {figure.figure!r}")
        print(line(figure, target), flush=True)
        missed |= not target.holds(figure)
    if rows and not options:
        raise BenchError(f"not measured: {', '.join(rows)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
