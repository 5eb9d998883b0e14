"""What a province is told before it signs new fees, processes and deadlines: each entry and field, old and new."""

import datetime as dt

import pytest

from central.bundles.checking import check
from central.bundles.differences import differences
from central.bundles.repository import BundleError
from kiosk.workspace import CATALOGUE, FEES, FORMS, PROCESSES

TODAY = dt.date(2026, 11, 23)
SHIPPED = {f"all/{path.name}": path.read_bytes() for path in (CATALOGUE, FEES, FORMS, PROCESSES)}


def told(name: str, old: str, new: str) -> str:
    before = SHIPPED[f"all/{name}"].decode()
    assert old in before
    after = {**SHIPPED, f"all/{name}": before.replace(old, new, 1).encode()}
    check(after, TODAY)
    return "\n".join(differences(SHIPPED, after))


def test_what_is_shipped_may_be_published_as_it_is():
    check(SHIPPED, TODAY)
    assert not list(differences(SHIPPED, SHIPPED))


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        ("fees.toml", "most = 200000", "most = 150000", "most: 200000 -> 150000"),
        ("fees.toml", "page = 3", "page = 4", "steps: 1000 from page 3 -> 1000 from page 4"),
        (
            "fees.toml",
            'province = "H38"',
            'province = "H26"',
            "exemption older, province: H38 -> H26",
        ),
        ("fees.toml", "valid_to = 2027-02-28", "valid_to = 2027-03-31", "valid_to: 2027-02-28"),
        (
            "catalogue.toml",
            "{ working_days = 7 }",
            "{ working_days = 5 }",
            "due: 7 working-days -> 5",
        ),
        (
            "catalogue.toml",
            "sample = true",
            "sample = true\nvalid_until = 2026-12-31",
            "valid_until",
        ),
        ("processes.toml", "hours = 3 ", "hours = 4 ", "specialist 3 h"),
        ("processes.toml", "00/QĐ-UBND (mẫu)", "12/QĐ-UBND", "-> 12/QĐ-UBND 2025-07-01"),
    ],
)
def test_each_entry_is_told_with_what_it_was_and_what_it_is(name, old, new, line):
    assert line in told(name, old, new)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("fees.toml", 'exemption = "vneid-2"', 'exemption = "vneid-9"'),
        ("processes.toml", '"archivist"', '"kitchen"'),
        ("catalogue.toml", "{ working_days = 7 }", "{ working_days = 0 }"),
    ],
)
def test_a_slip_is_signed_by_nobody(name, old, new):
    with pytest.raises(BundleError, match=f"all/{name}"):
        told(name, old, new)
