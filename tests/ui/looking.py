"""What a screen is made of, as plain facts: texts and where their letters lie, touchables and their places."""

from __future__ import annotations

from typing import Any

Box = tuple[float, float, float, float]  # x, y, width, height; y upwards


def facts_of(stage) -> dict[str, Any]:
    """Every text and touchable of a stage; `inside` is the key of the touchable a text stands on."""
    from kiosk.ui.theme import CAP_HEIGHT
    from kiosk.ui.widgets.button import Touchable
    from kiosk.ui.widgets.text import Text

    per_mm = stage.screen.per_mm
    texts, touchables = [], []

    def look(widget, inside: str) -> None:
        if isinstance(widget, Touchable):
            inside = widget.key
            touchables.append({"key": widget.key, "box": box_of(widget), "enabled": widget.enabled})
        if isinstance(widget, Text) and widget.text:
            texts.append(
                {
                    "text": widget.text,
                    "fits": widget.fits,
                    "cap": round(widget.type_size * CAP_HEIGHT / per_mm, 2),
                    "kind": widget.kind.name,
                    "ink": [round(value) for value in widget.ink],
                    "inside": inside,
                }
            )
        for child in widget.children:
            look(child, inside)

    look(stage, "")
    return {"texts": texts, "touchables": touchables}


def box_of(widget) -> list[int]:
    return [round(value) for value in (*widget.pos, *widget.size)]


def overlap(one: Box, other: Box, slack: float = 0) -> bool:
    """Whether two boxes share more than `slack` pixels in both directions."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return across > slack and down > slack


def distance(one: Box, other: Box) -> float:
    """The gap between two boxes, 0 where they touch."""
    across = max(one[0], other[0]) - min(one[0] + one[2], other[0] + other[2])
    down = max(one[1], other[1]) - min(one[1] + one[3], other[1] + other[3])
    return max(across, down, 0)


def clashes(facts: dict[str, Any], slack: float) -> list[str]:
    """Texts that run into another text, or into a touchable that is not theirs."""
    found = []
    texts, touchables = facts["texts"], facts["touchables"]
    for at, one in enumerate(texts):
        for other in texts[at + 1 :]:
            if overlap(one["ink"], other["ink"], slack):
                found.append(f"{one['text'][:30]!r} runs into {other['text'][:30]!r}")
        for touchable in touchables:
            if one["inside"] != touchable["key"] and overlap(one["ink"], touchable["box"], slack):
                found.append(f"{one['text'][:30]!r} runs under {touchable['key']}")
    return found
