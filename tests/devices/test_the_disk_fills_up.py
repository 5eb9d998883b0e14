"""The disk fills up: first no visit begins, then the ballast lets what is under way end well."""

from pathlib import Path

from tests.workbench.mounts import on_a_disk

SCRIPT = Path(__file__).with_name("tiny_disk.py")


def test_a_kiosk_without_room_takes_nobody_in_and_lets_everybody_out(tmp_path):
    expected = {
        "ballast": ["0o600", 1],
        "visit 1": 4,
        "visit 2": 4,
        "low": "disk-low",
        "next visit": "disk-low",
        "counter": "disk-low",
        "under way": [8, "A001"],
        "desk": "disk-low",
        "page on a full disk": "disk-full",
        "seal on a full disk": "A002",
        "sent": 2,
        "still closed": "disk-low",
        "journal": None,
        "room again": [4, "A003"],
        "whole": True,
    }
    seen = on_a_disk(tmp_path, "size=12m,mode=700", SCRIPT, "room")
    assert (seen or expected) == expected


def test_a_disk_that_takes_few_more_files_is_low_too(tmp_path):
    expected = {"files": "disk-low"}
    seen = on_a_disk(tmp_path, "size=64m,nr_inodes=400,mode=700", SCRIPT, "files")
    assert (seen or expected) == expected
