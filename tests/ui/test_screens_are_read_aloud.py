"""Every screen has words for whoever cannot read it, and none that only its citizen may hear."""

import datetime as dt
from dataclasses import replace
from typing import get_args

import pytest

from drivers.voice import Accent
from drivers.voice.espeak import VOICES, Espeak
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import states as at
from kiosk.model import Language, Priority, Unmet
from kiosk.ui.aloud import BEGUN, HEARD, Aloud, spoken
from kiosk.ui.words import load
from tests.ui.sights import CASE, SCREENS, sights, visit

SAY = load(Language.VI)
STATES = {
    sight.name: sight.state
    for size in SCREENS
    for sight in sights(size)
    if at.language_of(sight.state) is Language.VI
}
MOMENT = dt.datetime(2026, 12, 5, 9, 30, tzinfo=dt.UTC)


class Ear:
    """Who hears what is asked of the devices; `now` is the clock."""

    def __init__(self) -> None:
        self.asked = []
        self.now = 100.0
        self.aloud = Aloud(self.asked.append, lambda: self.now)

    def show(self, state) -> None:
        self.aloud.show(state, SAY)

    def last(self):
        return self.asked[-1] if self.asked else None

    def hear(self) -> None:
        """The reading comes to its end."""
        self.aloud.over(self.asked[-1].nth)


@pytest.fixture
def ear():
    return Ear()


def test_the_sights_show_every_state_there_is():
    assert {type(state) for state in STATES.values()} == set(get_args(at.State))


@pytest.mark.parametrize("name", STATES)
def test_every_screen_says_something_that_a_voice_can_read(name):
    texts = spoken(STATES[name], SAY)
    assert 1 <= len(texts) <= 2
    for text in texts:
        assert 10 < len(text) <= 400
        assert not set(text) & set("/{}“”•–")
        assert text[-1] in ".?!:"


@pytest.mark.parametrize("name", STATES)
def test_nothing_personal_is_read(name):
    state = STATES[name]
    inner = getattr(state, "resume", state)
    said = " ".join(spoken(state, SAY)).casefold()
    assert "mây" not in said.split()
    assert "nguyễn" not in said
    for number in ("1956", "1987", "0427", "1139", "427", CASE, "h00"):
        assert number not in said
    if isinstance(inner, at.TakeTicket) and not (inner.leaving or inner.taken) and inner is state:
        assert "không không bảy" in said or state.ticket.number != 7


def test_a_priority_that_the_card_gives_is_not_read():
    elderly = replace(visit(), said=Priority.ELDERLY)
    assert "cao tuổi" not in " ".join(spoken(at.AskPriority(elderly), SAY))


@pytest.mark.parametrize("unmet", Unmet)
def test_the_time_of_an_appointment_is_not_read(unmet):
    said = " ".join(spoken(at.EnterAppointment(visit(), unmet=unmet, at=MOMENT), SAY))
    assert "16" not in said
    assert "{" not in said


@pytest.mark.parametrize("fault", Fault)
def test_what_went_wrong_is_read(fault):
    assert len(spoken(at.FeedPapers(visit(), trouble=fault), SAY)[0]) <= 400


def test_the_longest_screens_are_read_within_their_time():
    voice = Espeak(VOICES[Accent.NORTH])
    longest = max((spoken(state, SAY) for state in STATES.values()), key=lambda t: len("".join(t)))
    assert sum(voice.say(text).seconds for text in longest) + 1 < HEARD


def test_nothing_is_read_unasked(ear):
    for state in STATES.values():
        ear.show(state)
    assert ear.asked == []


def test_a_touch_reads_this_screen_and_each_that_follows(ear):
    ear.show(at.ChooseProcedure(visit()))
    ear.aloud.touch()
    assert ear.last() == do.Speak(CASE, spoken(at.ChooseProcedure(visit()), SAY), 1)
    ear.show(at.ShowProcedure(visit()))
    assert ear.last() == do.Speak(CASE, spoken(at.ShowProcedure(visit()), SAY), 2)


def test_a_screen_that_changes_without_other_words_is_not_read_again(ear):
    ear.show(at.ReadingCard(visit(), "0" * 12, 10))
    ear.aloud.touch()
    ear.show(at.ReadingCard(visit(), "0" * 12, 60))
    assert len(ear.asked) == 1


def test_the_button_says_what_it_does(ear):
    ear.show(at.FeedPapers(visit()))
    assert ear.aloud.words == "listen"
    ear.aloud.touch()
    assert ear.aloud.words == "quiet"
    ear.hear()
    assert ear.aloud.words == "listen-again"
    ear.aloud.touch()
    assert ear.last() == do.Speak(CASE, spoken(at.FeedPapers(visit()), SAY), 2)
    ear.aloud.touch()
    assert ear.last() == do.StopSpeaking(CASE)
    assert ear.aloud.words == "listen"


def test_a_late_word_on_an_earlier_reading_changes_nothing(ear):
    ear.show(at.FeedPapers(visit()))
    ear.aloud.touch()
    ear.show(at.Scanning(visit(), 0))
    ear.aloud.over(1)
    assert ear.aloud.words == "quiet"


def test_it_is_off_at_the_visits_end(ear):
    ear.show(at.FeedPapers(visit()))
    ear.aloud.touch()
    ear.show(at.Welcome())
    assert ear.last() == do.StopSpeaking(CASE)
    ear.show(at.ChooseLanguage(visit()))
    assert ear.last() == do.StopSpeaking(CASE)


def test_from_the_first_screen_it_stays_on_for_the_visit_that_begins(ear):
    ear.show(at.Welcome())
    ear.aloud.touch()
    ear.show(at.ChooseLanguage(visit()))
    assert ear.last() == do.Speak(CASE, spoken(at.ChooseLanguage(visit()), SAY), 2)


def test_whoever_listened_at_the_first_screen_and_left_is_not_waited_for(ear):
    ear.show(at.Welcome())
    ear.aloud.touch()
    ear.now += BEGUN - 1
    assert not ear.aloud.look()
    ear.now += 1
    assert ear.aloud.look()
    ear.show(at.ChooseLanguage(visit()))
    assert ear.last() == do.StopSpeaking("")


def test_another_language_is_not_read(ear):
    ear.show(at.FeedPapers(visit()))
    ear.aloud.touch()
    ear.show(at.FeedPapers(visit(Language.EN)))
    assert ear.last() == do.StopSpeaking(CASE)


def test_a_question_does_not_run_out_while_it_is_read_but_not_for_ever(ear):
    ear.show(at.FeedPapers(visit()))
    assert not ear.aloud.heard
    ear.aloud.touch()
    assert ear.aloud.heard
    ear.now += HEARD
    assert not ear.aloud.heard


def test_the_button_stands_only_where_there_is_a_loudspeaker(glass):
    from tests.ui.sights import OFFICE, InventedPages, catalogues

    stage = glass.stage(OFFICE, catalogues()["sample"], InventedPages())
    assert "listen" not in set(stage.keys())
    asked = []
    stage = glass.stage(OFFICE, catalogues()["sample"], InventedPages(), aloud=Aloud(asked.append))
    stage.show(at.FeedPapers(visit()))
    glass.touch(stage.find("listen"))
    assert [type(effect) for effect in asked] == [do.Speak]
    glass.touch(stage.find("listen"))
    stage.show(at.FeedPapers(visit(Language.EN)))
    assert "listen" not in set(stage.keys())
    stage.show(at.FeedPapers(visit()))
    glass.touch(stage.find("listen"))
    stage.reset()
    assert [type(effect) for effect in asked[1:]] == [do.StopSpeaking, do.Speak, do.StopSpeaking]
