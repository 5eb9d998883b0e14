"""pgbench is a peer of the intake only as long as it says to the database what the intake was heard to say."""

from __future__ import annotations

import pytest

from tests.bench.figures import BenchError
from tests.bench.intake_cases import name_of
from tests.bench.intake_peer import Script

BEGIN, COMMIT = ["begin", None], ["commit", None]
INSERT = "insert into cases values (%(device)s, %(id)s, %(seq)s, %(text)s)"


def said(device: str, id: str, seq: int) -> list:
    return [BEGIN, [INSERT, {"device": device, "id": id, "seq": seq, "text": "một cửa"}], COMMIT]


def lines(script: Script) -> list[str]:
    return [line for line in script.text.splitlines() if line and not line.startswith("\\")]


def test_what_differs_from_case_to_case_differs_in_each_transaction():
    script = Script(said(name_of(1), "ab" * 16, 4), said(name_of(2), "cd" * 16, 9))
    begin, insert, commit = lines(script)
    assert (begin, commit) == ("begin;", "commit;")
    assert ":device" in insert
    assert "md5" in insert
    assert ":seq" in insert
    assert "một cửa" in script.constants.values()
    assert "một cửa" not in insert
    assert "abab" not in insert
    assert script.statements == 1


def test_the_same_name_is_the_same_wherever_it_is_said():
    ask = ["select 1 from cases where id = %(id)s", {"id": "ab" * 16}]
    again = [ask[0], {"id": "cd" * 16}]
    script = Script(
        [*said(name_of(1), "ab" * 16, 4), ask], [*said(name_of(2), "cd" * 16, 9), again]
    )
    _, insert, _, select = lines(script)
    assert select.removeprefix("select 1 from cases where id = ").rstrip(";") in insert


def test_two_cases_that_went_different_ways_make_no_peer():
    one, other = said(name_of(1), "ab" * 16, 4), said(name_of(2), "cd" * 16, 9)
    with pytest.raises(BenchError):
        Script(one, other[:-1])
