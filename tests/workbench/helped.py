"""What citizens do whom a clerk helps from the desk."""

from __future__ import annotations

import time
from collections.abc import Iterator

from kiosk.journey.states import NeedsClerk, ReviewPages, TakeTicket, Welcome
from tests.workbench.scripts import copying
from tests.workbench.walker import Script, Until, Walker


def helped(walker: Walker) -> Iterator[Until]:
    """Somebody scans a page, calls a clerk and walks off; another one too, whose case the clerk takes over.

    helped.json gets at what moment (since 1970) the screen showed what came of it.
    """
    moments: dict[str, float] = {}

    def reviewing() -> bool:
        return isinstance(walker.state, ReviewPages)

    for nth, last in ((1, Welcome), (2, TakeTicket)):
        yield from copying(walker, reviewing)
        walker.touch("clerk")
        yield walker.until(NeedsClerk, lambda state: state.told)
        moments[f"called-{nth}"] = time.time()
        yield walker.until(NeedsClerk, lambda state: state.comes)
        moments[f"comes-{nth}"] = time.time()
        yield walker.until(last)
        moments[f"over-{nth}"] = time.time()
        walker.keep("helped.json", moments)
    assert walker.state.taken, "the way to a counter stands there"
    walker.shot("taken")
    walker.touch("ticket-taken")
    yield walker.until(Welcome)


SCRIPTS: dict[str, Script] = {"helped": helped}
