"""A result comes to the office whole or not at all: behind every case, and never plain on the disk."""

from __future__ import annotations

import datetime as dt
import json
import random

import pytest

from kiosk.store.erasing import Erasing, Hold, Why
from kiosk.store.results import ResultState
from kiosk.sync.connection import CentreError
from kiosk.sync.results import AGAIN, BEHIND, IDLE, PIECE, SLICE, SPENT
from tests.sync.listening import Ear, Province, received
from tests.sync.test_the_centre_talks_nonsense import Stranger, http
from tests.workbench.centre import HOMES
from tests.workbench.line import Line

HANOI = dt.timezone(dt.timedelta(hours=7))
PDF = b"%PDF-1.7 ket qua bia dat " + random.Random(7).randbytes(3 * PIECE)


@pytest.fixture(params=HOMES)
def home(request):
    return request.param


@pytest.fixture
def province(centre, tmp_path):
    return Province(centre, tmp_path)


@pytest.fixture
def ear(office, centre):
    ear = Ear(office, centre.url, centre.token)
    yield ear
    ear.close()


@pytest.fixture
def case(office, centre):
    return received(office, centre)


def only(ear, case):
    (row,) = ear.results.of(case.case_code)
    return row


def whole(ear, case):
    return ear.files.read(only(ear, case))


def test_a_result_comes_whole_and_is_to_be_handed_over(ear, province, case):
    province.decide(case, PDF)
    ear.hear()
    ear.fetch_all()
    assert only(ear, case).state is ResultState.HERE
    assert whole(ear, case) == PDF
    assert [told["code"] for told in ear.told("result-here")] == [case.case_code]


def test_nothing_of_it_is_plain_on_the_disk(ear, province, case, office):
    province.decide(case, PDF)
    ear.hear()
    ear.fetching.run()
    begun = [path.read_bytes() for path in office.workspace.vault.rglob("result-*")]
    ear.fetch_all()
    kept = list(office.workspace.vault.rglob("result-*"))
    assert begun
    assert len(kept) == 1, "the pieces are gone"
    for path in office.workspace.root.rglob("*"):
        if path.is_file():
            assert b"ket qua bia dat" not in path.read_bytes()
            assert path.stat().st_mode & 0o077 == 0
    assert not any(b"ket qua bia dat" in data for data in begun)


def test_a_cut_costs_a_piece_and_a_restart_nothing(office, centre, province, case):
    province.decide(case, PDF)
    asked = []
    with Line(centre.port) as line:
        ear = Ear(office, line.url, centre.token)
        ear.hear()
        ear.fetching.run()
        line.before_answer(b"GET /v1/results", line.cut)
        with pytest.raises(CentreError):
            ear.fetch()
        line.mend()
        ear.close()
        again = Ear(office, line.url, centre.token)  # another process
        piece = again.centre.piece
        again.centre.piece = lambda *what: asked.append(what[1]) or piece(*what)
        again.fetch_all()
        again.close()
    assert asked == [PIECE, 2 * PIECE, 3 * PIECE]
    assert whole(again, case) == PDF


def test_a_piece_that_was_altered_on_the_disk_is_fetched_again(ear, office, centre, province, case):
    province.decide(case, PDF)
    ear.hear()
    for _ in range(3):
        ear.fetching.run()
    second = sorted(office.workspace.vault.rglob("result-*"))[1]
    second.write_bytes(second.read_bytes()[:-1])
    again = Ear(office, centre.url, centre.token)
    again.fetch_all()
    again.close()
    assert whole(again, case) == PDF


def test_a_crash_before_it_is_noted_fetches_nothing_twice(ear, office, province, case, centre):
    province.decide(case, PDF)
    ear.hear()
    ear.office.db.conn.execute(
        "create temp trigger broken before update of state on results begin select raise(abort, 'no'); end"
    )
    with pytest.raises(Exception, match="no"):
        ear.fetch()
    ear.office.db.conn.execute("drop trigger broken")
    centre.kill()
    again = Ear(office, centre.url, centre.token)
    again.fetch_all()
    again.close()
    assert whole(again, case) == PDF


