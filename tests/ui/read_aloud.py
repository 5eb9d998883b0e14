"""The screens of a kiosk that can read them aloud."""

from collections.abc import Iterator

from kiosk.journey import states as at
from kiosk.model import Language, Ticket
from tests.ui.sights import BIRTH, CASE, TODAY, Sight, visit


def bars() -> Iterator[Sight]:
    """A kiosk that can read its screens: a place more in the bar."""
    feeding, english = at.FeedPapers(visit()), at.FeedPapers(visit(Language.EN))
    yield Sight("aloud-feed-papers", feeding, aloud=True)
    yield Sight("aloud-feed-papers-read", feeding, touches=("listen",), aloud=True)
    yield Sight(
        "large-aloud-review-pages", at.ReviewPages(visit(scanned=(3,)), 0), large=True, aloud=True
    )
    yield Sight(
        "aloud-take-ticket",
        at.TakeTicket(
            Language.VI,
            Ticket(CASE, TODAY, "A", 1, 7, "H00.000-261122-K01-0007", BIRTH),
            at.Printing.DONE,
        ),
        aloud=True,
    )
    yield Sight("en-aloud-feed-papers", english, aloud=True)
