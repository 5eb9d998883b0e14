"""Whatever a kiosk says has stopped, the centre has words for it in both languages; what it does not know, it shows."""

from __future__ import annotations

import pytest

from central.fleet import said
from kiosk.faults import Fault

OF_DEVICES = (
    "reader-",
    "barcode-gone",
    "sound-gone",
    "scanner-",
    "printer-",
    "disk-",
    "store-",
    "clock-",
    "identity-",
)
OF_A_VISIT = {Fault.SCANNER_UNEVEN}  # the citizen's to mend, on the screen alone


@pytest.mark.parametrize(
    "fault", [fault for fault in Fault if fault.startswith(OF_DEVICES) and fault not in OF_A_VISIT]
)
def test_a_fault_of_a_device_has_words(fault):
    assert said.fault(fault, "vi") != fault
    assert said.fault(fault, "en") != fault


def test_what_is_newer_than_the_centre_is_shown_as_it_is():
    assert said.fault("scanner-on-fire", "vi") == "scanner-on-fire"
    assert said.device("scanner-quay-3", "en") == "scanner-quay-3"
