"""The kiosk does all its work with the rights that its units give: a visit, a call, an acceptance, two signatures."""

import time

import pytest

from tests.workbench import calling, certifying, desk_clerk
from tests.workbench.stay import office_of
from tests.workbench.unit.office import kept_by_units

pytestmark = [pytest.mark.device, pytest.mark.usefixtures("root"), pytest.mark.timeout(600)]
PATIENCE = 180.0  # seconds for any one thing; a loaded board may need many of them
SERVICES = ("devices", "desk", "sync")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """After one visit, from the first touch until its case lies at the centre."""
    bench = kept_by_units(tmp_path_factory.mktemp("b"), "copy-by-card")
    with bench:
        bench.people = office_of(bench)
        # Commands of the test find the service's socket beside the state.
        sockets = bench.workspace.root, bench.appliance.run
        sockets[0].joinpath("signing.sock").symlink_to(sockets[1] / "signing.sock")
        bench.start_services()
        citizen = bench.appliance.start("ui")
        until(lambda: citizen.ends, "the citizen stands there still")
        yield bench


def until(holds, what):
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.2)


def said(office):
    return {name: office.appliance.log(name) for name in (*SERVICES, "ui")}


@pytest.fixture(scope="module")
def code(office):
    """On the citizen's ticket."""
    seen = office.folder / "walk" / "seen.txt"
    assert seen.exists(), said(office)
    return seen.read_text().split()[-1]


def test_a_citizen_is_read_scanned_and_given_a_ticket(office, code):
    assert code.startswith("H38.101-")
    assert len(office.serial.tickets()) == 1


def test_the_case_goes_to_the_centre(office, code):
    until(lambda: office.look()["cases"], said(office)["sync"])


def test_the_number_is_called_at_the_pad_and_stands_on_the_board(office, code):
    told = calling.walk(office.hall_port, None)
    assert len(told["board"]) == 1, told


def test_a_clerk_accepts_the_case_at_the_console(office, code):
    login, password, _ = office.people[0]
    told = desk_clerk.accept(f"http://127.0.0.1:{office.desk_port}", login, password)
    assert told["accepted"], told.get("failure")


def test_the_copy_is_signed_twice_and_completed(office, code):
    assert certifying.walk_on(office, code)["wrong"] == []


def test_no_service_had_to_be_started_again(office, code):
    assert office.appliance.restarts == {"ui": 1}  # whose citizen went home
    assert [name for name, words in said(office).items() if "Traceback" in words] == []
