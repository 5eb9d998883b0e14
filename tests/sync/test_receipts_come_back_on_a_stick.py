"""The whole circle without a line: out on a stick, in at the centre, receipts back; each case once."""

from __future__ import annotations

import json
import shutil

import pytest

from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.outbox import EnvelopeState
from tests.sync.sticks import AtTheKiosk, files_of
from tests.workbench.centre import HOMES
from tests.workbench.line import Line


@pytest.fixture(params=HOMES)
def home(request):
    return request.param


@pytest.fixture
def kiosk(office, tmp_path):
    return AtTheKiosk(office, tmp_path)


def delivered(office):
    return [
        row.fields
        for row in Journal(office.db).since()
        if row.event is JournalEvent.ENVELOPE_DELIVERED
    ]


@pytest.mark.parametrize("serving", [True, False])
def test_cases_go_out_and_receipts_come_back(office, kiosk, centre, serving):
    envelopes = [office.hand_in(30_000, 70_000), office.hand_in(200_000, evidence=True)]
    kiosk.export()
    if not serving:
        centre.kill()
    taken = centre.stick(kiosk.stick)
    assert taken.returncode == 0, taken.stderr
    assert taken.stdout.splitlines()[-1].startswith("2 received, 0 refused")
    assert office.only(centre, *envelopes)
    said = kiosk.bring()
    assert (said.code, said.lines) == (
        0,
        ["The centre has received 2 cases. 0 still wait."],
    )
    assert all(office.row(each).state is EnvelopeState.DELIVERED for each in envelopes)
    assert office.receipts_match(centre)
    assert [row["way"] for row in delivered(office)] == ["stick", "stick"]
    # What has arrived need not lie on a stick that can be lost.
    assert files_of(kiosk.stick) == sorted(
        f"kiosk-receipts/kiosk-1/{envelope.id}.json" for envelope in envelopes
    )


def test_everything_twice_is_harmless(office, kiosk, centre):
    envelope = office.hand_in(1000)
    kiosk.export()
    sealed = kiosk.sealed(envelope).read_bytes()
    assert centre.stick(kiosk.stick).returncode == 0
    first = kiosk.receipt(envelope).read_bytes()
    assert centre.stick(kiosk.stick).returncode == 0
    assert kiosk.receipt(envelope).read_bytes() == first
    kiosk.bring()
    assert kiosk.bring().lines == [
        "The centre has received 0 cases. 0 still wait.",
        "1 other receipts on the stick were here already.",
    ]
    kiosk.sealed(envelope).write_bytes(sealed)  # an old stick
    assert centre.stick(kiosk.stick).returncode == 0
    assert office.only(centre, envelope)
    assert kiosk.bring().code == 0
    assert len(delivered(office)) == 1


def test_two_sticks_of_one_kiosk_give_one_receipt(office, kiosk, centre, tmp_path):
    first = office.hand_in(1000)
    other = tmp_path / "other stick"
    other.mkdir()
    kiosk.export()
    second = office.hand_in(1000)
    kiosk.export(other)
    assert centre.stick(other).returncode == centre.stick(kiosk.stick).returncode == 0
    assert kiosk.receipt(first).read_bytes() == kiosk.receipt(first, other).read_bytes()
    assert kiosk.bring().lines[0] == "The centre has received 1 cases. 1 still wait."
    assert kiosk.bring(other).lines[0] == "The centre has received 1 cases. 0 still wait."
    assert office.only(centre, first, second)


def test_a_case_that_went_over_the_line_meanwhile_has_one_receipt(office, kiosk, centre):
    envelope = office.hand_in(1000)
    kiosk.export()
    office.courier(centre.url, centre.token).carry()
    assert centre.stick(kiosk.stick).returncode == 0
    assert json.loads(kiosk.receipt(envelope).read_text()) == json.loads(
        office.outbox.receipt(envelope.id)
    )
    assert kiosk.bring().code == 0
    assert len(delivered(office)) == 1


def test_a_case_that_went_by_stick_goes_over_the_line_as_a_question_only(office, kiosk, centre):
    envelope = office.hand_in(300_000)
    kiosk.export()
    assert centre.stick(kiosk.stick).returncode == 0
    with Line(centre.port) as line:
        office.courier(line.url, centre.token).carry()
        assert line.up < 10_000
    assert office.row(envelope).state is EnvelopeState.DELIVERED
    assert office.receipts_match(centre)


def test_a_case_half_sent_when_the_stick_came_is_taken_whole_from_the_stick(office, kiosk, centre):
    envelope = office.hand_in(300_000)
    with Line(centre.port) as line:
        courier = office.courier(line.url, centre.token)
        line.at(150_000, line.cut)
        courier.carry()
    kiosk.export()
    assert centre.stick(kiosk.stick).returncode == 0
    assert office.only(centre, envelope)
    assert centre.left_over() == []


