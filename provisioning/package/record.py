"""Which Python packages an appliance runs on: wheels.json, made from the lock files and kept."""

from __future__ import annotations

import json
from typing import Any

from provisioning.package.debhelper import HERE

WHEELS = HERE / "runtime" / "wheels.json"


def load() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(WHEELS.read_text(encoding="utf-8"))
    return loaded


def needed() -> str:
    """What `kiosk` depends on: the runtime it was tested with, as any Debian has it."""
    version = int(load()["version"])
    return f"kiosk-runtime (>= {version}~), kiosk-runtime (<< {version + 1}~)"
