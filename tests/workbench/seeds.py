"""Chance that can be repeated: each test file that lives by it tells what it began with."""

from __future__ import annotations

import os
import random
import sys

import pytest


def told(request: pytest.FixtureRequest) -> int:
    """A new seed, or that of SEED in the environment; written past whatever pytest holds back."""
    seed = int(os.environ.get("SEED", random.randrange(1 << 32)))
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        sys.stdout.write(f" SEED={seed} ")
        sys.stdout.flush()
    return seed
