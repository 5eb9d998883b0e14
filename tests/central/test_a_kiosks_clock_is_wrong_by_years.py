"""A kiosk whose clock is wrong by years: its cases are taken in as it dates them, the receipt has the centre's date."""

from __future__ import annotations

import datetime as dt

import pytest

YEARS = ["1970-01-01T00:00:00+00:00", "2105-11-23T08:00:00+07:00", "9999-12-31T23:59:59-12:00"]
NO_MOMENTS = ["2026-11-23", "2026-11-23T08:00:00", "yesterday", "", 1795392000, None]


@pytest.mark.parametrize("moment", YEARS)
def test_the_case_is_taken_in_and_the_receipt_is_of_today(centre, kiosk, case, moment):
    announced = case.announcement | {"opened_at": moment, "sealed_at": moment}
    standing = kiosk.ask("POST", "/v1/announcements", announced)
    assert standing.status == 201
    kiosk.patch(standing.json["upload"], 0, case.bytes)
    receipt = kiosk.ask("GET", case.path).json["receipt"]
    received = dt.datetime.fromisoformat(receipt["received_at"])
    assert abs(received - dt.datetime.now(dt.UTC)) < dt.timedelta(hours=1)
    assert [row["envelope"] for row in centre.received()] == [case.envelope]


@pytest.mark.parametrize("moment", YEARS)
def test_its_questions_are_answered_with_the_centres_time(kiosk, moment):
    greeting = {"run": "ab" * 16, "before": "", "at": moment, "seq": 1, "receipts": 0}
    told = kiosk.question("/v1/questions/greeting", greeting)
    assert told.status == 200
    now = dt.datetime.fromisoformat(told.json["now"])
    assert abs(now - dt.datetime.now(dt.UTC)) < dt.timedelta(hours=1)


@pytest.mark.parametrize("moment", NO_MOMENTS)
def test_what_is_no_moment_is_refused_for_a_clerk_to_see(centre, kiosk, case, moment):
    refused = kiosk.ask("POST", "/v1/announcements", case.announcement | {"sealed_at": moment})
    assert (refused.status, refused.json["refusal"]) == (400, "malformed")
    assert (refused.json["why"], len(refused.json["signature"])) == ("sealed_at", 128)
    assert centre.rows("select envelope from envelopes") == []
