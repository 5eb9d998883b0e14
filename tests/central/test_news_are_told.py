"""What the province's systems say of a case reaches its own kiosk, in order, once, and whole."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import subprocess
import sys

import pytest

from kiosk.contract.news import MOST_NEWS, MOST_PIECE, MOST_RESULT, NewsItem, NewsPage, OnlineCase
from tests.workbench.centre import EMBEDDED, ROOT

NEWS, HANDED = "/v1/questions/news", "/v1/questions/handed"
NOW = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def news(centre):
    with centre.news(lambda: NOW) as news:
        yield news


@pytest.fixture
def tell(centre):
    return lambda *arguments: centre.run("status", *arguments)


def hear(kiosk, after=0, mark="", most=MOST_NEWS):
    row = {"version": 1, "after": after, "mark": mark, "most": most}
    answer = kiosk.question(NEWS, row)
    assert answer.status == 200
    return NewsPage.from_json(answer.json)


def item(case, status="in-hand", **other):
    return NewsItem(case.envelope, case.code, "", status, "2026-11-23T10:00:00+07:00", **other)


def test_a_status_reaches_the_kiosk_that_handed_the_case_in_and_no_other(kiosk, calls, case, tell):
    kiosk.announce(case)
    tell(case.code, "accepted", "--due", "2026-12-01", "--official", "H00.000-0001")
    tell(case.code, "5", "--note-code", "thieu-to-khai")
    told = hear(kiosk).told
    assert [(one.seq, one.item.status, one.item.note) for one in told] == [
        (1, "accepted", ""),
        (2, "papers-wanted", "thieu-to-khai"),
    ]
    assert {(one.item.official, one.item.due) for one in told} == {("H00.000-0001", "2026-12-01")}
    assert hear(calls("token-of-kiosk-2")).told == ()


def test_the_same_status_told_twice_is_told_once(kiosk, case, tell):
    kiosk.announce(case)
    tell(case.code, "accepted")
    assert "told before" in tell(case.code, "2")
    assert hear(kiosk).last == 1


def test_asked_again_the_same_comes(kiosk, case, news):
    kiosk.announce(case)
    for status in ("accepted", "in-hand", "decided"):
        news.tell("kiosk-1", item(case, status))
    first = hear(kiosk, most=2)
    assert [one.seq for one in first.told] == [1, 2]
    assert first == hear(kiosk, most=2)
    rest = hear(kiosk, 2, first.told[1].mark)
    assert ([one.seq for one in rest.told], rest.last) == ([3], 3)
    assert hear(kiosk, 3, rest.told[0].mark).told == ()


def test_a_centre_that_does_not_know_what_it_told_begins_anew(kiosk, case, news):
    kiosk.announce(case)
    news.tell("kiosk-1", item(case))
    page = hear(kiosk, 1, "0" * 32)
    assert (page.after, len(page.told)) == (0, 1)
    assert hear(kiosk, 7, page.told[0].mark).after == 0


def test_an_answer_never_holds_more_than_a_thin_line_brings(kiosk, new_case, news):
    for _ in range(300):
        news.tell("kiosk-1", item(new_case()))
    row = {"version": 1, "after": 0, "mark": "", "most": 10**6}
    answer = kiosk.question(NEWS, row)
    assert len(answer.body) < 64 * 1024
    assert 50 < len(answer.json["items"]) <= MOST_NEWS
    assert answer.json["last"] == 300


def test_a_result_is_fetched_in_pieces_by_its_own_kiosk_only(kiosk, calls, case, tell, tmp_path):
    kiosk.announce(case)
    file = tmp_path / "Nguyen Van Thu.pdf"
    file.write_bytes(b"%PDF" + bytes(MOST_PIECE))
    tell(case.code, "decided", "--result", str(file), "--expires", "2099-12-31")
    result = hear(kiosk).told[0].item.result
    assert "Thu" not in result.name
    assert (result.media_type, result.valid_until) == ("application/pdf", "2099-12-31")
    path, got = f"/v1/results/{result.id}", b""
    while len(got) < result.size:
        answer = kiosk.ask("GET", path, Range=f"bytes={len(got)}-")
        assert answer.status == 206
        assert len(answer.body) <= MOST_PIECE
        got += answer.body
        assert answer.headers["Content-Range"].endswith(f"-{len(got) - 1}/{result.size}")
    assert hashlib.sha256(got).hexdigest() == result.sha256
    assert calls("token-of-kiosk-2").ask("GET", path, Range="bytes=0-").status == 404


def test_the_same_file_of_a_case_is_the_same_result(kiosk, case, tell, tmp_path):
    kiosk.announce(case)
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF")
    for _ in range(2):
        tell(case.code, "decided", "--result", str(file))
    assert hear(kiosk).last == 1


def test_what_became_of_a_result_is_noted_once_as_it_was_said_first(
    kiosk, calls, case, tell, centre, tmp_path
):
    kiosk.announce(case)
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    tell(case.code, "decided", "--result", str(tmp_path / "a.pdf"))
    id = hear(kiosk).told[0].item.result.id
    here, later = "2026-11-23T03:00:00.000+00:00", "2026-11-24T03:00:00.000+00:00"

    def note(caller, here, handed):
        rows = [{"id": id, "here": here, "handed": handed}]
        return caller.question(HANDED, {"results": rows}).json["noted"]

    assert note(calls("token-of-kiosk-2"), here, "") == []
    for handed in ("", later, "2026-11-25T03:00:00.000+00:00"):
        assert note(kiosk, here, handed) == [id]
    (row,) = [json.loads(line) for line in centre.run("results").splitlines()]
    assert (row["id"], row["here_at"], row["handed_at"]) == (id, here, later)


@pytest.mark.parametrize(
    "arguments",
    [
        ("H00.000-nobody", "accepted"),
        ("CODE", "finished"),
        ("CODE", "11"),
        ("CODE", "accepted", "--due", "tomorrow"),
        ("CODE", "accepted", "--at", "2026-11-23"),
        ("CODE", "accepted", "--official", "12/34"),
        ("CODE", "two words", "--unlisted"),
        ("CODE", "decided", "--to", "Kiosk 2"),
        ("CODE", "decided", "--to", "../kiosk-2"),
        ("CODE", "decided", "--result", "/dev/null"),
        ("CODE", "decided", "--result", "/etc/hostname"),
        ("CODE", "decided", "--result", "nowhere.pdf"),
        ("CODE", "decided", "--result", __file__, "--expires", "tomorrow"),
    ],
)
def test_what_no_kiosk_would_take_is_refused_in_one_sentence(kiosk, case, centre, arguments):
    kiosk.announce(case)
    named = [case.code if one == "CODE" else one for one in arguments]
    with pytest.raises(subprocess.CalledProcessError) as refused:
        centre.run("status", *named)
    assert refused.value.returncode == 1
    assert hear(kiosk).last == 0


def test_a_result_larger_than_a_kiosk_takes_is_refused(kiosk, case, centre, tmp_path):
    kiosk.announce(case)
    large = tmp_path / "a.pdf"
    with large.open("wb") as file:
        file.truncate(MOST_RESULT + 1)
    with pytest.raises(subprocess.CalledProcessError):
        centre.run("status", case.code, "decided", "--result", str(large))


def test_an_office_whose_machine_has_a_new_name_is_told_under_that(kiosk, calls, case, tell):
    kiosk.announce(case)
    tell(case.code, "accepted", "--to", "kiosk-2")
    assert hear(kiosk).told == ()
    assert hear(calls("token-of-kiosk-2")).told[0].item.envelope == case.envelope


def test_a_status_that_has_no_word_here_yet_is_told_by_its_code(kiosk, case, tell):
    kiosk.announce(case)
    tell(case.code, "lien-thong", "--unlisted")
    assert hear(kiosk).told[0].item.status == "lien-thong"


@pytest.mark.parametrize("home", [EMBEDDED])
def test_the_files_of_the_centre_are_for_nobody_else(kiosk, case, tell, centre, tmp_path):
    kiosk.announce(case)
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    tell(case.code, "decided", "--result", str(tmp_path / "a.pdf"))
    made = [centre.data / "intake.db", *(centre.data / "results").rglob("*")]
    assert len(made) == 3
    assert all(path.stat().st_mode & 0o077 == 0 for path in made)


@pytest.mark.parametrize("home", [EMBEDDED])
@pytest.mark.parametrize("command", ["list", "results", "export"])
def test_a_folder_mistyped_is_told(centre, tmp_path, command):
    there = ["--to", str(tmp_path / "out")] if command == "export" else []
    done = subprocess.run(
        [sys.executable, "-m", "central", command, *there, "--data", str(tmp_path / "mistyped")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == f"central: {tmp_path / 'mistyped'} is no folder: see --data\n"


def test_a_code_that_never_came_is_told_with_the_folder(centre):
    told = centre.ask("status", "H38.101-261123-K00-0009", "accepted")
    assert told.returncode == 1
    assert (
        told.stderr == f"central: no case of code H38.101-261123-K00-0009 came to {centre.data}\n"
    )


def test_a_result_that_is_good_for_longer_is_given_for_longer(kiosk, case, tell, tmp_path):
    kiosk.announce(case)
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF")
    for until, status in (("2020-01-31", 410), ("2099-12-31", 206), ("2020-01-31", 410)):
        tell(case.code, "decided", "--result", str(file), "--expires", until)
        result = hear(kiosk).told[-1].item.result
        assert result.valid_until == until
        answer = kiosk.ask("GET", f"/v1/results/{result.id}", Range="bytes=0-")
        assert answer.status == status


@pytest.mark.parametrize("home", [EMBEDDED])
@pytest.mark.parametrize("command", ["status", "list", "results", "export"])
def test_a_disk_that_fails_is_said_in_one_sentence(kiosk, case, centre, tmp_path, command):
    kiosk.announce(case)
    (tmp_path / "intake.db").write_bytes(b"this is no database" * 100)
    data = ("--data", str(tmp_path))
    more = {"status": (case.code, "decided"), "export": ("--to", str(tmp_path / "to"))}
    done = subprocess.run(
        [sys.executable, "-m", "central", command, *more.get(command, ()), *data],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("central: ")
    assert len(done.stderr.splitlines()) == 1


ONLINE = (
    *("H00.000-261123-0001", "--procedure", "1.001193", "--name", "Vàng Thị Mẫu"),
    *("--filed", "2026-11-23T08:00:00+07:00"),
)


def test_a_case_filed_online_is_told_its_office_once_and_again_when_it_stands_otherwise(
    centre, kiosk, calls
):
    assert "told before" not in centre.run("online", "kiosk-1", *ONLINE)
    assert "told before" in centre.run("online", "kiosk-1", *ONLINE)
    centre.run("online", "kiosk-1", *ONLINE, "--status", "4", "--due", "2026-11-27")
    first, second = (one.item for one in hear(kiosk).told)
    assert isinstance(first, OnlineCase)
    assert (first.name, first.status, first.due) == ("Vàng Thị Mẫu", "registered", "")
    assert (second.id, second.status, second.due) == (first.id, "in-hand", "2026-11-27")
    assert hear(calls("token-of-kiosk-2")).told == ()


def test_a_case_filed_online_that_is_no_case_is_not_told(centre, kiosk):
    wrong = ("--filed", "gestern")
    with pytest.raises(subprocess.CalledProcessError):
        centre.run("online", "kiosk-1", *ONLINE[:-2], *wrong)
    assert hear(kiosk).told == ()
