"""The voice of the hall: a gong, then the call, from recorded words where all are there, else read by the machine."""

from __future__ import annotations

import array
import math
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from drivers.voice import Accent, Sound, SoundError, SoundFault, Voice, VoiceError
from drivers.voice.espeak import VOICES, Espeak
from drivers.voice.sound import FULL, RATE, joined, read, silence
from kiosk.hall import spoken
from kiosk.settings import HallSettings

KEPT = 16  # calls: each is asked for by every board of the hall at once
PAUSE = 0.12  # seconds between recorded words that belong together
BREATH = 0.3  # between gong and call, and where the sentence has a comma
MOST_BYTES = 4 * 1024 * 1024  # of a recorded word
GONG_LOUD = 0.45  # of full scale: it announces, it does not startle


class By(StrEnum):
    """Who spoke a call."""

    RECORDED = "recorded"
    MACHINE = "machine"
    GONG = "gong"  # nobody: there is no voice, and people look up all the same


@dataclass(frozen=True)
class Called:
    """One call as sound."""

    wav: bytes
    by: By


@dataclass(frozen=True)
class Recordings:
    """The recorded words of a folder that can be played, by name, and which files cannot and why."""

    words: Mapping[str, Sound] = field(default_factory=dict)
    bad: Mapping[str, SoundFault] = field(default_factory=dict)

    def call(self, label: str, counter: int) -> Sound | None:
        """The call from words, or None where one of them is missing; raises ValueError for no label."""
        names = spoken.recorded(label, counter)
        if not all(name in self.words for name in names):
            return None
        sounds: list[Sound] = []
        for at, name in enumerate(names):
            if at:
                sounds.append(silence(BREATH if name == spoken.TO else PAUSE))
            sounds.append(self.words[name])
        return joined(sounds)


def recordings(folder: str) -> Recordings:
    """Every .wav of the folder; "" has none. Files that cannot be played are left out and named."""
    words: dict[str, Sound] = {}
    bad: dict[str, SoundFault] = {}
    try:
        files = sorted(Path(folder).glob("*.wav")) if folder else []
    except OSError:
        files = []
    for file in files:
        try:
            with file.open("rb") as opened:
                words[file.stem] = read(opened.read(MOST_BYTES)).levelled()
        except SoundError as error:
            bad[file.name] = error.fault
        except OSError:
            bad[file.name] = SoundFault.UNREADABLE
    return Recordings(words, bad)


class Caller:
    """Makes the sound of each call once, and keeps the last few. May be asked from several threads."""

    def __init__(self, voice: Voice, recorded: Recordings | None = None) -> None:
        self._voice, self._recorded = voice, recorded or Recordings()
        self._made: OrderedDict[tuple[str, int], Called] = OrderedDict()
        self._making = threading.Lock()
        self._gong = gong()

    def call(self, label: str, counter: int) -> Called:
        """Gong and call, never louder than LOUD; raises ValueError for no label and counter."""
        asked = (label, counter)
        with self._making:
            if asked not in self._made:
                self._made[asked] = self._make(label, counter)
                while len(self._made) > KEPT:
                    self._made.popitem(last=False)
            self._made.move_to_end(asked)
            return self._made[asked]

    def _make(self, label: str, counter: int) -> Called:
        said, by = self._recorded.call(label, counter), By.RECORDED
        if said is None:
            said, by = self._spoken(spoken.sentence(label, counter)), By.MACHINE
        if said is None:
            return Called(self._gong.wav(), By.GONG)
        return Called(joined((self._gong, silence(BREATH), said.levelled())).wav(), by)

    def _spoken(self, text: str) -> Sound | None:
        try:
            return self._voice.say(text)
        except VoiceError:
            return None


def caller(hall: HallSettings) -> Caller | None:
    """Who calls in this hall; None where [hall] voice is empty."""
    if not hall.voice:
        return None
    return Caller(Espeak(VOICES[Accent(hall.voice)]), recordings(hall.recordings))


def gong() -> Sound:
    """Two bars of a metallophone, the lower one second: struck, and dying away in a second."""
    bars = (_bar(659.3, 0.55), _bar(523.3, 0.9))
    return Sound(array.array("h", [*bars[0].samples, *bars[1].samples])).levelled(GONG_LOUD)


def _bar(pitch: float, seconds: float) -> Sound:
    # A bar free at both ends rings at 1 and 2.76 times its pitch; the upper one dies sooner.
    turn = 2 * math.pi * pitch / RATE
    made = array.array("h")
    for at in range(round(seconds * RATE)):
        time = at / RATE
        struck = min(1.0, time / 0.004) * min(1.0, (seconds - time) / 0.05)
        low = math.exp(-4.5 * time) * math.sin(turn * at)
        high = 0.25 * math.exp(-12.0 * time) * math.sin(2.76 * turn * at)
        made.append(round(struck * (low + high) / 1.25 * FULL))
    return Sound(made)