def test_a_receipt_settles_a_case_while_the_courier_holds_it_and_no_try_unsettles_it(
    office, kiosk, centre
):
    envelopes = [office.hand_in(1000) for _ in range(4)]
    kiosk.export()
    assert centre.stick(kiosk.stick).returncode == 0
    held = [office.outbox.claim(int(office.now), 300) for _ in envelopes]
    assert kiosk.bring().lines == ["The centre has received 4 cases. 0 still wait."]
    receipt = office.outbox.receipt(envelopes[0].id)
    assert not office.outbox.delivered(held[0], '{"id": "another"}')
    assert not office.outbox.postponed(held[1], 0, "centre-unreachable")
    assert not office.outbox.refused(held[2], "conflict")
    assert not office.outbox.announced(held[3], int(office.now))
    assert office.outbox.receipt(envelopes[0].id) == receipt
    assert office.outbox.waiting() == 0
    assert len(delivered(office)) == 4


def test_a_refused_case_whose_receipt_comes_is_done(office, kiosk, centre):
    envelope = office.hand_in(1000)
    kiosk.export()
    assert centre.stick(kiosk.stick).returncode == 0
    office.outbox.refused(office.outbox.claim(int(office.now)), "conflict")
    assert kiosk.bring().code == 0
    assert office.row(envelope).state is EnvelopeState.DELIVERED


def test_a_stick_of_another_kiosk_is_told_politely(office, another_office, build_centre, tmp_path):
    with build_centre(tmp_path, devices=("kiosk-1", "kiosk-2")) as centre:
        mine, theirs = AtTheKiosk(office, tmp_path), AtTheKiosk(another_office, tmp_path)
        envelope, other = office.hand_in(1000), another_office.hand_in(1000)
        theirs.export()
        assert centre.stick(theirs.stick).returncode == 0
        said = mine.bring()
        assert (said.code, said.lines) == (
            0,
            [
                "The stick is another kiosk's (kiosk-2), with nothing for kiosk-1. Please take it there."
            ],
        )
        mine.export()  # one stick may serve the whole office
        assert centre.stick(mine.stick).returncode == 0
        assert mine.bring().code == theirs.bring().code == 0
        assert office.row(envelope).state is EnvelopeState.DELIVERED
        assert another_office.row(other).state is EnvelopeState.DELIVERED


def forged(receipt, **changed):
    return json.dumps({**receipt, **changed})


def test_a_receipt_that_the_centre_did_not_give_settles_nothing(office, kiosk, centre):
    envelope, other = office.hand_in(1000), office.hand_in(2000)
    kiosk.export()
    assert centre.stick(kiosk.stick).returncode == 0
    true = json.loads(kiosk.receipt(envelope).read_text())
    others = json.loads(kiosk.receipt(other).read_text())
    kiosk.receipt(other).unlink()
    lies = [
        *(b"", b"[" * 60_000, b"\xff\xfe", b"null", b"[]", b'{"id": 7}', b"x" * 70_000),
        forged(true, signature="0" * 128),
        forged(true, received_at="2020-01-01T00:00:00+00:00"),
        forged(true, envelope=other.id),
        forged(others),  # true, and of another envelope
        forged(others, envelope=envelope.id),
        forged(true, files=[]),
    ]
    for lie in lies:
        kiosk.receipt(envelope).write_bytes(lie if isinstance(lie, bytes) else lie.encode())
        said = kiosk.bring()
        assert said.code == 1
        assert said.lines[0] == "The centre has received 0 cases. 2 still wait."
        assert said.lines[1].startswith("1 receipts are not the centre's word")
    assert delivered(office) == []
    kiosk.receipt(envelope).write_text(json.dumps(true))
    assert kiosk.bring().lines[0] == "The centre has received 1 cases. 1 still wait."


def test_receipts_alone_are_enough_and_foreign_files_are_left_alone(office, kiosk, centre):
    office.hand_in(1000)
    kiosk.export()
    assert centre.stick(kiosk.stick).returncode == 0
    shutil.rmtree(kiosk.stick / "kiosk-outbox")
    strange = {"autorun.inf": b"x", "kiosk-receipts/kiosk-1/holiday.jpg": b"y", "a/b/c.txt": b"z"}
    for name, data in strange.items():
        (kiosk.stick / name).parent.mkdir(parents=True, exist_ok=True)
        (kiosk.stick / name).write_bytes(data)
    assert kiosk.bring().lines == ["The centre has received 1 cases. 0 still wait."]
    for name, data in strange.items():
        assert (kiosk.stick / name).read_bytes() == data
