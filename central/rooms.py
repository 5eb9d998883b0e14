"""What a room of the centre adds to its HTTP: routes, and answers to devices' questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.routing import BaseRoute

from central.questions import Answerer


@dataclass(frozen=True)
class Room:
    """A route lets in whom it wants; a question is let in by the device's signature before its answerer hears of it."""

    routes: tuple[BaseRoute, ...] = ()
    answerers: Mapping[str, Answerer] = field(default_factory=dict)
    heard: Callable[[str], None] | None = None  # of each device that asked under its signature
