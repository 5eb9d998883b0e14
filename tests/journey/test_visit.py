"""A whole visit, move by move, and how many touches it takes."""

from dataclasses import replace

import pytest

from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey.states import (
    ChooseLanguage,
    ChooseProcedure,
    ConfirmHolder,
    FeedPapers,
    Paper,
    PresentCard,
    Printing,
    PrivacyNotice,
    ReadingCard,
    ReviewPages,
    Scanning,
    Sealing,
    ShowProcedure,
    TakeTicket,
    Visit,
    Welcome,
)
from kiosk.model import Language
from tests.journey.walking import (
    BIRTH,
    BIRTH_PAGE,
    CASE,
    FORM,
    HOLDER,
    NAMED,
    NO_WATCH,
    NOTE,
    NUMBER,
    PAGE,
    SECOND,
    TICKET,
    TOUCHES,
    WATCH,
    end,
    visit,
    walk,
)

VI = Language.VI
CHOOSING = (
    ev.Touched(CASE),
    ev.LanguageChosen(VI),
    ev.ProcedureChosen("1.010041", (FORM,)),
    ev.Started(),
    ev.NoticeAccepted(),
)
HANDING_IN = (
    ev.ScanPressed(),
    ev.PagesChanged(FORM, (PAGE,)),
    ev.BatchScanned(FORM, (PAGE,)),
    ev.NextPressed(),
    ev.Sealed(TICKET),
)


def test_a_citizen_hands_in_one_paper_with_the_card():
    asked, named, full = visit(), visit(holder=HOLDER), visit(PAGE, holder=HOLDER)
    assert walk(
        *CHOOSING,
        ev.NumberEntered(NUMBER),
        ev.CardProgress(40),
        ev.CardNamed(NAMED),
        ev.CardRead(HOLDER),
        ev.HolderConfirmed(),
        *HANDING_IN,
        ev.TicketPrinted(),
        ev.TicketTaken(),
    ) == [
        (ChooseLanguage(Visit(CASE)), (do.BeginVisit(CASE),)),
        (ChooseProcedure(Visit(CASE)), ()),
        (ShowProcedure(asked), ()),
        (PrivacyNotice(asked), ()),
        (PresentCard(asked), (WATCH,)),
        (ReadingCard(asked, NUMBER), (NO_WATCH, do.ReadCard(CASE, NUMBER))),
        (ReadingCard(asked, NUMBER, 40), ()),
        (ReadingCard(asked, NUMBER, 40, NAMED), ()),
        (ConfirmHolder(named), ()),
        (FeedPapers(named), ()),
        (Scanning(named, 0), (NOTE, do.ScanBatch(CASE, FORM))),
        (Scanning(full, 0), ()),
        (ReviewPages(full, 0), ()),
        (Sealing(full), (do.SealCase(CASE, "1.010041", VI, (FORM,)),)),
        (TakeTicket(VI, TICKET), (do.PrintTicket(CASE, VI), do.TellQueue(CASE))),
        (TakeTicket(VI, TICKET, Printing.DONE), ()),
        (Welcome(), (do.TicketHanded(CASE), do.ForgetCitizen(CASE))),
    ]


def test_a_citizen_without_a_card_hands_in_as_well():
    moves = walk(*CHOOSING, ev.CardSkipped(), *HANDING_IN)
    assert moves[-1] == (TakeTicket(VI, TICKET), (do.PrintTicket(CASE, VI), do.TellQueue(CASE)))
    assert not any(isinstance(effect, do.ReadCard) for _, effects in moves for effect in effects)


def test_two_papers_are_scanned_one_after_the_other_into_their_own_documents():
    moves = walk(
        *CHOOSING[:2],
        ev.ProcedureChosen("1.001193", (FORM, BIRTH)),
        *CHOOSING[3:],
        ev.CardSkipped(),
        ev.ScanPressed(),
        ev.BatchScanned(FORM, (PAGE, SECOND)),
        ev.NextPressed(),
        ev.ScanPressed(),
        ev.BatchScanned(BIRTH, (BIRTH_PAGE,)),
        ev.NextPressed(),
    )
    scans = [e for _, effects in moves for e in effects if isinstance(e, do.ScanBatch)]
    sealed, (seal,) = moves[-1]
    assert scans == [do.ScanBatch(CASE, FORM), do.ScanBatch(CASE, BIRTH)]
    assert sealed.visit.papers == (Paper(FORM, (PAGE, SECOND)), Paper(BIRTH, (BIRTH_PAGE,)))
    assert seal == do.SealCase(CASE, "1.001193", VI, (FORM, BIRTH))


def test_a_missing_paper_does_not_stop_the_others():
    start = FeedPapers(replace(visit(two=True)))
    after = end(
        ev.PaperMissing(),
        ev.ScanPressed(),
        ev.BatchScanned(BIRTH, (BIRTH_PAGE,)),
        ev.NextPressed(),
        start=start,
    )
    assert after == Sealing(replace(start.visit, papers=(Paper(FORM), Paper(BIRTH, (BIRTH_PAGE,)))))


def test_going_back_leads_through_every_screen_to_the_first():
    places = walk(*[ev.BackPressed()] * 6, start=FeedPapers(visit()))
    assert [type(place) for place, _ in places] == [
        PresentCard, PrivacyNotice, ShowProcedure, ChooseProcedure, ChooseLanguage, ChooseLanguage,
    ]  # fmt: skip


def test_a_paper_that_has_pages_is_looked_at_and_never_asked_for_again():
    both = replace(visit(PAGE, two=True), holder=HOLDER)
    both = replace(both, papers=(both.papers[0], Paper(BIRTH, (BIRTH_PAGE,))))
    start = ReviewPages(both, 1)
    assert end(ev.MorePressed(), ev.BackPressed(), start=start) == start
    back = walk(ev.BackPressed(), ev.BackPressed(), ev.BackPressed(), start=start)
    assert [place for place, _ in back[:2]] == [ReviewPages(both, 0), ConfirmHolder(both)]
    forth = walk(ev.HolderConfirmed(), ev.NextPressed(), start=ConfirmHolder(both))
    assert [place for place, _ in forth] == [ReviewPages(both, 0), ReviewPages(both, 1)]
    assert end(ev.CardSkipped(), start=PresentCard(both)) == ReviewPages(both, 0)


def test_the_language_can_be_changed_at_any_screen_and_nothing_else_changes():
    start = ReviewPages(visit(PAGE, holder=HOLDER), 0)
    after = end(ev.LanguageChosen(Language.EN), start=start)
    assert after == replace(start, visit=replace(start.visit, language=Language.EN))


@pytest.mark.parametrize(
    "card",
    [(ev.CardSkipped(),), (ev.NumberEntered(NUMBER), ev.CardRead(HOLDER), ev.HolderConfirmed())],
)
def test_one_paper_takes_nine_touches_at_most(card):
    """With the card, typing its 12 digits is not counted; saying that they are typed is."""
    events = (*CHOOSING, *card, *HANDING_IN)
    assert isinstance(end(*events), TakeTicket)
    assert sum(isinstance(event, TOUCHES) for event in events) <= 9
