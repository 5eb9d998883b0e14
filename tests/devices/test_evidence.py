"""What proves a card is kept with its case, judged again later, and goes with the holder."""

import pytest

from drivers.card import evidence
from drivers.card.country import invented_country
from drivers.card.passive import Anchors
from drivers.card.verdict import Summary
from kiosk.contract import EVIDENCE
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.store.documents import Documents
from tests.devices.office import CASE, FORM
from tests.workbench.people import HOA, MAI


@pytest.fixture
def read(kiosk, screen):
    """Lay a card down and have it read into the case."""

    def read_card(person):
        kiosk.reader.insert(person)
        screen.ask(do.ReadCard(CASE, person.number))
        screen.next(ev.CardRead)

    return read_card


def settled(screen):
    """Once all that was asked is done."""
    screen.ask(do.TellPages(CASE, FORM))
    screen.next(ev.PagesChanged)


def kept(books) -> str:
    path = books.cases.evidence(CASE)
    return books.vault.read(books.cases.key(CASE), path).decode()


def test_the_centre_can_judge_the_card_again_with_whom_it_trusts(kiosk, screen, books, read):
    read(MAI)
    kiosk.load("form")
    screen.scan()
    screen.seal()
    proof = Documents(books.db).of(CASE)[-1]
    assert (proof.id, proof.pages) == (EVIDENCE, 0)
    text = books.vault.read(books.cases.key(CASE), proof.path).decode()
    assert len(text.encode()) == proof.size
    country = Anchors((invented_country().authority.certificate,), provisioned=True)
    judged = evidence.verify(evidence.from_json(text), country)
    assert judged.summary in (Summary.PROVEN, Summary.MAY_BE_A_COPY)
    assert judged.anchored.holds


def test_nothing_of_the_holder_stands_in_it_but_hashes(books, read):
    read(MAI)
    for secret in (MAI.name, MAI.latin.replace(" ", "<"), MAI.number, MAI.residence):
        assert secret not in kept(books)


def test_a_card_that_was_not_the_citizens_takes_its_proof_along(screen, books, read):
    read(MAI)
    screen.ask(do.ForgetHolder(CASE))
    settled(screen)
    assert (books.cases.evidence(CASE), books.files()) == ("", [])


def test_the_next_card_leaves_only_its_own_proof(books, read):
    read(MAI)
    first = kept(books)
    read(HOA)
    assert len(books.files()) == 1
    assert kept(books) != first


def test_a_citizen_who_leaves_leaves_no_proof_behind(screen, books, read):
    read(MAI)
    screen.ask(do.ForgetCitizen(CASE))
    settled(screen)
    assert (books.cases.evidence(CASE), books.files()) == ("", [])
