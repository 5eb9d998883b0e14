"""The centre knows how far a device came, and whether one machine or two speak under its name."""

from __future__ import annotations

import json

import pytest

from kiosk.contract import Known, Link, digest
from tests.workbench.keys import signed_by

PATH = "/v1/questions/greeting"
FIRST, SECOND = "1" * 32, "2" * 32


def greet(kiosk, run=FIRST, at="2026-11-02T08:00:00+07:00", before=""):
    row = {"run": run, "before": before, "at": at, "seq": 0, "receipts": 0}
    return Known.from_json(kiosk.question(PATH, row).json)


def announce(kiosk, case, seq):
    body = json.dumps(case.announcement).encode()
    said = Link.said(case.device, seq, "", body)
    link = Link(seq, "", signed_by(case.device, said))
    return digest(said), kiosk.ask("POST", "/v1/announcements", body, Kiosk_Link=link.to_header())


def test_nobody_has_come_far_at_first(kiosk):
    known = greet(kiosk)
    assert (known.seq, known.digest, known.receipts, known.code, known.twin) == (
        0, "", 0, "", False,
    )  # fmt: skip


def test_a_device_is_told_how_far_its_chain_came_and_what_was_received(kiosk, new_case):
    first, second = new_case(), new_case()
    announce(kiosk, first, 1)
    head, _ = announce(kiosk, second, 4)
    kiosk.patch(kiosk.ask("GET", first.path).json["upload"], 0, first.bytes)
    known = greet(kiosk)
    assert (known.seq, known.digest, known.receipts) == (4, head, 1)
    assert known.code == max(first.code, second.code)


def test_a_known_envelope_under_a_later_number_moves_the_head_as_well(kiosk, case):
    announce(kiosk, case, 1)
    head, again = announce(kiosk, case, 3)
    assert again.status == 200
    known = greet(kiosk)
    assert (known.seq, known.digest) == (3, head)


def test_another_device_is_told_nothing_of_it(centre, kiosk, calls, case):
    announce(kiosk, case, 1)
    assert greet(calls(centre.tokens["kiosk-2"])).seq == 0


def test_one_machine_that_starts_again_and_again_is_one(kiosk):
    runs = [f"{number:032x}" for number in range(5)]
    assert not any(
        greet(kiosk, run, f"2026-11-02T0{hour}:00:00+07:00", runs[hour - 1] if hour else "").twin
        for hour, run in enumerate(runs)
        for _ in range(2)
    )


def test_a_machine_put_back_to_an_older_copy_is_one(kiosk):
    a, b, c, d, e = (digit * 32 for digit in "abcde")
    copied_after_b = [(a, ""), (b, a), (c, b), (d, b), (e, d), (e, d)]
    assert not any(
        greet(kiosk, run, f"2026-11-02T0{hour}:00:00+07:00", before).twin
        for hour, (run, before) in enumerate(copied_after_b)
    )


def test_two_machines_that_never_run_at_the_same_time_are_two(kiosk):
    a, b, c, d = (digit * 32 for digit in "abcd")
    cloned_after_a = [(a, ""), (b, a), (c, a), (d, b)]
    seen = [
        greet(kiosk, run, f"2026-11-02T0{hour}:00:00+07:00", before).twin
        for hour, (run, before) in enumerate(cloned_after_a)
    ]
    assert seen == [False, False, False, True]


def test_a_greeting_of_an_earlier_start_is_only_late(kiosk):
    greet(kiosk, FIRST, "2026-11-02T08:00:00+07:00")
    greet(kiosk, SECOND, "2026-11-02T09:00:00+07:00", FIRST)
    assert not greet(kiosk, FIRST, "2026-11-02T10:00:00+07:00").twin
    assert not greet(kiosk, SECOND, "2026-11-02T11:00:00+07:00", FIRST).twin


def test_a_start_that_speaks_again_after_another_took_its_place_is_a_second_machine(kiosk):
    hours = [greet(kiosk, run, f"2026-11-02T0{hour}:00:00+07:00").twin
             for hour, run in enumerate((FIRST, SECOND, FIRST, SECOND))]  # fmt: skip
    assert hours == [False, False, True, True]


@pytest.mark.parametrize("ahead", ["2036", "2016"])
def test_two_machines_are_seen_whatever_their_clocks_say(kiosk, ahead):
    seen = [
        greet(kiosk, run, f"{year}-11-02T0{hour}:00:00+07:00").twin
        for hour in range(3)
        for run, year in ((FIRST, "2026"), (SECOND, ahead))
    ]
    assert seen[-1]


def test_a_greeting_that_was_late_on_the_line_is_no_second_machine(kiosk):
    greet(kiosk, FIRST, "2026-11-02T08:00:00+07:00")
    greet(kiosk, SECOND, "2026-11-02T08:05:00+07:00")
    assert not greet(kiosk, FIRST, "2026-11-02T08:04:59+07:00").twin


def test_two_envelopes_under_one_number_are_two_machines(kiosk, new_case):
    announce(kiosk, new_case(), 1)
    assert not greet(kiosk).twin
    announce(kiosk, new_case(), 1)
    assert greet(kiosk).twin


def test_greetings_that_somebody_kept_and_plays_again_are_no_second_machine(kiosk):
    """Whoever ends TLS for the centre can keep what a kiosk signed, and ask it again when he likes."""
    a, b, c, d, e = (digit * 32 for digit in "abcde")
    said = [(a, "2026-11-02T01"), (b, "2026-11-02T02"), (c, "2026-11-02T03"), (c, "2026-11-02T04"),
            (d, "2026-11-02T05"), (e, "2026-11-02T06")]  # fmt: skip
    before = {b: a, c: b, d: b, e: d}  # put back to a copy of when b ran
    for run, hour in said:
        greet(kiosk, run, f"{hour}:00:00+07:00", before.get(run, ""))
    for run, hour in said:
        assert not greet(kiosk, run, f"{hour}:00:00+07:00", before.get(run, "")).twin
        assert not greet(kiosk, e, "2026-11-02T07:00:00+07:00", d).twin


def test_a_start_is_known_again_however_long_ago_it_was(centre, kiosk):
    first, second = "2026-11-02T08:00:00+07:00", "2026-11-02T09:00:00+07:00"
    greet(kiosk, FIRST, first)
    greet(kiosk, SECOND, second, FIRST)
    centre.change("update runs set heard_at = '2020-01-01T00:00:00+00:00'")
    greet(kiosk, SECOND, second, FIRST)
    greet(kiosk, FIRST, first)
    assert not greet(kiosk, SECOND, "2026-11-02T10:00:00+07:00", FIRST).twin
