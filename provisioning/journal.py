"""What was done to this box and when: one JSON line an act, no word of anybody."""

from __future__ import annotations

import datetime as dt
import json
from enum import StrEnum

from provisioning.box import Box
from provisioning.layout import OWN

JOURNAL = OWN / "journal.jsonl"


class Act(StrEnum):
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"


def note(box: Box, step: str, act: Act, seconds: float) -> None:
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    line = {"at": now, "step": step, "act": act, "seconds": round(seconds, 1)}
    box.append(JOURNAL, json.dumps(line))
