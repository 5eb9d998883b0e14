"""Two processes at one database and one store of objects: each case once, and the newest at an upload goes first."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest

from central.bucket import Bucket
from central.intake import AGE, CorruptError, Intake, OvertakenError
from central.objects import ObjectsError
from central.papers import SMALL, named
from central.place import Place
from kiosk.contract import Announcement, Link
from kiosk.contract.news import NewsItem
from tests.central.conftest import Case
from tests.workbench.centre import EMBEDDED, HOMES, free_port

AT_ONCE = 8


@pytest.fixture(params=HOMES)
def place(request, tmp_path, monkeypatch):
    if request.param == EMBEDDED:  # and not alone in its folder, for the database has an address
        return Place(tmp_path, f"sqlite:///{tmp_path}/intake.db")
    keeping = request.getfixturevalue("engines").keeping()
    for name, value in keeping.environment.items():
        monkeypatch.setenv(name, value)
    return Place(tmp_path, keeping.database, keeping.blobs)


@pytest.fixture
def two(place):
    with ExitStack() as held:
        yield [
            held.enter_context(closing(Intake(place, lambda: dt.datetime.now(dt.UTC))))
            for _ in range(2)
        ]


def announce(intake, case, seq=1):
    body = json.dumps(case.announcement).encode()
    announced = Announcement.from_json(json.loads(body))
    return intake.announce(announced, body, Link(seq, "", "0" * 128))


def begin(intake, case):
    """Announced; its upload as a request finds it."""
    _, standing = announce(intake, case)
    return intake.upload(case.device, standing.upload.rpartition("/")[2])


def at_once(two, do):
    """`do` by both of them, many times at once."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda n: do(two[n % 2], n), range(AT_ONCE)))


def left_over(intake):
    return list(intake.objects.names("uploads"))


def test_an_announcement_that_comes_to_both_is_one_envelope(two, case):
    answers = at_once(two, lambda intake, _: announce(intake, case))
    assert sum(new for new, _ in answers) == 1
    assert len({standing.upload for _, standing in answers}) == 1


def test_of_two_envelopes_under_one_number_one_is_a_twin(two):
    twins = at_once(two, lambda intake, _: announce(intake, Case(), seq=7)[1].twin)
    assert twins.count(False) == 1


def test_a_case_sent_to_both_gets_one_receipt(two, case):
    upload = begin(two[0], case)
    receipts = at_once(two, lambda intake, _: intake.keep(upload, case.bytes).receipt)
    assert len({receipt.id for receipt in receipts}) == 1
    assert two[1].standing(case.device, case.envelope).receipt == receipts[0]


def test_whoever_asked_last_goes_on_and_the_older_one_keeps_nothing(two, case):
    older = begin(two[0], case)
    newer = two[1].take(older)
    with pytest.raises(OvertakenError):
        two[0].keep(older, case.bytes[:2000])
    assert left_over(two[0]) == []
    newer = two[1].keep(newer, case.bytes[:100])
    assert newer.arrived == 100
    with pytest.raises(OvertakenError):
        two[0].keep(older, case.bytes[:2000])
    assert two[1].keep(newer, case.bytes[100:]).receipt
    assert left_over(two[1]) == []


def test_of_two_who_write_on_from_one_place_one_is_kept(two, case):
    upload = begin(two[0], case)

    def write(intake, _):
        try:
            return intake.keep(upload, case.bytes[:2000]).arrived
        except OvertakenError:
            return 0

    assert sorted(at_once(two, write)) == [0] * (AT_ONCE - 1) + [2000]
    assert len(left_over(two[0])) == 1
    upload = two[0].take(upload)
    assert two[0].keep(upload, case.bytes[2000:]).receipt


@pytest.mark.parametrize("step", [1, 700, 3000, 3999])
def test_what_comes_in_parts_to_either_adds_up(two, new_case, step):
    case = new_case(sizes=(3, 2, 1) if step == 1 else (3000, 1000))
    upload, turn = begin(two[0], case), 0
    while not upload.receipt:
        intake = two[turn % 2]
        upload = intake.keep(intake.take(upload), case.bytes[upload.arrived :][:step])
        turn += 1
    whole = b"".join(two[0].objects.read(named(file.sha256)) for file in upload.receipt.files)
    assert whole == case.bytes
    assert left_over(two[0]) == []


