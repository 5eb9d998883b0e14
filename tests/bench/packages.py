"""Both packages on Debian 12 and 13: the same commit twice, built on a bare tree, installed, and tried."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from provisioning.package import app
from tests.bench.arm64 import of_kind
from tests.bench.figures import Figure


def run(kinds: tuple[str, ...] = ()) -> Iterator[Figure]:
    """Of all amd64 kinds, or of those that are named."""
    with tempfile.TemporaryDirectory() as folder:
        one, two = (app.build(Path(folder) / name).read_bytes() for name in ("one", "two"))
        yield Figure("packages", "kinds of kiosk.deb from one commit", len({one, two}), "kinds")
    for kind in kinds or ("bookworm-amd64", "trixie-amd64"):
        yield from of_kind("packages", kind)