def test_it_waits_behind_every_case_that_is_to_be_sent(ear, office, centre, province, case):
    province.decide(case, PDF)
    ear.hear()
    office.hand_in(1000)
    assert ear.fetch() == BEHIND
    courier = office.courier(centre.url, centre.token)
    while office.outbox.waiting():
        courier.carry()
    ear.fetch_all()
    assert whole(ear, case) == PDF


def test_a_case_that_only_a_clerk_can_free_keeps_no_result_waiting(
    ear, office, centre, province, case
):
    province.decide(case, PDF)
    ear.hear()
    stuck = office.hand_in(1000)
    office.outbox.refused(office.outbox.claim(int(office.now)), "conflict")
    office.outbox.put(
        "f" * 32, stuck.case_code, b"{}", int(office.now)
    )  # its correction waits for it
    ear.fetch_all()
    assert whole(ear, case) == PDF


def test_the_hours_budget_counts(office, centre, province, case):
    province.decide(case, PDF)
    ear = Ear(office, centre.url, centre.token, budget="7-17 16, 22-5 0")
    ear.hear()
    office.now = dt.datetime(2026, 11, 3, 23, 0, tzinfo=HANOI).timestamp()
    assert ear.fetching.run() == SPENT
    office.now = dt.datetime(2026, 11, 3, 10, 0, tzinfo=HANOI).timestamp()
    assert ear.fetching.run() == SLICE  # 20 kB at 2 kB a second
    assert ear.files.offset(only(ear, case)) == 20_000
    ear.close()


def test_bytes_that_are_not_the_named_ones_are_dropped_and_no_other_result_waits_for_them(
    ear, office, province, case, centre
):
    other = received(office, centre)
    province.decide(case, PDF, sha256="ab" * 32)
    province.decide(other, PDF)
    ear.hear()
    ear.fetch_all()
    assert only(ear, case).state is ResultState.WAITING
    assert not list((office.workspace.vault / only(ear, case).case).glob("result-*"))
    assert whole(ear, other) == PDF
    assert ear.fetching.run() == IDLE, "not at once again"
    office.now += AGAIN + 1
    assert ear.results.wanted(int(office.now)).tries == 1


def test_a_result_that_the_centre_does_not_know_waits(ear, province, case):
    province.decide(case, PDF, id="ab" * 16)
    ear.hear()
    ear.fetch_all()
    assert (only(ear, case).state, only(ear, case).tries) == (ResultState.WAITING, 1)


def test_a_result_that_is_not_valid_any_more_stays_at_the_centre(ear, province, case):
    result = province.result(case, PDF, until="2026-11-01")
    province.change("update results set valid_until = '2020-01-31'")
    province.tell(case, "decided", result=result)
    ear.hear()
    ear.fetch_all()
    assert only(ear, case).state is ResultState.AT_CENTRE


def test_the_result_of_an_erased_case_stays_at_the_centre(ear, office, province, case):
    office.now += 1
    Erasing(office.db, office.vault).erase(
        office.announced(case).case, Why.CITIZEN, dt.datetime.now(dt.UTC)
    )
    province.decide(case, PDF)
    ear.hear()
    ear.fetch_all()
    assert only(ear, case).state is ResultState.AT_CENTRE
    assert not (office.workspace.vault / office.announced(case).case).exists()


def test_what_is_told_of_a_case_after_it_was_erased_is_kept_as_bare_as_the_rest(
    ear, office, province, case
):
    province.tell(case, "accepted", official="H00.000-0001", note="thieu-01")
    ear.hear()
    Erasing(office.db, office.vault).erase(
        office.announced(case).case, Why.CITIZEN, dt.datetime.now(dt.UTC)
    )
    result = province.result(case, PDF)
    province.tell(case, "decided", official="H00.000-0001", note="thieu-02", result=result)
    ear.hear()
    assert ear.statuses(case) == ["accepted", "decided"]
    assert {(told.official, told.note) for told in ear.news.history(case.case_code)} == {("", "")}
    row = only(ear, case)
    assert (row.state, row.name, row.sha256, row.size) == (ResultState.AT_CENTRE, "", "", 0)


