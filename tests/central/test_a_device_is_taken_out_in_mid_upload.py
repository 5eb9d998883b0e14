"""A device that is taken out while it sends: told so at its next word, nothing half-stored, what was received stays."""

from __future__ import annotations

import time

from central.devices import REMEMBERED


def taken_out(centre):
    """And every process knows of it."""
    centre.ask("device", "revoke", "kiosk-1", "--reason", "lost", check=True)
    time.sleep(REMEMBERED + 0.5)


def test_the_rest_of_an_upload_is_refused_with_the_reason(centre, kiosk, case):
    upload = kiosk.upload(case)
    kiosk.patch(upload, 0, case.bytes[:1000])
    taken_out(centre)
    assert kiosk.ask("HEAD", upload).status == 403
    answer = kiosk.patch(upload, 1000, case.bytes[1000:])
    assert (answer.status, answer.json["refusal"]) == (403, "revoked")
    assert centre.received() == []


def test_it_announces_and_asks_nothing_more(centre, kiosk, case, new_case):
    kiosk.announce(case)
    taken_out(centre)
    answer = kiosk.announce(case)
    assert (answer.status, answer.json["refusal"]) == (403, "revoked")
    answer = kiosk.announce(new_case())
    assert (answer.status, answer.json["refusal"]) == (403, "revoked")
    answer = kiosk.question("/v1/questions/missing", {"envelopes": []})
    assert (answer.status, answer.json["refusal"]) == (403, "revoked")
    assert len(centre.rows("select envelope from envelopes")) == 1


def test_what_was_received_before_stays(centre, kiosk, case):
    kiosk.patch(kiosk.upload(case), 0, case.bytes)
    taken_out(centre)
    assert [row["envelope"] for row in centre.received()] == [case.envelope]


def test_the_others_go_on(centre, kiosk, calls, case, new_case):
    kiosk.upload(case)
    taken_out(centre)
    other, theirs = calls(centre.tokens["kiosk-2"]), new_case(device="kiosk-2")
    assert other.patch(other.upload(theirs), 0, theirs.bytes).status == 204
    assert [row["device"] for row in centre.received()] == ["kiosk-2"]
