"""Looking at objects of a PDF: pyHanko's `get` does not follow references, and its arrays yield them."""

from __future__ import annotations

from typing import Any

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NullObject,
)

MOST_DEPTH = 40


def value(holder: object, key: str) -> Any:  # noqa: ANN401 - any object of a PDF
    """What stands under the key, references followed; None where there is nothing, or no dictionary."""
    if not isinstance(holder, DictionaryObject) or key not in holder:
        return None
    return followed(holder.raw_get(key))


def raw(holder: DictionaryObject, key: str) -> Any:  # noqa: ANN401 - any object of a PDF
    """The same, a reference left as it is."""
    held = holder.raw_get(key) if key in holder else None
    return None if isinstance(held, NullObject) else held


def items(holder: object, key: str) -> list[Any]:
    """What an array under the key holds, references left as they are; empty where there is none."""
    array = value(holder, key)
    if not isinstance(array, ArrayObject):
        return []
    return [array.raw_get(place) for place in range(len(array))]


def inherited(node: object, key: str) -> Any:  # noqa: ANN401 - any object of a PDF
    """What a page or field has, or those above it (ISO 32000-2, 7.7.3.4), a reference left as it is."""
    for _ in range(MOST_DEPTH):
        if not isinstance(node, DictionaryObject):
            return None
        if key in node:
            return raw(node, key)
        node = value(node, "/Parent")
    return None


def followed(held: object) -> Any:  # noqa: ANN401 - any object of a PDF
    """What a reference leads to; anything else is itself."""
    if isinstance(held, IndirectObject):
        held = held.get_object()
    return None if isinstance(held, NullObject) else held