def test_a_file_too_large_for_the_memory_is_put_together_from_its_pieces(two, new_case):
    case = new_case(sizes=(100, 2 * SMALL + 5, 70))
    upload = begin(two[0], case)
    for begins in range(0, len(case.bytes), SMALL):
        upload = two[0].keep(upload, case.bytes[begins : begins + SMALL])
    large = upload.receipt.files[1]
    assert two[1].objects.read(named(large.sha256)) == case.contents[1]
    assert left_over(two[0]) == []


def test_a_wrong_file_drops_the_upload_with_its_pieces_and_it_comes_again(two, case):
    upload = begin(two[0], case)
    upload = two[0].keep(upload, case.bytes[:3500])
    assert len(left_over(two[0])) == 1
    with pytest.raises(CorruptError):
        two[1].keep(upload, bytes(500))
    assert left_over(two[0]) == []
    again = two[0].create(case.device, case.envelope, len(case.bytes))
    assert (again.id != upload.id, again.arrived) == (True, 0)
    assert two[0].keep(again, case.bytes).receipt


def test_one_who_was_overtaken_drops_nothing_of_the_newer(two, case):
    older = begin(two[0], case)
    newer = two[1].keep(two[1].take(older), case.bytes[:3500])
    with pytest.raises(OvertakenError):
        two[0].keep(older, bytes(4000))
    assert two[1].keep(newer, case.bytes[3500:]).receipt


def test_news_told_through_both_have_numbers_without_gaps(two, case):
    def tell(intake, number):
        at = f"2026-11-23T10:00:{number:02d}+07:00"
        return intake.news.tell("kiosk-1", NewsItem(case.envelope, case.code, "", "in-hand", at))

    assert all(at_once(two, tell))
    told = two[0].news.page("kiosk-1", 0, "", 100)["items"]
    assert [one["seq"] for one in told] == list(range(1, AT_ONCE + 1))


def test_of_two_who_tell_at_once_neither_takes_away_what_the_other_said(two, case):
    """As a status without a number of its own keeps the one told before."""
    begin(two[0], case)

    def tell(intake, number):
        def following(last):
            official = last.official if last else ""
            at = f"2026-11-23T10:00:{number:02d}+07:00"
            return NewsItem(case.envelope, case.code, f"{official}{number}", "in-hand", at)

        return intake.news.go_on("kiosk-1", case.envelope, following)

    assert all(at_once(two, tell))
    last = two[0].news.page("kiosk-1", 0, "", 100)["items"][-1]
    assert sorted(last["official"]) == sorted("".join(map(str, range(AT_ONCE))))


def test_clearing_up_leaves_what_another_has_under_way(two, place, case):
    upload = two[0].keep(begin(two[0], case), case.bytes[:2000])
    two[0].objects.put("uploads/nobodys-0-1", b"left by one who was killed")
    two[1].tidy()
    assert len(left_over(two[1])) == 2  # young: it may be somebody's this very moment
    if not place.blobs:
        long_ago = time.time() - 2 * AGE
        for name in left_over(two[1]):
            os.utime(place.data / name, (long_ago, long_ago))
        two[1].tidy()
        assert left_over(two[1]) != ["uploads/nobodys-0-1"]
        assert len(left_over(two[1])) == 1
    assert two[0].keep(upload, case.bytes[2000:]).receipt


def test_what_the_store_of_objects_did_not_take_has_not_arrived(two, place, case, monkeypatch):
    upload = two[0].keep(begin(two[0], case), case.bytes[:2000])
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-word")
    nowhere = Place(
        place.data, place.database, f"s3://none?endpoint=http://127.0.0.1:{free_port()}"
    )
    with closing(Intake(nowhere, lambda: dt.datetime.now(dt.UTC))) as third:
        assert isinstance(third.objects, Bucket)
        for data in (case.bytes[2000:2500], case.bytes[2000:]):
            with pytest.raises(ObjectsError):
                third.keep(upload, data)
        assert third.upload(upload.device, upload.id).arrived == 2000
    assert two[0].keep(upload, case.bytes[2000:]).receipt
