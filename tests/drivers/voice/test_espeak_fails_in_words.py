"""A speech program that is missing, hangs, stops or says nothing ends in one word each, and in no hanging child."""

import os
import stat
from pathlib import Path

import pytest

from drivers.voice import VoiceError, VoiceFault
from drivers.voice.espeak import Espeak


@pytest.fixture
def program(tmp_path):
    """A speech program that does whatever a shell script says."""

    def write(script: str) -> str:
        path: Path = tmp_path / "speaks"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    return write


def fault_of(voice: Espeak) -> VoiceFault:
    with pytest.raises(VoiceError) as failed:
        voice.say("Mời số a")
    return failed.value.fault


def test_a_machine_without_the_program(tmp_path):
    assert fault_of(Espeak("vi", str(tmp_path / "none"))) is VoiceFault.GONE


@pytest.mark.parametrize(
    "script", ["exit 1", "exit 0", "kill -9 $$", "echo hello", "cat >/dev/null"]
)
def test_a_program_that_says_nothing(program, script):
    assert fault_of(Espeak("vi", program(script))) is VoiceFault.FAILED


def test_a_program_that_hangs_is_ended(program, tmp_path):
    alive = tmp_path / "pid"
    voice = Espeak("vi", program(f"echo $$ > {alive}; exec sleep 600"), deadline=1.0)
    assert fault_of(voice) is VoiceFault.FAILED
    if alive.exists():  # on a very slow machine it was ended before its first word
        assert not Path(f"/proc/{alive.read_text().strip()}").exists()


def test_a_program_that_never_stops_speaking_is_no_call(program):
    voice = Espeak("vi", program("printf RIFF1234WAVEdata1234; exec head -c 4000000 /dev/zero"))
    assert fault_of(voice) is VoiceFault.FAILED


def test_the_text_is_never_an_option_of_the_program(program, tmp_path):
    said = tmp_path / "said"
    voice = Espeak("vi", program(f'echo "$@" > {said}'))
    assert fault_of(voice) is VoiceFault.FAILED
    assert "Mời" not in said.read_text()
    assert os.access(said, os.R_OK)
