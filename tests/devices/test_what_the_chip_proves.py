"""How far a card is believed: what its chip proves, and whom the office trusts; never more than that."""

from dataclasses import replace

import pytest

from drivers.card import verdict as chip
from drivers.card.chip import Faults, Make
from drivers.card.country import invented_country
from drivers.card.verdict import PROVEN, Reason, failed, not_checked
from kiosk.devices import translate
from kiosk.devices.trusted import Trusted
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Verdict
from tests.devices.office import CASE
from tests.workbench.people import MAI, NAMESAKE

ALL = chip.Verdict(PROVEN, PROVEN, PROVEN, PROVEN)
LATER = not_checked(Reason.EARLIER_LINK)


@pytest.fixture
def trusted(kiosk):
    """The office trusts the invented country."""
    folder = kiosk.workspace.trust
    folder.mkdir()
    (folder / "country.cer").write_bytes(invented_country().authority.certificate)


def read(kiosk, screen, books, make=None, **faults):
    """What the case keeps of such a card."""
    kiosk.reader.insert(MAI, Faults(**faults), make)
    screen.ask(do.ReadCard(CASE, MAI.number))
    screen.next(ev.CardRead)
    return books.cases.holder(CASE).verdict


@pytest.mark.parametrize(
    ("make", "verdict"),
    [
        (Make(), Verdict.PROVEN),
        (Make(signing="expired"), Verdict.EXPIRED_SIGNER),
        (Make(signing="unknown"), Verdict.UNANCHORED),
        (Make(active="none", agreement="none"), Verdict.MAY_BE_A_COPY),
    ],
    ids=lambda value: value.value if isinstance(value, Verdict) else "",
)
@pytest.mark.usefixtures("trusted")
def test_a_card_is_believed_as_far_as_its_signer_is_trusted(kiosk, screen, books, make, verdict):
    assert read(kiosk, screen, books, make) is verdict
    assert [row["verdict"] for row in books.said("card-read")] == [verdict.value]


@pytest.mark.usefixtures("trusted")
def test_a_cloned_chip_is_not_believed(kiosk, screen, books):
    assert read(kiosk, screen, books, clone=True) is Verdict.CLONED


def test_the_name_is_told_before_the_proof_is_read_and_says_that_it_is_not_verified(kiosk, screen):
    kiosk.reader.insert(MAI)
    screen.ask(do.ReadCard(CASE, MAI.number))
    named = screen.next(ev.CardNamed).holder
    proven = screen.next(ev.CardRead).holder
    assert (named.name, named.verdict) == (MAI.name, None)
    assert proven == replace(named, verdict=Verdict.UNANCHORED)
    told = [event for _, event in screen.heard]
    at = next(n for n, event in enumerate(told) if isinstance(event, ev.CardNamed))
    assert [event for event in told[at:] if isinstance(event, ev.CardProgress)]


def test_a_lying_name_goes_no_further_than_the_reading(kiosk, screen, books):
    kiosk.reader.insert(MAI, Faults(wrong_hash=True, no_dg13=True))
    screen.ask(do.ReadCard(CASE, MAI.number))
    assert screen.next(ev.CardNamed).holder.name == "AN OTHER"
    assert screen.fault() is Fault.CARD_DATA_ALTERED
    assert books.cases.holder(CASE) is None
    assert not [event for _, event in screen.heard if isinstance(event, ev.CardRead)]


def test_the_name_on_somebody_elses_card_is_never_told(kiosk, screen):
    """It opens with the same six digits, and only the chip shows that it is another's."""
    kiosk.reader.insert(NAMESAKE)
    screen.ask(do.ReadCard(CASE, MAI.number))
    assert screen.fault() is Fault.CARD_WRONG_NUMBER
    assert not [event for _, event in screen.heard if isinstance(event, ev.CardNamed)]


def test_where_nobody_is_trusted_a_good_card_is_unaltered_and_no_more(kiosk, screen, books):
    assert read(kiosk, screen, books) is Verdict.UNANCHORED


def test_a_country_that_is_brought_to_the_kiosk_counts_from_the_next_card_on(tmp_path):
    folder = tmp_path / "trust"
    trusted = Trusted(folder)
    assert not trusted.store().countries
    folder.mkdir()
    assert not trusted.store().countries
    (folder / "country.cer").write_bytes(invented_country().authority.certificate)
    assert len(trusted.store().countries) == 1
    assert trusted.store() is trusted.store()
    (folder / "country.cer").unlink()
    assert not trusted.store().countries


@pytest.mark.parametrize(
    ("proof", "verdict"),
    [
        (ALL, Verdict.PROVEN),
        (replace(ALL, genuine=not_checked(Reason.NO_KEY)), Verdict.MAY_BE_A_COPY),
        (replace(ALL, anchored=not_checked(Reason.NO_TRUST)), Verdict.UNANCHORED),
        (replace(ALL, anchored=failed(Reason.UNKNOWN_ISSUER)), Verdict.UNANCHORED),
        (
            replace(ALL, signature=not_checked(Reason.NOT_ASKED), anchored=LATER),
            Verdict.HASHES_MATCH,
        ),
        (
            replace(ALL, hashes=not_checked(Reason.NO_SOD), signature=LATER, anchored=LATER),
            Verdict.NOT_PROVEN,
        ),
        (
            chip.Verdict(not_checked(Reason.NO_SOD), LATER, LATER, LATER),
            Verdict.NOT_PROVEN,
        ),
        (chip.Verdict(), Verdict.DECLARED),
        (replace(ALL, hashes=failed(Reason.HASH_DIFFERS)), Verdict.ALTERED),
        (replace(ALL, signature=failed(Reason.WRONG_SIGNATURE)), Verdict.FORGED),
        (replace(ALL, signature=failed(Reason.UNKNOWN_ALGORITHM)), Verdict.FORGED),
        (replace(ALL, anchored=failed(Reason.REVOKED)), Verdict.REVOKED),
        (replace(ALL, anchored=failed(Reason.SIGNER_EXPIRED)), Verdict.EXPIRED_SIGNER),
        (replace(ALL, genuine=failed(Reason.WRONG_ANSWER)), Verdict.CLONED),
        (replace(ALL, hashes=failed(Reason.WEAK_DIGEST)), Verdict.WEAK),
    ],
    ids=lambda value: value.value if isinstance(value, Verdict) else "",
)
def test_a_proof_is_never_told_stronger_than_it_is(proof, verdict):
    assert translate.verdict(proof) is verdict


def test_every_word_of_the_chip_has_one_of_the_kiosk():
    assert set(translate.VERDICT) == set(chip.Summary)
