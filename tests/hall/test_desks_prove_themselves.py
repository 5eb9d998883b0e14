"""Desks believe each other by a shared secret and a fresh moment of the asked one's own clock, and nobody else."""

import pytest

from kiosk.hall.proof import FRESH, Door, Key, ProofError, Told, Unproven, new_secret

SECRET = new_secret()
PATH, BODY = "/desk/exchange", b'{"heads": {}}'


class Clock:
    """A desk's steady clock, in its own seconds: no two desks have the same."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock():
    return Clock(12_345.6)


@pytest.fixture
def door(clock):
    return Door(SECRET, 1, {1, 2}, clock)


def told(door: Door, key: Key) -> Told:
    """What a desk learns by asking for the first time."""
    header, nonce = key.sign("POST", PATH, BODY, Told())
    with pytest.raises(ProofError) as refused:
        door.open("POST", PATH, header, BODY)
    assert refused.value.why is Unproven.STALE
    answer = door.seal(nonce, 401, b"stale")
    moment = key.read(nonce, 401, answer, b"stale")
    assert moment is not None
    return moment


@pytest.fixture
def key():
    return Key(SECRET, 2, 1)


def why(door: Door, header: str, method="POST", path=PATH, body=BODY) -> Unproven:
    with pytest.raises(ProofError) as refused:
        door.open(method, path, header, body)
    return refused.value.why


def test_a_desk_that_names_a_moment_it_was_just_told_is_believed(door, key, clock):
    header, _ = key.sign("POST", PATH, BODY, told(door, key))
    clock.seconds += FRESH / 2
    proven = door.open("POST", PATH, header, BODY)
    assert proven.kiosk == 2
    assert proven.moment == pytest.approx(12_345.6)


def test_the_same_letter_played_again_is_not_believed(door, key):
    header, _ = key.sign("POST", PATH, BODY, told(door, key))
    door.open("POST", PATH, header, BODY)
    assert why(door, header) is Unproven.STALE


def test_a_letter_that_lay_while_the_desk_stood_still_is_not_believed(door, key, clock):
    header, _ = key.sign("POST", PATH, BODY, told(door, key))
    clock.seconds += FRESH + 0.1
    assert why(door, header) is Unproven.STALE


def test_a_letter_to_an_earlier_run_of_the_desk_is_not_believed(door, key, clock):
    header, _ = key.sign("POST", PATH, BODY, told(door, key))
    assert why(Door(SECRET, 1, {2}, clock), header) is Unproven.STALE


@pytest.mark.parametrize(
    "changed",
    [{"method": "GET"}, {"path": "/desk/deed"}, {"body": b'{"heads": {"1": 9}}'}],
)
def test_nothing_of_a_letter_can_be_changed(door, key, changed):
    header, _ = key.sign("POST", PATH, BODY, told(door, key))
    assert why(door, header, **changed) is Unproven.STRANGER


def test_whoever_knows_another_secret_or_none_is_a_stranger(door, key):
    moment = told(door, key)
    header, _ = Key(new_secret(), 2, 1).sign("POST", PATH, BODY, moment)
    assert why(door, header) is Unproven.STRANGER
    for nonsense in ("", "v1", "v1 from=2", header[:-1], header + "0", "\x00"):
        assert why(door, nonsense) is Unproven.STRANGER


def test_a_kiosk_that_nobody_named_and_a_letter_for_another_kiosk_are_refused_with_the_reason(
    door, key
):
    moment = told(door, key)
    header, _ = Key(SECRET, 7, 1).sign("POST", PATH, BODY, moment)
    assert why(door, header) is Unproven.UNKNOWN_KIOSK
    header, _ = Key(SECRET, 2, 3).sign("POST", PATH, BODY, moment)
    assert why(door, header) is Unproven.NOT_FOR_US


def test_an_answer_is_believed_for_its_own_question_only(door, key):
    _, nonce = key.sign("POST", PATH, BODY, Told())
    answer = door.seal(nonce, 200, b"yes")
    assert key.read(nonce, 200, answer, b"yes") is not None
    assert key.read("0" * 32, 200, answer, b"yes") is None
    assert key.read(nonce, 200, answer, b"no") is None
    assert key.read(nonce, 401, answer, b"yes") is None
    assert Key(new_secret(), 2, 1).read(nonce, 200, answer, b"yes") is None


def test_no_clock_of_the_asking_desk_is_part_of_it(door, clock):
    """Its calendar may be years off: only the asked desk's own seconds are named."""
    clock.seconds = 3.0
    key = Key(SECRET, 2, 1)
    header, _ = key.sign("POST", PATH, BODY, told(door, key))
    assert door.open("POST", PATH, header, BODY).kiosk == 2


def test_a_new_secret_is_another_one_each_time():
    assert len({new_secret() for _ in range(9)}) == 9
    assert all(len(new_secret()) == 64 for _ in range(9))
