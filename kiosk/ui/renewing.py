"""Rules that came, or a day that began, are shown while nobody stands there; the devices are told to go by the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from kiosk.journey import State
from kiosk.journey import effects as do
from kiosk.journey.states import Welcome
from kiosk.store.moments import office_day
from kiosk.store.rulebook import Rulebook
from kiosk.ui.stage import Stage
from kiosk.ui.words import spoken


class Renewing:
    """Looked at again and again; a look that finds nothing new costs next to nothing."""

    def __init__(
        self,
        book: Rulebook,
        stage: Stage,
        tell: Callable[[do.UseRules], None],
        clock: Callable[[], dt.datetime],
        province: str = "",
    ) -> None:
        """`clock` gives an aware datetime; `province`, as H26: whose fees are told."""
        self._book, self._stage, self._tell, self._clock = book, stage, tell, clock
        self._province = province
        self._shown: tuple[str, dt.date] | None = None

    def look(self, state: State) -> None:
        """Take what is in use today, unless somebody stands at the screen."""
        if not isinstance(state, Welcome):
            return
        rules, day = self._book.now(), office_day(self._clock())
        if self._shown != (rules.version, day):
            self._shown = rules.version, day
            self._stage.renew(rules.catalogue(day, self._province), spoken(rules))
            self._tell(do.UseRules(rules.version, day))
