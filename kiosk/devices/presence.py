"""Whether a citizen stands at the screen whose papers may lie in the kiosk's own scanner."""

from __future__ import annotations

from kiosk.journey import effects as do


class Presence:
    """Goes by what the screen asks for: from a visit's first effect on until its papers are sealed or left."""

    def __init__(self) -> None:
        self._case = ""
        self._screen: object = None

    def saw(self, effect: do.Effect, screen: object = None) -> None:
        """That screen asked for this."""
        match effect:
            case do.RecoverVisit():
                self._case = ""
            case (
                do.SealCase(case)
                | do.TicketHanded(case)
                | do.ForgetCitizen(case)
                | do.DropVisit(case)
            ):
                if case == self._case:
                    self._case = ""
            case do.WatchCode() | do.ReadCard() | do.ScanBatch() | do.TellPages() | do.DeletePage():
                self._case, self._screen = effect.case, screen
            case _:
                pass  # also asked when the papers are gone already

    def hung_up(self, screen: object = None) -> None:
        """That screen has gone: it begins anew. Others that come and go, as commands do, change nothing."""
        if screen is self._screen:
            self._case, self._screen = "", None

    def __bool__(self) -> bool:
        return bool(self._case)
