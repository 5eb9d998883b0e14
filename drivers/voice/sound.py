"""Sound as 16-bit samples of one channel: read from WAV, joined, made equally loud, written as WAV."""

from __future__ import annotations

import array
import io
import sys
import wave
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

RATE = 22050  # samples a second; what espeak-ng speaks at
FULL = 32767
LOUD = 0.84  # of full scale: -1.5 dBFS, so that no television clips
LONGEST = 30  # seconds
RATES = range(8000, 48001)
_HEAD = 4096  # bytes before the samples, at most


class SoundFault(StrEnum):
    """Why a file is no sound that can be played."""

    UNREADABLE = "unreadable"  # no WAV file, or one that breaks off
    OTHER_KIND = "other-kind"  # not 16-bit PCM of one or two channels from 8 to 48 kHz
    TOO_LONG = "too-long"  # more than 30 seconds
    SILENT = "silent"  # nothing is heard in it


class SoundError(Exception):
    """The bytes are no sound that can be played."""

    def __init__(self, fault: SoundFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Sound:
    """One channel at RATE."""

    samples: array.array[int]

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE

    @property
    def peak(self) -> float:
        """The loudest sample, of full scale; 0.0 of nothing."""
        if not self.samples:
            return 0.0
        return max(max(self.samples), -min(self.samples)) / FULL

    def levelled(self, peak: float = LOUD) -> Sound:
        """As loud as `peak` at its loudest; silence stays silence."""
        now = self.peak
        if now == 0.0:
            return self
        factor = peak / now
        return Sound(array.array("h", [round(sample * factor) for sample in self.samples]))

    def wav(self) -> bytes:
        """As a WAV file."""
        samples = array.array("h", self.samples)
        if sys.byteorder == "big":
            samples.byteswap()
        made = io.BytesIO()
        with wave.open(made, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes(samples.tobytes())
        return made.getvalue()


def silence(seconds: float) -> Sound:
    """Nothing, for so long."""
    return Sound(array.array("h", bytes(2 * round(seconds * RATE))))


def joined(sounds: Iterable[Sound]) -> Sound:
    """One after another."""
    samples = array.array("h")
    for sound in sounds:
        samples.extend(sound.samples)
    return Sound(samples)


def read(data: bytes) -> Sound:
    """A WAV file at whatever rate, of one or two channels; raises SoundError."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            channels, rate = file.getnchannels(), file.getframerate()
            if channels > 2 or file.getsampwidth() != 2 or rate not in RATES:
                raise SoundError(SoundFault.OTHER_KIND)
            frames = file.readframes(LONGEST * rate + 1)
    except (wave.Error, EOFError, ValueError, RuntimeError):
        # Formats that the standard library does not know, in a file whole enough to name one.
        whole = data[:4] == b"RIFF" and data[8:16] == b"WAVEfmt " and len(data) > 60
        fault = SoundFault.OTHER_KIND if whole else SoundFault.UNREADABLE
        raise SoundError(fault) from None
    samples = _numbers(frames[: len(frames) // (2 * channels) * 2 * channels])
    if channels == 2:
        both = zip(samples[::2], samples[1::2], strict=True)
        samples = array.array("h", [(left + right) // 2 for left, right in both])
    if len(samples) > LONGEST * rate:
        raise SoundError(SoundFault.TOO_LONG)
    sound = Sound(_at_rate(samples, rate))
    if sound.peak < 0.01:
        raise SoundError(SoundFault.SILENT)
    return sound


def read_stream(data: bytes) -> Sound:
    """A WAV of one channel at RATE from a program that did not know how long it would be; raises SoundError."""
    start = data.find(b"data", 0, _HEAD)
    if not data.startswith(b"RIFF") or start < 0:
        raise SoundError(SoundFault.UNREADABLE)
    frames = data[start + 8 :]
    if len(frames) > 2 * LONGEST * RATE:
        raise SoundError(SoundFault.TOO_LONG)
    sound = Sound(_numbers(frames[: len(frames) // 2 * 2]))
    if sound.peak < 0.01:
        raise SoundError(SoundFault.SILENT)
    return sound


def _numbers(frames: bytes) -> array.array[int]:
    samples = array.array("h", frames)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _at_rate(samples: array.array[int], rate: int) -> array.array[int]:
    if rate == RATE or not samples:
        return samples
    made, last = array.array("h"), len(samples) - 1
    for at in range(len(samples) * RATE // rate):
        whole, part = divmod(at * rate, RATE)
        one, other = samples[min(whole, last)], samples[min(whole + 1, last)]
        made.append(one + (other - one) * part // RATE)
    return made
