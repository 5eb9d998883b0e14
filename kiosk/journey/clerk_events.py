"""What can happen between a citizen and a clerk: a call, its answer, and what is ordered from the desk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ClerkPressed:
    """“Call a clerk”, from anywhere; `case` is what begins where there is none yet, on the first screen."""

    case: str = ""


@dataclass(frozen=True)
class ClerkResumed:
    """The clerk is done: go on where the citizen stopped."""


@dataclass(frozen=True)
class ClerkTold:
    """The call stands in the office's log: every pad shows it."""

    case: str


@dataclass(frozen=True)
class ClerkGoes:
    """A clerk said “I come”, from a counter, 0 from wherever. Of the kiosk, as Closed is; `case`: whose call it was."""

    case: str
    counter: int


@dataclass(frozen=True)
class ClerkFinished:
    """A clerk said at a pad that it is done: as ClerkResumed, told as ClerkGoes is."""

    case: str


@dataclass(frozen=True)
class ClerkEnds:
    """A clerk saw that the citizen has left: this case's visit is over. Told as ClerkGoes is."""

    case: str


@dataclass(frozen=True)
class ClerkTakes:
    """A clerk goes on with this half-done case at a counter, 0 at the desk. Told as ClerkGoes is."""

    case: str
    counter: int


@dataclass(frozen=True)
class RestartScreen:
    """The screen's service is to end and begin anew. Told as ClerkGoes is; means nothing to the journey itself."""
