"""How a kind of paper is scanned here: the driver's profiles, as the settings overrule them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from drivers.scanner import ScanProfile, profiles
from kiosk.settings import ScannerSettings


def chosen(settings: ScannerSettings) -> Callable[[str], ScanProfile]:
    """The profile of a name, the usual one for a name that nobody wrote; raises ProfileError now."""
    known = profiles.load(Path(settings.profiles) if settings.profiles else None)

    def profile(name: str) -> ScanProfile:
        found = known.get(name, known[profiles.USUAL])
        return replace(found, dpi=settings.dpi or found.dpi, wait=settings.wait or found.wait)

    return profile
