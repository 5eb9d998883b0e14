"""People and programs of the province: a token each, kept by its digest alone."""

import base64
import datetime as dt

import pytest

from central.callers import Caller, CallerError, Callers, Role
from central.database import Database


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/intake.db")
    yield database
    database.close()


@pytest.fixture
def callers(database):
    return Callers(database, lambda: dt.datetime(2026, 11, 2, tzinfo=dt.UTC))


def basic(name, token):
    return "Basic " + base64.b64encode(f"{name}:{token}".encode()).decode()


def test_a_caller_is_known_by_its_token_in_either_way(callers):
    token = callers.add("so-noi-vu", Role.WATCHER)
    known = Caller("so-noi-vu", Role.WATCHER)
    assert callers.caller(f"Bearer {token}") == callers.caller(f"bearer  {token} ") == known
    assert callers.caller(basic("so-noi-vu", token)) == known
    assert callers.all() == [known]


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer x", "Basic", "Basic !", "Basic eA==", "Basic gIA=", "Digest a"],
)
def test_nobody_else_is(callers, authorization):
    callers.add("so-noi-vu", Role.WATCHER)
    assert callers.caller(authorization) is None


def test_a_token_is_not_taken_under_another_name(callers):
    token = callers.add("so-noi-vu", Role.WATCHER)
    callers.add("lgsp", Role.TARGET)
    assert callers.caller(basic("lgsp", token)) is None
    assert callers.caller(basic("", token)) is None


def test_who_was_ended_is_nobody_and_may_come_back_with_another_token(callers):
    old = callers.add("lgsp", Role.TARGET)
    callers.end("lgsp")
    assert callers.caller(f"Bearer {old}") is None
    assert callers.add("lgsp", Role.TARGET) != old
    assert callers.caller(f"Bearer {old}") is None


@pytest.mark.parametrize("name", ["", "A", "a b", "-a", "a" * 41, "tỉnh"])
def test_a_name_that_cannot_be_one_is_refused(callers, name):
    with pytest.raises(CallerError):
        callers.add(name, Role.WATCHER)


def test_a_name_twice_is_refused_and_the_first_one_stays(callers):
    token = callers.add("lgsp", Role.TARGET)
    with pytest.raises(CallerError):
        callers.add("lgsp", Role.WATCHER)
    assert callers.caller(f"Bearer {token}") == Caller("lgsp", Role.TARGET)
    with pytest.raises(CallerError):
        callers.end("nobody")


def test_no_token_is_kept(callers, tmp_path):
    token = callers.add("lgsp", Role.TARGET)
    assert token.encode() not in (tmp_path / "intake.db").read_bytes()
