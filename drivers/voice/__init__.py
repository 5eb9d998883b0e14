"""Voices: what is spoken to a hall, and how a voice can fail."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from drivers.voice.sound import Sound as Sound
from drivers.voice.sound import SoundError as SoundError
from drivers.voice.sound import SoundFault as SoundFault


class Accent(StrEnum):
    """How Vietnamese is spoken."""

    NORTH = "north"
    CENTRAL = "central"
    SOUTH = "south"


class VoiceFault(StrEnum):
    """Why nothing was said."""

    GONE = "gone"  # no speech program is installed
    FAILED = "failed"  # it stopped, overran its time, or said nothing


class VoiceError(Exception):
    """There is no speech; never says what was to be spoken."""

    def __init__(self, fault: VoiceFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Voice(Protocol):
    """Somebody who reads a text aloud."""

    def say(self, text: str) -> Sound:
        """The whole text as one sound; raises VoiceError only."""
        ...


class Player(Protocol):
    """A loudspeaker."""

    def play(self, sound: Sound, stopped: Callable[[], bool]) -> None:
        """To its end, or until `stopped`; raises VoiceError only."""
        ...
