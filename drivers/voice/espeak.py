"""espeak-ng reads aloud, without a network, in a child with limits."""

from __future__ import annotations

import subprocess

from drivers.voice import Accent, VoiceError, VoiceFault
from drivers.voice.sound import Sound, SoundError, read_stream

VOICES = {Accent.NORTH: "vi", Accent.CENTRAL: "vi-vn-x-central", Accent.SOUTH: "vi-vn-x-south"}
ENGLISH = "en-gb"
PACE = 135  # words a minute; a hall is loud, and its people are old
AMPLITUDE = 60  # of 200: at the usual 100 its own loudest samples are cut off
DEADLINE = 10.0  # seconds; a sentence takes a hundredth of one
_LIMITS = ("--cpu=5", "--as=268435456", "--core=0")


class Espeak:
    """Speaks with one voice; started anew for each text."""

    def __init__(self, voice: str, program: str = "espeak-ng", deadline: float = DEADLINE) -> None:
        self._voice, self._program, self._deadline = voice, program, deadline

    def say(self, text: str) -> Sound:
        """Raises VoiceError."""
        order = [self._program, "-v", self._voice, "-s", str(PACE), "-a", str(AMPLITUDE)]
        try:
            ended = subprocess.run(
                ["prlimit", *_LIMITS, *order, "--stdin", "--stdout"],
                input=text.encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=self._deadline,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            raise VoiceError(VoiceFault.FAILED) from None
        if ended.returncode == 127:  # what prlimit says of a program that is not there
            raise VoiceError(VoiceFault.GONE)
        if ended.returncode != 0:
            raise VoiceError(VoiceFault.FAILED)
        try:
            return read_stream(ended.stdout)
        except SoundError:
            raise VoiceError(VoiceFault.FAILED) from None
