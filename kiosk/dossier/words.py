"""A word that was read on a page."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Word:
    """One word and where it stands. Its text is a citizen's, so it never shows itself."""

    text: str = field(repr=False)
    box: tuple[float, float, float, float]  # left, top, right, bottom: mm from the page's top left
    line: int  # words of one line follow each other and have the same number
    sure: int  # from 0 to 100
