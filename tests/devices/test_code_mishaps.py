"""The code on a card: what it lets the kiosk do, and what can go wrong with it."""

import json
from dataclasses import replace

import pytest

from drivers.card.chip import Make
from kiosk.contract import Announcement
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import CardField, CaseState, MaskedHolder, Verdict
from kiosk.store.errors import CaseGone
from kiosk.store.outbox import Outbox
from tests.devices.office import CASE, FORM, OTHER, until
from tests.workbench.people import HOA, MAI, NAMESAKE, code_of

DECLARED = MaskedHolder(MAI.name, MAI.birth_date.year, MAI.number[-4:], Verdict.DECLARED)
NONSENSE = "https://example.org"


@pytest.fixture
def show(kiosk, screen):
    """Hold somebody's code before the window while the card is asked for."""

    def show_code(person, case=CASE, visit=1):
        screen.ask(do.WatchCode(case), visit=visit)
        kiosk.barcode.show(code_of(person))
        return screen.next(ev.CodeRead, visit)

    return show_code


def settled(screen, visit=1):
    """Once all that was asked is done."""
    screen.ask(do.TellPages(CASE, FORM), visit=visit)
    screen.next(ev.PagesChanged, visit)


def announced(books) -> Announcement:
    return Announcement.from_json(json.loads(Outbox(books.db).claim(2**40, 60).body))


def test_a_code_says_the_number_and_who_it_declares(show, books):
    assert show(MAI) == ev.CodeRead(MAI.number, DECLARED)
    assert books.said("code-read") == [{"case": CASE, "source": "qr-2021"}]
    assert books.cases.holder(CASE) is None, "nobody has said yet that it is he"


def test_a_code_and_then_its_chip_need_no_typing(kiosk, screen, show, books):
    number = show(MAI).number
    kiosk.reader.insert(MAI)
    screen.ask(do.StopWatching(CASE), do.ReadCard(CASE, number))
    holder = screen.next(ev.CardRead).holder
    assert (holder.verdict, holder.differs) == (Verdict.UNANCHORED, ())
    assert books.said("card-differs") == []


def test_a_chip_that_knows_only_bac_opens_by_what_the_code_says(kiosk, screen, show):
    """Without the code the day of birth is not known, and no number alone opens such a chip."""
    kiosk.reader.insert(MAI, make=Make(pace=(), card_access=False))
    screen.ask(do.ReadCard(CASE, MAI.number))
    screen.fault()
    screen.ask(do.ReadCard(CASE, show(MAI).number))
    assert screen.next(ev.CardRead).holder.last4 == MAI.number[-4:]


def test_fields_in_which_code_and_chip_differ_are_named_and_never_quoted(
    kiosk, screen, show, books
):
    show(replace(MAI, birth_date=HOA.birth_date, residence=HOA.residence))
    kiosk.reader.insert(MAI)
    screen.ask(do.ReadCard(CASE, MAI.number))
    differs = (CardField.BIRTH_DATE,)
    assert screen.next(ev.CardRead).holder.differs == differs
    assert books.cases.holder(CASE).differs == differs
    assert books.said("card-differs") == [{"case": CASE, "fields": "birth-date"}]


@pytest.mark.parametrize("other", [HOA, NAMESAKE], ids=["a stranger", "the same last digits"])
def test_whoever_held_up_another_card_and_then_typed_is_told_that_they_differ(
    kiosk, screen, show, books, other
):
    kiosk.reader.insert(MAI)
    screen.ask(do.ReadCard(CASE, show(other).number))
    assert screen.fault() is Fault.CARD_WRONG_NUMBER
    screen.ask(do.ReadCard(CASE, MAI.number))
    assert {CardField.NUMBER, CardField.NAME} <= set(screen.next(ev.CardRead).holder.differs)
    assert books.said("card-differs")[0]["fields"].startswith("number.name")


def test_the_centre_is_told_which_fields_differ(kiosk, screen, show, books):
    show(replace(MAI, birth_date=HOA.birth_date))
    kiosk.reader.insert(MAI)
    screen.ask(do.ReadCard(CASE, MAI.number))
    screen.next(ev.CardRead)
    kiosk.load("form")
    screen.scan()
    screen.seal()
    assert announced(books).holder["differs"] == "birth-date"


def test_without_a_chip_the_holder_is_whom_the_code_declares(kiosk, screen, show, books):
    number = show(MAI).number
    kiosk.reader.unplug()
    screen.ask(do.ReadCard(CASE, number))
    assert screen.fault() is Fault.READER_GONE
    kiosk.load("form")
    screen.ask(do.DeclareHolder(CASE))
    screen.scan()
    screen.seal()
    holder = books.cases.holder(CASE)
    assert (holder.number, holder.name, holder.verdict) == (
        MAI.number,
        MAI.name,
        Verdict.DECLARED,
    )
    assert books.said("holder-declared") == [{"case": CASE}]
    told = announced(books)
    assert (told.holder["verdict"], told.holder["number"]) == ("declared", MAI.number)
    assert [file.document for file in told.files] == [FORM], "nothing proves it"


def test_nobody_is_declared_where_no_code_was_read(screen, books):
    screen.ask(do.DeclareHolder(CASE))
    settled(screen)
    assert books.cases.state(CASE) is None
    assert [event for _, event in screen.heard if isinstance(event, ev.Faulted)] == []


def test_a_code_that_is_none_is_told_and_the_next_one_taken(kiosk, screen):
    screen.ask(do.WatchCode(CASE))
    kiosk.barcode.show(NONSENSE)
    screen.next(ev.CodeUnreadable)
    kiosk.barcode.show(code_of(MAI))
    assert screen.next(ev.CodeRead).number == MAI.number