def test_the_result_of_a_case_that_is_not_ours_is_not_fetched(ear, province, case, another_office):
    result = province.result(case, PDF)
    theirs = another_office.hand_in(10)
    item = province.tell(case)
    province.spoiled(item, envelope=theirs.id, status="decided", result=vars(result))
    ear.hear()
    ear.fetch_all()
    assert only(ear, case).state is ResultState.AT_CENTRE


def test_a_case_keeps_its_result_until_it_is_handed_over_and_then_days_only(
    ear, office, province, case
):
    province.decide(case, PDF)
    ear.hear()
    id, erasing = office.announced(case).case, Erasing(office.db, office.vault)
    assert Hold.RESULT in erasing.standing(id).holds
    ear.fetch_all()
    assert Hold.RESULT in erasing.standing(id).holds
    assert ear.results.handed(only(ear, case), dt.datetime.now(dt.UTC))
    assert Hold.RESULT not in erasing.standing(id).holds
    erasing.erase(id, Why.RETENTION, dt.datetime.now(dt.UTC))
    row = only(ear, case)
    assert (row.state, row.name, row.sha256, row.path) == (ResultState.HANDED, "", "", "")
    assert ear.statuses(case) == ["decided"]


def test_the_centre_is_told_when_it_came_and_when_it_was_handed_over(ear, province, case, centre):
    result = province.decide(case, PDF)
    ear.hear()
    ear.fetch_all()
    row = only(ear, case)
    ear.hear()
    assert ear.results.untold(10) == ()
    ear.results.handed(row, dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC))
    assert not ear.results.handed(row, dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC))
    centre.kill()
    with pytest.raises(CentreError):
        ear.hear()
    centre.start()
    ear.hear()
    ear.hear()
    assert ear.results.untold(10) == ()
    (told,) = [json.loads(line) for line in centre.run("results").splitlines()]
    assert told["id"] == result.id
    assert told["here_at"] == only(ear, case).here_at.isoformat(timespec="milliseconds")
    assert told["handed_at"] == "2026-11-24T03:00:00.000+00:00"


def piece_of(data, *headers):
    return http(206, data, *headers)


LIES = {
    "an endless result": lambda size: _endless(size),
    "more than was asked for": lambda size: piece_of(
        bytes(PIECE + 1), f"Content-Range: bytes 0-{PIECE}/{size}"
    ),
    "nothing": lambda size: piece_of(b"", f"Content-Range: bytes 0--1/{size}"),
    "another place": lambda size: piece_of(b"x", f"Content-Range: bytes 5-5/{size}"),
    "another size": lambda size: piece_of(b"x", f"Content-Range: bytes 0-0/{size + 1}"),
    "no place": lambda size: piece_of(b"x"),
    "all of it": lambda size: http(200, bytes(10)),
    "a web page": lambda size: http(404, b"<html>"),
    "a redirect": lambda size: http(302, b"", "Location: http://127.0.0.1:1/"),
    "a gzip bomb": lambda size: piece_of(
        b"x", f"Content-Range: bytes 0-0/{size}", "Content-Encoding: gzip"
    ),
}


def _endless(size):
    yield f"HTTP/1.1 206 X\r\nContent-Range: bytes 0-{PIECE - 1}/{size}\r\n\r\n".encode()
    while True:
        yield b"x" * 65536


@pytest.mark.parametrize("lie", LIES)
def test_a_centre_that_gives_something_else_gains_nothing(ear, office, province, case, lie):
    province.decide(case, PDF)
    ear.hear()
    with Stranger() as stranger:
        stranger.says = lambda _: LIES[lie](len(PDF))
        lied_to = Ear(office, stranger.url, "token")
        lied_to.fetch_all()
        lied_to.close()
        assert len(stranger.asked) == 1
    assert (only(ear, case).state, only(ear, case).tries) == (ResultState.WAITING, 1)
    office.now += AGAIN + 1
    ear.fetch_all()
    assert whole(ear, case) == PDF
