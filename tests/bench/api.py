"""What the centre answers to thousands of requests made out of its own description, by everybody who may ask it.

A device's requests are signed as a kiosk signs them, go on where an upload stands and ask for what is there, so that
they come behind the door. `--home HOME`, `--role ROLE`, `--examples N` for each route, `--seed N`.
"""

from __future__ import annotations

import argparse
import base64
import datetime as dt
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from central.callers import Callers, Role
from central.est.authority import Authority
from central.est.enrolments import make_code
from kiosk.workspace import PACKAGE
from tests.bench import api_peer
from tests.bench.figures import BenchError, Figure
from tests.workbench.centre import EMBEDDED, HOMES, PROVINCE, CentreHouse
from tests.workbench.engines import Engines
from tests.workbench.keys import seed_of
from tests.workbench.province import Province
from tests.workbench.province_home import ProvinceHouse

DEVICE = "kiosk-1"
APART = {EMBEDDED: "", PROVINCE: "/.well-known/"}  # another process holds a province's authority
NEW = "kiosk-9"  # a device that has a one-time code and nothing else
TARGET = "case-system"
ROLES = ("device", "nobody", "new device", "watcher", "target")
EXAMPLES = 40  # of each route, besides those that lie at its borders
SEED = 20261123


def run(options: Sequence[str] = ()) -> Iterator[Figure]:
    given = _options(options)
    api_peer.ready()
    for home in HOMES:
        if given.home in (None, home):
            yield from _figures(home, given)


def _options(options: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench api")
    parser.add_argument("--home", choices=HOMES)
    parser.add_argument("--role", choices=ROLES)
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    parser.add_argument("--seed", type=int, default=SEED)
    return parser.parse_args(options)


def _figures(home: str, given: argparse.Namespace) -> Iterator[Figure]:
    requests, wrong = 0, []
    with _centre(home) as centre:
        paths = _laid(centre)
        credentials = _credentials(centre)
        for role in ROLES:
            if given.role not in (None, role):
                continue
            device = NEW if role == "new device" else DEVICE
            told = {"role": role, "device": device, "seed": seed_of(device).hex(), "paths": paths}
            said = api_peer.asks(
                f"{home}-{role}",
                centre.url,
                credentials[role],
                told,
                given.examples,
                given.seed,
                APART[home],
            )
            requests += said.requests
            wrong += [f"{role}: {one}" for one in said.wrong]
        taken = "select count(*) from envelopes where receipt is not null"
        ((received,),) = centre.rows(taken)
        if "Traceback" in centre.logged():
            raise BenchError(f"the centre fell over something: {centre.logged()[-2000:]}")
    failed = [one for one in wrong if "5xx" in one]
    others = [one for one in wrong if "5xx" not in one]
    yield Figure("api", f"{home}: requests", requests, "requests")
    yield Figure("api", f"{home}: cases taken in whole", received, "cases")
    yield Figure("api", f"{home}: answered 5xx", len(failed), "kinds", note="; ".join(failed))
    yield Figure("api", f"{home}: not as described", len(others), "kinds", note="; ".join(others))


@contextmanager
def _centre(home: str) -> Iterator[CentreHouse]:
    build = PACKAGE.parent / "build"
    with tempfile.TemporaryDirectory(dir=build, prefix="api-") as folder:
        how: dict[str, Any] = {"devices": (DEVICE,), "options": _authority(Path(folder))}
        if home == EMBEDDED:
            with CentreHouse(Path(folder), **how) as centre:
                yield centre
        else:
            with Engines() as engines, ProvinceHouse(engines, **how) as centre:
                yield centre


def _authority(folder: Path) -> tuple[str, str]:
    """The option by which a centre holds one."""
    made = folder / "authority"
    Authority.make(made, "CA tinh Suoi Lanh", dt.datetime.now(dt.UTC))
    return "--authority", str(made)


def _credentials(centre: CentreHouse) -> dict[str, str]:
    """What everybody who may ask says in `Authorization`, "" for nothing."""
    database = centre.place.open_database()
    try:
        now = dt.datetime.now(dt.UTC)
        code = make_code(database, NEW, "H38.101", 72, now, new_key=False)
        watcher = Callers(database, lambda: now).add("province", Role.WATCHER)
    finally:
        database.close()
    target = centre.run("target", "add", TARGET).strip()
    return {
        "device": f"Bearer {centre.token}",
        "nobody": "",
        "new device": f"Basic {base64.b64encode(f'{NEW}:{code}'.encode()).decode()}",
        "watcher": f"Bearer {watcher}",
        "target": f"Bearer {target}",
    }


def _laid(centre: CentreHouse) -> dict[str, list[str]]:
    """What there is to fetch: the beginning of a path -> names that stand behind it."""
    served = Province(centre.data).served
    file = centre.folder / "ket-qua.pdf"
    file.write_bytes(b"a result" * 1000)
    with centre.news() as news:
        result = news.keep(DEVICE, "H00", file, "application/pdf", "")
        over = news.keep(DEVICE, "H01", file, "application/pdf", "2020-01-31")
    return {
        "/v1/bundles/metadata/": [path.name for path in (served / "metadata").iterdir()],
        "/v1/bundles/targets/": [f"all/{path.name}" for path in (served / "targets/all").iterdir()],
        "/v1/results/": [result.id, over.id],
        "/v1/targets/": [TARGET],
        "/fleet/": [DEVICE],
    }
