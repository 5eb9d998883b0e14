"""Sights of pages that were looked at, of waiting for the scanner, and of a visit that was interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kiosk.faults import Fault
from kiosk.journey import states as at
from kiosk.journey.states import Visit
from kiosk.model import Language, Look, PageVerdict, SheetCount
from tests.ui.sights import CLEAR, LONG, Sight, visit


def marked(v: Visit, *looks: Look | None) -> Visit:
    """The visit with these looks at the pages of its first paper, in order."""
    paper = v.papers[0]
    held = tuple(replace(p, look=look) for p, look in zip(paper.pages, looks, strict=True))
    return replace(v, papers=(replace(paper, pages=held), *v.papers[1:]))


def pages_in_trouble() -> Iterator[Sight]:
    """What a look at a page found, and what the citizen may do about it."""
    dark, blurred, cut = (
        replace(CLEAR, verdict=verdict)
        for verdict in (PageVerdict.TOO_DARK, PageVerdict.BLURRED, PageVerdict.CUT_EDGE)
    )
    blank = replace(CLEAR, blank=True)
    for language, prefix in ((Language.VI, ""), (Language.EN, "en-")):
        v = visit(language, scanned=(3,))
        bad = at.ReviewPages(marked(v, CLEAR, CLEAR, dark), 0)
        asked = at.ReviewPages(marked(v, CLEAR, cut, dark), 0, asked=True)
        gone = at.ReviewPages(v, 0, deleted=("to-khai-1",))
        yield Sight(f"{prefix}review-pages-too-dark", bad)
        yield Sight(
            f"{prefix}review-pages-blank", at.ReviewPages(marked(v, blank, CLEAR, CLEAR), 0)
        )
        yield Sight(f"{prefix}review-pages-asked", asked)
        yield Sight(f"{prefix}review-pages-deleted", gone)
        yield Sight(f"{prefix}review-pages-other", at.ReviewPages(v, 0), touches=("other-acts",))
        yield Sight(f"{prefix}large-review-pages-other", bad, touches=("other-acts",), large=True)
        yield Sight(f"{prefix}large-review-pages-asked", asked, large=True)
    v = visit(scanned=(3,))
    one = visit(scanned=(1,))
    yield Sight("review-pages-checked", at.ReviewPages(marked(v, None, None, None), 0))
    yield Sight("review-pages-blurred", at.ReviewPages(marked(one, blurred), 0))
    yield Sight("review-pages-cut-edge", at.ReviewPages(marked(one, cut), 0))
    yield Sight(
        "review-pages-elsewhere",
        at.ReviewPages(marked(v, CLEAR, cut, dark), 0),
        touches=("page-before",),
    )
    yield Sight("review-pages-all-deleted", at.ReviewPages(one, 0, deleted=("to-khai-1",)))
    yield Sight(
        "contrast-review-pages-too-dark", at.ReviewPages(marked(one, dark), 0), contrast=True
    )
    trouble = at.ReviewPages(marked(v, dark, CLEAR, CLEAR), 0, Fault.DEVICES_GONE)
    yield Sight("review-pages-dark-and-trouble", trouble)
    yield Sight("large-review-pages-dark-and-trouble", trouble, large=True)
    longest = marked(visit(code=LONG, scanned=(2,)), cut, CLEAR)
    yield Sight(
        "large-review-pages-longest", at.ReviewPages(longest, 0), catalogue="long", large=True
    )
    yield Sight("feed-papers-after", at.FeedPapers(v, 0, after="to-khai-2"))


def stacks() -> Iterator[Sight]:
    """A stack that is turned over for its backs, and one with other sheets than its separator says."""
    for language, prefix in ((Language.VI, ""), (Language.EN, "en-")):
        v = _stack(visit(language, scanned=(3,)), fronts=3)
        laying = at.FeedPapers(v, 0, backs=True)
        few = at.ReviewPages(_stack(v, counted=SheetCount(4, 3)), 0)
        uneven = replace(laying, trouble=Fault.SCANNER_UNEVEN)
        yield Sight(f"{prefix}review-pages-backs", at.ReviewPages(v, 0))
        yield Sight(f"{prefix}feed-papers-backs", laying)
        yield Sight(f"{prefix}scanning-backs", at.Scanning(v, 0, backs=True))
        yield Sight(f"{prefix}feed-papers-uneven", uneven)
        yield Sight(f"{prefix}review-pages-too-few", few)
        yield Sight(f"{prefix}large-feed-papers-uneven", uneven, large=True)
        yield Sight(f"{prefix}large-review-pages-too-few", few, large=True)
        dark = marked(v, CLEAR, CLEAR, replace(CLEAR, verdict=PageVerdict.TOO_DARK))
        bad = at.ReviewPages(_stack(dark, fronts=3), 0)
        yield Sight(f"{prefix}review-pages-backs-other", bad, touches=("other-acts",))
        yield Sight(
            f"{prefix}large-review-pages-backs-other", bad, touches=("other-acts",), large=True
        )
    v = visit(scanned=(3,))
    many = _stack(visit(code=LONG, scanned=(3,)), counted=SheetCount(2, 3))
    yield Sight("review-pages-too-many", at.ReviewPages(many, 0), catalogue="long")
    yield Sight(
        "large-review-pages-too-many", at.ReviewPages(many, 0), catalogue="long", large=True
    )
    both = _stack(marked(v, CLEAR, replace(CLEAR, blank=True), CLEAR), counted=SheetCount(4, 3))
    trouble = at.ReviewPages(both, 0, Fault.DEVICES_GONE)
    yield Sight("review-pages-too-few-and-trouble", trouble)
    yield Sight("large-review-pages-too-few-and-trouble", trouble, large=True)
    long = _stack(visit(code=LONG, scanned=(1, 1, 4)), 2, fronts=4)
    yield Sight("feed-papers-backs-longest", at.FeedPapers(long, 2, backs=True), catalogue="long")


def _stack(v: Visit, paper: int = 0, fronts: int = 0, counted: SheetCount | None = None) -> Visit:
    """The visit with one paper a stack that can be turned, or that was miscounted."""
    papers = list(v.papers)
    papers[paper] = replace(papers[paper], fronts=fronts, counted=counted)
    return replace(v, papers=tuple(papers))


def interrupted() -> Iterator[Sight]:
    """Another counter scans first; the kiosk was interrupted in the midst of a visit."""
    for language, prefix in ((Language.VI, ""), (Language.EN, "en-")):
        v = visit(language, scanned=(3,))
        found = replace(v, holder=None)
        yield Sight(f"{prefix}scanning-queued", at.Scanning(visit(language), 0, ahead=2))
        yield Sight(f"{prefix}visit-question", at.VisitQuestion(found))
        yield Sight(
            f"{prefix}visit-question-card", at.VisitQuestion(replace(found, expected=v.holder))
        )
        yield Sight(
            f"{prefix}large-visit-question",
            at.VisitQuestion(replace(found, expected=v.holder)),
            large=True,
        )
    asked = replace(visit(scanned=(3,)), holder=None)
    yield Sight("present-card-other-holder", at.PresentCard(asked, trouble=Fault.CARD_OTHER_HOLDER))
    yield Sight("contrast-visit-question", at.VisitQuestion(asked), contrast=True)
