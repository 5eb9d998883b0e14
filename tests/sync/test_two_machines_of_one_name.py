"""A disk was cloned and both machines run: both are told, the desk of each hears of it, and every case arrives."""

from __future__ import annotations

from contextlib import ExitStack, closing

import pytest

from kiosk.faults import Fault
from kiosk.store.journal import JournalEvent
from kiosk.store.outbox import EnvelopeState
from tests.sync.conftest import Office
from tests.sync.kiosk_sync import carried, copied, office_in, running
from tests.workbench.centre import HOMES


@pytest.fixture(params=HOMES)
def home(request):
    return request.param


@pytest.fixture
def clone(office, centre, tmp_path):
    """Both offices right after the copy: one case was delivered before, one waits on both disks."""
    before = office.hand_in(1000)
    carried(office, centre)
    waiting = office.hand_in(2000)
    office.db.close()
    copied(office.workspace.root, tmp_path / "clone")
    with office_in(tmp_path / "kiosk") as one, office_in(tmp_path / "clone") as other:
        yield one, other, (before, waiting)


def twin(office):
    return office.faults().get("identity") is Fault.IDENTITY_TWIN


def test_both_are_told_and_every_case_of_both_arrives_once(clone, centre):
    one, other, known = clone
    cases = [one.hand_in(1500), other.hand_in(2500), one.hand_in(700), other.hand_in(900)]
    with ExitStack() as both:
        for office in (one, other):
            until = both.enter_context(running(office.workspace.root, centre))
        until(lambda: one.outbox.waiting() == other.outbox.waiting() == 0)
        # Were one done before the other began, that one looked like a disk put back: both go on now.
        cases += [one.hand_in(600), other.hand_in(800)]
        until(lambda: one.outbox.waiting() == other.outbox.waiting() == 0)
    for office in (one, other):  # each starts once more, as it does every morning
        with running(office.workspace.root, centre) as until:
            until(lambda office=office: twin(office))
    assert one.only(centre, *known, *cases)
    for office, own in ((one, cases[::2]), (other, cases[1::2])):
        assert office.receipts_match_here(centre, *known, *own)
        assert {row.state for row in office.outbox.rows()} == {EnvelopeState.DELIVERED}
        assert len(office.events(JournalEvent.IDENTITY_TWIN)) == 1


def test_a_number_under_which_a_known_case_was_told_anew_is_taken(clone, centre):
    """The second to come looks like a disk put back: it tells of the waiting case behind all that is known."""
    couriers = []
    for office in clone[:2]:
        greeter = office.greeter(centre.url, centre.token)
        greeter.run()
        couriers.append(office.courier(centre.url, centre.token, greeter=greeter))
        for _ in range(4):
            couriers[-1].carry()
    one, other, _ = clone
    assert not twin(one)
    assert not twin(other)
    fresh = one.hand_in(600)
    for _ in range(4):
        couriers[0].carry()
    assert one.row(fresh).state is EnvelopeState.DELIVERED
    assert twin(one)


def test_the_second_to_use_a_number_hears_of_it_at_once(clone, centre):
    one, other, _ = clone
    greeters = [office.greeter(centre.url, centre.token) for office in (one, other)]
    for greeter in greeters:
        greeter.run()
    for office, greeter in zip((one, other), greeters, strict=True):
        fresh = office.hand_in(500)
        courier = office.courier(centre.url, centre.token, greeter=greeter)
        for _ in range(4):
            courier.carry()
        assert office.row(fresh).state is EnvelopeState.DELIVERED
    assert twin(other)
    assert not twin(one)


def test_who_finds_its_chain_gone_on_without_it_knows_there_are_two(clone, centre):
    one, other, _ = clone
    greeter = one.greeter(centre.url, centre.token)
    greeter.run()
    carried(other, centre)
    one.elapsed += 3600
    greeter.run()
    assert twin(one)
    assert one.events(JournalEvent.IDENTITY_TWIN) == [{"seen": "here"}]
    fresh = one.hand_in(800)
    courier = one.courier(centre.url, centre.token, greeter=greeter)
    for _ in range(4):
        courier.carry()
    assert one.row(fresh).state is EnvelopeState.DELIVERED


def test_two_that_send_nothing_are_found_out_by_their_greetings(office, centre, tmp_path):
    office.db.close()
    copied(office.workspace.root, tmp_path / "clone")
    with closing(Office(tmp_path / "kiosk")) as one, closing(Office(tmp_path / "clone")) as other:
        greeters = [(each, each.greeter(centre.url, centre.token)) for each in (one, other)]
        for _ in range(3):
            for each, greeter in greeters:
                greeter.run()
                each.elapsed += 3600
                one.now += 60
                other.now = one.now
        assert twin(one)
        assert twin(other)
