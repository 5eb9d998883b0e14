"""Hostile bytes are parsed in a child that can harm nothing, whatever they make it do."""

import contextlib
import os
import resource

import pytest

from drivers import limited
from drivers.limited import LimitedError, Reason
from tests.workbench.children import none_left

MISDEEDS = "tests.drivers.card.misdeeds:"


def test_what_the_function_says_comes_back():
    assert limited.run(MISDEEDS + "echo", b"\x00\xff") == "00ff"


def test_much_goes_in():
    assert limited.run(MISDEEDS + "echo", bytes(400_000)) == "00" * 400_000


@pytest.mark.parametrize(
    "deed", ["read_a_file", "write_a_file", "open_a_socket", "start_a_process", "raise_its_limits"]
)
def test_the_child_is_refused(deed, tmp_path):
    place = tmp_path / "place"
    if deed == "read_a_file":
        place.write_text("the next citizen's papers")
        place.chmod(0o644)
    answer = limited.run(MISDEEDS + deed, os.fsencode(place))
    assert isinstance(answer, str)
    assert answer.startswith("refused")


def test_the_child_gets_no_more_than_300_mib():
    assert limited.run(MISDEEDS + "take_memory", b"") == "refused: MemoryError "


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("burn", Reason.DIED),
        ("recurse", Reason.DIED),
        ("shout", Reason.TOO_MUCH),
        ("blurt", Reason.NONSENSE),
        ("give_what_json_cannot_say", Reason.DIED),
        ("fail", Reason.DIED),
        ("no_such_function", Reason.DIED),
    ],
)
def test_every_failure_is_one_error(deed, reason):
    with pytest.raises(LimitedError) as error:
        limited.run(MISDEEDS + deed, b"CANARY", deadline=60)
    assert error.value.reason is reason
    assert "CANARY" not in repr(error.value)
    assert error.value.__cause__ is None


def test_a_child_that_never_answers_is_ended():
    with pytest.raises(LimitedError) as error:
        limited.run(MISDEEDS + "sleep", b"", deadline=1)
    assert error.value.reason is Reason.OVERRAN


def test_a_child_that_will_not_take_the_bytes_is_ended():
    with pytest.raises(LimitedError):
        limited.run("no.such.module:function", bytes(10_000_000))


def test_no_child_is_left_behind():
    with none_left():
        for deed in ("echo", "shout", "fail"):
            with contextlib.suppress(LimitedError):
                limited.run(MISDEEDS + deed, b"")


def test_the_parent_keeps_its_own_limits():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    limited.run(MISDEEDS + "echo", b"")
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == before
