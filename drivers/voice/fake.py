"""A voice that hums instead of speaking, and can fall silent."""

from __future__ import annotations

import array
import math
import time
from collections.abc import Callable

from drivers.voice import Sound, VoiceError, VoiceFault
from drivers.voice.sound import FULL, RATE


class FakeVoice:
    """A twentieth of a second for each letter. `spoken` keeps what was said; `fault` is raised when set."""

    def __init__(self) -> None:
        self.spoken: list[str] = []
        self.fault: VoiceFault | None = None

    def say(self, text: str) -> Sound:
        if self.fault:
            raise VoiceError(self.fault)
        self.spoken.append(text)
        turn = 2 * math.pi * 220 / RATE
        return Sound(
            array.array(
                "h", [round(math.sin(at * turn) * FULL / 2) for at in range(len(text) * RATE // 20)]
            )
        )


class FakePlayer:
    """`played` keeps what began; with `held` a sound goes on until it is stopped; `fault` is raised when set."""

    def __init__(self) -> None:
        self.played: list[Sound] = []
        self.held = False
        self.fault: VoiceFault | None = None

    def play(self, sound: Sound, stopped: Callable[[], bool]) -> None:
        if self.fault:
            raise VoiceError(self.fault)
        self.played.append(sound)
        while self.held and not stopped():
            time.sleep(0.01)
