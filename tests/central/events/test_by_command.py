"""What the province's people do by command: connect systems, look at what was refused, look persons up."""

from __future__ import annotations

import argparse
import io
import json
import os
import pwd

import pytest

from central import looking, targeting
from central.database import DatabaseError
from central.deliveries import Became
from central.looking import LookError
from central.place import Place
from central.targets import TargetError
from tests.workbench.told import HOLDER, invented

NUMBER = HOLDER["number"]


@pytest.fixture
def place(address, tmp_path):
    return ["--data", str(tmp_path), "--database", address]


@pytest.fixture
def target(place):
    """`python -m central target WORDS`: the lines it says."""

    def order(*words):
        said = []
        assert targeting.main([*words, *place], said.append) == 0
        return said

    return order


@pytest.fixture
def person(place, monkeypatch):
    """`python -m central person WORDS`, the number at its standard input."""

    def look(number, *words):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{number}\n"))
        said = []
        assert looking.main([*words, *place], said.append) == 0
        return [json.loads(line) for line in said]

    return look


def test_a_system_is_connected_and_its_state_is_seen(centre, target):
    (token,) = target("add", "dvc", "--procedures", "1.00*, 2.5", "--from", "2026-11-01")
    assert len(token) > 40
    centre.receive(invented())
    (line,) = target("list")
    row = json.loads(line)
    assert (row["name"], row["procedures"], row["waiting"]) == ("dvc", ["1.00*", "2.5"], 1)
    (other,) = target("token", "dvc")
    assert other != token
    assert target("stop", "dvc") == target("resume", "dvc") == target("end", "dvc") == []
    assert target("list") == []


def test_what_a_system_refused_is_shown_and_given_again_or_put_aside(centre, target):
    target("add", "dvc")
    centre.receive(invented())
    centre.wait(days=3650)  # the command's own clock is the machine's
    (given,) = centre.claim("dvc")
    centre.settle("dvc", given, Became.REFUSED, reason="unknown procedure")
    (line,) = target("show", "dvc")
    row = json.loads(line)
    assert (row["event"], row["reason"]) == (given["event"], "unknown procedure")
    assert NUMBER not in line
    target("retry", "dvc", given["event"])
    assert target("show", "dvc") == []
    target("aside", "dvc", given["event"])
    assert centre.work_off("dvc") == []


@pytest.mark.parametrize(
    "words",
    [
        ("add", "Dvc"),
        ("add", "dvc", "--from", "yesterday"),
        ("add", "dvc", "--from", "2999-01-01"),
        ("add", "dvc", "--procedures", "*.1"),
        ("stop", "nobody"),
        ("resume", "nobody"),
        ("end", "nobody"),
        ("token", "nobody"),
        ("show", "nobody"),
        ("retry", "nobody", "0" * 32),
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(target, words):
    with pytest.raises(TargetError):
        target(*words)
    assert target("list") == []


def test_a_person_is_looked_up_for_a_case_and_a_purpose_and_it_is_written_down(centre, person):
    said = centre.receive(invented())
    centre.receive(invented(holder=HOLDER | {"name": "Trần Thị Khác", "verdict": "typed"}))
    rows = person(NUMBER, "--case", said.code, "--purpose", "two names?")
    assert sorted(row["differs"] for row in rows) == [[], ["name"]]
    (look,) = person("", "--looks")
    assert (look["code"], look["purpose"], look["found"]) == (said.code, "two names?", 2)
    assert look["who"]
    assert NUMBER not in json.dumps(look)


def test_who_looked_is_nobodys_own_word(centre, person, monkeypatch):
    said = centre.receive(invented())
    for name in ("LOGNAME", "USER"):
        monkeypatch.setenv(name, "somebody-else")
    person(NUMBER, "--case", said.code, "--purpose", "x")
    (look,) = person("", "--looks")
    assert look["who"] == pwd.getpwuid(os.getuid()).pw_name


@pytest.mark.parametrize(
    "address", ["postgresql://centre:secret@db/centre", "postgresql:///centre?password=secret"]
)
def test_a_password_that_every_account_here_could_read_is_not_taken(tmp_path, monkeypatch, address):
    given = argparse.Namespace(data=tmp_path, database=address, blobs="")
    with pytest.raises(DatabaseError, match="everybody") as refused:
        Place.of(given)
    assert "secret" not in str(refused.value)
    monkeypatch.setenv("CENTRAL_DATABASE", address)  # that is the centre's user's alone
    assert Place.of(argparse.Namespace(data=tmp_path, database="", blobs="")).database == address


def test_cases_of_the_release_before_are_found_too(centre, person):
    said = centre.receive(invented(), noted=False)
    assert [row["code"] for row in person(NUMBER, "--case", said.code, "--purpose", "x")] == [
        said.code
    ]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--purpose", "curious"),
        ("--case", "CODE"),
        ("--case", "CODE", "--purpose", "  "),
        ("--case", "H00.000-none", "--purpose", "curious"),
    ],
)
def test_a_look_without_a_case_or_a_purpose_is_refused(centre, person, words):
    said = centre.receive(invented())
    with pytest.raises(LookError):
        person(NUMBER, *(said.code if word == "CODE" else word for word in words))
    assert person("", "--looks") == []


def test_what_is_no_number_finds_nobody(centre, person):
    said = centre.receive(invented())
    with pytest.raises(LookError):
        person("0010990000", "--case", said.code, "--purpose", "x")
