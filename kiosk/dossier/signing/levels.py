"""What completing a signed file means: its level, what it takes, and how it fails."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.signing import SigningFault


class Level(StrEnum):
    """How long a signed file can be proven (EN 319 142-1, 5.1)."""

    B_B = "b-b"  # signed, nothing else
    B_T = "b-t"  # a time stamp says since when
    B_LT = "b-lt"  # and everything that is needed to judge it lies in the file
    B_LTA = "b-lta"  # and a time stamp over that keeps it beyond its certificates


@dataclass(frozen=True)
class Completed:
    """A file and the level it has reached; what it began with is a prefix of it."""

    pdf: bytes
    level: Level


class CompleteError(Exception):
    """The file is not completed; `reached` is what was gained on the way, None where that is nothing."""

    def __init__(self, fault: SigningFault, why: str, reached: Completed | None = None) -> None:
        super().__init__(f"{fault}: {why}")
        self.fault = fault
        self.why = why
        self.reached = reached


class FetchFault(StrEnum):
    """Why nothing came."""

    UNREACHABLE = "unreachable"  # no line, no answer in time, or the other side is out of order
    NONSENSE = "nonsense"  # too large, or no answer of that service
    FORBIDDEN = "forbidden"  # nobody named that host: it was not asked


class FetchError(Exception):
    """Nothing usable was fetched."""

    def __init__(self, fault: FetchFault, why: str) -> None:
        super().__init__(f"{fault}: {why}")
        self.fault = fault


@dataclass(frozen=True)
class Request:
    """One question over HTTP: POST with a body, GET without; an answer longer than `most` bytes is none.

    `named_by`: the certificate that names the address, then those above it (DER); nobody, for the address of
    the settings. Whoever asks for a process it does not trust checks that first.
    """

    url: str
    body: bytes | None
    content_type: str
    accept: str
    most: int
    named_by: tuple[bytes, ...] = ()


class Fetch(Protocol):
    """Whoever may speak to the network; raises FetchError."""

    def __call__(self, request: Request) -> bytes: ...
