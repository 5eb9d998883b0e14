"""A real aplay plays what is said, is stopped in the midst of it, and tells of a loudspeaker that is away."""

import os
import threading
import time
from pathlib import Path

import pytest

from drivers.voice import VoiceError, VoiceFault
from drivers.voice.aplay import Aplay
from drivers.voice.espeak import Espeak
from drivers.voice.sound import silence
from tests.workbench.children import none_left
from tests.workbench.loudspeaker import HEARD, Loudspeaker


@pytest.fixture
def loudspeaker(tmp_path, monkeypatch):
    made = Loudspeaker(tmp_path)
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(made.config))
    return made


def never() -> bool:
    return False


def fault_of(player: Aplay, seconds: float = 0.1) -> VoiceFault:
    with pytest.raises(VoiceError) as failed, none_left():
        player.play(silence(seconds), never)
    return failed.value.fault


def test_speech_is_heard(loudspeaker):
    said = Espeak("vi").say("Xin chào ông bà").levelled()
    Aplay(HEARD).play(said, never)
    seconds, loud = loudspeaker.loudness()
    assert seconds == pytest.approx(said.seconds, abs=0.3)
    assert loud > 0.03


def test_silence_is_no_speech(loudspeaker):
    Aplay(HEARD).play(silence(1), never)
    assert loudspeaker.loudness()[1] == 0


def test_a_loudspeaker_that_is_away(loudspeaker):
    loudspeaker.unplug()
    assert fault_of(Aplay(HEARD)) is VoiceFault.FAILED


def test_a_machine_without_aplay(tmp_path):
    assert fault_of(Aplay(HEARD, str(tmp_path / "none"))) is VoiceFault.GONE


def test_a_device_that_takes_nothing_is_given_up(loudspeaker):
    os.mkfifo(loudspeaker.wav)  # nobody reads: opening it never ends
    assert fault_of(Aplay(HEARD, spare=0.5)) is VoiceFault.FAILED


def test_it_is_stopped_in_the_midst_of_a_word(loudspeaker):
    os.mkfifo(loudspeaker.wav)
    touched = threading.Event()
    threading.Timer(0.3, touched.set).start()
    began = time.monotonic()
    with none_left():
        Aplay(HEARD, spare=60).play(silence(20), touched.is_set)
    assert time.monotonic() - began < 10


def test_no_option_is_made_of_a_devices_name(loudspeaker, tmp_path):
    said = tmp_path / "said"
    program: Path = tmp_path / "plays"
    program.write_text(f'#!/bin/sh\necho "$#" > {said}\n')
    program.chmod(0o755)
    Aplay("a b; c", str(program)).play(silence(0.1), never)
    assert said.read_text() == "4\n"
