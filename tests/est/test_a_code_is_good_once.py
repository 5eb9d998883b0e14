"""A one-time code gives one machine one certificate: not a second machine, not later, not somebody who guesses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from central.devices import DevicesError
from central.est.codes import MOST_TRIES, new
from central.est.enrolments import Denied, EnrolmentError
from tests.est.conftest import OFFICE, named
from tests.workbench.keys import public_of


def denied(ask, *args, **how):
    with pytest.raises(EnrolmentError) as refused:
        ask(*args, **how)
    return refused.value.denied


def test_the_certificate_names_device_and_office_and_bears_the_devices_key(registry):
    made = registry.enrol()
    assert named(made) == ("kiosk-1", OFFICE)
    assert made.public_key().public_bytes_raw().hex() == public_of("kiosk-1")
    made.verify_directly_issued_by(registry.authority.certificate)
    assert (made.not_valid_after_utc - registry.now).days == 90
    assert registry.devices.key("kiosk-1") == public_of("kiosk-1")
    assert registry.devices.office("kiosk-1") == OFFICE


def test_asked_again_after_a_cut_line_it_is_the_same_certificate(registry):
    code = registry.code()
    first = registry.enrol(code=code)
    registry.wait(hours=1)
    assert registry.enrol(code=code) == first
    assert registry.alarms == []


def test_another_machine_with_the_same_code_gets_nothing_and_is_told_of(registry):
    code = registry.code()
    registry.enrol(code=code)
    assert denied(registry.enrol, code=code, key=public_of("thief")) is Denied.CODE_USED
    assert registry.alarms == [("kiosk-1", "enrolment-code-used")]
    assert registry.devices.key("kiosk-1") == public_of("kiosk-1")


def test_a_code_ends(registry):
    code = registry.code(hours=72)
    registry.wait(hours=72)
    assert denied(registry.enrol, code=code) is Denied.CODE_OVER
    assert registry.devices.row("kiosk-1") is None


def test_a_used_code_gives_nothing_after_its_time_either(registry):
    code = registry.code(hours=1)
    registry.enrol(code=code)
    registry.wait(hours=2)
    assert denied(registry.enrol, code=code) is Denied.CODE_OVER


def test_a_code_for_another_device_is_none(registry):
    registry.code("kiosk-2")
    assert denied(registry.enrol, "kiosk-2", code=registry.code("kiosk-1")) is Denied.CODE
    assert denied(registry.enrol, "kiosk-9", code=registry.code("kiosk-1")) is Denied.CODE


def test_of_two_codes_the_newer_counts(registry):
    lost = registry.code()
    code = registry.code()
    assert denied(registry.enrol, code=lost) is Denied.CODE
    registry.enrol(code=code)


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", ""),
        lambda code: code.replace("0", "O").replace("1", "l"),
    ],
)
def test_a_code_may_be_typed_as_it_was_read(registry, typed):
    registry.enrol(code=typed(registry.code()))


def test_a_code_is_long_and_each_another():
    letters = {new() for _ in range(50)}
    assert len(letters) == 50
    assert {len(code.replace("-", "")) for code in letters} == {20}  # of 32: 100 bits


def test_codes_are_not_kept(registry):
    code = registry.code()
    with registry.database.look() as db:
        kept = str(db.execute(text("select * from codes")).all())
    assert "kiosk-1" in kept
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_of_two_machines_that_come_at_once_with_one_code_one_gets_it(registry):
    code, keys = registry.code(), [public_of("kiosk-1"), public_of("thief")]

    def come(key):
        try:
            return registry.enrol(code=code, key=key)
        except EnrolmentError as error:
            return error.denied

    with ThreadPoolExecutor(2) as both:
        told = list(both.map(come, keys))
    assert Denied.CODE_USED in told
    (given,) = [one for one in told if one is not Denied.CODE_USED]
    assert registry.devices.key("kiosk-1") == given.public_key().public_bytes_raw().hex()


def test_one_machine_that_comes_twice_at_once_gets_one_certificate(registry):
    code = registry.code()
    with ThreadPoolExecutor(2) as both:
        one, other = both.map(lambda _: registry.enrol(code=code), range(2))
    assert one == other


def test_who_guesses_is_told_to_come_later_and_spoils_no_code(registry):
    code = registry.code()
    for _ in range(MOST_TRIES):
        assert denied(registry.enrol, code=new()) is Denied.CODE
    assert denied(registry.enrol, code=new()) is Denied.OFTEN
    registry.wait(minutes=59)
    assert denied(registry.enrol, code=new()) is Denied.OFTEN
    registry.wait(minutes=2)
    registry.enrol(code=code)


def test_who_guesses_at_one_device_holds_up_no_other(registry):
    registry.code()
    for _ in range(MOST_TRIES + 1):
        denied(registry.enrol, code=new())
    registry.enrol("kiosk-2")


def test_a_copied_disk_gets_no_second_name(registry):
    registry.enrol("kiosk-1")
    refused = denied(registry.enrol, "kiosk-2", key=public_of("kiosk-1"))
    assert refused is Denied.KEY_TAKEN
    assert registry.alarms == [("kiosk-2", "enrolment-key-taken")]
    assert registry.devices.row("kiosk-2") is None


def test_a_known_device_keeps_its_key_unless_whoever_made_the_code_meant_it(registry):
    old = registry.enrol()
    assert denied(registry.enrol, key=public_of("another")) is Denied.KEY
    assert registry.alarms == [("kiosk-1", "enrolment-key")]
    registry.enrol(code=registry.code(new_key=True), key=public_of("another"))
    registry.wait(seconds=5)
    assert registry.devices.key("kiosk-1") == public_of("another")
    assert denied(registry.renew, old) is Denied.REVOKED


def test_a_code_for_the_wrong_office_is_not_made(registry):
    registry.enrol()
    with pytest.raises(DevicesError, match="is of H38"):
        registry.code(office="H38.102")
    registry.devices.move("kiosk-1", "H38.102")
    assert named(registry.enrol(code=registry.code(office="H38.102"))) == ("kiosk-1", "H38.102")


@pytest.mark.parametrize("office", ["", "Bộ phận", "../H38", "H38.101.1.1.1.1"])
def test_an_office_is_named_by_its_code(registry, office):
    with pytest.raises(DevicesError, match="agency code"):
        registry.code(office=office)
