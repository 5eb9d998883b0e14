"""Rules of many megabytes, or a stick that hangs while it is read, keep no case from being sent."""

from __future__ import annotations

import fcntl

from kiosk.sync.puller import BUSY, EVERY, Puller


def three_files(province):
    province.write("all/holidays.toml", 'source = "invented"\n')
    province.write("all/settings.toml", "[scanner]\nwait = 3.0\n")
    province.publish()


def targets(source):
    return [path for path in source.asked if path.startswith("targets/")]


def asking(kiosk, source, pressing):
    return Puller(kiosk.db, kiosk.workspace, kiosk.device, source, lambda: kiosk.now, pressing)


def test_while_cases_wait_one_file_comes_between_two_of_them(kiosk, province, counted):
    three_files(province)
    puller = asking(kiosk, counted, lambda: True)
    for came in (1, 2):
        assert puller.run() == 0.0
        assert len(targets(counted)) == came
        assert kiosk.rules.version == ""
    assert puller.run() == EVERY
    assert len(targets(counted)) == 3
    assert set(kiosk.rules.files) == {"catalogue.toml", "holidays.toml", "settings.toml"}


def test_where_nothing_waits_all_come_at_once(kiosk, province, counted):
    three_files(province)
    assert asking(kiosk, counted, lambda: False).run() == EVERY
    assert len(targets(counted)) == 3


def test_the_courier_does_not_stand_behind_somebody_who_reads_a_stick(kiosk, counted):
    lock = kiosk.workspace.rules_lock
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert kiosk.ask(counted).run() == BUSY
        assert counted.asked == []
    assert kiosk.ask(counted).run() == EVERY
    assert counted.asked
