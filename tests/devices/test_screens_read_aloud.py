"""A screen is read over the real socket: one sentence at a time, and none after its visit; a silent kiosk goes on."""

import pytest

from drivers.voice import VoiceFault
from drivers.voice.aplay import Aplay
from drivers.voice.espeak import Espeak
from drivers.voice.fake import FakePlayer, FakeVoice
from kiosk.devices.speaking import Speech, opened
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.settings import HallSettings, Settings, SettingsError, SoundSettings
from tests.devices.office import CASE, until
from tests.workbench.loudspeaker import HEARD, Loudspeaker

FIRST, SECOND = ("Đặt thẻ.", "Có thể chạm: Đọc thẻ."), ("Xong rồi.",)


@pytest.fixture
def speech(kiosk):
    kiosk.speech = Speech(FakeVoice(), FakePlayer())
    return kiosk.speech


def test_question_and_answers_are_read_with_a_pause_between(kiosk, speech):
    screen = kiosk.start()
    screen.ask(do.Speak(CASE, FIRST, 1))
    assert screen.next(ev.Spoken).nth == 1
    assert speech.voice.spoken == list(FIRST)
    letters = sum(len(text) for text in FIRST)
    assert speech.player.played[-1].seconds == pytest.approx(letters / 20 + 0.8, abs=0.1)


def test_a_new_screen_stops_the_old_sentence(kiosk, speech):
    screen = kiosk.start()
    speech.player.held = True
    screen.ask(do.Speak(CASE, FIRST, 1))
    until(lambda: speech.voice.spoken == list(FIRST))
    screen.ask(do.Speak(CASE, SECOND, 2))
    until(lambda: SECOND[0] in speech.voice.spoken)
    speech.player.held = False
    assert screen.next(ev.Spoken).nth == 2
    assert [event.nth for _, event in screen.heard if isinstance(event, ev.Spoken)] == [2]


@pytest.mark.parametrize("ending", [do.StopSpeaking(CASE), do.ForgetCitizen(CASE)])
def test_a_touch_and_a_visits_end_are_quiet_at_once(kiosk, speech, ending):
    screen = kiosk.start()
    speech.player.held = True
    screen.ask(do.Speak(CASE, FIRST, 1), ending)
    screen.ask(do.BeginVisit(CASE), do.Speak(CASE, SECOND, 2))
    until(lambda: SECOND[0] in speech.voice.spoken)
    assert not [event for _, event in screen.heard if isinstance(event, ev.Spoken)]
    speech.player.held = False


def test_a_screen_that_hangs_up_is_read_no_further(kiosk, speech):
    screen = kiosk.start()
    speech.player.held = True
    screen.ask(do.Speak(CASE, FIRST, 1))
    until(lambda: speech.player.played)
    screen.close()
    again = kiosk.screen()
    again.ask(do.Speak(CASE, SECOND, 1))
    until(lambda: SECOND[0] in speech.voice.spoken)
    speech.player.held = False


def test_a_silent_kiosk_goes_on(kiosk):
    screen = kiosk.start()
    screen.ask(
        do.Speak(CASE, FIRST, 1), do.StopSpeaking(CASE), do.CallClerk(CASE, Fault.CLERK_CALLED)
    )
    screen.next(ev.ClerkTold)


@pytest.mark.parametrize("part", ["voice", "player"])
def test_a_loudspeaker_that_is_away_is_the_technicians_news_alone(kiosk, speech, books, part):
    getattr(speech, part).fault = VoiceFault.GONE
    screen = kiosk.start()
    screen.ask(do.Speak(CASE, FIRST, 1))
    assert screen.next((ev.Spoken, ev.Faulted)) == ev.Spoken(1)
    assert books.fault_of("sound") is Fault.SOUND_GONE
    getattr(speech, part).fault = None
    screen.ask(do.Speak(CASE, FIRST, 2))
    screen.next(ev.Spoken)
    assert books.fault_of("sound") is None


def test_it_is_looked_after_before_anybody_needs_it(kiosk, speech, books):
    speech.player.fault = VoiceFault.FAILED
    kiosk.start()
    until(lambda: any(row.device == "sound" for row in books.health.devices()))
    assert books.fault_of("sound") is Fault.SOUND_GONE
    assert not speech.voice.spoken


def test_a_real_voice_is_heard_on_a_real_device(kiosk, tmp_path, monkeypatch):
    loudspeaker = Loudspeaker(tmp_path)
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(loudspeaker.config))
    kiosk.speech = opened(Settings(sound=SoundSettings(HEARD)))
    screen = kiosk.start()
    screen.ask(do.Speak(CASE, FIRST, 1))
    screen.next(ev.Spoken)
    seconds, loud = loudspeaker.loudness()
    assert seconds > 2
    assert loud > 0.03


def test_the_setting_chooses_device_and_accent():
    assert opened(Settings()) is None
    made = opened(Settings(sound=SoundSettings("default"), hall=HallSettings(voice="south")))
    assert isinstance(made.voice, Espeak)
    assert isinstance(made.player, Aplay)
    with pytest.raises(SettingsError, match="voice"):
        Settings(sound=SoundSettings("default"), hall=HallSettings(voice=""))