def test_one_code_is_read_a_watch_and_a_second_one_enters_no_case(kiosk, screen, show, books):
    show(MAI)
    kiosk.barcode.hold(code_of(HOA))
    settled(screen)
    assert len(books.said("code-read")) == 1
    kiosk.reader.insert(MAI)
    screen.ask(do.ReadCard(CASE, MAI.number))
    assert screen.next(ev.CardRead).holder.differs == ()


def test_the_code_read_last_is_the_one_that_counts(kiosk, screen, show):
    show(HOA)
    show(MAI)
    kiosk.reader.insert(MAI)
    screen.ask(do.ReadCard(CASE, MAI.number))
    assert screen.next(ev.CardRead).holder.differs == ()


def test_a_scanner_that_is_unplugged_is_known_at_the_desk_and_to_nobody_else(kiosk, screen, books):
    kiosk.barcode.unplug()
    screen.ask(do.WatchCode(CASE))
    until(lambda: books.said("device-stopped") != [])
    assert books.fault_of("barcode") is Fault.BARCODE_GONE
    kiosk.reader.insert(MAI)
    screen.ask(do.ReadCard(CASE, MAI.number))
    screen.next(ev.CardRead)
    assert [event for _, event in screen.heard if isinstance(event, ev.Faulted)] == []
    kiosk.barcode.plug_in()
    kiosk.barcode.show(code_of(MAI))
    screen.next(ev.CodeRead)
    assert books.fault_of("barcode") is None


def test_a_scanner_is_looked_after_while_nobody_is_there(kiosk, screen, books):
    kiosk.barcode.unplug()
    until(lambda: books.said("device-stopped") != [])
    kiosk.barcode.plug_in()
    until(lambda: books.fault_of("barcode") is None)


def test_a_code_held_up_after_the_citizen_turned_away_is_nobodys(kiosk, screen, books):
    screen.ask(do.WatchCode(CASE))
    assert kiosk.barcode.looked_at()
    screen.ask(do.StopWatching(CASE))
    settled(screen)
    kiosk.barcode.hold(code_of(MAI))
    screen.ask(do.ForgetCitizen(CASE))
    screen.ask(do.WatchCode(OTHER), visit=2)
    kiosk.barcode.show(code_of(HOA))
    assert screen.next(ev.CodeRead, visit=2).number == HOA.number
    codes = [event.number for _, event in screen.heard if isinstance(event, ev.CodeRead)]
    assert codes == [HOA.number]
    assert books.cases.state(CASE) is None


def test_a_screen_that_hangs_up_is_watched_for_no_more(kiosk, screen, books):
    screen.ask(do.WatchCode(CASE))
    assert kiosk.barcode.looked_at()
    screen.close()
    until(lambda: not kiosk.barcode.looked_at(2))
    kiosk.barcode.hold(code_of(MAI))
    assert books.cases.state(CASE) is None


def test_a_card_that_was_not_the_citizens_takes_its_code_along(screen, show, books):
    show(MAI)
    assert books.files() == ["declared.json"]
    screen.ask(do.DeclareHolder(CASE), do.ForgetHolder(CASE))
    settled(screen)
    assert (books.cases.holder(CASE), books.files()) == (None, [])


def test_the_next_card_is_not_compared_with_a_code_that_was_forgotten(kiosk, screen, show):
    show(HOA)
    kiosk.reader.insert(MAI)
    screen.ask(do.ForgetHolder(CASE), do.ReadCard(CASE, MAI.number))
    assert screen.next(ev.CardRead).holder.differs == ()


def test_a_citizen_who_leaves_leaves_no_code_behind(screen, show, books):
    show(MAI)
    screen.ask(do.StopWatching(CASE), do.ForgetCitizen(CASE))
    settled(screen)
    assert books.cases.state(CASE) is CaseState.FORGOTTEN
    assert books.files() == []
    with pytest.raises(CaseGone):
        books.cases.key(CASE)


def test_what_a_code_says_lies_in_the_vault_unreadable_without_its_case(kiosk, show, books):
    show(MAI)
    data = (kiosk.workspace.vault / CASE / "declared.json").read_bytes()
    assert MAI.number.encode() not in data
    kept = books.vault.read(books.cases.key(CASE), f"{CASE}/declared.json").decode()
    assert MAI.number in kept


def test_a_kiosk_without_a_scanner_lets_the_citizen_type(kiosk):
    kiosk.barcode = None
    screen = kiosk.start()
    kiosk.reader.insert(MAI)
    screen.ask(do.WatchCode(CASE), do.StopWatching(CASE), do.ReadCard(CASE, MAI.number))
    screen.next(ev.CardRead)


def test_a_service_that_was_killed_looks_out_again_for_the_code_it_was_asked_for(kiosk):
    """Asked while the service is away, as after a kill: a watch harms nobody and is done later."""
    screen = kiosk.screen()
    screen.ask(do.WatchCode(CASE))
    kiosk.start()
    kiosk.barcode.show(code_of(MAI))
    assert screen.next(ev.CodeRead).number == MAI.number


def test_a_watch_that_is_over_is_not_begun_anew_when_the_service_comes_back(kiosk, books):
    screen = kiosk.screen()
    screen.ask(do.WatchCode(CASE), do.StopWatching(CASE))
    kiosk.start()
    settled(screen)
    kiosk.barcode.hold(code_of(MAI))
    assert not kiosk.barcode.looked_at(2)
    assert books.cases.state(CASE) is None
