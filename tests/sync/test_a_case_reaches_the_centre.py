"""A sealed case reaches the centre whole, once, and its receipt comes back."""

from __future__ import annotations

import hashlib

import pytest

from kiosk.contract import Link
from kiosk.store.outbox import EnvelopeState
from kiosk.sync.transport import Sending
from tests.workbench.centre import HOMES
from tests.workbench.line import Line


@pytest.fixture(params=HOMES)
def home(request):
    return request.param


def test_a_sealed_case_arrives_whole_and_its_receipt_comes_back(office, centre, tmp_path):
    envelope = office.hand_in(300_000, 20_001, 1)
    assert office.courier(centre.url, centre.token).carry() == 0
    assert office.row(envelope).state is EnvelopeState.DELIVERED
    assert office.only(centre, envelope)
    assert office.receipts_match(centre)
    centre.export(tmp_path / "out")
    for file in office.announced(envelope).files:
        data = (tmp_path / "out" / envelope.case_code / file.name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == file.sha256


def test_what_proves_the_card_arrives_with_the_papers(office, centre, tmp_path):
    envelope = office.hand_in(20_000, evidence=True)
    assert office.courier(centre.url, centre.token).carry() == 0
    assert office.row(envelope).state is EnvelopeState.DELIVERED
    assert office.only(centre, envelope)
    centre.export(tmp_path / "out")
    proof = tmp_path / "out" / envelope.case_code / f"{envelope.case_code}_evidence.json"
    assert proof.stat().st_size == 700
    assert [file["pages"] for file in centre.received()[0]["files"]] == [1, 0]


def test_an_empty_outbox_sends_nothing(office):
    assert office.courier("http://127.0.0.1:9", "token").carry() > 0


def test_many_cases_share_one_connection(office, centre):
    envelopes = [office.hand_in(10_000) for _ in range(5)]
    with Line(centre.port) as line:
        courier = office.courier(line.url, centre.token)
        for _ in envelopes:
            courier.carry()
        assert line.connections == 1
    assert office.only(centre, *envelopes)


def test_two_kiosks_send_to_one_centre_and_never_see_each_other(
    office, another_office, build_centre, tmp_path
):
    with build_centre(tmp_path, devices=("kiosk-1", "kiosk-2")) as centre:
        mine, theirs = office.hand_in(50_000), another_office.hand_in(50_000)
        office.courier(centre.url, centre.tokens["kiosk-1"]).carry()
        another_office.courier(centre.url, centre.tokens["kiosk-2"]).carry()
        assert office.only(centre, mine, theirs)
        assert {case["device"] for case in centre.received()} == {"kiosk-1", "kiosk-2"}


def test_a_kiosk_with_the_token_of_another_is_not_let_in(office, build_centre, tmp_path):
    with build_centre(tmp_path, devices=("kiosk-1", "kiosk-2")) as centre:
        envelope = office.hand_in(1000)
        office.courier(centre.url, centre.tokens["kiosk-2"]).carry()
        assert office.row(envelope).trouble == "centre-denied"
        assert office.only(centre)


def test_whatever_is_printed_of_a_case_on_its_way_names_nobody(office):
    envelope = office.hand_in(1000)
    announcement = office.announced(envelope)
    sending = Sending(announcement, envelope.body, Link(1, "", "0" * 128))
    told = repr(envelope) + repr(sending)
    assert envelope.id in told
    assert announcement.case not in told
