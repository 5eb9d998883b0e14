"""What is played in the hall, measured by sox: speech is there, it is not cut off, and it ends in good time."""

import subprocess
import wave

import pytest

from drivers.voice import Accent, SoundFault, VoiceFault
from drivers.voice.espeak import VOICES, Espeak
from drivers.voice.fake import FakeVoice
from drivers.voice.sound import RATE, read
from kiosk.hall import spoken
from kiosk.hall.voice import KEPT, By, Caller, caller, gong, recordings
from kiosk.settings import HallSettings


def measured(path):
    """sox's own figures of a WAV file, by name."""
    told = subprocess.run(
        ["sox", str(path), "-n", "stat"], capture_output=True, text=True, check=True
    ).stderr
    rows = (line.split(":", 1) for line in told.splitlines() if ":" in line)
    return {" ".join(name.split()): float(value) for name, value in rows}


def recorded(path, *format, seconds="0.4"):
    """A recorded word as a studio would hand it over, made by sox."""
    subprocess.run(
        ["sox", "-n", *format, str(path), "synth", seconds, "sine", "330", "gain", "-12"],
        check=True,
    )


@pytest.fixture
def words(tmp_path):
    """A folder with every recorded word of A1-007 to counter 3."""
    folder = tmp_path / "giong"
    folder.mkdir()
    for name in set(spoken.recorded("A1-007", 3)):
        recorded(folder / f"{name}.wav", "-r", "22050", "-b", "16", "-c", "1")
    return folder


@pytest.mark.parametrize("accent", list(Accent))
def test_each_voice_speaks_whole_sentences_that_are_heard_and_not_clipped(accent, tmp_path):
    speech = tmp_path / "speech.wav"
    speech.write_bytes(Espeak(VOICES[accent]).say(spoken.sentence("A1-007", 3)).levelled().wav())
    figures = measured(speech)
    assert figures["RMS amplitude"] > 0.05
    assert 0.8 < figures["Maximum amplitude"] < 0.9
    assert 3.0 < figures["Length (seconds)"] < 7.0


@pytest.mark.parametrize("accent", list(Accent))
def test_the_machine_itself_cuts_nothing_off(accent):
    assert Espeak(VOICES[accent]).say(spoken.sentence("C1-888", 55)).peak < 0.9


def test_a_call_is_a_gong_and_then_speech(tmp_path):
    made = caller(HallSettings()).call("A1-007", 3)
    assert made.by is By.MACHINE
    heard = tmp_path / "call.wav"
    heard.write_bytes(made.wav)
    figures = measured(heard)
    assert 4.5 < figures["Length (seconds)"] < 9.0
    assert figures["Maximum amplitude"] < 0.9
    assert read(made.wav).samples[: len(gong().samples)] == gong().samples


def test_the_gong_does_not_startle():
    bell = gong()
    assert 0.4 < bell.peak < 0.5
    assert 1.0 < bell.seconds < 2.0
    assert max(map(abs, bell.samples[:20])) < 2000


def test_recorded_words_are_played_where_all_are_there(words):
    voice = FakeVoice()
    made = Caller(voice, recordings(str(words))).call("A1-007", 3)
    assert made.by is By.RECORDED
    assert voice.spoken == []
    assert read(made.wav).seconds > gong().seconds + 8 * 0.4


def test_one_missing_word_and_the_machine_says_the_whole_sentence(words):
    (words / "so-7.wav").unlink()
    voice = FakeVoice()
    made = Caller(voice, recordings(str(words))).call("A1-007", 3)
    assert made.by is By.MACHINE
    assert voice.spoken == ["Mời số a một, không không bảy, đến quầy số ba."]


@pytest.mark.parametrize(
    ("spoilt", "why"),
    [
        (lambda file: file.write_bytes(b""), SoundFault.UNREADABLE),
        (lambda file: file.write_bytes(b"RIFF\x00\x00\x00\x00WAVE"), SoundFault.UNREADABLE),
        (lambda file: file.write_bytes(b"ID3" + bytes(500)), SoundFault.UNREADABLE),
        (lambda file: recorded(file, "-b", "8"), SoundFault.OTHER_KIND),
        (lambda file: recorded(file, "-b", "24"), SoundFault.OTHER_KIND),
        (lambda file: recorded(file, "-b", "16", "-c", "4"), SoundFault.OTHER_KIND),
        (lambda file: recorded(file, "-b", "16", seconds="31"), SoundFault.TOO_LONG),
        (lambda file: silent(file), SoundFault.SILENT),
    ],
)
def test_a_bad_recording_is_passed_over_and_named(spoilt, why, words):
    (words / "so-3.wav").unlink()
    spoilt(words / "so-3.wav")
    found = recordings(str(words))
    assert found.bad == {"so-3.wav": why}
    assert found.call("A1-007", 3) is None
    assert Caller(FakeVoice(), found).call("A1-007", 3).by is By.MACHINE


def silent(file):
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(bytes(RATE))


def test_recordings_of_other_rates_and_two_channels_keep_their_length(words):
    recorded(words / "so-3.wav", "-r", "44100", "-b", "16", "-c", "2", seconds="0.5")
    recorded(words / "so-7.wav", "-r", "8000", "-b", "16", "-c", "1", seconds="0.5")
    found = recordings(str(words))
    assert found.bad == {}
    assert abs(found.words["so-3"].seconds - 0.5) < 0.001
    assert abs(found.words["so-7"].seconds - 0.5) < 0.001


def test_a_folder_that_is_not_there_leaves_it_to_the_machine(tmp_path):
    found = recordings(str(tmp_path / "nirgends"))
    assert (found.words, found.bad) == ({}, {})


@pytest.mark.parametrize("fault", list(VoiceFault))
def test_without_a_voice_the_gong_still_makes_people_look_up(fault):
    voice = FakeVoice()
    voice.fault = fault
    made = Caller(voice).call("A007", 1)
    assert made.by is By.GONG
    assert made.wav == gong().wav()


def test_fifty_boards_that_ask_for_a_call_have_it_spoken_once():
    voice = FakeVoice()
    made = Caller(voice)
    assert len({made.call("A007", 1).wav for _ in range(50)}) == 1
    assert len(voice.spoken) == 1


def test_only_the_last_few_calls_are_kept():
    voice = FakeVoice()
    made = Caller(voice)
    for number in range(KEPT + 1):
        made.call(f"A{number:03}", 1)
    made.call("A000", 1)
    assert len(voice.spoken) == KEPT + 2


def test_no_voice_where_the_office_wants_none():
    assert caller(HallSettings(voice="")) is None
