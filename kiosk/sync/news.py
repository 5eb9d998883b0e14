"""Listening to the centre: how cases stand, told in its order, and telling it what became of results."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Protocol

from kiosk.contract import ContractError
from kiosk.contract.news import HANDED, MOST_TOLD, NEWS, NEWS_VERSION, NewsPage
from kiosk.store.news import News
from kiosk.store.results import Results
from kiosk.sync.connection import nonsense

EVERY = 300.0  # seconds between two questions where nothing is new
NEXT = 1.0  # seconds to the next page of many: cases go in between
PAGE = 50  # items: 20 kB, which even 16 kbit/s brings within one exchange

_log = logging.getLogger(__name__)


class Asks(Protocol):
    """Signed questions (kiosk.sync.questions)."""

    def ask(self, path: str, row: Mapping[str, Any]) -> dict[str, Any]: ...


class Listener:
    """An errand. What was stored is never asked for again, unless the centre lost it."""

    def __init__(
        self, asks: Asks, news: News, results: Results, clock: Callable[[], float]
    ) -> None:
        """`clock` gives seconds since 1970."""
        self._asks, self._news, self._results, self._clock = asks, news, results, clock

    def run(self) -> float:
        """Tell, then ask for one page; seconds until it is worth doing again."""
        self._tell()
        asked = self._news.cursor()
        row = {"version": NEWS_VERSION, "after": asked.seq, "mark": asked.mark, "most": PAGE}
        try:
            page = NewsPage.from_json(self._asks.ask(NEWS, row))
        except ContractError as error:
            raise nonsense(f"news: {error}") from None
        if page.after not in (0, asked.seq):
            raise nonsense("news: after")
        taken = self._news.take(asked, page, dt.datetime.fromtimestamp(self._clock(), dt.UTC))
        if page.told:
            _log.info("news up to %d of %d", page.told[-1].seq, page.last)
        if not taken:
            _log.warning("the centre's news have a gap: all are asked for once more")
            return EVERY
        return NEXT if page.told and page.last > page.told[-1].seq else EVERY

    def _tell(self) -> None:
        """What became of results; a result that the centre does not know any more is nobody's business there."""
        untold = self._results.untold(MOST_TOLD)
        if not untold:
            return
        rows = [
            {name: value for name, value in asdict(one).items() if name != "level"}
            for one in untold
        ]
        if not isinstance(self._asks.ask(HANDED, {"results": rows}).get("noted"), list):
            raise nonsense("noted")
        for one in untold:
            self._results.told(one)
