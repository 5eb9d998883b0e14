"""The worker that reads screens aloud: a voice of its own, which a touch or a new screen stops at once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from drivers.voice import Accent, Player, Sound, Voice, VoiceError
from drivers.voice.aplay import Aplay
from drivers.voice.espeak import VOICES, Espeak
from drivers.voice.sound import joined, silence
from kiosk.devices.bookkeeping import Bookkeeping
from kiosk.devices.keeping import Keeping
from kiosk.devices.workers import Task
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.settings import Settings
from kiosk.store.errors import StoreError

PAUSE = 0.8  # seconds between what is asked and what can be answered
LOOK = silence(0.05)  # what opens the device when it is looked after
MOST = 4  # texts of one screen
LONGEST = 400  # letters of a text: half a minute


@dataclass(frozen=True)
class Speech:
    """Who reads aloud, and the loudspeaker."""

    voice: Voice
    player: Player


def opened(settings: Settings) -> Speech | None:
    """As kiosk.toml has it; None where this kiosk is silent."""
    if not settings.sound.device:
        return None
    return Speech(Espeak(VOICES[Accent(settings.hall.voice)]), Aplay(settings.sound.device))


class SoundHandler(Bookkeeping):
    """Says what a screen asks. A loudspeaker that is away is news for the desk alone: the screen can be read."""

    def __init__(self, speech: Speech, keeping: Callable[[], Keeping]) -> None:
        super().__init__(keeping)
        self._speech = speech
        self._gone: bool | None = None  # None: nobody has listened yet

    def perform(self, task: Task) -> None:
        assert isinstance(task.effect, do.Speak)
        try:
            sound = self._made(task)
            self._speech.player.play(sound, lambda: task.stopped)
            self._found(gone=False)
        except VoiceError:
            self._found(gone=True)
        with task.wanted():
            task.answer(ev.Spoken(task.effect.nth))

    def idle(self) -> None:
        """A moment of nothing: it is known before somebody needs it whether there is a loudspeaker."""
        try:
            self._speech.player.play(LOOK, lambda: False)
        except VoiceError:
            self._found(gone=True)
        else:
            self._found(gone=False)

    def _made(self, task: Task) -> Sound:
        """Raises VoiceError, and Stopped between two texts."""
        assert isinstance(task.effect, do.Speak)
        sounds: list[Sound] = []
        for text in task.effect.texts[:MOST]:
            task.check()
            if sounds:
                sounds.append(silence(PAUSE))
            sounds.append(self._speech.voice.say(text[:LONGEST]).levelled())
        return joined(sounds)

    def _found(self, *, gone: bool) -> None:
        if gone is self._gone:
            return
        with contextlib.suppress(StoreError):
            self.store.health("sound", Fault.SOUND_GONE if gone else None)
            self._gone = gone
