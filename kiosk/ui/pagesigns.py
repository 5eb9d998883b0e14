"""What is said of a page that is looked at, and what may be done with it: first the likely, then the rest."""

from __future__ import annotations

from enum import Enum

from kiosk.journey.events import (
    AcceptPressed,
    DeletePressed,
    InsertPressed,
    RescanPressed,
    TurnPressed,
)
from kiosk.journey.papers import in_trouble
from kiosk.model import Page, PageVerdict, SheetCount


class Mood(Enum):
    """How it stands with a page."""

    CHECKED = "checked"  # nobody has looked at it yet
    CLEAR = "clear"
    KEPT = "kept"  # something is or was wrong, and the citizen keeps it
    TROUBLE = "trouble"
    BLANK = "blank"
    DELETED = "deleted"


class Act(Enum):
    """What may be done with a page: its touchable's key, the key of its words, its icon."""

    AGAIN = ("scan-again", "review.again", "again")
    KEEP = ("keep-page", "review.keep", "tick")
    DELETE = ("delete-page", "review.delete", "bin")
    TURN = ("turn-page", "review.turn", "turn")
    INSERT = ("insert-page", "review.insert", "insert")
    ADD = ("add-pages", "review.add", "plus")
    BACKS = ("scan-backs", "review.backs", "over")


PageEvent = RescanPressed | AcceptPressed | DeletePressed | TurnPressed | InsertPressed
EVENTS: dict[Act, type[PageEvent]] = {
    Act.AGAIN: RescanPressed,
    Act.KEEP: AcceptPressed,
    Act.DELETE: DeletePressed,
    Act.TURN: TurnPressed,
    Act.INSERT: InsertPressed,
}
USUAL = (Act.AGAIN, Act.DELETE, Act.ADD)
FIRST: dict[Mood, tuple[Act, ...]] = {
    Mood.CHECKED: USUAL,
    Mood.CLEAR: USUAL,
    Mood.KEPT: USUAL,
    Mood.TROUBLE: (Act.AGAIN, Act.KEEP, Act.DELETE),
    Mood.BLANK: (Act.KEEP, Act.DELETE, Act.AGAIN),
    Mood.DELETED: (),
}
SENTENCES = {
    PageVerdict.TOO_DARK: "review.too-dark",
    PageVerdict.BLURRED: "review.blurred",
    PageVerdict.CUT_EDGE: "review.cut-edge",
}
_SIGNS = {
    Mood.CHECKED: "review.is-checked",
    Mood.CLEAR: "review.is-clear",
    Mood.KEPT: "review.is-kept",
    Mood.BLANK: "review.is-blank",
    Mood.DELETED: "review.is-deleted",
}
_TROUBLES = {
    PageVerdict.TOO_DARK: "review.is-too-dark",
    PageVerdict.BLURRED: "review.is-blurred",
    PageVerdict.CUT_EDGE: "review.is-cut-edge",
}


def mood_of(page: Page, deleted: tuple[str, ...]) -> Mood:
    """How it stands with a page when these were touched away."""
    if page.id in deleted:
        return Mood.DELETED
    if page.look is None:
        return Mood.CHECKED
    if in_trouble(page):
        return Mood.TROUBLE
    if page.accepted:
        return Mood.KEPT
    return Mood.BLANK if page.look.blank else Mood.CLEAR


def sign_of(page: Page, mood: Mood) -> str:
    """Key of the few words under the page's number."""
    if mood is Mood.TROUBLE and page.look:
        return _TROUBLES[page.look.verdict]
    return _SIGNS[mood]


def sentence_of(page: Page, mood: Mood) -> str:
    """Key of what the citizen is told of a page; empty where there is nothing to tell."""
    match mood:
        case Mood.TROUBLE if page.look:
            return SENTENCES[page.look.verdict]
        case Mood.BLANK:
            return "review.blank"
        case Mood.DELETED:
            return "review.deleted"
        case _:
            return ""


def first(mood: Mood, backs: bool) -> tuple[Act, ...]:
    """What is offered at once; `backs`: the stack's backs could be scanned, and would else be forgotten."""
    return tuple(Act.BACKS if backs and act is Act.ADD else act for act in FIRST[mood])


def rest(mood: Mood, backs: bool) -> tuple[Act, ...]:
    """What stands behind “more”, three at the most: further pages can wait, and the turned stack cannot."""
    every = (Act.TURN, Act.INSERT, *((Act.BACKS,) if backs else ()), Act.ADD)
    return tuple(act for act in every if act not in first(mood, backs))[:3]


def miscount(counted: SheetCount) -> str:
    """Key of what the citizen is told where other sheets came than a separator says."""
    return "review.too-few" if counted.came < counted.wanted else "review.too-many"
