"""The old number on a card goes to the centre with the case: there it links the person's earlier cases."""

import json
from dataclasses import replace

import pytest

from kiosk.contract import Announcement
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.store.outbox import Outbox
from tests.devices.office import CASE
from tests.workbench.people import HOA, MAI, code_of


@pytest.fixture
def handed_in(kiosk, screen, books):
    """What the centre is told of the holder of such a card."""

    def hand_in(person, by_code=False):
        if by_code:
            screen.ask(do.WatchCode(CASE))
            kiosk.barcode.show(code_of(person))
            screen.next(ev.CodeRead)
            screen.ask(do.DeclareHolder(CASE))
        else:
            kiosk.reader.insert(person)
            screen.ask(do.ReadCard(CASE, person.number))
            screen.next(ev.CardRead)
        kiosk.load("form")
        screen.scan()
        screen.seal()
        return Announcement.from_json(json.loads(Outbox(books.db).claim(2**40, 60).body)).holder

    return hand_in


@pytest.mark.parametrize("by_code", [False, True], ids=["chip", "code"])
def test_what_chip_or_code_say_of_it_is_told(handed_in, by_code):
    assert handed_in(HOA, by_code)["old_number"] == HOA.old_number


@pytest.mark.parametrize("by_code", [False, True], ids=["chip", "code"])
@pytest.mark.parametrize("old", ["", "12345", "none"])
def test_what_is_no_number_is_not_told(handed_in, by_code, old):
    assert "old_number" not in handed_in(replace(MAI, old_number=old), by_code)
