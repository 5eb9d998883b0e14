"""One poisoned envelope is set aside with its reason; all others flow. No token: all wait."""

from __future__ import annotations

import datetime as dt
import http.client
import json

import pytest

from kiosk.contract import Link, Refusal
from kiosk.desk.looking import looking
from kiosk.desk.screen import DeskScreen
from kiosk.model import Language, Words
from kiosk.store.database import writing
from kiosk.store.outbox import EnvelopeState
from tests.sync.conftest import MORNING
from tests.workbench.keys import signed_by
from tests.workbench.line import Line


def carry_all(office, courier, times):
    for _ in range(times):
        office.now += courier.carry()


def test_a_wrong_token_keeps_every_case_until_it_is_put_right(office, centre):
    envelopes = [office.hand_in(1000) for _ in range(3)]
    carry_all(office, office.courier(centre.url, "mistyped"), 6)
    for envelope in envelopes:
        assert office.row(envelope).state is EnvelopeState.READY
    assert {office.row(envelope).trouble for envelope in envelopes} <= {"centre-denied", ""}
    assert office.only(centre)
    office.now += 60
    carry_all(office, office.courier(centre.url, centre.token), 3)
    assert office.only(centre, *envelopes)


POISONS = {
    "no JSON": b"\xff\x00",
    "brackets": b"[" * 100_000,
    "no announcement": b"{}",
}


@pytest.mark.parametrize("poison", POISONS)
def test_an_envelope_that_cannot_be_read_is_set_aside(office, centre, poison):
    office.outbox.put("0" * 31 + "f", "H00.000-poison", POISONS[poison], int(office.now) - 1)
    good = office.hand_in(1000)
    carry_all(office, office.courier(centre.url, centre.token), 3)
    assert office.only(centre, good)
    rows = {row.id: row for row in office.outbox.rows()}
    assert rows["0" * 31 + "f"].state is EnvelopeState.REFUSED
    assert rows["0" * 31 + "f"].trouble == "case-spoilt"


def test_a_document_altered_in_the_vault_is_set_aside_and_the_others_flow(office, centre):
    bad, good = office.hand_in(40_000, 40_000), office.hand_in(1000)
    case = office.announced(bad).case
    file = office.workspace.vault / case / "document-2"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    carry_all(office, office.courier(centre.url, centre.token), 4)
    assert office.only(centre, good)
    assert office.row(bad).state is EnvelopeState.REFUSED
    assert office.row(bad).trouble == "case-spoilt"


def test_a_document_missing_from_the_vault_waits_and_the_others_flow(office, centre):
    bad, good = office.hand_in(40_000), office.hand_in(1000)
    (office.workspace.vault / office.announced(bad).case / "document-1").unlink()
    carry_all(office, office.courier(centre.url, centre.token), 4)
    assert office.only(centre, good)
    assert office.row(bad).state is EnvelopeState.READY
    assert office.row(bad).trouble == "store-failed"


def test_an_envelope_the_centre_knows_with_other_contents_is_for_a_clerk(office, centre):
    bad, good = office.hand_in(1000), office.hand_in(1000)
    other = json.dumps(json.loads(bad.body) | {"ticket": "A999"}).encode()
    signature = signed_by(centre.device, Link.said(centre.device, 1, "", other))
    line = http.client.HTTPConnection("127.0.0.1", centre.port)
    line.request(
        "POST",
        "/v1/announcements",
        other,
        {
            "Authorization": f"Bearer {centre.token}",
            "Kiosk-Link": Link(1, "", signature).to_header(),
        },
    )
    assert line.getresponse().status == 201
    line.close()
    carry_all(office, office.courier(centre.url, centre.token), 3)
    assert office.row(bad).state is EnvelopeState.REFUSED
    assert office.row(bad).trouble == "conflict"  # the desk tells the clerk why
    assert office.only(centre, good)


def test_bytes_altered_on_their_way_are_dropped_and_sent_again(office, centre):
    envelope = office.hand_in(1_000_000)
    alter_what_arrives(office, centre)
    courier = office.courier(centre.url, centre.token)
    courier.carry()
    assert office.row(envelope).trouble == "centre-nonsense"
    assert office.only(centre)
    office.now += 60
    courier.carry()
    assert office.only(centre, envelope)


def alter_what_arrives(office, centre):
    """Leave a first half at the centre that is not what the kiosk has."""
    while not centre.left_over():  # a reset takes with it what the centre had not read yet
        with Line(centre.port) as line:
            cut_short = office.courier(line.url, centre.token, pause=lambda _: True)
            line.at(500_000, line.cut)
            cut_short.carry()
        office.now += 60
    name = centre.left_over()[0]
    with centre.objects() as objects:
        first, *rest = objects.read(name)
        objects.put(name, bytes([first ^ 1, *rest]))


# What a disk, an older version or a stranger could have made of an envelope's body: each field, each of these.
STRANGE = (None, [], {}, "", -1, 10**40, True, "\x00", "../x", "9" * 5000, [[[]]], {"": None})


def test_whatever_became_of_an_envelope_it_never_holds_up_the_others(office, centre):
    """Each field of an announcement in turn is something else; one good case lies behind them all."""
    spoilt = office.hand_in(500)
    said = json.loads(spoilt.body)
    put = 0
    for field in said:
        for strange in STRANGE:
            with writing(office.db):
                id = office.outbox.draw(MORNING)
                said_now = {**said, "envelope": id, field: strange}
                body = json.dumps(said_now).encode()
                office.outbox.put(id, f"H00.000-{put:04d}", body, int(office.now))
            put += 1
    good = office.hand_in(1000)
    carry_all(office, office.courier(centre.url, centre.token), 2 * put + 4)
    rows = {row.id: row for row in office.outbox.rows()}
    assert rows[good.id].state is EnvelopeState.DELIVERED
    stuck = [row for row in rows.values() if row.state is not EnvelopeState.DELIVERED]
    assert len(stuck) > put / 2
    assert {row.state for row in stuck} == {EnvelopeState.REFUSED}
    assert {row.trouble for row in stuck} <= {"case-spoilt", *Refusal}


def test_the_clerk_is_told_which_case_is_set_aside_why_and_since_when(office, centre):
    bad, good = office.hand_in(40_000), office.hand_in(1000)
    case = office.announced(bad).case
    file = office.workspace.vault / case / "document-1"
    first, *rest = file.read_bytes()
    file.write_bytes(bytes([first ^ 1, *rest]))
    carry_all(office, office.courier(centre.url, centre.token), 4)
    later = MORNING + dt.timedelta(hours=5)
    shown = looking(office.workspace, lambda: later)()
    page = DeskScreen(shown, Words("Bộ phận Một cửa", "Office"), Language.VI)
    first, second = page.outbox
    assert (first.code, second.code) == (bad.case_code, good.case_code)  # what is stuck comes first
    assert page.standing(first.standing) == "Bị từ chối"
    assert page.sends.why(first) == "Một hồ sơ trong máy không còn nguyên vẹn."
    (stuck, *_) = page.sends.groups
    assert page.sends.todo(stuck) == "Giữ giấy tờ của hồ sơ này và gọi kỹ thuật viên."
    assert page.sends.age(first) == "từ 5\u00a0giờ trước"
