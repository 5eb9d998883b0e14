"""The rules that the screen shows: whoever reads, scans and seals for it goes by the same ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from kiosk.rules.catalogue import Catalogue
from kiosk.store.moments import office_day
from kiosk.store.rulebook import Rulebook, Rules
from kiosk.workspace import Workspace


class RulesShown:
    """Shared by all workers. Until a screen has said what it shows, what is in use today."""

    def __init__(self, workspace: Workspace, clock: Callable[[], dt.datetime]) -> None:
        """`clock` gives an aware datetime."""
        self._book, self._clock = Rulebook(workspace), clock
        self._shown: tuple[str, dt.date] | None = None

    def use(self, version: str, day: dt.date) -> None:
        """The screen shows this version, as it stands on that day."""
        self._shown = version, day

    @property
    def rules(self) -> Rules:
        shown = self._shown
        return (self._book.of(shown[0]) if shown else None) or self._book.now()

    @property
    def catalogue(self) -> Catalogue:
        """The procedures as the screen shows them."""
        day = self._shown[1] if self._shown else office_day(self._clock())
        return self._book.catalogue(self.rules.version, day)

    def accepted(self, version: str, day: dt.date) -> Catalogue:
        """The procedures of the version that a case was accepted under on that day."""
        return self._book.catalogue(version, day)
