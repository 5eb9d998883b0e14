"""Children at hand: as harmless as any other, only sooner there."""

import os
import time

import psutil
import pytest

from drivers.limited import LimitedError, Reason
from drivers.nursery import Nursery
from tests.workbench.children import running

MISDEEDS = "tests.drivers.card.misdeeds:"


@pytest.fixture
def run():
    """Run a deed in a nursery of its own, twice where that is asked for."""
    nurseries: dict[str, Nursery] = {}

    def go(deed, data=b"", deadline=60.0):
        nursery = nurseries.setdefault(deed, Nursery(MISDEEDS + deed))
        return nursery.run(MISDEEDS + deed, data, deadline)

    yield go
    for nursery in nurseries.values():
        nursery.close()


def test_what_the_function_says_comes_back_every_time(run):
    for data in (b"\x00\xff", b"", b"again"):
        assert run("echo", data) == data.hex()


def test_much_goes_in(run):
    assert run("echo", bytes(400_000)) == "00" * 400_000


@pytest.mark.parametrize(
    "deed", ["read_a_file", "write_a_file", "open_a_socket", "start_a_process", "raise_its_limits"]
)
def test_the_child_is_refused(run, deed, tmp_path):
    place = tmp_path / "place"
    if deed == "read_a_file":
        place.write_text("the next citizen's papers")
    assert str(run(deed, os.fsencode(place))).startswith("refused")


def test_the_child_gets_no_more_than_300_mib(run):
    assert run("take_memory") == "refused: MemoryError "


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
def test_every_failure_is_one_error(run, deed, reason):
    with pytest.raises(LimitedError) as error:
        run(deed, b"CANARY")
    assert error.value.reason is reason
    assert "CANARY" not in repr(error.value)


def test_a_child_that_never_answers_is_ended_and_the_next_one_answers():
    nursery = Nursery(MISDEEDS + "sleep")
    for _ in range(2):
        with pytest.raises(LimitedError) as error:
            nursery.run(MISDEEDS + "sleep", b"", deadline=0.5)
        assert error.value.reason is Reason.OVERRAN
    assert not below()


def test_a_nursery_that_was_killed_is_begun_anew():
    nursery = Nursery(MISDEEDS + "echo")
    nursery.ready()
    (waiting,) = below()
    waiting.kill()
    waiting.wait()
    assert nursery.run(MISDEEDS + "echo", b"x") == "78"
    nursery.close()
    assert not below()


def test_it_ends_with_its_owner():
    nursery = Nursery(MISDEEDS + "echo")
    nursery.run(MISDEEDS + "echo", b"x")
    (waiting,) = below()
    nursery._line.close()
    assert psutil.wait_procs([waiting], timeout=60)[0]
    nursery.close()


def test_no_end_of_a_pipe_is_left_open(run):
    run("echo")
    before = open_ends()
    for _ in range(5):
        run("echo")
    assert open_ends() == before


def below():
    time.sleep(0)
    return running("drivers.nursery")


def open_ends():
    return psutil.Process().num_fds()
