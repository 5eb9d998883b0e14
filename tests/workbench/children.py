"""The processes that a test left behind."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import psutil


@contextlib.contextmanager
def none_left() -> Iterator[None]:
    """Whatever is started inside has ended, and was waited for, at the end.

    Compared by difference: in a container the tests may be process 1, to whom others' orphans come.
    """
    before = _children()
    yield
    left = _children() - before
    assert not left, f"left behind: {left}"


def running(word: str, of: int | None = None) -> list[psutil.Process]:
    """The living processes below `of`, below the tests if None, that have `word` among their arguments.

    One that has ended and was not waited for yet is none of them, whoever left it there.
    """
    found = []
    for child in psutil.Process(of).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if word in child.cmdline():
                found.append(child)
    return found


def _children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}
