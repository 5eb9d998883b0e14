"""A correction names an envelope of the same case; both are kept, and it may come before what it names."""

from __future__ import annotations

import uuid

import pytest


def correcting(further, other, **changes):
    """`further` as papers of `other`'s case."""
    said = other.announcement
    return further.announcement | {
        "case": said["case"],
        "code": said["code"],
        "corrects": other.envelope,
        **changes,
    }


def deliver(kiosk, case, said):
    upload = kiosk.ask("POST", "/v1/announcements", said).json["upload"]
    assert kiosk.patch(upload, 0, case.bytes).status == 204


def listed(centre):
    return {row["envelope"]: (row["corrects"], row["original"]) for row in centre.received()}


def test_both_are_kept_and_listed_with_which_puts_which_right(centre, kiosk, new_case, tmp_path):
    first, second = new_case(), new_case()
    deliver(kiosk, first, first.announcement)
    deliver(kiosk, second, correcting(second, first))
    assert listed(centre) == {
        first.envelope: (None, None),
        second.envelope: (first.envelope, "here"),
    }
    centre.export(tmp_path / "out")
    assert len(list((tmp_path / "out").glob("*/*"))) == 4


def test_it_may_come_before_what_it_names(centre, kiosk, new_case):
    first, second = new_case(), new_case()
    deliver(kiosk, second, correcting(second, first))
    assert listed(centre)[second.envelope] == (first.envelope, "awaited")
    deliver(kiosk, first, first.announcement)
    assert listed(centre)[second.envelope] == (first.envelope, "here")


@pytest.mark.parametrize("changed", [{"case": uuid.uuid4().hex}, {"code": "H00.000-other"}])
def test_an_envelope_of_another_case_cannot_be_put_right(kiosk, new_case, changed):
    first, second = new_case(), new_case()
    kiosk.announce(first)
    refused = kiosk.ask("POST", "/v1/announcements", correcting(second, first, **changed))
    assert (refused.status, refused.json["refusal"]) == (409, "conflict")
    assert kiosk.ask("GET", second.path).status == 404


def test_nothing_puts_itself_right(kiosk, case):
    said = case.announcement | {"corrects": case.envelope}
    assert kiosk.ask("POST", "/v1/announcements", said).status == 409


def test_an_envelope_of_another_device_is_not_known(centre, calls, kiosk, new_case):
    first, second = new_case(device="kiosk-2"), new_case()
    calls(centre.tokens["kiosk-2"]).announce(first)
    deliver(kiosk, second, correcting(second, first))
    assert listed(centre)[second.envelope] == (first.envelope, "awaited")


def test_what_turns_out_to_be_of_another_case_is_listed_as_that(centre, kiosk, new_case):
    first, second = new_case(), new_case()
    deliver(kiosk, second, correcting(second, first, code="H00.000-other"))
    kiosk.announce(first)
    assert listed(centre)[second.envelope] == (first.envelope, "other")
