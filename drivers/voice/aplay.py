"""A sound through a loudspeaker: ALSA's aplay in a child that can be stopped in the midst of a word."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable

from drivers.voice import Sound, VoiceError, VoiceFault

LOOK = 0.05  # seconds until it is looked again whether somebody still listens
SPARE = 5.0  # seconds that a device may take longer than the sound itself


class Aplay:
    """Plays on one ALSA device, e.g. "default"; opened anew for each sound, so that it may be plugged in any time."""

    def __init__(self, device: str, program: str = "aplay", spare: float = SPARE) -> None:
        self._order, self._spare = [program, "-q", "-D", device, "-"], spare

    def play(self, sound: Sound, stopped: Callable[[], bool]) -> None:
        """To its end, or until `stopped`; raises VoiceError."""
        end = time.monotonic() + sound.seconds + self._spare
        # From memory, not through a pipe: a device that takes nothing must not hold up who stops it.
        held = os.memfd_create("sound")
        try:
            with os.fdopen(held, "w+b") as wav:
                wav.write(sound.wav())
                wav.seek(0)
                # A service that is killed takes its voice along: the next one would speak into it.
                child = subprocess.Popen(
                    ["setpriv", "--pdeathsig", "KILL", *self._order],
                    stdin=wav,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
        except OSError:
            raise VoiceError(VoiceFault.FAILED) from None
        try:
            while child.poll() is None and not stopped():
                if time.monotonic() > end:
                    raise VoiceError(VoiceFault.FAILED)
                time.sleep(LOOK)
            over = child.poll()
        finally:
            child.kill()
            child.wait()
        if over == 127:  # what setpriv says of a program that is not there
            raise VoiceError(VoiceFault.GONE)
        if over:
            raise VoiceError(VoiceFault.FAILED)
