"""A voice that hums instead of speaking, and can fall silent."""

from __future__ import annotations

import array
import math

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
