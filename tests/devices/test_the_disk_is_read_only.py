"""A card that died takes nothing in any more: the kiosk says so everywhere, and loses nothing it holds."""

from pathlib import Path

from tests.workbench.mounts import on_a_disk

SCRIPT = Path(__file__).with_name("read_only.py")


def test_a_kiosk_that_can_only_read_claims_no_ticket_and_goes_on_once_it_can_write(tmp_path):
    expected = {
        "before": "A001",
        "screen": "disk-read-only",
        "started": "Faulted",
        "scan": ["disk-read-only", 2],
        "seal": "disk-read-only",
        "desk": ["disk-read-only", 1],
        "waits to be sent": 1,
        "after": "A002",
        "desk after": [None, 2],
        "journal": None,
    }
    seen = on_a_disk(tmp_path, "size=600m,mode=700", SCRIPT, "remounted")
    assert (seen or expected) == expected


def test_a_disk_that_dies_at_work_ends_the_service_and_the_next_one_says_what_it_is(tmp_path):
    expected = {
        "before": "A001",
        "seal": "disk-read-only",
        "next visit": "disk-read-only",
        "ended": [],
        "said": ["kiosk-devices: the disk failed"],
        "kept": ["A001", None, 2],
        "whole": True,
    }
    seen = on_a_disk(tmp_path, "size=600m,mode=700", SCRIPT, "died")
    assert (seen or expected) == expected
