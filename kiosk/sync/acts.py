"""The errand of telling the centre what the office did to its cases, when it was done, and behind every paper."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from kiosk.contract import ContractError
from kiosk.contract.acts import ACTS, MOST_ACTS, noted
from kiosk.store.acts_told import ActsTold
from kiosk.sync.connection import UnknownQuestionError, nonsense

LOOK = 20.0  # seconds between two looks where nothing is to be told
NEXT = 1.0  # seconds to the next question of many
LATER = 300.0  # seconds until those that the centre had no case for are told again
DEAF = 86_400.0  # seconds of silence towards a centre that does not know the question

_log = logging.getLogger(__name__)


class Asks(Protocol):
    """Signed questions (kiosk.sync.questions)."""

    def ask(self, path: str, row: Mapping[str, Any], *, packed: bool = False) -> dict[str, Any]: ...


class TellsActs:
    """An Errand. `elapsed` gives seconds and never goes back."""

    def __init__(self, asks: Asks, acts: ActsTold, elapsed: Callable[[], float]) -> None:
        self._asks, self._acts, self._elapsed = asks, acts, elapsed
        self._waiting: set[str] = set()  # told, and of a case that the centre does not have
        self._since = elapsed()

    def run(self) -> float:
        """Tell one question's worth; seconds until it is worth doing again."""
        if self._elapsed() - self._since >= LATER:
            self._waiting.clear()
            self._since = self._elapsed()
        acts = self._acts.untold(MOST_ACTS, self._waiting)
        if not acts:
            return LOOK
        try:
            answer = self._asks.ask(ACTS, {"acts": [act.to_json() for act in acts]}, packed=True)
        except UnknownQuestionError:
            return DEAF
        try:
            known = set(noted(answer))
        except ContractError as error:
            raise nonsense(f"acts: {error}") from None
        asked = {act.id for act in acts}
        self._acts.noted(known & asked)
        self._waiting |= asked - known
        _log.info("acts told: %d, of which the centre noted %d", len(asked), len(known & asked))
        return NEXT if len(acts) == MOST_ACTS else LOOK
