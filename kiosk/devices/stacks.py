"""Where the pages of one batch go: one behind the other, or as backs behind the fronts of a turned stack."""

from __future__ import annotations

import uuid
from dataclasses import replace

from drivers.scanner import ScannedPage, ScannerError, ScannerState, ScanProfile, Sides, Source
from kiosk.devices.keeping import Keeping
from kiosk.journey import effects as do


class Stacks:
    """The batches of one scanner; what was broken off goes on in the stack it began."""

    def __init__(self) -> None:
        self._broken: tuple[str, str, str] | None = None  # case, document, stack

    def begin(self, store: Keeping, effect: do.ScanBatch) -> Stack:
        """Raises ScannerError(UNEVEN) where the stack to be turned is not what the screen was told."""
        fronts: tuple[str, ...] = ()
        if effect.fronts:
            fronts = store.fronts(effect.case, effect.document)
            if len(fronts) != effect.fronts:
                raise ScannerError(ScannerState.UNEVEN, "a front is gone")
        stack = uuid.uuid4().hex
        if not (effect.fronts or effect.replacing):
            broken, self._broken = self._broken, None
            if broken and not effect.after and broken[:2] == (effect.case, effect.document):
                stack = broken[2]
            # Until it is over: a stop may come at any page, or a jam.
            self._broken = None if effect.after else (effect.case, effect.document, stack)
        return Stack(store, effect, stack, fronts)

    def over(self, stack: Stack) -> None:
        """The feeder ran empty: what is fed from now on is another stack."""
        stack.settle()
        self._broken = None


class Stack:
    """One batch under way. `fronts` are the pages whose backs it brings; empty in any other batch."""

    def __init__(
        self, store: Keeping, effect: do.ScanBatch, stack: str, fronts: tuple[str, ...]
    ) -> None:
        self._store, self._effect, self._id = store, effect, stack
        self._fronts = fronts
        self._last = self._front = ""
        self._backs = 0

    def profile(self, usual: ScanProfile) -> ScanProfile:
        """How it is to be scanned: a turned stack from the feeder, however the paper is scanned else."""
        if not self._fronts:
            return usual
        by_hand = replace(usual, source=Source.FEEDER, sides=Sides.BY_HAND)
        return replace(by_hand, fronts=len(self._fronts))

    def keep(self, page: ScannedPage) -> None:
        """Make one page safe in its place; raises StoreError."""
        effect = self._effect
        place = effect.case, effect.document
        if self._fronts:
            front = self._fronts[page.number // 2 - 1]
            self._store.add_page(*place, page, back_of=front)
            self._backs += 1
            return
        after = (self._last or effect.after) if effect.after else ""
        stack = self._id if page.turnable else ""
        back_of = self._front if page.back else ""
        self._last = self._store.add_page(
            *place, page, effect.replacing, after, stack=stack, back_of=back_of
        )
        if not page.back:
            self._front = self._last

    def settle(self) -> None:
        """No more pages come; raises ScannerError(UNEVEN) where that was not a back for every front."""
        if self._backs < len(self._fronts):
            raise ScannerError(ScannerState.UNEVEN, f"{self._backs} backs of {len(self._fronts)}")
        if self._fronts:
            self._store.backs_done(self._effect.case, self._effect.document)
