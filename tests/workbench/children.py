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


def _children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}
